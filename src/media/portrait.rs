//! A portrait: the middle of a picture as a small square JPEG. Runs in the decoding process only.
//!
//! Only pixels go through, and the colours they are meant in: whatever else the original carried
//! (where it was taken, with what, by whom) ends here.

use std::io::{BufRead, Seek};

use image::{DynamicImage, GenericImageView, RgbImage};

use super::pixels::{self, decoded};
use super::protocol::Refusal;

/// Pixels across and down; sharp in the largest circle of any page on a dense screen.
const SIDE: u32 = 512;
/// Above this faces look no better, only heavier.
const QUALITY: u8 = 85;
const WHITE: u32 = 255;

/// The portrait of whatever picture this is.
pub(super) fn make(content: impl BufRead + Seek) -> Result<Vec<u8>, Refusal> {
    let picture = decoded(content)?;
    let square = opaque(middle(picture.image));
    // Nothing is made larger than it was.
    let side = square.width().min(SIDE);
    let mut square = pixels::scaled(&square, side, side);
    // A square's middle stays its middle however it is turned, and a small one is turned cheaply.
    square.apply_orientation(picture.orientation);
    pixels::jpeg(&square.into_rgb8(), picture.profile, QUALITY)
}

fn middle(image: DynamicImage) -> DynamicImage {
    let (width, height) = image.dimensions();
    let side = width.min(height);
    match width == height {
        true => image,
        false => image.crop_imm((width - side) / 2, (height - side) / 2, side, side),
    }
}

