//! The words of tus 1.0, the protocol of uploads that go on where they broke off.
//!
//! Headers become values here and values headers; what they mean for an upload is its handler's
//! business. <https://tus.io/protocols/resumable-upload>

use actix_web::HttpRequest;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web;
use data_encoding::BASE64;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::site::Site;
use crate::base::error::{Error, Result};

/// The one version spoken here.
pub const VERSION: &str = "1.0.0";
/// What is understood beyond the core.
pub const EXTENSIONS: &str = "creation,creation-with-upload,termination,checksum,expiration";
/// How a piece may be checked.
pub const ALGORITHMS: &str = "sha1,sha256";
/// How a piece is labelled.
const PIECE: &str = "application/offset+octet-stream";

/// Middleware: every answer about an upload says which version it speaks.
pub async fn says_its_version(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let base = request
        .app_data::<web::Data<Site>>()
        .map_or("", |site| site.base());
    let path = request.path().strip_prefix(base).unwrap_or_default();
    let is_upload = path == "/api/uploads" || path.starts_with("/api/uploads/");
    let mut response = next.call(request).await?;
    if is_upload {
        let is_unspoken = response.status() == StatusCode::PRECONDITION_FAILED;
        let headers = response.headers_mut();
        let version = HeaderValue::from_static(VERSION);
        headers.insert(HeaderName::from_static("tus-resumable"), version.clone());
        if is_unspoken {
            headers.insert(HeaderName::from_static("tus-version"), version);
        }
    }
    Ok(response)
}

/// Refuses whoever speaks another version, or does not say.
pub fn refuse_unless_spoken(request: &HttpRequest) -> Result<()> {
    match header(request, "tus-resumable") {
        Some(VERSION) => Ok(()),
        _ => Err(Error::UnsupportedVersion),
    }
}

/// Whether the body is a piece of an upload.
pub fn is_piece(request: &HttpRequest) -> bool {
    header(request, "content-type").is_some_and(|kind| kind.eq_ignore_ascii_case(PIECE))
}

/// A header, if it is text.
pub fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    let value = request.headers().get(name)?.to_str().ok()?;
    Some(value.trim())
}

/// A header that is a number of bytes.
pub fn number(request: &HttpRequest, name: &str) -> Result<Option<u64>> {
    let Some(value) = request.headers().get(name) else {
        return Ok(None);
    };
    let digits = value.as_bytes();
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(digits)
        .ok()
        .filter(|_| is_number)
        // More digits than fit are more than any file has.
        .map(|digits| Some(digits.parse().unwrap_or(u64::MAX)))
        .ok_or(INVALID)
}

/// What the sender calls the file, from `Upload-Metadata`; nothing if they do not say.
pub fn file_name(request: &HttpRequest) -> Result<String> {
    match request.headers().get("upload-metadata") {
        None => Ok(String::new()),
        Some(value) => name_in(value.to_str().map_err(|_| INVALID)?),
    }
}

/// Pairs of a name and a value in Base64; a value may be missing.
fn name_in(metadata: &str) -> Result<String> {
    let (mut file_name, mut name) = (None, None);
    for pair in metadata.split(',').map(str::trim) {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let value = BASE64
            .decode(value.trim().as_bytes())
            .map_err(|_| INVALID)?;
        match key {
            "filename" => file_name = Some(value),
            "name" => name = Some(value),
            _ => {}
        }
    }
    let value = file_name.or(name).unwrap_or_default();
    Ok(String::from_utf8_lossy(&value).into_owned())
}

/// What the sender says about the piece it sends.
pub struct Checksum {
    hash: Hash,
    expected: Vec<u8>,
}

enum Hash {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Checksum {
    /// From `Upload-Checksum`, if it is there.
    pub fn of(request: &HttpRequest) -> Result<Option<Self>> {
        match request.headers().get("upload-checksum") {
            None => Ok(None),
            Some(value) => Self::read(value.to_str().map_err(|_| INVALID)?).map(Some),
        }
    }

    fn read(text: &str) -> Result<Self> {
        let (algorithm, sum) = text.trim().split_once(' ').ok_or(INVALID)?;
        let hash = match algorithm {
            "sha1" => Hash::Sha1(Sha1::new()),
            "sha256" => Hash::Sha256(Sha256::new()),
            _ => return Err(INVALID),
        };
        let expected = BASE64.decode(sum.trim().as_bytes()).map_err(|_| INVALID)?;
        Ok(Self { hash, expected })
    }

    /// Takes the next bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        match &mut self.hash {
            Hash::Sha1(hash) => hash.update(bytes),
            Hash::Sha256(hash) => hash.update(bytes),
        }
    }

    /// Whether all that was taken is what was meant.
    pub fn fits(self) -> bool {
        match self.hash {
            Hash::Sha1(hash) => hash.finalize()[..] == self.expected[..],
            Hash::Sha256(hash) => hash.finalize()[..] == self.expected[..],
        }
    }
}

/// A header that is missing or cannot be read.
pub const INVALID: Error = Error::BadRequest("invalid_upload");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_what_the_metadata_say_and_half_of_base64_is_nothing() {
        for (metadata, name) in [
            ("filename bGFrZS5wbmc=", "lake.png"),
            ("name YQ==,filetype dGV4dA==", "a"),
            ("name YQ==, filename Yg==", "b"),
            ("is_public,filename w7w=", "ü"),
            ("filename", ""),
            ("filename /w==", "\u{FFFD}"),
            ("filetype dGV4dA==", ""),
        ] {
            assert_eq!(name_in(metadata).ok().as_deref(), Some(name), "{metadata}");
        }
        for metadata in ["filename bGFrZS5wbmc", "filename !", "filename a b"] {
            assert!(name_in(metadata).is_err(), "{metadata}");
        }
    }

    #[test]
    fn a_checksum_fits_what_was_meant_and_nothing_else() {
        let hello = [
            "sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=",
            "sha256 LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
        ];
        for sum in hello {
            let fits = |pieces: [&str; 2]| {
                let mut checksum = Checksum::read(sum).expect("it is one");
                for piece in pieces {
                    checksum.take(piece.as_bytes());
                }
                checksum.fits()
            };
            assert!(fits(["hel", "lo"]), "{sum}");
            assert!(!fits(["hello", " "]), "{sum}");
        }
        for sum in ["", "sha1", "md5 XUFAKrxLKna5cZ2REBfFkg==", "sha1 !"] {
            assert!(Checksum::read(sum).is_err(), "{sum}");
        }
    }
}
