//! Who asks: a program that has signed its request with an app's secret, exactly as the protocol says.
//!
//! Nothing of a request is looked at before its signature is found good, and the signature covers the
//! verb, the path, every parameter and, by its digest, the body. The same request may come twice: two
//! equal ones within a second are equal to the bit, and both are meant.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::{self, Bytes};
use actix_web::{FromRequest, HttpRequest};
use data_encoding::HEXLOWER;
use md5::{Digest, Md5};
use subtle::ConstantTimeEq;

use super::refusal::Refusal;
use crate::domain::apps;
use crate::live::{App, AppKeys};
use crate::web::extract::site;
use crate::web::site::Site;

/// How far a program's clock may be off, in seconds.
const LEEWAY_SECS: i64 = 600;

/// A request that an app's program has signed.
pub struct Signed {
    /// Whose program it is.
    pub app: App,
    /// What it says.
    pub body: Bytes,
    params: BTreeMap<String, String>,
}

impl Signed {
    /// A parameter of the address.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.get(name).map(String::as_str)
    }
}

impl FromRequest for Signed {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = Bytes::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let site = site(&request).map_err(Refusal::other)?;
            let params = params(request.query_string())?;
            let app = app(&request, &site, &params).await?;
            let body = body.await?;
            let now = site.store.clock().now_ms() / 1000;
            let verb = request.method().as_str();
            let path = request.path();
            // Some libraries sign the sub-path along, some do not know of it.
            let short = path.strip_prefix(site.base()).unwrap_or(path);
            check(app.keys(), (verb, &[path, short]), &params, &body, now)?;
            site.limits
                .programs(&app.keys().id)
                .map_err(Refusal::other)?;
            Ok(Self { app, body, params })
        })
    }
}

/// The parameters of an address, their names folded as they are signed.
fn params(query: &str) -> Result<BTreeMap<String, String>, actix_web::Error> {
    let pairs = web::Query::<Vec<(String, String)>>::from_query(query)
        .map_err(|_| Refusal::bad("The query cannot be read"))?;
    let mut params = BTreeMap::new();
    for (name, value) in pairs.into_inner() {
        if params.insert(name.to_ascii_lowercase(), value).is_some() {
            return Err(Refusal::bad("A parameter is given twice"));
        }
    }
    Ok(params)
}

/// The app in the address; where an old library leaves it out, the one whose key is given.
async fn app(
    request: &HttpRequest,
    site: &Site,
    params: &BTreeMap<String, String>,
) -> Result<App, actix_web::Error> {
    let Some(key) = params.get("auth_key") else {
        return Err(Refusal::unsigned("auth_key is missing"));
    };
    let Some(id) = request.match_info().get("app") else {
        let found = site.rooms.app(key).await.ok().flatten();
        return found.ok_or_else(|| Refusal::unsigned("Unknown auth_key"));
    };
    let own = site.rooms.own_app();
    if id == own.keys().id {
        return Ok(own.clone());
    }
    let wanted = id.to_owned();
    let found = site
        .store
        .read(move |conn| apps::by_id(conn, &wanted))
        .await
        .map_err(Refusal::other)?;
    match found {
        Some(app) => Ok(App::further(own.keys().derived(app.id, app.key))),
        None => Err(Refusal::unknown("There is no such app")),
    }
}

