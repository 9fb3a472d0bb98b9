//! The painter's box: filled shapes with smooth edges, soft light and shadow, texture and grain.
//!
//! Knows nothing of any scene. In an unoptimised build our own loops are slow while those of the `image` crate are not, so everything soft or noisy is
//! made small, blurred and enlarged by that crate, and a shape only touches the pixels it covers.

use image::imageops::FilterType;
use image::{DynamicImage, GrayImage, RgbImage};

use super::super::dice::Dice;
use super::raster::{Ink, Sheet, blend};
use super::shapes::oval;

/// A point: to the right, and down.
pub(super) type Point = (f32, f32);

/// Scenes are laid out in larger numbers than they have pixels. This one knob trades sharpness for the time a demo takes to make.
const SCALE: f32 = 0.9;
/// How much smaller masks are than the picture.
const MASK: f32 = 0.25;
/// A row of an empty mask, for comparing whole rows at once.
const BLACK: [u8; 512] = [0; 512];
/// How far light or shade may take a level beyond black or white before `LEVELS` brings it back.
const MARGIN: i32 = 128;
/// A level after light was added, at its place plus the margin: much quicker than to clamp where nothing is optimised.
static LEVELS: [u8; 512] = {
    let mut levels = [0; 512];
    let mut i = 0;
    while i < 512 {
        levels[i] = if i < 128 {
            0
        } else if i > 383 {
            255
        } else {
            (i - 128) as u8
        };
        i += 1;
    }
    levels
};

/// What a shape is filled with; colours are written `0xRRGGBB`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Paint {
    Flat(u32),
    /// From one colour at the first height to another at the second.
    Down(u32, u32, f32, f32),
    /// From one colour at the left to another at the right.
    Across(u32, u32, f32, f32),
    /// From one colour in the middle to another at the distance.
    Round(u32, u32, Point, f32),
}

/// A picture in the making.
#[derive(Debug)]
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    scale: f32,
    pixels: Vec<u8>,
}

impl Canvas {
    /// A canvas filled from top to bottom with the given colours, each at a fraction of the height.
    pub(super) fn new(width: usize, height: usize, stops: &[(f32, u32)]) -> Self {
        let (width, height) = (
            (width as f32 * SCALE) as usize,
            (height as f32 * SCALE) as usize,
        );
        let mut pixels = Vec::with_capacity(width * height * 3);
        let mut dice = Dice::new(height as u64);
        for y in 0..height {
            let at = y as f32 / height as f32;
            let below = stops
                .iter()
                .position(|stop| stop.0 >= at)
                .unwrap_or(stops.len() - 1);
            let (from, to) = (stops[below.saturating_sub(1)], stops[below]);
            let colour = mix(from.1, to.1, (at - from.0) / (to.0 - from.0).max(0.001));
            // One level of noise, a pixel at a time along the row, hides the steps of a long gradient.
            let row: Vec<u8> = (0..64)
                .flat_map(|_| colour.map(|c| (c + dice.unit()) as u8))
                .collect();
            for chunk in 0..width.div_ceil(64) {
                let count = (width - chunk * 64).min(64);
                pixels.extend_from_slice(&row[..count * 3]);
            }
        }
        Self {
            width,
            height,
            scale: SCALE,
            pixels,
        }
    }

    /// Fills what the points enclose.
    pub(super) fn fill(&mut self, points: &[Point], paint: Paint, alpha: f32) {
        if let Some(mut sheet) = self.sheet(points, 0.0) {
            self.outline(&mut sheet, points);
            sheet.lay(
                &mut self.pixels,
                self.width,
                self.scale,
                paint,
                (alpha * 256.0) as i32,
            );
        }
    }

    /// A line through the points with round ends.
    pub(super) fn stroke(&mut self, points: &[Point], width: f32, paint: Paint, alpha: f32) {
        let r = width / 2.0;
        let Some(mut sheet) = self.sheet(points, r) else {
            return;
        };
        // Thin lines need no round joints, only ends.
        let sides = (5.0 + (r * self.scale).sqrt() * 2.2) as usize;
        for (i, &(x, y)) in points.iter().enumerate() {
            if r * self.scale > 1.5 || i == 0 || i + 1 == points.len() {
                self.outline(&mut sheet, &oval(x, y, r, r, 0.0, sides));
            }
            let Some(&(x2, y2)) = points.get(i + 1) else {
                break;
            };
            let length = (x2 - x).hypot(y2 - y).max(0.001);
            let (nx, ny) = ((y2 - y) / length * r, (x - x2) / length * r);
            // Runs the same way round as the joints, so that overlaps add up instead of cancelling out.
            self.outline(
                &mut sheet,
                &[
                    (x + nx, y + ny),
                    (x2 + nx, y2 + ny),
                    (x2 - nx, y2 - ny),
                    (x - nx, y - ny),
                ],
            );
        }
        sheet.lay(
            &mut self.pixels,
            self.width,
            self.scale,
            paint,
            (alpha * 256.0) as i32,
        );
    }

