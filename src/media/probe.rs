//! Looks at a file's first bytes, and at a picture's header for its size.
//!
//! Never at its name or at what a browser called it: those are somebody's claim.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use image::{ImageDecoder, ImageFormat, ImageReader, Limits};

use super::sounds;

/// More pixels than this and a picture is only offered for saving.
pub(super) const MOST_PIXELS: u64 = 40_000_000;
/// No side may be longer.
pub(super) const LONGEST_SIDE: u32 = 16_384;
/// Tags of a song that are passed over, and what is looked at behind them.
const MOST_TAGS: usize = 8;
const START: u64 = 8 * 1024;
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
    let media_type = match start {
        [b'I', b'D', b'3', ..] => behind_a_tag(start, path),
        _ => kind(start),
    };
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

impl Probe {
    /// Whether more has to be found out about it than its header says, before it is shown to anybody.
    pub fn needs_look(&self) -> bool {
        let is_picture = picture_format(self.media_type).is_some();
        is_picture
            || is_foreign_picture(self.media_type)
            || is_picture_to_save(self.media_type)
            || is_film(self.media_type)
            || is_sound(self.media_type)
    }
}

/// What stands behind the tags of a song: mostly an MP3, but a FLAC and others may have them as well.
fn behind_a_tag(start: &[u8], path: &Path) -> &'static str {
    const SONG: &str = "audio/mpeg";
    let mut start = start.to_vec();
    let mut at = 0;
    for _ in 0..MOST_TAGS {
        let Some(length) = sounds::tag_length(&start) else {
            break;
        };
        at += length;
        let read = File::open(path).and_then(|mut file| {
            let mut start = Vec::new();
            file.seek(SeekFrom::Start(at))?;
            file.take(START).read_to_end(&mut start)?;
            Ok(start)
        });
        start = read.unwrap_or_default();
    }
    match kind(&start) {
        other if is_sound(other) || is_film(other) => other,
        _ => SONG,
    }
}

/// The media type that these first bytes are of; one name for each.
fn kind(start: &[u8]) -> &'static str {
    if let Some(brand) = start.get(4..12).and_then(|head| head.strip_prefix(b"ftyp")) {
        return match brand {
            b"avif" | b"avis" => "image/avif",
            b"heic" | b"heix" | b"heim" | b"heis" | b"mif1" | b"msf1" => {
                match contains(&start[8..start.len().min(64)], b"avif") {
                    true => "image/avif",
                    false => "image/heic",
                }
            }
            b"M4A " | b"M4B " | b"M4P " => "audio/mp4",
            b"qt  " => "video/quicktime",
            b"crx " => "image/x-canon-cr3",
            _ => "video/mp4",
        };
    }
    match infer::get(start).map(|kind| kind.mime_type()) {
        Some("audio/m4a") => "audio/mp4",
        // A film, if one of the pages at its beginning says so.
        Some("audio/ogg" | "application/ogg") if contains(start, b"\x80theora") => "video/ogg",
        Some("audio/opus") => "audio/ogg",
        Some("audio/x-wav") => "audio/wav",
        // What has no picture is a sound, such as a browser records it.
        Some("video/webm") if !contains(start, b"V_") && contains(start, b"A_") => "audio/webm",
        Some("video/x-m4v") => "video/mp4",
        Some(known) => known,
        None => text(start),
    }
}

