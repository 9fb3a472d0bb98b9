//! The static files, inside the program, under one folder named by the digest of them all.
//!
//! It must never know who is asking: a style sheet holds no secret, and the folder's name changes
//! with its content, so every reply may be kept for ever. Modules name one another by relative paths
//! and need no import map for the same reason.
//!
//! All style sheets are served as one, because it is the only thing that blocks painting. Each member
//! has one of their own, `members/<id>.css`: the common one plus the rules of `css/own.css` bound to
//! that member's id. The server's message markup is the same for every reader; this file is what
//! turns one's own bubbles to the other side, at the first paint and without JavaScript.
//!
//! Comments are left out on the way: they explain the files to whoever opens the project and would be
//! a quarter of what a phone has to fetch. What is left is packed once, not for each request.

mod packed;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock, OnceLock};

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH,
    VARY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::Bytes;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use rust_embed::RustEmbed;
use sha2::{Digest as _, Sha256};

use super::guard::PartOfPages;
use crate::views::emoji;
use packed::Beginning;

/// How a member's id looks; anything else would be written into a style sheet.
const MEMBER_ID_LENGTH: usize = 26;
/// The file whose rules apply to one's own messages.
const OWN_RULES: &str = "css/own.css";
/// What stands for the member's id in it.
const OWN_PLACEHOLDER: &str = "\"me\"";
/// The order of the layers; must come first in the whole.
const LAYERS: &str = "css/layers.css";
const CSS: &str = "text/css; charset=utf-8";
/// A module is UTF-8 without saying so.
const JAVASCRIPT: &str = "text/javascript";
const JSON: &str = "application/json; charset=utf-8";
const PNG: &str = "image/png";
const SVG: &str = "image/svg+xml";

#[derive(RustEmbed)]
#[folder = "static/"]
struct Embedded;

/// Every file as it is served, by its path.
static FILES: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    Embedded::iter()
        .filter_map(|path| {
            let (bytes, content_type) = read(&path)?;
            Some((path.to_string(), Asset::new(bytes, content_type)))
        })
        .collect()
});

static DIGEST: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = Sha256::new();
    for (path, asset) in FILES.iter() {
        hasher.update(path.as_bytes());
        hasher.update(&asset.bytes);
    }
    for list in emoji::lists() {
        hasher.update(list.as_bytes());
    }
    hex(&hasher.finalize()[..8])
});

static STYLESHEET: LazyLock<String> = LazyLock::new(|| {
    let sheets = FILES
        .keys()
        .filter(|path| path.ends_with(".css") && *path != LAYERS && *path != OWN_RULES);
    std::iter::once(LAYERS)
        .chain(sheets.map(String::as_str))
        .map(text_of)
        .collect()
});

/// The common style sheet, packed; members' own go on from it.
static PACKED_STYLESHEET: LazyLock<Beginning> =
    LazyLock::new(|| Beginning::of(stylesheet().as_bytes()));

/// A file as it is served.
#[derive(Clone)]
pub struct Asset {
    /// Its content.
    pub bytes: Bytes,
    /// Its `Content-Type`.
    pub content_type: &'static str,
    /// Its strong `ETag`, quotes included.
    pub etag: String,
    /// The same by gzip, once somebody asked for that.
    packed: Arc<OnceLock<Bytes>>,
    /// The same by brotli, once somebody asked for that.
    packed_smaller: Arc<OnceLock<Bytes>>,
}

impl Asset {
    fn new(bytes: impl Into<Bytes>, content_type: &'static str) -> Self {
        let bytes = bytes.into();
        Self {
            etag: format!("\"{}\"", hex(&Sha256::digest(&bytes)[..8])),
            bytes,
            content_type,
            packed: Arc::default(),
            packed_smaller: Arc::default(),
        }
    }

    /// Packed as whoever asks likes it best, and how; none for what is packed by its nature.
    fn packed(&self, headers: &HeaderMap) -> Option<(&'static str, Bytes)> {
        // Members' style sheets are made for each request; the work of packing them is shared by gzip alone.
        if self.content_type == JAVASCRIPT && packed::is_welcome(headers, "br") {
            let make = || packed::packed_smaller(&self.bytes);
            return Some(("br", self.packed_smaller.get_or_init(make).clone()));
        }
        let is_text = self.content_type != PNG && packed::is_welcome(headers, "gzip");
        let make = || packed::packed(&self.bytes);
        is_text.then(|| ("gzip", self.packed.get_or_init(make).clone()))
    }
}

/// The folder's name: changes when any file does.
pub fn digest() -> &'static str {
    &DIGEST
}

/// All style sheets in one, for somebody not signed in.
pub fn stylesheet() -> &'static str {
    &STYLESHEET
}

/// What one member's style sheet says beyond everybody's, or `None` if that is not a member's id.
fn own_rules(member_id: &str) -> Option<String> {
    let valid = member_id.len() == MEMBER_ID_LENGTH
        && member_id
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'));
    valid.then(|| text_of(OWN_RULES).replace(OWN_PLACEHOLDER, &format!("\"{member_id}\"")))
}

