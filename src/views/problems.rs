//! What a form complains about, in words a person can act on.
//!
//! It must never know which form it is: rules name a field and a code (the contract's `fields`), this
//! file has the sentence.

use super::frame::Frame;
use crate::base::error::Fields;
use crate::base::words::{self, Language};

/// The complaints about one form, field by field; empty for a form shown the first time.
#[derive(Clone, Default, Debug)]
pub struct Problems(Vec<(String, String)>);

impl Problems {
    /// No complaint.
    pub fn none() -> Self {
        Self::default()
    }

    /// Fields and codes as the rules gave them.
    pub fn of<F, C>(fields: impl IntoIterator<Item = (F, C)>) -> Self
    where
        F: Into<String>,
        C: Into<String>,
    {
        Self(
            fields
                .into_iter()
                .map(|(field, code)| (field.into(), code.into()))
                .collect(),
        )
    }

    /// What the form's fields were refused for.
    pub fn in_fields(fields: Fields) -> Self {
        Self::of(
            fields
                .into_iter()
                .flat_map(|(field, codes)| codes.into_iter().map(move |code| (field, code))),
        )
    }

    /// A complaint about no field in particular.
    pub fn general(code: &str) -> Self {
        Self::of([("", code)])
    }

    /// Whether there is any.
    pub fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// The sentence about a field, if there is one.
    pub fn about(&self, frame: &Frame, field: &str) -> Option<String> {
        let (_, code) = self.0.iter().find(|(name, _)| name == field)?;
        Some(frame.say(key(field, code)))
    }

    /// The sentence about the form as a whole.
    pub fn overall(&self, frame: &Frame) -> Option<String> {
        self.about(frame, "")
    }
}

/// The sentence about one field, where there is no page.
pub fn sentence(language: Language, field: &str, code: &str) -> String {
    words::say(language, key(field, code), &[])
}

fn key(field: &str, code: &str) -> &'static str {
    match (field, code) {
        ("memberIds", "required") => "problem-nobody-chosen",
        ("family", "unknown") => "problem-family-unknown",
        ("family", "several") => "problem-family-several",
        ("topics", "required") => "problem-no-topic",
        ("url", "too_many") => "problem-too-many-webhooks",
        ("url", "no_url") => "problem-url",
        ("url", "scheme") => "problem-url-scheme",
        ("url", "credentials") => "problem-url-credentials",
        ("url", "port") => "problem-url-port",
        ("url", "address") => "problem-url-address",
        ("channel", "invalid") => "problem-channel",
        ("channel", "not_free") => "problem-channel-not-free",
        ("event", "invalid") => "problem-event",
        ("password", "too_short") => "problem-password-short",
        ("password", "too_long") => "problem-password-long",
        ("password", "common") => "problem-password-common",
        ("password", "same") => "problem-password-same",
        ("password", "wrong") => "problem-password-not-yours",
        ("email", _) => "problem-email",
        ("helper", _) => "problem-helper",
        ("role" | "member", "last_admin") => "problem-last-admin",
        ("memberIds", "needs_grown_up") => "problem-needs-grown-up",
        ("memberIds", "last_member") => "problem-last-member",
        ("current", _) => "problem-password-wrong",
        ("again", _) => "problem-password-differs",
        ("scope", "required") => "problem-no-scope",
        ("label", "too_many") => "problem-too-many-tokens",
        ("scope", _) => "problem-scope-admin",
        ("username", "taken") => "problem-username-taken",
        ("username", "invalid") => "problem-username-invalid",
        ("code", _) => "problem-code",
        ("picture", "required") => "problem-picture-none",
        ("picture", "not_a_picture") => "problem-picture-kind",
        ("picture", "unreadable") => "problem-picture-broken",
        ("picture", "too_large") => "problem-picture-huge",
        ("picture", "too_heavy") => "problem-picture-heavy",
        ("invitation", _) => "problem-invitation",
        ("threadIds", "required") => "problem-no-thread-chosen",
        ("q", "too_short") => "problem-search-short",
        ("q", "too_many") => "problem-search-many",
        ("q", "too_long") => "problem-search-long",
        ("to", "required") => "problem-forward-nowhere",
        ("to", "too_many") => "problem-forward-many",
        ("from" | "to", _) => "problem-day",
        ("emoji", _) => "problem-emoji",
        (_, "required") => "problem-required",
        (_, "too_long") => "problem-too-long",
        (_, "wrong_digits") => "problem-digits",
        (_, "invalid_credentials") => "problem-credentials",
        (_, "too_many_requests") => "problem-too-many",
        (_, "unavailable") => "problem-unavailable",
        _ => "problem-invalid",
    }
}