    /// An upright ellipse.
    pub(super) fn ellipse(&mut self, x: f32, y: f32, rx: f32, ry: f32, paint: Paint) {
        self.fill(
            &oval(x, y, rx, ry, 0.0, (14.0 + rx.max(ry).sqrt() * 2.5) as usize),
            paint,
            1.0,
        );
    }

    /// A box from one corner to the opposite one.
    pub(super) fn rect(&mut self, x0: f32, y0: f32, x1: f32, y1: f32, paint: Paint) {
        self.fill(&[(x0, y0), (x1, y0), (x1, y1), (x0, y1)], paint, 1.0);
    }

    /// What `draw` paints white becomes a soft cloud of one paint: shadow, mist or glow.
    pub(super) fn soft(
        &mut self,
        blur: f32,
        paint: Paint,
        alpha: f32,
        draw: impl FnOnce(&mut Self),
    ) {
        let scale = self.scale * MASK;
        let (width, height) = (
            (self.width as f32 * MASK) as usize,
            (self.height as f32 * MASK) as usize,
        );
        let mut mask = Self {
            width,
            height,
            scale,
            pixels: vec![0; width * height * 3],
        };
        draw(&mut mask);
        let small = DynamicImage::ImageLuma8(mask.image().into_luma8())
            .fast_blur((blur * SCALE * MASK).max(0.5));
        let Some((x0, y0, x1, y1)) = bounds(small.as_bytes(), width) else {
            return;
        };
        let (wide, high) = ((x1 - x0) * 4, (y1 - y0) * 4);
        let part = small.crop_imm(x0 as u32, y0 as u32, (x1 - x0) as u32, (y1 - y0) as u32);
        let mask = part
            .resize_exact(wide as u32, high as u32, FilterType::Triangle)
            .into_luma8()
            .into_raw();
        let strength = (alpha * 257.0) as u32;
        let (wide_cut, high_cut) = (
            wide.min(self.width - x0 * 4),
            high.min(self.height - y0 * 4),
        );
        let mut ink = Ink::new(paint, self.scale, x0 * 4, wide_cut);
        for y in 0..high_cut {
            ink.start_row(y0 * 4 + y);
            let cover = &mask[y * wide..][..wide_cut];
            let start = ((y0 * 4 + y) * self.width + x0 * 4) * 3;
            let row = &mut self.pixels[start..start + wide_cut * 3];
            let mut x = 0;
            while x < wide_cut {
                if x + 32 <= wide_cut && cover[x..x + 32] == BLACK[..32] {
                    x += 32;
                    continue;
                }
                let here = (cover[x] as u32 * strength) >> 8;
                if here > 0 {
                    blend(row, x * 3, ink.colour(x), here);
                }
                x += 1;
            }
        }
    }

    /// Everything so far goes out of focus.
    pub(super) fn blur(&mut self, sigma: f32) {
        let (width, height) = (self.width as u32, self.height as u32);
        let small = self
            .image()
            .resize_exact(width / 2, height / 2, FilterType::Triangle)
            .fast_blur(sigma * SCALE / 2.0);
        self.pixels = small
            .resize_exact(width, height, FilterType::CatmullRom)
            .into_rgb8()
            .into_raw();
    }

    /// Uneven light and dark: blotches of about `across` by `down` pixels, up to `depth` levels strong, between two heights.
    pub(super) fn mottle(
        &mut self,
        across: f32,
        down: f32,
        depth: i32,
        rows: (f32, f32),
        seed: u64,
    ) {
        let (from, to) = (
            (rows.0 * SCALE) as usize,
            ((rows.1 * SCALE) as usize).min(self.height),
        );
        let (width, height) = (
            (self.width as f32 / SCALE / across) as u32 + 2,
            ((to - from) as f32 / SCALE / down) as u32 + 2,
        );
        let mut dice = Dice::new(seed);
        let noise = (0..width * height).map(|_| dice.below(256) as u8).collect();
        let noise = GrayImage::from_raw(width, height, noise).expect("a level for each blotch");
        let noise = DynamicImage::ImageLuma8(noise);
        let noise = noise
            .resize_exact(
                self.width as u32,
                (to - from) as u32,
                FilterType::CatmullRom,
            )
            .into_luma8()
            .into_raw();
        let light: Vec<i32> = (0..256).map(|level| (level - 128) * depth / 128).collect();
        let pixels = &mut self.pixels[from * self.width * 3..to * self.width * 3];
        let mut i = 0;
        for level in noise {
            let light = light[level as usize] + MARGIN;
            pixels[i] = LEVELS[(pixels[i] as i32 + light) as usize];
            pixels[i + 1] = LEVELS[(pixels[i + 1] as i32 + light) as usize];
            pixels[i + 2] = LEVELS[(pixels[i + 2] as i32 + light) as usize];
            i += 3;
        }
    }

