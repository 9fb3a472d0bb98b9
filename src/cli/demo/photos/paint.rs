//! The painter's box: filled shapes with smooth edges, soft light and shadow, texture and grain.
//!
//! Knows nothing of any scene. In an unoptimised build our own loops are slow while those of the `image` crate are not, so everything soft or noisy is
//! made small, blurred and enlarged by that crate, and a shape only touches the pixels it covers.

use image::imageops::FilterType;
use image::{DynamicImage, GrayImage, RgbImage};

use super::super::dice::Dice;

/// A point: to the right, and down.
pub(super) type Point = (f32, f32);

/// How much smaller masks are than the picture.
const MASK: f32 = 0.25;
/// A row of an empty mask, for comparing whole rows at once.
const BLACK: [u8; 512] = [0; 512];
/// Lines looked at per row of pixels.
const SUBROWS: usize = 4;

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
        let mut pixels = Vec::with_capacity(width * height * 3);
        let mut dice = Dice::new(height as u64);
        for y in 0..height {
            let at = y as f32 / height as f32;
            let below = stops.iter().position(|stop| stop.0 >= at).unwrap_or(stops.len() - 1);
            let (from, to) = (stops[below.saturating_sub(1)], stops[below]);
            let colour = mix(from.1, to.1, (at - from.0) / (to.0 - from.0).max(0.001));
            // One level of noise, a pixel at a time along the row, hides the steps of a long gradient.
            let row: Vec<u8> = (0..64).flat_map(|_| colour.map(|c| (c + dice.unit()) as u8)).collect();
            for chunk in 0..width.div_ceil(64) {
                let count = (width - chunk * 64).min(64);
                pixels.extend_from_slice(&row[..count * 3]);
            }
        }
        Self { width, height, scale: 1.0, pixels }
    }

    /// Fills what the points enclose.
    pub(super) fn fill(&mut self, points: &[Point], paint: Paint, alpha: f32) {
        let mut crossings = Vec::new();
        for i in 0..points.len() {
            self.cross(points[i], points[(i + 1) % points.len()], &mut crossings);
        }
        self.spread(crossings, paint, alpha);
    }

    /// A line through the points with round ends.
    pub(super) fn stroke(&mut self, points: &[Point], width: f32, paint: Paint, alpha: f32) {
        let mut crossings = Vec::new();
        let r = width / 2.0;
        for (i, &(x, y)) in points.iter().enumerate() {
            let sides = (6.0 + r.sqrt() * 3.0) as usize;
            let dot = oval(x, y, r, r, 0.0, sides);
            for k in 0..dot.len() {
                self.cross(dot[k], dot[(k + 1) % dot.len()], &mut crossings);
            }
            let Some(&(x2, y2)) = points.get(i + 1) else { break };
            let length = (x2 - x).hypot(y2 - y).max(0.001);
            let (nx, ny) = ((y2 - y) / length * r, (x - x2) / length * r);
            let quad = [(x + nx, y + ny), (x2 + nx, y2 + ny), (x2 - nx, y2 - ny), (x - nx, y - ny)];
            for k in 0..4 {
                self.cross(quad[k], quad[(k + 1) % 4], &mut crossings);
            }
        }
        self.spread(crossings, paint, alpha);
    }

    /// An upright ellipse.
    pub(super) fn ellipse(&mut self, x: f32, y: f32, rx: f32, ry: f32, paint: Paint) {
        self.fill(&oval(x, y, rx, ry, 0.0, (14.0 + rx.max(ry).sqrt() * 2.5) as usize), paint, 1.0);
    }

    /// A box from one corner to the opposite one.
    pub(super) fn rect(&mut self, x0: f32, y0: f32, x1: f32, y1: f32, paint: Paint) {
        self.fill(&[(x0, y0), (x1, y0), (x1, y1), (x0, y1)], paint, 1.0);
    }

    /// What `draw` paints white becomes a soft cloud of one paint: shadow, mist or glow.
    pub(super) fn soft(&mut self, blur: f32, paint: Paint, alpha: f32, draw: impl FnOnce(&mut Self)) {
        let scale = self.scale * MASK;
        let (width, height) = ((self.width as f32 * MASK) as usize, (self.height as f32 * MASK) as usize);
        let mut mask = Self { width, height, scale, pixels: vec![0; width * height * 3] };
        draw(&mut mask);
        let small = mask.image().fast_blur((blur * MASK).max(0.5));
        let Some((x0, y0, x1, y1)) = bounds(&small.to_luma8().into_raw(), width) else { return };
        let (wide, high) = ((x1 - x0) * 4, (y1 - y0) * 4);
        let part = small.crop_imm(x0 as u32, y0 as u32, (x1 - x0) as u32, (y1 - y0) as u32);
        let mask = part.resize_exact(wide as u32, high as u32, FilterType::Triangle).into_luma8().into_raw();
        let strength = (alpha * 256.0) as u32;
        for y in 0..high.min(self.height - y0 * 4) {
            for x in 0..wide.min(self.width - x0 * 4) {
                let cover = u32::from(mask[y * wide + x]) * strength / 255;
                if cover > 0 {
                    self.blend(x0 * 4 + x, y0 * 4 + y, paint, cover);
                }
            }
        }
    }

    /// Everything so far goes out of focus.
    pub(super) fn blur(&mut self, sigma: f32) {
        let (width, height) = (self.width as u32, self.height as u32);
        let small = self.image().resize_exact(width / 2, height / 2, FilterType::Triangle).fast_blur(sigma / 2.0);
        self.pixels = small.resize_exact(width, height, FilterType::CatmullRom).into_rgb8().into_raw();
    }

    /// Uneven light and dark: blotches of about `across` by `down` pixels, up to `depth` levels strong, between two heights.
    pub(super) fn mottle(&mut self, across: f32, down: f32, depth: i32, rows: (f32, f32), seed: u64) {
        let (from, to) = (rows.0 as usize, (rows.1 as usize).min(self.height));
        let (width, height) = ((self.width as f32 / across) as u32 + 2, ((to - from) as f32 / down) as u32 + 2);
        let mut dice = Dice::new(seed);
        let noise = RgbImage::from_fn(width, height, |_, _| image::Rgb([dice.below(256) as u8; 3]));
        let noise = DynamicImage::ImageRgb8(noise);
        let noise = noise.resize_exact(self.width as u32, (to - from) as u32, FilterType::CatmullRom).into_rgb8().into_raw();
        let pixels = &mut self.pixels[from * self.width * 3..to * self.width * 3];
        let mut i = 0;
        while i < pixels.len() {
            let light = (i32::from(noise[i]) - 128) * depth / 128;
            pixels[i] = (i32::from(pixels[i]) + light).clamp(0, 255) as u8;
            i += 1;
        }
    }

    /// The film's grain, and the lens's darker corners; the picture is then done.
    pub(super) fn finish(mut self, grain: i32) -> RgbImage {
        let shade = |x: u32, y: u32| {
            let far = (x as f32 - 7.5).powi(2) + (y as f32 - 7.5).powi(2);
            image::Luma([(255.0 - (far - 30.0).max(0.0) * 0.6) as u8])
        };
        let shade = DynamicImage::ImageLuma8(GrayImage::from_fn(16, 16, shade));
        let shade = shade.resize_exact(self.width as u32, self.height as u32, FilterType::CatmullRom).into_luma8().into_raw();
        let mut dice = Dice::new(35);
        let noise: Vec<i32> = (0..8192).map(|_| dice.between(-64, 64) as i32 * grain / 64).collect();
        let (mut pixel, mut i, mut at) = (0, 0, 0);
        while pixel < shade.len() {
            if pixel % 512 == 0 {
                at = dice.below(8192 - 512);
            }
            let (light, shade) = (noise[at], i32::from(shade[pixel]));
            self.pixels[i] = (i32::from(self.pixels[i]) * shade / 255 + light).clamp(0, 255) as u8;
            self.pixels[i + 1] = (i32::from(self.pixels[i + 1]) * shade / 255 + light).clamp(0, 255) as u8;
            self.pixels[i + 2] = (i32::from(self.pixels[i + 2]) * shade / 255 + light).clamp(0, 255) as u8;
            pixel += 1;
            i += 3;
            at += 1;
        }
        self.image().into_rgb8()
    }

    fn image(&mut self) -> DynamicImage {
        let pixels = std::mem::take(&mut self.pixels);
        let image = RgbImage::from_raw(self.width as u32, self.height as u32, pixels);
        DynamicImage::ImageRgb8(image.expect("a canvas holds as many pixels as it is large"))
    }

    /// Notes where the edge crosses each line, and in which direction.
    fn cross(&self, from: Point, to: Point, crossings: &mut Vec<(usize, f32, i32)>) {
        let rows = self.scale * SUBROWS as f32;
        let (mut x0, mut y0, mut x1, mut y1) = (from.0 * self.scale, from.1 * rows, to.0 * self.scale, to.1 * rows);
        let direction = if y0 < y1 { 1 } else { -1 };
        if y0 > y1 {
            (x0, y0, x1, y1) = (x1, y1, x0, y0);
        }
        let slope = (x1 - x0) / (y1 - y0).max(0.0001);
        let first = (y0 - 0.5).ceil().max(0.0) as usize;
        let last = (y1 - 0.5).ceil().clamp(0.0, (self.height * SUBROWS) as f32) as usize;
        for row in first..last {
            crossings.push((row, x0 + (row as f32 + 0.5 - y0) * slope, direction));
        }
    }

    /// Turns crossings into covered pixels, row by row.
    fn spread(&mut self, mut crossings: Vec<(usize, f32, i32)>, paint: Paint, alpha: f32) {
        crossings.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut cover = vec![0.0f32; self.width + 2];
        let mut i = 0;
        while i < crossings.len() {
            let y = crossings[i].0 / SUBROWS;
            let (mut left, mut right) = (self.width, 0);
            let mut winding = 0;
            while i < crossings.len() && crossings[i].0 / SUBROWS == y {
                let (row, x, direction) = crossings[i];
                winding += direction;
                i += 1;
                if let Some(&(next_row, next_x, _)) = crossings.get(i)
                    && next_row == row
                    && winding != 0
                {
                    let (from, to) = (x.clamp(0.0, self.width as f32), next_x.clamp(0.0, self.width as f32));
                    edge(&mut cover, from, 1.0 / SUBROWS as f32);
                    edge(&mut cover, to, -1.0 / SUBROWS as f32);
                    left = left.min(from as usize);
                    right = right.max(to as usize + 1);
                }
            }
            let mut sum = 0.0;
            for x in left..(right + 1).min(self.width + 2) {
                sum += cover[x];
                cover[x] = 0.0;
                if x < self.width && sum > 0.002 {
                    self.blend(x, y, paint, (sum.min(1.0) * alpha * 256.0) as u32);
                }
            }
        }
    }

    /// Lays paint over a pixel; `cover` is out of 256.
    fn blend(&mut self, x: usize, y: usize, paint: Paint, cover: u32) {
        let (px, py) = (x as f32 / self.scale, y as f32 / self.scale);
        let colour = match paint {
            Paint::Flat(colour) => [colour >> 16, colour >> 8 & 255, colour & 255],
            Paint::Down(a, b, from, to) => blend_of(a, b, (py - from) / (to - from)),
            Paint::Across(a, b, from, to) => blend_of(a, b, (px - from) / (to - from)),
            Paint::Round(a, b, middle, far) => blend_of(a, b, (px - middle.0).hypot(py - middle.1) / far),
        };
        let i = (y * self.width + x) * 3;
        let under = 256 - cover.min(256);
        let cover = cover.min(256);
        self.pixels[i] = ((colour[0] * cover + u32::from(self.pixels[i]) * under) >> 8) as u8;
        self.pixels[i + 1] = ((colour[1] * cover + u32::from(self.pixels[i + 1]) * under) >> 8) as u8;
        self.pixels[i + 2] = ((colour[2] * cover + u32::from(self.pixels[i + 2]) * under) >> 8) as u8;
    }
}

