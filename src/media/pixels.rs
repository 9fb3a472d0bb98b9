//! Decoding pixels and encoding them again. Runs in the decoding process only.

use std::io::{BufRead, Seek};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::error::ImageError;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{
    ColorType, DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat,
    ImageReader, Limits, RgbImage, RgbaImage,
};

use super::probe::{LONGEST_SIDE, MOST_PIXELS};
use super::protocol::Refusal;

/// What a decoder may allocate.
const MEMORY: u64 = 256 * 1024 * 1024;
/// Telephones' colour profiles have some 500 bytes, printers' a megabyte.
pub(super) const LONGEST_PROFILE: usize = 4 * 1024;

/// A picture as it was decoded, and what its numbers mean.
pub(super) struct Decoded {
    /// Its pixels, as the camera held them.
    pub(super) image: DynamicImage,
    /// How they are to be turned.
    pub(super) orientation: Orientation,
    /// The colours they are meant in: without them a telephone's photo looks faded.
    pub(super) profile: Option<Vec<u8>>,
}

/// The first picture of whatever this is.
pub(super) fn decoded(content: impl BufRead + Seek) -> Result<Decoded, Refusal> {
    let mut reader = ImageReader::new(content)
        .with_guessed_format()
        .map_err(|_| Refusal::Unreadable)?;
    match reader.format() {
        Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::Gif | ImageFormat::WebP) => {}
        _ => return Err(Refusal::NotAPicture),
    }
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    is_bearable(&decoder)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = profile(&mut decoder);
    // Of an animation this is its first picture.
    let image = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    Ok(Decoded {
        image,
        orientation,
        profile,
    })
}

/// Refuses what the header says would be too much, before anything is decoded.
fn is_bearable(decoder: &impl ImageDecoder) -> Result<(), Refusal> {
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Refusal::Unreadable);
    }
    let is_huge = width > LONGEST_SIDE
        || height > LONGEST_SIDE
        || u64::from(width) * u64::from(height) > MOST_PIXELS
        || decoder.total_bytes() > MEMORY;
    match is_huge {
        true => Err(Refusal::TooLarge),
        false => Ok(()),
    }
}

fn profile(decoder: &mut impl ImageDecoder) -> Option<Vec<u8>> {
    let is_rgb = matches!(decoder.color_type(), ColorType::Rgb8 | ColorType::Rgba8);
    decoder
        .icc_profile()
        .ok()
        .flatten()
        .filter(|profile| is_rgb && profile.len() <= LONGEST_PROFILE)
        .filter(|profile| profile.get(16..20) == Some(b"RGB "))
}

/// Brings a picture down to that size. The good filter looks at every pixel many times; from a camera's
/// millions a plain average brings them down to twice what is needed first.
pub(super) fn scaled(image: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    if (image.width(), image.height()) == (width, height) {
        return image.clone();
    }
    match image.width() > 2 * width && image.height() > 2 * height {
        true => image.thumbnail_exact(2 * width, 2 * height).resize_exact(
            width,
            height,
            FilterType::Lanczos3,
        ),
        false => image.resize_exact(width, height, FilterType::Lanczos3),
    }
}

/// A JPEG that says its colours' meaning and nothing else.
pub(super) fn jpeg(
    image: &RgbImage,
    profile: Option<Vec<u8>>,
    quality: u8,
) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    if let Some(profile) = profile {
        encoder
            .set_icc_profile(profile)
            .map_err(|_| Refusal::Unreadable)?;
    }
    encoder.encode_image(image).map_err(refusal)?;
    Ok(bytes)
}

/// A WebP without loss, for what has see-through places.
pub(super) fn webp(image: &RgbaImage) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    WebPEncoder::new_lossless(&mut bytes)
        .write_image(
            image.as_raw(),
            image.width(),
            image.height(),
            ExtendedColorType::Rgba8,
        )
        .map_err(refusal)?;
    Ok(bytes)
}

fn refusal(error: ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::TooLarge,
        _ => Refusal::Unreadable,
    }
}
