//! The one error of domain and doors: variants are named for what the caller can do.
//!
//! Which wording and status each gets is decided in `web::respond` alone; parsers and protocols keep
//! small enums of their own. Nothing private may be put where it can be shown: causes travel in
//! `Error::Internal` only, which tells the outside nothing.

use std::collections::BTreeMap;

/// Field name → codes of what is wrong with it.
pub type Fields = BTreeMap<&'static str, Vec<&'static str>>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request itself is malformed; the code says how.
    #[error("bad request: {0}")]
    BadRequest(&'static str),
    /// Well-formed, but a field's content cannot be accepted.
    #[error("invalid fields: {0:?}")]
    Invalid(Fields),
    /// Nobody, or somebody no longer, is signed in.
    #[error("not signed in")]
    Unauthenticated,
    /// User name and password do not fit together.
    #[error("invalid credentials")]
    InvalidCredentials,
    /// They are signed in, but must show once more that it is they.
    #[error("not confirmed")]
    Unconfirmed,
    /// The asker may see the thing, but not do this to it.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// No such thing, or none that the asker may know of.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// The state of things contradicts the request.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// It was valid once.
    #[error("gone: {0}")]
    Gone(&'static str),
    /// The path exists, the verb does not.
    #[error("method not allowed")]
    MethodNotAllowed {
        /// The verbs that do, as the `Allow` header lists them.
        allow: &'static str,
    },
    /// No representation the asker accepts.
    #[error("not acceptable")]
    NotAcceptable,
    /// A body of a kind this address does not read.
    #[error("unsupported media type")]
    UnsupportedMediaType,
    /// A version of the resumable protocol that is not spoken here.
    #[error("unsupported version")]
    UnsupportedVersion,
    /// What came is not what its sender meant to send.
    #[error("checksum mismatch")]
    ChecksumMismatch,
    /// The `Host` is not one this server answers to.
    #[error("wrong host")]
    WrongHost,
    /// More bytes than are read here.
    #[error("too large")]
    TooLarge,
    /// The body came too slowly, or stopped coming.
    #[error("too slow")]
    TooSlow,
    /// Too often.
    #[error("too many requests")]
    TooMany {
        /// When to try again.
        retry_after_secs: u64,
    },
    /// Busy or going down; trying again helps.
    #[error("unavailable")]
    Unavailable {
        /// When to try again.
        retry_after_secs: u64,
    },
    /// The disk is full; nothing was written.
    #[error("storage full")]
    StorageFull,
    /// Our own failure.
    #[error("internal error: {0}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An internal failure with its cause, for the log.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// One field with one code.
    pub fn field(name: &'static str, code: &'static str) -> Self {
        Self::Invalid(Fields::from([(name, vec![code])]))
    }

    /// The stable code that programs branch on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadRequest(code)
            | Self::Forbidden(code)
            | Self::NotFound(code)
            | Self::Conflict(code)
            | Self::Gone(code) => code,
            Self::Invalid(_) => "invalid",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::InvalidCredentials => "invalid_credentials",
            Self::Unconfirmed => "forbidden",
            Self::MethodNotAllowed { .. } => "method_not_allowed",
            Self::NotAcceptable => "not_acceptable",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::UnsupportedVersion => "unsupported_version",
            Self::ChecksumMismatch => "checksum_mismatch",
            Self::WrongHost => "wrong_host",
            Self::TooLarge => "too_large",
            Self::TooSlow => "too_slow",
            Self::TooMany { .. } => "too_many_requests",
            Self::Unavailable { .. } => "unavailable",
            Self::StorageFull => "storage_full",
            Self::Internal(_) => "server_error",
        }
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind, Error as Diesel};
        match error {
            Diesel::NotFound => Self::NotFound("not_found"),
            Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                Self::Conflict("conflict")
            }
            Diesel::DatabaseError(_, ref info) if info.message().contains("disk is full") => {
                Self::StorageFull
            }
            Diesel::DatabaseError(_, ref info)
                if info.message().contains("readonly database")
                    || info.message().contains("database is locked") =>
            {
                Self::Unavailable {
                    retry_after_secs: 5,
                }
            }
            other => Self::internal(other),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Self::StorageFull
            }
            _ => Self::internal(error),
        }
    }
}