/// The smallest box around everything that is not black, or `None` when there is nothing.
fn bounds(mask: &[u8], width: usize) -> Option<(usize, usize, usize, usize)> {
    let mut rows = mask.chunks_exact(width).map(|row| row != &BLACK[..width]);
    let top = rows.position(|lit| lit)?;
    let bottom = mask.chunks_exact(width).rposition(|row| row != &BLACK[..width])? + 1;
    let lit = |x: &usize| (top..bottom).any(|y| mask[y * width + x] > 0);
    let (left, right) = ((0..width).find(lit)?, (0..width).rev().find(lit)? + 1);
    Some((left, top, right, bottom))
}

/// The outline of an ellipse, turned by an angle.
pub(super) fn oval(x: f32, y: f32, rx: f32, ry: f32, turn: f32, sides: usize) -> Vec<Point> {
    let (sin, cos) = turn.sin_cos();
    (0..sides)
        .map(|i| {
            let (dy, dx) = (i as f32 / sides as f32 * std::f32::consts::TAU).sin_cos();
            (x + dx * rx * cos - dy * ry * sin, y + dx * rx * sin + dy * ry * cos)
        })
        .collect()
}

/// A curve from the first point to the last, drawn towards the two between.
pub(super) fn curve(a: Point, b: Point, c: Point, d: Point) -> Vec<Point> {
    (0..=18)
        .map(|i| {
            let t = i as f32 / 18.0;
            let u = 1.0 - t;
            let (p, q, r, s) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
            (a.0 * p + b.0 * q + c.0 * r + d.0 * s, a.1 * p + b.1 * q + c.1 * r + d.1 * s)
        })
        .collect()
}

