//! Pages and sentences for when something did not work: what happened, in plain words, and a way on.
//!
//! It must never know the cause of a fault of ours, so that it cannot tell it. The contract's code
//! chooses the words; a status decides where no code does.

use askama::Template;

use super::frame::Frame;
use crate::base::words::{self, Language, Word};

/// A page that says what went wrong.
#[derive(Template)]
#[template(path = "errors/show.html")]
pub struct ErrorPage<'a> {
    /// The reader's surroundings; `me` may be missing even for a member.
    pub frame: &'a Frame,
    /// The HTTP status.
    pub status: u16,
    /// The contract's code.
    pub code: String,
    /// What to quote when asking for help.
    pub request_id: String,
    /// The `Host` that was asked for, where that is the trouble.
    pub host: Option<String>,
}

/// The safe sentence for a code: `detail` in the JSON of an error, in the reader's language.
pub fn detail(language: Language, code: &str) -> String {
    words::say(language, detail_key(code), &[])
}

impl ErrorPage<'_> {
    fn title(&self) -> String {
        self.frame.say(match self.code.as_str() {
            "cross_site" => "error-cross-site-title",
            "wrong_host" => "error-wrong-host-title",
            "invitation_used" | "invitation_expired" | "ticket_used" | "ticket_expired" => {
                "error-gone-title"
            }
            _ => match self.status {
                400 | 422 => "error-invalid-title",
                403 => "error-forbidden-title",
                404 => "error-not-found-title",
                405 => "error-method-title",
                408 => "error-too-slow-title",
                410 => "error-gone-title",
                413 => "error-too-large-title",
                429 => "error-too-many-title",
                503 => "error-unavailable-title",
                507 => "error-storage-title",
                _ => "error-server-title",
            },
        })
    }

    fn explanation(&self) -> String {
        detail(self.frame.language, &self.code)
    }

    /// The line to put into the settings, where the host is the trouble.
    fn setting(&self) -> Option<String> {
        if self.code != "wrong_host" {
            return None;
        }
        let host = self.host.as_deref()?;
        Some(format!("HEARTH_BASE_URL=http://{host}"))
    }

    fn reference(&self) -> Option<String> {
        if self.status < 500 || self.request_id.is_empty() {
            return None;
        }
        Some(self.frame.say_with(
            "error-reference",
            "id",
            Word::from(self.request_id.as_str()),
        ))
    }

    /// Whoever was invited has no chats to go to yet.
    fn is_invitation(&self) -> bool {
        matches!(self.code.as_str(), "invitation_used" | "invitation_expired")
    }

    /// Whoever holds a ticket is signed in no more than that.
    fn is_ticket(&self) -> bool {
        matches!(self.code.as_str(), "ticket_used" | "ticket_expired")
    }

    /// A try again makes sense where waiting helps.
    fn can_retry(&self) -> bool {
        matches!(self.status, 429 | 500 | 503 | 507)
    }
}

fn detail_key(code: &str) -> &'static str {
    match code {
        "invalid_json" => "detail-invalid-json",
        "memberIds required" => "detail-members-required",
        "empty_message" => "detail-empty-message",
        "too_long" => "detail-too-long",
        "unknown_member" => "detail-unknown-member",
        "unknown_file" => "detail-unknown-file",
        "unknown_message" => "detail-unknown-message",
        "invalid_cursor" => "detail-invalid-cursor",
        "invalid_idempotency_key" => "detail-invalid-key",
        "UNAUTHENTICATED" => "detail-unauthenticated",
        "invalid_credentials" => "problem-credentials",
        "forbidden" => "detail-forbidden",
        "cross_site" => "detail-cross-site",
        "not_found" => "detail-not-found",
        "thread_not_found" => "detail-thread-not-found",
        "method_not_allowed" => "detail-method",
        "not_acceptable" => "detail-not-acceptable",
        "unsupported_media_type" => "detail-media-type",
        "wrong_host" => "detail-wrong-host",
        "conflict" => "detail-conflict",
        "idempotency_mismatch" => "detail-key-mismatch",
        "invitation_used" => "detail-invitation-used",
        "invitation_expired" => "detail-invitation-expired",
        "ticket_used" => "detail-ticket-used",
        "ticket_expired" => "detail-ticket-expired",
        "invalid_upload" => "detail-invalid-upload",
        "offset_mismatch" => "detail-offset-mismatch",
        "upload_expired" => "detail-upload-expired",
        "unsupported_version" => "detail-unsupported-version",
        "checksum_mismatch" => "detail-checksum-mismatch",
        "too_large" => "detail-too-large",
        "too_slow" => "detail-too-slow",
        "invalid" => "detail-invalid",
        "too_many_requests" => "detail-too-many",
        "unavailable" => "detail-unavailable",
        "storage_full" => "detail-storage-full",
        _ => "detail-server-error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_page_ever_shows_a_key_instead_of_words() {
        let frame = Frame::sample();
        for status in [
            400, 403, 404, 405, 408, 410, 413, 415, 421, 422, 429, 500, 503, 507,
        ] {
            for code in [
                "cross_site",
                "wrong_host",
                "invitation_used",
                "ticket_used",
                "ticket_expired",
                "never heard of",
            ] {
                let page = ErrorPage {
                    frame: &frame,
                    status,
                    code: code.to_owned(),
                    request_id: "k3v7q2".to_owned(),
                    host: None,
                };
                for words in [page.title(), page.explanation()] {
                    assert!(words.contains(' '), "{status} {code}: {words}");
                }
            }
        }
    }

    #[test]
    fn a_fault_of_ours_gives_a_number_to_quote_and_a_refusal_does_not() {
        let frame = Frame::sample();
        let page = |status, code: &str| ErrorPage {
            frame: &frame,
            status,
            code: code.to_owned(),
            request_id: "k3v7q2".to_owned(),
            host: Some("family.example".to_owned()),
        };
        assert!(
            page(500, "server_error")
                .reference()
                .is_some_and(|words| words.contains("k3v7q2"))
        );
        assert_eq!(page(404, "not_found").reference(), None);
        assert_eq!(
            page(421, "wrong_host").setting().as_deref(),
            Some("HEARTH_BASE_URL=http://family.example")
        );
        assert_eq!(page(404, "not_found").setting(), None);
    }
}