/// On white. Before it is scaled, or the colours of what nobody sees would bleed into the edges.
fn opaque(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return image;
    }
    let seen = image.into_rgba8();
    let on_white = |[red, green, blue, alpha]: [u8; 4]| {
        let alpha = u32::from(alpha);
        [red, green, blue].map(|colour| {
            let mixed = (u32::from(colour) * alpha + WHITE * (WHITE - alpha)) / WHITE;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        })
    };
    let mut flat = RgbImage::new(seen.width(), seen.height());
    for (flat, seen) in flat.pixels_mut().zip(seen.pixels()) {
        flat.0 = on_white(seen.0);
    }
    flat.into()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::codecs::gif::GifEncoder;
    use image::codecs::jpeg::JpegEncoder;
    use image::{
        Frame, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Rgb, Rgba, RgbaImage,
    };

    use super::*;
    use crate::media::pixels::LONGEST_PROFILE;

    const RED: Rgb<u8> = Rgb([220, 20, 20]);
    const BLUE: Rgb<u8> = Rgb([20, 20, 220]);

    fn written(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.into().write_to(&mut bytes, format).expect("encoded");
        bytes.into_inner()
    }

    fn of(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
        make(Cursor::new(bytes))
    }

    #[track_caller]
    fn seen(bytes: &[u8]) -> RgbImage {
        let jpeg = of(bytes).expect("a portrait");
        image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg)
            .expect("a JPEG")
            .into_rgb8()
    }

    #[track_caller]
    fn is_about(seen: &RgbImage, (x, y): (u32, u32), meant: Rgb<u8>) {
        let pixel = seen.get_pixel(x, y);
        let is_near = pixel.0.iter().zip(meant.0).all(|(a, b)| a.abs_diff(b) < 40);
        assert!(is_near, "{pixel:?} at {x}, {y} is not {meant:?}");
    }

    /// Red with a blue middle, as wide as given and half as high.
    fn flag(width: u32) -> RgbImage {
        RgbImage::from_fn(width, width / 2, |x, _| {
            match (width / 4..width * 3 / 4).contains(&x) {
                true => BLUE,
                false => RED,
            }
        })
    }

    #[test]
    fn the_middle_is_shown_and_nothing_is_made_larger_than_it_was() {
        for (width, side) in [(2400, 512), (1500, 512), (1024, 512), (300, 150), (16, 8)] {
            let seen = seen(&written(flag(width), ImageFormat::Png));
            assert_eq!(seen.dimensions(), (side, side), "{width}");
            for place in [(0, 0), (side / 2, side / 2), (side - 1, side - 1)] {
                is_about(&seen, place, BLUE);
            }
        }
        assert_eq!(
            seen(&written(RgbImage::new(1, 3000), ImageFormat::Png)).dimensions(),
            (1, 1)
        );
    }

    #[test]
    fn every_kind_and_depth_of_picture_becomes_one() {
        let deep = DynamicImage::from(flag(64)).into_rgb16();
        let grey = DynamicImage::from(flag(64)).into_luma_alpha16();
        for bytes in [
            written(flag(64), ImageFormat::Jpeg),
            written(flag(64), ImageFormat::Gif),
            written(flag(64), ImageFormat::WebP),
            written(deep, ImageFormat::Png),
            written(grey, ImageFormat::Png),
        ] {
            assert_eq!(seen(&bytes).dimensions(), (32, 32));
        }
    }

    #[test]
    fn what_is_transparent_is_white() {
        let clear = Rgba([0, 0, 0, 0]);
        for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
            let mut glass = RgbaImage::from_pixel(1600, 1600, clear);
            glass.put_pixel(0, 0, Rgba([255, 0, 0, 255]));
            is_about(&seen(&written(glass, format)), (256, 256), Rgb([255; 3]));
        }
        let half = RgbaImage::from_pixel(9, 9, Rgba([0, 0, 0, 128]));
        is_about(
            &seen(&written(half, ImageFormat::Png)),
            (4, 4),
            Rgb([127; 3]),
        );
    }

    #[test]
    fn of_what_moves_the_first_picture_is_taken() {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        for colour in [BLUE, RED, RED] {
            let picture = DynamicImage::from(RgbImage::from_pixel(20, 20, colour)).into_rgba8();
            encoder.encode_frame(Frame::new(picture)).expect("a frame");
        }
        drop(encoder);
        is_about(&seen(&bytes), (10, 10), BLUE);
    }

    #[test]
    fn colours_keep_their_meaning_where_it_is_short_and_about_colours() {
        let with = |profile: Vec<u8>| {
            let mut bytes = Vec::new();
            let mut encoder = JpegEncoder::new(&mut bytes);
            encoder.set_icc_profile(profile).expect("it takes any");
            encoder.encode_image(&flag(64)).expect("encoded");
            let portrait = of(&bytes).expect("a portrait");
            ImageReader::with_format(Cursor::new(portrait), ImageFormat::Jpeg)
                .into_decoder()
                .and_then(|mut decoder| decoder.icc_profile())
                .expect("a JPEG")
        };
        let mut profile = vec![7; 540];
        profile[16..20].copy_from_slice(b"RGB ");
        assert_eq!(with(profile.clone()), Some(profile.clone()));
        profile.resize(LONGEST_PROFILE + 1, 7);
        assert_eq!(with(profile.clone()), None);
        profile.truncate(540);
        profile[16..20].copy_from_slice(b"CMYK");
        assert_eq!(with(profile), None);
    }

    #[test]
    fn what_is_no_picture_is_refused_by_name() {
        for bytes in [
            b"".as_slice(),
            b"hello",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"%PDF-1.7",
            b"BM\0\0\0\0",
            b"II*\0\x08\0\0\0",
            b"\0\0\0\x18ftypheic\0\0\0\0",
        ] {
            assert_eq!(of(bytes), Err(Refusal::NotAPicture), "{bytes:?}");
        }
    }

    #[test]
    fn what_breaks_off_or_is_garbled_is_unreadable_and_never_a_panic() {
        for format in [
            ImageFormat::Png,
            ImageFormat::Jpeg,
            ImageFormat::Gif,
            ImageFormat::WebP,
        ] {
            let whole = written(flag(60), format);
            for length in (0..whole.len()).step_by(7) {
                // A JPEG that lacks its end is shown as far as it goes.
                let _ = of(&whole[..length]);
            }
            let head = &whole[..whole.len() / 8];
            assert!(of(head).is_err(), "{format:?}");
            for place in 0..whole.len() {
                let mut garbled = whole.clone();
                garbled[place] ^= 0x5A;
                let _ = of(&garbled);
            }
        }
    }

    #[test]
    fn a_header_that_claims_too_much_is_refused_before_anything_is_decoded() {
        let claiming = |width: u32, height: u32| {
            let mut bytes = written(flag(30), ImageFormat::Png);
            bytes[16..20].copy_from_slice(&width.to_be_bytes());
            bytes[20..24].copy_from_slice(&height.to_be_bytes());
            // The header's checksum, or it would be refused for that.
            let sum = checksum(&bytes[12..29]);
            bytes[29..33].copy_from_slice(&sum.to_be_bytes());
            of(&bytes)
        };
        for (width, height) in [
            (60_000, 60_000),
            (50_000, 1),
            (1, 50_000),
            (16_385, 2),
            (8_000, 5_001),
            (u32::MAX >> 1, u32::MAX >> 1),
        ] {
            assert_eq!(
                claiming(width, height),
                Err(Refusal::TooLarge),
                "{width} by {height}"
            );
        }
        assert_eq!(claiming(0, 30), Err(Refusal::Unreadable));
    }

    /// The one PNG uses.
    fn checksum(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ (0xEDB8_8320 * (sum & 1))
            })
        })
    }
}
