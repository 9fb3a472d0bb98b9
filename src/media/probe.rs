//! Looks at a file's first bytes, and at a picture's header for its size.
//!
//! Never at its name or at what a browser called it: those are somebody's claim.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use image::{ImageDecoder, ImageFormat, ImageReader, Limits};

/// More pixels than this and a picture is only offered for saving.
pub(super) const MOST_PIXELS: u64 = 40_000_000;
/// No side may be longer.
pub(super) const LONGEST_SIDE: u32 = 16_384;
/// What a decoder may allocate while it reads a header.
const HEADER_MEMORY: u64 = 16 * 1024 * 1024;

/// What is known of a content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Its media type; `application/octet-stream` for anything unknown.
    pub media_type: &'static str,
    /// Pixels across and down as it should be shown, for pictures every browser can show.
    pub dimensions: Option<(u32, u32)>,
}

/// Tells what the file at `path` is; `start` are its first bytes.
pub fn probe(start: &[u8], path: &Path) -> Probe {
    let media_type = infer::get(start).map_or("application/octet-stream", |kind| kind.mime_type());
    let dimensions = picture_format(media_type)
        .and_then(|format| dimensions(path, format))
        .filter(|&(width, height)| {
            (1..=LONGEST_SIDE).contains(&width)
                && (1..=LONGEST_SIDE).contains(&height)
                && u64::from(width) * u64::from(height) <= MOST_PIXELS
        });
    Probe {
        media_type,
        dimensions,
    }
}

fn picture_format(media_type: &str) -> Option<ImageFormat> {
    match media_type {
        "image/jpeg" => Some(ImageFormat::Jpeg),
        "image/png" => Some(ImageFormat::Png),
        "image/gif" => Some(ImageFormat::Gif),
        "image/webp" => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// Width and height with the camera's orientation applied; nothing is decoded but the header.
fn dimensions(path: &Path, format: ImageFormat) -> Option<(u32, u32)> {
    let mut reader = ImageReader::with_format(BufReader::new(File::open(path).ok()?), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(HEADER_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    // The numbers 5 to 8 of EXIF lie the picture on its side.
    let is_on_its_side = decoder
        .orientation()
        .is_ok_and(|orientation| orientation.to_exif() >= 5);
    Some(if is_on_its_side {
        (height, width)
    } else {
        (width, height)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe_bytes(bytes: &[u8]) -> Probe {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("content");
        std::fs::write(&path, bytes).expect("written");
        probe(bytes, &path)
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(width, height)
            .write_to(&mut bytes, ImageFormat::Png)
            .expect("encoded");
        bytes.into_inner()
    }

    #[test]
    fn a_picture_is_told_from_its_content_with_its_size() {
        let probe = probe_bytes(&png(30, 20));
        assert_eq!(probe.media_type, "image/png");
        assert_eq!(probe.dimensions, Some((30, 20)));
    }

    #[test]
    fn what_is_unknown_or_broken_is_a_download_without_a_size() {
        assert_eq!(probe_bytes(b"hello").media_type, "application/octet-stream");
        assert_eq!(probe_bytes(&png(30, 20)[..20]).dimensions, None);
        // A header that claims 60,000 by 60,000.
        let mut bomb = png(30, 20);
        bomb[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
        assert_eq!(probe_bytes(&bomb).dimensions, None);
    }
}
