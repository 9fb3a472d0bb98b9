//! The static files, inside the program, under one folder named by the digest of them all.
//!
//! It must never know who is asking: a style sheet holds no secret, and the folder's name changes
//! with its content, so every reply may be kept for ever. Modules import one another by relative
//! paths and need no import map for the same reason.
//!
//! All style sheets are served as one, because it is the only thing that blocks painting. Each member
//! has one of their own, `members/<id>.css`: the common one plus the rules of `css/own.css` bound to
//! that member's id. The server's message markup is the same for every reader; this file is what
//! turns one's own bubbles to the other side, at the first paint and without JavaScript.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest as _, Sha256};

/// How a member's id looks; anything else would be written into a style sheet.
const MEMBER_ID_LENGTH: usize = 26;
/// The file whose rules apply to one's own messages.
const OWN_RULES: &str = "css/own.css";
/// What stands for the member's id in it.
const OWN_PLACEHOLDER: &str = "\"me\"";
/// The order of the layers; must come first in the whole.
const LAYERS: &str = "css/layers.css";

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

static DIGEST: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = Sha256::new();
    let mut paths: Vec<_> = Files::iter().collect();
    paths.sort();
    for path in paths {
        hasher.update(path.as_bytes());
        if let Some(file) = Files::get(&path) {
            hasher.update(file.metadata.sha256_hash());
        }
    }
    hex(&hasher.finalize()[..8])
});

static STYLESHEET: LazyLock<String> = LazyLock::new(|| {
    let mut paths: Vec<_> = Files::iter()
        .filter(|path| path.ends_with(".css") && path != LAYERS && path != OWN_RULES)
        .collect();
    paths.sort();
    let mut whole = text_of(LAYERS);
    for path in paths {
        whole.push_str(&text_of(&path));
    }
    whole
});

static MODULES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut modules: Vec<_> = Files::iter()
        .filter(|path| path.starts_with("js/") && path.ends_with(".js"))
        .map(Cow::into_owned)
        .collect();
    modules.sort();
    modules
});

/// A file as it is served.
pub struct Asset {
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
    /// Its `Content-Type`.
    pub content_type: &'static str,
    /// Its strong `ETag`, quotes included.
    pub etag: String,
}

/// The folder's name: changes when any file does.
pub fn digest() -> &'static str {
    &DIGEST
}

/// Every JavaScript module, so that a page can ask for all of them at once.
pub fn modules() -> &'static [String] {
    &MODULES
}

/// All style sheets in one, for somebody not signed in.
pub fn stylesheet() -> &'static str {
    &STYLESHEET
}

/// All style sheets in one for a member, or `None` if that is not a member's id.
pub fn stylesheet_for(member_id: &str) -> Option<String> {
    let valid = member_id.len() == MEMBER_ID_LENGTH
        && member_id
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'));
    let own = || text_of(OWN_RULES).replace(OWN_PLACEHOLDER, &format!("\"{member_id}\""));
    valid.then(|| format!("{}{}", stylesheet(), own()))
}

/// Looks a file up by its path inside the folder, the two made style sheets among them.
pub fn find(path: &str) -> Option<Asset> {
    if path == "hearth.css" {
        return Some(made(stylesheet().to_owned()));
    }
    if let Some(member_id) = path
        .strip_prefix("members/")
        .and_then(|name| name.strip_suffix(".css"))
    {
        return stylesheet_for(member_id).map(made);
    }
    let EmbeddedFile { data, metadata } = Files::get(path)?;
    Some(Asset {
        bytes: data,
        content_type: content_type(path)?,
        etag: etag(&metadata.sha256_hash()),
    })
}

/// Answers `{base}/assets/{digest}/{path}`.
///
/// Another digest than the present one is a page from before an upgrade: it gets the present file
/// rather than none, but may not keep it under the old name.
pub async fn show(request: HttpRequest, path: web::Path<(String, String)>) -> HttpResponse {
    let (folder, path) = path.into_inner();
    let Some(asset) = find(&path) else {
        return HttpResponse::NotFound().finish();
    };
    let cache = if folder == digest() {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| {
            tags.split(',')
                .any(|tag| tag.trim().trim_start_matches("W/") == asset.etag)
        });
    let mut response = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((CACHE_CONTROL, HeaderValue::from_static(cache)))
        .insert_header((ETAG, asset.etag))
        .insert_header((X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")));
    if known {
        return response.finish();
    }
    response
        .insert_header((CONTENT_TYPE, asset.content_type))
        .body(match asset.bytes {
            Cow::Borrowed(bytes) => web::Bytes::from_static(bytes),
            Cow::Owned(bytes) => bytes.into(),
        })
}

fn made(text: String) -> Asset {
    Asset {
        etag: etag(&Sha256::digest(text.as_bytes())),
        bytes: Cow::Owned(text.into_bytes()),
        content_type: "text/css; charset=utf-8",
    }
}

fn text_of(path: &str) -> String {
    Files::get(path)
        .map(|file| String::from_utf8_lossy(&file.data).into_owned())
        .unwrap_or_default()
}

/// Only what is really there; an unknown kind is not served at all.
fn content_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}

fn etag(hash: &[u8]) -> String {
    format!("\"{}\"", hex(&hash[..16]))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMBER: &str = "abcdefghijklmnopqrstuvwx27";

    #[test]
    fn the_layer_order_opens_the_whole_style_sheet() {
        assert!(
            stylesheet().contains("@layer reset, base, layout, components, modules, utilities;")
        );
        assert!(stylesheet().starts_with(&text_of(LAYERS)));
    }

    #[test]
    fn a_members_style_sheet_is_the_whole_plus_their_own_rules() {
        let sheet = stylesheet_for(MEMBER).expect("a well-formed id");
        assert!(sheet.starts_with(stylesheet()));
        assert!(sheet.contains(&format!("[data-author=\"{MEMBER}\"]")));
        assert!(!sheet.contains(OWN_PLACEHOLDER));
        assert!(!stylesheet().contains("[data-author="));
    }

    #[test]
    fn nothing_but_a_member_id_is_written_into_a_style_sheet() {
        for id in [
            "",
            "abc",
            "\"]{}*{display:none}/*aaaaaa",
            "ABCDEFGHIJKLMNOPQRSTUVWX27",
            "abcdefghijklmnopqrstuvwx01",
        ] {
            assert_eq!(stylesheet_for(id), None, "{id}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for path in [
            "",
            "..",
            "../Cargo.toml",
            "css",
            "members/x.css",
            "js/nothing.js",
        ] {
            assert!(find(path).is_none(), "{path}");
        }
        assert!(find("hearth.css").is_some());
    }
}