fn check(
    keys: &AppKeys,
    (verb, paths): (&str, &[&str]),
    params: &BTreeMap<String, String>,
    body: &[u8],
    now_secs: i64,
) -> Result<(), actix_web::Error> {
    let given = |name: &str| match params.get(name) {
        Some(value) => Ok(value.as_str()),
        None => Err(Refusal::unsigned(format!("{name} is missing"))),
    };
    if given("auth_key")? != keys.key {
        return Err(Refusal::unsigned("Unknown auth_key"));
    }
    if given("auth_version")? != "1.0" {
        return Err(Refusal::unsigned("auth_version must be 1.0"));
    }
    let signature = given("auth_signature")?;
    let said: i64 = given("auth_timestamp")?
        .parse()
        .map_err(|_| Refusal::unsigned("auth_timestamp must be a number of seconds"))?;
    let is_genuine = paths
        .iter()
        .any(|path| keys.verify_signature(signature, &text_to_sign(verb, path, params)));
    if !is_genuine {
        let text = text_to_sign(verb, paths.first().unwrap_or(&""), params).replace('\n', "\\n");
        return Err(Refusal::unsigned(format!(
            "Invalid signature: you should have sent HmacSHA256Hex(\"{text}\", your_secret_key)"
        )));
    }
    if said.abs_diff(now_secs) > LEEWAY_SECS as u64 {
        return Err(Refusal::unsigned(format!(
            "Timestamp expired: {said} is not within {LEEWAY_SECS} s of {now_secs}"
        )));
    }
    let digest = HEXLOWER.encode(&Md5::digest(body));
    match params.get("body_md5") {
        Some(said) if bool::from(said.as_bytes().ct_eq(digest.as_bytes())) => Ok(()),
        None if body.is_empty() => Ok(()),
        _ => Err(Refusal::unsigned(
            "body_md5 is not the MD5 of the body in lower-case hex",
        )),
    }
}

fn text_to_sign(verb: &str, path: &str, params: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = params
        .iter()
        .filter(|(name, _)| *name != "auth_signature")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("{verb}\n{path}\n{}", pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"name":"foo","channels":["project-3"],"data":"{\"some\":\"data\"}"}"#;
    const QUERY: &str = "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0\
        &body_md5=ec365a775a4cd0599faeb73354201b6f\
        &auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c";

    fn status(verb: &str, path: &str, query: &str, body: &[u8], now: i64) -> u16 {
        let keys = AppKeys {
            id: "3".into(),
            key: "278d425bdf160c739803".into(),
            secret: "7ad3773142a6692b25b8".into(),
        };
        let checked =
            params(query).and_then(|params| check(&keys, (verb, &[path]), &params, body, now));
        checked.map_or_else(
            |error| error.as_response_error().status_code().as_u16(),
            |()| 200,
        )
    }

    #[test]
    fn the_published_vector_is_genuine_and_nothing_near_it_is() {
        const NOW: i64 = 1_353_088_179;
        const PATH: &str = "/apps/3/events";
        assert_eq!(status("POST", PATH, QUERY, BODY, NOW), 200);
        assert_eq!(status("POST", PATH, QUERY, BODY, NOW + 600), 200);
        assert_eq!(status("POST", PATH, QUERY, BODY, NOW - 600), 200);
        for (verb, path, query, body, now) in [
            ("GET", PATH, QUERY.to_owned(), BODY, NOW),
            ("POST", "/apps/4/events", QUERY.to_owned(), BODY, NOW),
            ("POST", PATH, QUERY.to_owned(), BODY, NOW + 601),
            ("POST", PATH, QUERY.to_owned(), BODY, NOW - 601),
            ("POST", PATH, QUERY.to_owned(), &BODY[1..], NOW),
            ("POST", PATH, QUERY.to_owned(), &[][..], NOW),
            ("POST", PATH, QUERY[..QUERY.len() - 1].to_owned(), BODY, NOW),
            ("POST", PATH, QUERY.replace("7e6c", "7E6C"), BODY, NOW),
            ("POST", PATH, QUERY.replace("6f&", "6F&"), BODY, NOW),
            ("POST", PATH, QUERY.replace("=1.0", "=1.1"), BODY, NOW),
            ("POST", PATH, QUERY.replace("key=2", "key=3"), BODY, NOW),
            ("POST", PATH, QUERY.replace("=13530", "=a3530"), BODY, NOW),
            ("POST", PATH, format!("{QUERY}&info=user_count"), BODY, NOW),
            ("POST", PATH, String::new(), BODY, NOW),
        ] {
            assert_eq!(
                status(verb, path, &query, body, now),
                401,
                "{verb} {path} {query}"
            );
        }
        let twice = format!("{QUERY}&AUTH_KEY=278d425bdf160c739803");
        assert_eq!(status("POST", PATH, &twice, BODY, NOW), 400);
    }

    #[test]
    fn what_is_signed_is_decoded_folded_and_sorted() {
        let params = params("b=%2C&A=x%20y+z").unwrap();
        assert_eq!(text_to_sign("GET", "/p", &params), "GET\n/p\na=x y z&b=,");
    }
}
