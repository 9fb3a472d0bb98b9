//! A server of the family's own: signs requests with an app's secret, as the official libraries do.

use data_encoding::HEXLOWER;
use hearth::live::AppKeys;
use md5::{Digest, Md5};
use serde_json::Value;

use super::client::{Request, percent};
use super::{Answer, App};

/// Somebody who holds an app's keys.
pub struct Server<'a> {
    app: &'a App,
    /// Which ones.
    pub keys: AppKeys,
}

impl<'a> Server<'a> {
    /// Of the first family.
    pub fn of(app: &'a App) -> Self {
        Self::with(app, app.rooms().keys().clone())
    }

    /// Of whoever these are.
    pub fn with(app: &'a App, keys: AppKeys) -> Self {
        Self { app, keys }
    }

    /// Asks under `/apps/<id>`.
    #[track_caller]
    pub fn get(&self, path: &str, params: &[(&str, &str)]) -> Answer {
        self.request("GET", path, params, None).send()
    }

    /// Tells under `/apps/<id>`.
    #[track_caller]
    pub fn post(&self, path: &str, json: &Value) -> Answer {
        self.request("POST", path, &[], Some(json)).send()
    }

    /// Tells an event on one channel.
    #[track_caller]
    pub fn trigger(&self, channel: &str, event: &str) -> Answer {
        let told = serde_json::json!({ "name": event, "channels": [channel], "data": "{\"from\":\"server\"}" });
        self.post("/events", &told)
    }

    /// A signed request.
    pub fn request(
        &self,
        verb: &str,
        path: &str,
        params: &[(&str, &str)],
        json: Option<&Value>,
    ) -> Request {
        let path = format!("/apps/{}{path}", self.keys.id);
        self.request_at(verb, &path, params, json)
    }

    /// A signed request anywhere.
    pub fn request_at(
        &self,
        verb: &str,
        path: &str,
        params: &[(&str, &str)],
        json: Option<&Value>,
    ) -> Request {
        let body = json.map(Value::to_string).unwrap_or_default();
        let now = self.app.store().clock().now_ms() / 1000;
        let mut all: Vec<(String, String)> = params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let mut give = |name: &str, value: String| all.push((name.to_owned(), value));
        give("auth_key", self.keys.key.clone());
        give("auth_timestamp", now.to_string());
        give("auth_version", "1.0".to_owned());
        if !body.is_empty() {
            give("body_md5", HEXLOWER.encode(&Md5::digest(&body)));
        }
        all.sort();
        let pairs: Vec<String> = all.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let text = format!("{verb}\n{path}\n{}", pairs.join("&"));
        all.push(("auth_signature".to_owned(), self.keys.sign(&text)));
        let pairs: Vec<String> = all
            .iter()
            .map(|(name, value)| format!("{name}={}", percent(value)))
            .collect();
        let address = format!("{path}?{}", pairs.join("&"));
        let request = self.app.anonymous().request(verb, &address);
        match body.is_empty() {
            true => request,
            false => request.body("application/json", body),
        }
    }
}