fn text(start: &[u8]) -> &'static str {
    let is_text = match str::from_utf8(start) {
        Ok(_) => true,
        // Only the last letter is cut.
        Err(error) => error.error_len().is_none() && start.len() > 4,
    };
    let has_controls = start
        .iter()
        .any(|byte| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C));
    match (is_text && !has_controls, contains(start, b"<svg")) {
        (true, true) => "image/svg+xml",
        (true, false) if !start.is_empty() => "text/plain",
        _ => "application/octet-stream",
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Whether it is a picture that most browsers do not show.
pub fn is_foreign_picture(media_type: &str) -> bool {
    matches!(media_type, "image/heic" | "image/avif")
}

/// Whether it is a picture that is only offered for saving, and that may say where it was taken.
pub fn is_picture_to_save(media_type: &str) -> bool {
    matches!(
        media_type,
        "image/tiff" | "image/x-canon-cr2" | "image/x-canon-cr3" | "image/jp2" | "image/jxl"
    )
}

/// Whether it is a film of a kind that something can be done with.
pub fn is_film(media_type: &str) -> bool {
    matches!(
        media_type,
        "video/mp4"
            | "video/quicktime"
            | "video/webm"
            | "video/x-matroska"
            | "video/ogg"
            | "video/x-msvideo"
            | "video/mpeg"
            | "video/x-flv"
            | "video/x-ms-wmv"
    )
}

/// Whether it is a sound of a kind that something can be done with.
pub fn is_sound(media_type: &str) -> bool {
    matches!(
        media_type,
        "audio/mp4"
            | "audio/webm"
            | "audio/mpeg"
            | "audio/ogg"
            | "audio/x-flac"
            | "audio/wav"
            | "audio/aac"
            | "audio/amr"
            | "audio/x-aiff"
    )
}

/// Whether every browser plays a film or a sound of this type whose tracks are coded so; of one without
/// known codings, whether most do.
pub fn plays_everywhere(media_type: &str, codings: &[&str]) -> bool {
    let known = |names: &[&str]| codings.iter().all(|coding| names.contains(coding));
    match media_type {
        "video/mp4" | "audio/mp4" => known(&["h264", "avc1", "avc3", "aac", "mp4a", "mp3"]),
        "video/webm" => known(&["vp8", "vp9", "opus", "vorbis"]),
        "audio/mpeg" | "audio/wav" => true,
        _ => false,
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
    fn a_content_is_told_from_its_first_bytes_whatever_it_claims() {
        let boxed = |brand: &[u8]| [b"\0\0\0\x18ftyp", brand, b"\0\0\0\0mif1"].concat();
        for (bytes, media_type) in [
            (boxed(b"heic"), "image/heic"),
            (boxed(b"avif"), "image/avif"),
            (boxed(b"qt  "), "video/quicktime"),
            (boxed(b"M4A "), "audio/mp4"),
            (boxed(b"iso5"), "video/mp4"),
            (
                b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead".to_vec(),
                "audio/ogg",
            ),
            (b"RIFF\x24\0\0\0WAVEfmt ".to_vec(), "audio/wav"),
            (b"ID3\x04\0\0\0\0\0\0".to_vec(), "audio/mpeg"),
            (b"%PDF-1.7\n".to_vec(), "application/pdf"),
            ("Grüße".into(), "text/plain"),
            (b"Gr\xC3\xBC\xC3\x9Fe \xC3".to_vec(), "text/plain"),
            (
                b" <svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
                "image/svg+xml",
            ),
            (b"<!doctype html><script>".to_vec(), "text/html"),
            (Vec::new(), "application/octet-stream"),
        ] {
            assert_eq!(probe_bytes(&bytes).media_type, media_type, "{bytes:?}");
        }
    }

    #[test]
    fn no_picture_that_may_say_a_place_is_given_away_before_it_is_looked_at() {
        for (bytes, media_type) in [
            (
                &b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom"[..],
                "image/x-canon-cr3",
            ),
            (b"II*\0\x10\0\0\0CR\x02\0\0\0\0\0", "image/x-canon-cr2"),
            (b"MM\0*\0\0\0\x08\0\0\0\0\0\0\0\0", "image/tiff"),
        ] {
            let probe = probe_bytes(bytes);
            assert_eq!(probe.media_type, media_type);
            assert!(probe.needs_look(), "{media_type}");
        }
    }

    #[test]
    fn what_stands_behind_a_songs_tag_is_told_by_itself() {
        let tag = [&b"ID3\x03\0\0\0\0\x01\x05"[..], &[0; 133]].concat();
        for (behind, media_type) in [
            (&b"fLaC\0\0\0\x22"[..], "audio/x-flac"),
            (b"\xFF\xF1\x50\x80\0\0\0", "audio/aac"),
            (b"\xFF\xFB\x90\x00\0\0\0", "audio/mpeg"),
            (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
            (b"\xFF\xD8\xFF\xE0\0\0", "audio/mpeg"),
            (b"", "audio/mpeg"),
        ] {
            for tags in [1, 2] {
                let bytes = [tag.repeat(tags), behind.to_vec()].concat();
                assert_eq!(probe_bytes(&bytes).media_type, media_type, "{behind:?}");
            }
        }
    }

    #[test]
    fn what_is_unknown_or_broken_is_a_download_without_a_size() {
        assert_eq!(
            probe_bytes(b"\0\x01").media_type,
            "application/octet-stream"
        );
        assert_eq!(probe_bytes(&png(30, 20)[..20]).dimensions, None);
        // A header that claims 60,000 by 60,000.
        let mut bomb = png(30, 20);
        bomb[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
        assert_eq!(probe_bytes(&bomb).dimensions, None);
    }
}