/// A smooth closed outline through the points.
pub(super) fn blob(points: &[Point]) -> Vec<Point> {
    let n = points.len();
    let mut outline = Vec::with_capacity(n * 8);
    for i in 0..n {
        let [a, b, c, d] = [points[(i + n - 1) % n], points[i], points[(i + 1) % n], points[(i + 2) % n]];
        for step in 0..8 {
            let t = step as f32 / 8.0;
            let through = |a: f32, b: f32, c: f32, d: f32| {
                b + 0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)))
            };
            outline.push((through(a.0, b.0, c.0, d.0), through(a.1, b.1, c.1, d.1)));
        }
    }
    outline
}

/// A ridge across the whole width at about `height`, closed along the bottom: hills when it is smooth, rock when it is rough.
pub(super) fn ridge(width: f32, bottom: f32, height: f32, swing: f32, rough: f32, seed: u64) -> Vec<Point> {
    let mut dice = Dice::new(seed);
    let waves: Vec<(f32, f32, f32)> = (0..9)
        .map(|i| (1.7f32.powi(i) * dice.range(0.8, 1.2), dice.range(0.0, 6.3), swing * rough.powi(i)))
        .collect();
    let steps = (width / 6.0) as usize;
    let mut points: Vec<Point> = (0..=steps)
        .map(|i| {
            let x = i as f32 / steps as f32;
            let y: f32 = waves.iter().map(|(speed, shift, high)| (x * speed * 6.3 + shift).sin() * high).sum();
            (x * width, height + y)
        })
        .collect();
    points.extend([(width, bottom), (0.0, bottom)]);
    points
}

/// The colour between two colours.
pub(super) fn between(a: u32, b: u32, t: f32) -> u32 {
    let [r, g, b] = blend_of(a, b, t);
    r << 16 | g << 8 | b
}

fn blend_of(a: u32, b: u32, t: f32) -> [u32; 3] {
    let t = (t.clamp(0.0, 1.0) * 256.0) as u32;
    let one = |shift: u32| ((a >> shift & 255) * (256 - t) + (b >> shift & 255) * t) >> 8;
    [one(16), one(8), one(0)]
}

fn mix(a: u32, b: u32, t: f32) -> [f32; 3] {
    let t = t.clamp(0.0, 1.0);
    [16, 8, 0].map(|shift| (a >> shift & 255) as f32 * (1.0 - t) + (b >> shift & 255) as f32 * t)
}

/// Adds `weight` to everything right of `x`, sharing out the pixel it falls into.
fn edge(cover: &mut [f32], x: f32, weight: f32) {
    let pixel = x as usize;
    let inside = x - pixel as f32;
    cover[pixel] += weight * (1.0 - inside);
    cover[pixel + 1] += weight * inside;
}