/// Looks a file up by its path inside the folder; the style sheets and the lists of emoji are made.
pub fn find(path: &str) -> Option<Asset> {
    if path == "hearth.css" {
        return Some(Asset::new(stylesheet(), CSS));
    }
    let language = path
        .strip_prefix("emoji/")
        .and_then(|name| name.strip_suffix(".json"));
    if let Some(language) = language {
        return emoji::list(language).map(|list| Asset::new(list, JSON));
    }
    let member_id = path
        .strip_prefix("members/")
        .and_then(|name| name.strip_suffix(".css"));
    match member_id {
        Some(member_id) => own_rules(member_id).map(|own| {
            let asset = Asset::new(stylesheet().to_owned() + &own, CSS);
            asset
                .packed
                .get_or_init(|| PACKED_STYLESHEET.with(own.as_bytes()));
            asset
        }),
        None => FILES.get(path).cloned(),
    }
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
    let is_present = folder == digest();
    let cache = if is_present {
        "max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    // Browsers show a drawing by itself; the rest is only ever a part of a page.
    if asset.content_type != SVG {
        request.extensions_mut().insert(PartOfPages);
    }
    let packed = asset.packed(request.headers());
    // Other bytes need another tag; whoever has any of them has the file.
    let tag_of = |coding: &str| asset.etag.replacen('"', &format!("\"{coding}-"), 1);
    let tags_known = ["gzip", "br"].map(tag_of);
    let known = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| {
            tags.split(',')
                .map(|tag| tag.trim().trim_start_matches("W/"))
                .any(|tag| tag == asset.etag || tags_known.iter().any(|known| tag == known))
        });
    let mut response = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    let etag = match &packed {
        Some((coding, _)) => tag_of(coding),
        None => asset.etag.clone(),
    };
    response
        .insert_header((CACHE_CONTROL, HeaderValue::from_static(cache)))
        .insert_header((VARY, HeaderValue::from_static("accept-encoding")))
        .insert_header((X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")));
    // What is kept for ever is never asked about again.
    if !is_present {
        response.insert_header((ETAG, etag));
    }
    if known {
        return response.finish();
    }
    response.insert_header((CONTENT_TYPE, asset.content_type));
    match packed {
        Some((coding, packed)) => response
            .insert_header((CONTENT_ENCODING, HeaderValue::from_static(coding)))
            .body(packed),
        None => response.body(asset.bytes),
    }
}

/// Only kinds that are really there; an unknown one is not served at all.
fn read(path: &str) -> Option<(Bytes, &'static str)> {
    let content_type = match path.rsplit_once('.')?.1 {
        "css" => CSS,
        "js" => JAVASCRIPT,
        "svg" => SVG,
        "png" => PNG,
        "webmanifest" => "application/manifest+json",
        _ => return None,
    };
    let bytes = Embedded::get(path)?.data;
    let bytes = match content_type {
        CSS | JAVASCRIPT => {
            without_indents(&without_comments(&String::from_utf8_lossy(&bytes))).into()
        }
        _ => bytes.into_owned().into(),
    };
    Some((bytes, content_type))
}

/// No text in a style sheet or a script goes over several lines, which a test keeps true.
fn without_indents(text: &str) -> String {
    let lines = text
        .lines()
        .map(str::trim_start)
        .filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Empties the lines that are comments from their first character to their last. One that shares its
/// line with code stays, so that nothing has to understand strings.
fn without_comments(text: &str) -> String {
    let mut inside = false;
    let mut kept = String::with_capacity(text.len());
    for line in text.lines() {
        let code = line.trim();
        let block = inside || code.starts_with("/*");
        let ends = code.find("*/").map(|end| end + 2);
        if !code.starts_with("//") && (!block || ends.is_some_and(|end| end < code.len())) {
            kept.push_str(line);
        }
        inside = block && ends.is_none();
        kept.push('\n');
    }
    kept
}

fn text_of(path: &str) -> String {
    FILES
        .get(path)
        .map(|file| String::from_utf8_lossy(&file.bytes).into_owned())
        .unwrap_or_default()
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
    fn every_module_that_pages_need_is_asked_for_at_once() {
        let entry = text_of("js/app.js");
        let needed = FILES.keys().filter(|path| {
            let is_later = path.starts_with("js/rare/") || *path == "js/app.js";
            path.ends_with(".js") && !is_later
        });
        for path in needed {
            // With or without a name for what is imported.
            let name = format!(" \".{}\";\n", path.trim_start_matches("js"));
            let mut lines = entry.split_inclusive('\n');
            let is_named = lines.any(|line| line.starts_with("import ") && line.ends_with(&name));
            assert!(is_named, "{path} is found late");
        }
    }

    #[test]
    fn a_members_own_rules_are_of_that_member_alone() {
        let rules = own_rules(MEMBER).expect("a well-formed id");
        assert!(rules.contains(&format!("[data-author=\"{MEMBER}\"]")));
        assert!(!rules.contains(OWN_PLACEHOLDER));
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
            assert_eq!(own_rules(id), None, "{id}");
        }
    }

    #[test]
    fn comments_are_left_out_and_lines_keep_their_numbers() {
        let text = "// a\n/* b\n   c */\nd; // e\n  /** f */\n/* g */ h\n";
        assert_eq!(without_comments(text), "\n\n\nd; // e\n\n/* g */ h\n");
    }

    #[test]
    fn no_text_in_a_script_goes_over_several_lines() {
        for path in Embedded::iter().filter(|path| path.ends_with(".js")) {
            let text = Embedded::get(&path).expect("it is there").data;
            for line in without_comments(&String::from_utf8_lossy(&text)).lines() {
                assert!(line.matches('`').count() % 2 == 0, "{path}: {line}");
            }
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
            "emoji/xx.json",
        ] {
            assert!(find(path).is_none(), "{path}");
        }
        assert!(find("hearth.css").is_some());
        assert!(find("emoji/en.json").is_some());
    }
}
