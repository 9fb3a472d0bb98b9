//! A picture in the sizes that pages show, and the colours that stand in for it. Runs in the decoding
//! process only.
//!
//! Only pixels go through, turned the right way up, and the colours they are meant in.

use std::io::{BufRead, Seek};

use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView, RgbImage};
use serde::{Deserialize, Serialize};

use super::pixels::{decoded, jpeg, scaled, webp};
use super::protocol::Refusal;

/// The longer side in a bubble: sharp in 320 CSS pixels on a dense screen.
const SMALL: u32 = 640;
/// The longer side on a whole screen.
const MEDIUM: u32 = 1_600;
/// Above this photos look no better, only heavier; docs/measurements.md has the figures.
const QUALITY: u8 = 80;
/// The colours that stand in: so many across and down.
const COLUMNS: u32 = 4;
const ROWS: u32 = 3;

/// What came of a look at a picture; the sizes' bytes follow behind it, one after another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Pixels across as it is seen.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// A dozen colours, six hexadecimal digits each, in rows from the top; none where one sees through.
    pub colours: Option<String>,
    /// Of a hundred rows, how many at the end of the file have nothing in them but one colour.
    pub empty_percent: u32,
    /// The sizes that were made, smallest first. What is small already is its own small size.
    pub sizes: Vec<Size>,
}

/// A picture in one size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Whether it is for a whole screen rather than for a bubble.
    pub is_medium: bool,
    /// Whether it has see-through places, and so is a WebP rather than a JPEG.
    pub is_webp: bool,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Its bytes.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// How many they are.
    pub length: usize,
}

/// The view of whatever picture this is.
pub(super) fn make(content: impl BufRead + Seek) -> Result<Vec<u8>, Refusal> {
    let picture = decoded(content)?;
    let orientation = picture.orientation;
    let (across, down) = picture.image.dimensions();
    let is_on_its_side = orientation.to_exif() >= 5;
    let (width, height) = match is_on_its_side {
        true => (down, across),
        false => (across, down),
    };
    let mut sizes: Vec<(bool, DynamicImage)> = Vec::new();
    let mut source = picture.image;
    // From large to small, each from the one before: the camera's millions are gone over once.
    for (is_medium, side) in [(true, MEDIUM), (false, SMALL)] {
        let (across, down) = within(side, source.dimensions());
        let is_smaller = (across, down) != source.dimensions();
        if is_smaller {
            source = scaled(&source, across, down);
        }
        if is_smaller || !is_medium {
            sizes.push((is_medium, source.clone()));
        }
    }
    let empty_percent = empty_percent(&source.to_rgb8());
    // Small ones are turned cheaply.
    let small = turned(source, orientation);
    let is_glass =
        small.color().has_alpha() && small.to_rgba8().pixels().any(|pixel| pixel[3] < 255);
    let mut view = View {
        width,
        height,
        colours: (!is_glass).then(|| colours(&small)),
        empty_percent,
        sizes: Vec::new(),
    };
    for (is_medium, image) in sizes.into_iter().rev() {
        let image = match is_medium {
            true => turned(image, orientation),
            false => small.clone(),
        };
        let bytes = match is_glass {
            true => webp(&image.to_rgba8())?,
            false => jpeg(&image.to_rgb8(), picture.profile.clone(), QUALITY)?,
        };
        view.sizes.push(Size {
            is_medium,
            is_webp: is_glass,
            width: image.width(),
            height: image.height(),
            length: bytes.len(),
            bytes,
        });
    }
    view.told()
}

fn turned(mut image: DynamicImage, orientation: Orientation) -> DynamicImage {
    image.apply_orientation(orientation);
    image
}

/// The largest size in that square which keeps the shape; nothing is made larger than it was.
fn within(side: u32, (width, height): (u32, u32)) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= side {
        return (width, height);
    }
    let fitted = |length: u32| {
        let fitted = u64::from(length) * u64::from(side) / u64::from(longer);
        u32::try_from(fitted).unwrap_or(side).max(1)
    };
    (fitted(width), fitted(height))
}

/// What a decoder fills in where a picture breaks off has one colour, all but for the noise of its scaling.
fn empty_percent(image: &RgbImage) -> u32 {
    const ALIKE: u8 = 3;
    let Some(last) = image
        .height()
        .checked_sub(1)
        .map(|row| *image.get_pixel(0, row))
    else {
        return 0;
    };
    let is_empty = |row: &u32| {
        (0..image.width()).all(|column| {
            let pixel = image.get_pixel(column, *row);
            pixel
                .0
                .iter()
                .zip(last.0)
                .all(|(here, there)| here.abs_diff(there) <= ALIKE)
        })
    };
    let empty = (0..image.height()).rev().take_while(is_empty).count();
    u32::try_from(empty).unwrap_or(0) * 100 / image.height()
}

fn colours(image: &DynamicImage) -> String {
    image
        .thumbnail_exact(COLUMNS, ROWS)
        .to_rgb8()
        .pixels()
        .map(|pixel| format!("{:02x}{:02x}{:02x}", pixel[0], pixel[1], pixel[2]))
        .collect()
}

impl View {
    /// One line of JSON, then the bytes of each size.
    fn told(&self) -> Result<Vec<u8>, Refusal> {
        let mut all = serde_json::to_vec(self).map_err(|_| Refusal::Unreadable)?;
        all.push(b'\n');
        for size in &self.sizes {
            all.extend(&size.bytes);
        }
        Ok(all)
    }

    /// What was told; `None` for what no view looks like.
    pub(super) fn understood(mut all: Vec<u8>) -> Option<Self> {
        let end = all.iter().position(|byte| *byte == b'\n')?;
        let mut bytes = all.split_off(end + 1);
        let mut view: Self = serde_json::from_slice(&all[..end]).ok()?;
        for size in &mut view.sizes {
            let rest = bytes.split_off_checked(size.length)?;
            size.bytes = std::mem::replace(&mut bytes, rest);
        }
        bytes.is_empty().then_some(view)
    }
}

/// Like `split_off`, for lengths that somebody else says.
trait SplitOff: Sized {
    fn split_off_checked(&mut self, at: usize) -> Option<Self>;
}

impl SplitOff for Vec<u8> {
    fn split_off_checked(&mut self, at: usize) -> Option<Self> {
        (at <= self.len()).then(|| self.split_off(at))
    }
}
