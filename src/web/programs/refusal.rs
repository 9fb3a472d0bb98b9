//! How a program is refused: the protocol's status and a plain sentence for its developer.
//!
//! The one place of the web door that does not speak the contract's JSON: the official libraries hand
//! the text on as it is, and it is never shown to a member, so it is no part of the catalogue.

use std::borrow::Cow;
use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};

use crate::base::error::Error;
use crate::web::respond::Failure;

/// What a handler here answers.
pub type Answer = Result<HttpResponse, actix_web::Error>;

/// Why a program is refused.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    text: Cow<'static, str>,
}

impl Refusal {
    /// What is asked makes no sense.
    pub fn bad(text: impl Into<Cow<'static, str>>) -> actix_web::Error {
        Self::with(StatusCode::BAD_REQUEST, text)
    }

    /// Who asks has not shown that they may.
    pub fn unsigned(text: impl Into<Cow<'static, str>>) -> actix_web::Error {
        Self::with(StatusCode::UNAUTHORIZED, text)
    }

    /// Who asks may not do this.
    pub fn forbidden(text: impl Into<Cow<'static, str>>) -> actix_web::Error {
        Self::with(StatusCode::FORBIDDEN, text)
    }

    /// There is no such thing.
    pub fn unknown(text: impl Into<Cow<'static, str>>) -> actix_web::Error {
        Self::with(StatusCode::NOT_FOUND, text)
    }

    /// It is more than may be sent.
    pub fn too_large(text: impl Into<Cow<'static, str>>) -> actix_web::Error {
        Self::with(StatusCode::PAYLOAD_TOO_LARGE, text)
    }

    /// What has nothing to do with the protocol is answered as everywhere.
    pub fn other(error: Error) -> actix_web::Error {
        Failure(error).into()
    }

    fn with(status: StatusCode, text: impl Into<Cow<'static, str>>) -> actix_web::Error {
        let text = text.into();
        Self { status, text }.into()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        HttpResponse::build(self.status)
            .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
            .body(format!("{}\n", self.text))
    }
}