    /// The film's grain, and the lens's darker corners; the picture is then done.
    pub(super) fn finish(mut self, grain: i32) -> RgbImage {
        let fall = |i: usize, length: usize| {
            let off = (i as f32 / length as f32 - 0.5) * 2.0;
            (256.0 - 34.0 * off * off * off * off) as i32
        };
        let columns: Vec<i32> = (0..self.width).map(|x| fall(x, self.width)).collect();
        let mut dice = Dice::new(35);
        let noise: Vec<i32> = (0..8192)
            .map(|_| dice.between(-64, 64) as i32 * grain / 64)
            .collect();
        let mut i = 0;
        for y in 0..self.height {
            let row_shade = fall(y, self.height);
            let noise = &noise[dice.below(8192 - self.width)..];
            let mut x = 0;
            while x < self.width {
                let (light, shade) = (noise[x] + MARGIN, columns[x] * row_shade);
                self.pixels[i] = LEVELS[(((self.pixels[i] as i32 * shade) >> 16) + light) as usize];
                self.pixels[i + 1] =
                    LEVELS[(((self.pixels[i + 1] as i32 * shade) >> 16) + light) as usize];
                self.pixels[i + 2] =
                    LEVELS[(((self.pixels[i + 2] as i32 * shade) >> 16) + light) as usize];
                x += 1;
                i += 3;
            }
        }
        self.image().into_rgb8()
    }

    fn image(&mut self) -> DynamicImage {
        let pixels = std::mem::take(&mut self.pixels);
        let image = RgbImage::from_raw(self.width as u32, self.height as u32, pixels);
        DynamicImage::ImageRgb8(image.expect("a canvas holds as many pixels as it is large"))
    }

    /// A sheet large enough for a shape around the points.
    fn sheet(&self, points: &[Point], around: f32) -> Option<Sheet> {
        let (mut left, mut top, mut right, mut bottom) = (f32::MAX, f32::MAX, f32::MIN, f32::MIN);
        for &(x, y) in points {
            left = left.min(x);
            right = right.max(x);
            top = top.min(y);
            bottom = bottom.max(y);
        }
        let corner = |x: f32, y: f32| (x * self.scale, y * self.scale);
        Sheet::new(
            corner(left - around, top - around),
            corner(right + around, bottom + around),
            self.width,
            self.height,
        )
    }

    fn outline(&self, sheet: &mut Sheet, points: &[Point]) {
        let s = self.scale;
        let mut from = points[points.len() - 1];
        from = (from.0 * s, from.1 * s);
        for point in points {
            let to = (point.0 * s, point.1 * s);
            sheet.edge(from, to);
            from = to;
        }
    }
}

/// The smallest box around everything that is not black, or `None` when there is nothing.
fn bounds(mask: &[u8], width: usize) -> Option<(usize, usize, usize, usize)> {
    let mut rows = mask.chunks_exact(width).map(|row| row != &BLACK[..width]);
    let top = rows.position(|lit| lit)?;
    let bottom = mask
        .chunks_exact(width)
        .rposition(|row| row != &BLACK[..width])?
        + 1;
    let lit = |x: &usize| (top..bottom).any(|y| mask[y * width + x] > 0);
    let (left, right) = ((0..width).find(lit)?, (0..width).rev().find(lit)? + 1);
    Some((left, top, right, bottom))
}

/// The colour between two colours.
pub(super) fn between(a: u32, b: u32, t: f32) -> u32 {
    let [r, g, b] = blend_of(a, b, t);
    r << 16 | g << 8 | b
}

pub(super) fn blend_of(a: u32, b: u32, t: f32) -> [u32; 3] {
    let t = (t.clamp(0.0, 1.0) * 256.0) as u32;
    let one = |shift: u32| ((a >> shift & 255) * (256 - t) + (b >> shift & 255) * t) >> 8;
    [one(16), one(8), one(0)]
}

fn mix(a: u32, b: u32, t: f32) -> [f32; 3] {
    let t = t.clamp(0.0, 1.0);
    [16, 8, 0].map(|shift| (a >> shift & 255) as f32 * (1.0 - t) + (b >> shift & 255) as f32 * t)
}
