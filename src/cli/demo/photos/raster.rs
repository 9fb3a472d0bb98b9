//! Which pixels a shape covers, and how much of each, laid down with its paint.
//!
//! Every edge adds its exact area to a sheet of differences; summing a row up gives the cover of each pixel. Nothing is sorted, and blocks without an edge
//! are compared and copied whole, because this code must be quick without an optimiser.

use super::paint::{Paint, Point, blend_of};

/// Full cover, so that sums are whole numbers and blocks can be compared as bytes.
const FULL: i32 = 1 << 16;
/// Pixels handled at once.
const BLOCK: usize = 32;

/// A sheet of differences as large as the shape's own box.
pub(super) struct Sheet {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    cells: Vec<i32>,
}

impl Sheet {
    /// A sheet for points within `(left, top)` and `(right, bottom)`, cut to a canvas; `None` when they miss it.
    pub(super) fn new(
        (left, top): Point,
        (right, bottom): Point,
        width: usize,
        height: usize,
    ) -> Option<Self> {
        let (left, top) = (left.max(0.0) as usize, top.max(0.0) as usize);
        let (right, bottom) = (
            (right.ceil().max(0.0) as usize).min(width),
            (bottom.ceil().max(0.0) as usize).min(height),
        );
        if left >= right || top >= bottom {
            return None;
        }
        let (width, height) = (right - left, bottom - top);
        Some(Self {
            left,
            top,
            width,
            height,
            cells: vec![0; (width + 2) * height],
        })
    }

    /// Adds the edge from one point to the next of an outline.
    pub(super) fn edge(&mut self, from: Point, to: Point) {
        if from.1 == to.1 {
            return;
        }
        let (direction, (x0, y0), (x1, y1)) = if from.1 < to.1 {
            (FULL as f32, from, to)
        } else {
            (-FULL as f32, to, from)
        };
        let (x0, y0, x1, y1) = (
            x0 - self.left as f32,
            y0 - self.top as f32,
            x1 - self.left as f32,
            y1 - self.top as f32,
        );
        let slope = (x1 - x0) / (y1 - y0);
        let (first, last) = (y0.max(0.0), y1.min(self.height as f32));
        let mut x = x0 + (first - y0) * slope;
        let mut y = first;
        let wide = self.width as f32;
        while y < last {
            let row = y as usize;
            let below = if last < (row + 1) as f32 {
                last
            } else {
                (row + 1) as f32
            };
            let next = x + (below - y) * slope;
            let area = direction * (below - y);
            let (mut a, mut b) = if x < next { (x, next) } else { (next, x) };
            a = if a < 0.0 {
                0.0
            } else if a > wide {
                wide
            } else {
                a
            };
            b = if b < 0.0 {
                0.0
            } else if b > wide {
                wide
            } else {
                b
            };
            self.spread(row * (self.width + 2), a, b, area);
            x = next;
            y = below;
        }
    }

    /// Shares out an edge's area within one row over the pixels from `a` to `b`.
    fn spread(&mut self, row: usize, a: f32, b: f32, area: f32) {
        let first = a as usize;
        let at = row + first;
        let left = a - first as f32;
        let right = b - first as f32;
        if right <= 1.0 {
            let beyond = (area * (left + right) * 0.5) as i32;
            self.cells[at] += area as i32 - beyond;
            self.cells[at + 1] += beyond;
            return;
        }
        let per = area / (b - a);
        let mut covered = 0;
        let mut pixel = 0;
        while (pixel as f32) < right {
            // The part of the edge left of this pixel's right side, less the triangle it cuts off.
            let end = if right < (pixel + 1) as f32 {
                right
            } else {
                (pixel + 1) as f32
            };
            let start = if pixel == 0 { left } else { pixel as f32 };
            let middle = (start + end) * 0.5 - pixel as f32;
            let before = (start - left) * per;
            let total = (before + (end - start) * per * (1.0 - middle)) as i32;
            self.cells[at + pixel] += total - covered;
            covered = total;
            pixel += 1;
        }
        self.cells[at + pixel] += area as i32 - covered;
    }

    /// Lays the paint wherever there is cover. `scale` is the canvas's, `alpha` out of 256.
    pub(super) fn lay(
        &self,
        pixels: &mut [u8],
        canvas_width: usize,
        scale: f32,
        paint: Paint,
        alpha: i32,
    ) {
        let mut ink = Ink::new(paint, scale, self.left, self.width);
        for y in 0..self.height {
            let cells = &self.cells[y * (self.width + 2)..][..self.width];
            let start = ((self.top + y) * canvas_width + self.left) * 3;
            let row = &mut pixels[start..start + self.width * 3];
            ink.start_row(self.top + y);
            let mut sum: i32 = 0;
            let mut x = 0;
            while x < cells.len() {
                let even = x + BLOCK <= cells.len() && cells[x..x + BLOCK] == EMPTY;
                if even && sum.abs() < FULL / 256 {
                    x += BLOCK;
                } else if even && sum.abs() > FULL - FULL / 256 && alpha >= 256 && ink.is_even() {
                    row[x * 3..(x + BLOCK) * 3].copy_from_slice(ink.block(x));
                    x += BLOCK;
                } else {
                    sum += cells[x];
                    let cover = if sum < 0 { -sum } else { sum };
                    let cover = if cover > FULL {
                        alpha
                    } else {
                        ((cover >> 8) * alpha) >> 8
                    };
                    if cover > 0 {
                        blend(row, x * 3, ink.colour(x), cover as u32);
                    }
                    x += 1;
                }
            }
        }
    }
}

const EMPTY: [i32; BLOCK] = [0; BLOCK];

/// A paint, worked out as far as a row allows.
pub(super) struct Ink {
    paint: Paint,
    scale: f32,
    left: usize,
    y: f32,
    /// The colour of the row, or of the last few pixels.
    colour: [u32; 3],
    /// The bytes of a whole row for paints that change across, of one block for those that do not.
    bytes: Vec<u8>,
}

impl Ink {
    pub(super) fn new(paint: Paint, scale: f32, left: usize, width: usize) -> Self {
        let mut ink = Self {
            paint,
            scale,
            left,
            y: 0.0,
            colour: [0; 3],
            bytes: Vec::new(),
        };
        match paint {
            Paint::Flat(colour) => ink.set_row(colour >> 16, colour >> 8 & 255, colour & 255),
            Paint::Across(a, b, from, to) => {
                for x in 0..width {
                    let at = ((left + x) as f32 / scale - from) / (to - from);
                    ink.bytes.extend(blend_of(a, b, at).map(|c| c as u8));
                }
            }
            Paint::Down(..) | Paint::Round(..) => {}
        }
        ink
    }

    pub(super) fn start_row(&mut self, y: usize) {
        self.y = y as f32 / self.scale;
        if let Paint::Down(a, b, from, to) = self.paint {
            let [r, g, b] = blend_of(a, b, (self.y - from) / (to - from));
            if self.bytes.is_empty() || self.colour != [r, g, b] {
                self.set_row(r, g, b);
            }
        }
    }

    fn set_row(&mut self, r: u32, g: u32, b: u32) {
        self.colour = [r, g, b];
        self.bytes = [r as u8, g as u8, b as u8].repeat(BLOCK);
    }

    /// Whether `block` can be asked for.
    fn is_even(&self) -> bool {
        !matches!(self.paint, Paint::Round(..))
    }

    fn block(&self, x: usize) -> &[u8] {
        match self.paint {
            Paint::Across(..) => &self.bytes[x * 3..(x + BLOCK) * 3],
            _ => &self.bytes,
        }
    }

    /// The colour `x` pixels from the left of the shape; a round paint is worked out for every fourth.
    pub(super) fn colour(&mut self, x: usize) -> [u32; 3] {
        match self.paint {
            Paint::Flat(_) | Paint::Down(..) => self.colour,
            Paint::Across(..) => [
                u32::from(self.bytes[x * 3]),
                u32::from(self.bytes[x * 3 + 1]),
                u32::from(self.bytes[x * 3 + 2]),
            ],
            Paint::Round(a, b, middle, far) => {
                if x & 3 == 0 || self.bytes.is_empty() {
                    let (dx, dy) = (
                        (self.left + x) as f32 / self.scale - middle.0,
                        self.y - middle.1,
                    );
                    self.colour = blend_of(a, b, (dx * dx + dy * dy).sqrt() / far);
                }
                self.colour
            }
        }
    }
}

/// Lays a colour over the three bytes at `i`; `cover` is out of 256.
pub(super) fn blend(row: &mut [u8], i: usize, colour: [u32; 3], cover: u32) {
    let under = 256 - cover;
    let [r, g, b] = colour;
    row[i] = ((r * cover + row[i] as u32 * under) >> 8) as u8;
    row[i + 1] = ((g * cover + row[i + 1] as u32 * under) >> 8) as u8;
    row[i + 2] = ((b * cover + row[i + 2] as u32 * under) >> 8) as u8;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A white shape on black, four pixels by four, as the levels of its first channel.
    fn levels(outlines: &[&[Point]]) -> [u8; 16] {
        let mut sheet = Sheet::new((0.0, 0.0), (4.0, 4.0), 4, 4).expect("it is on the canvas");
        for outline in outlines {
            for i in 0..outline.len() {
                sheet.edge(outline[i], outline[(i + 1) % outline.len()]);
            }
        }
        let mut pixels = [0; 48];
        sheet.lay(&mut pixels, 4, 1.0, Paint::Flat(0xFF_FFFF), 256);
        std::array::from_fn(|i| pixels[i * 3])
    }

    #[test]
    fn a_pixel_is_painted_by_as_much_as_it_is_covered() {
        let levels = levels(&[&[(1.0, 1.0), (2.5, 1.0), (2.5, 2.5), (1.0, 2.5)]]);
        assert_eq!(levels[5..7], [255, 127]);
        assert_eq!(levels[9..11], [127, 63]);
        assert_eq!(levels.iter().filter(|&&level| level > 0).count(), 4);
    }

    #[test]
    fn a_slanting_edge_shares_its_area_over_the_pixels_it_crosses() {
        let levels = levels(&[&[(0.0, 0.0), (4.0, 0.0), (0.0, 1.0)]]);
        assert_eq!(levels[..4], [223, 159, 95, 31]);
    }

    #[test]
    fn overlapping_outlines_add_up_and_the_canvas_cuts_what_sticks_out() {
        let square: &[Point] = &[(-3.0, -2.0), (3.0, -2.0), (3.0, 9.0), (-3.0, 9.0)];
        let both = levels(&[square, square]);
        assert_eq!(both, [255, 255, 255, 0].repeat(4)[..]);
    }

    #[test]
    fn a_shape_off_the_canvas_needs_no_sheet() {
        assert!(Sheet::new((9.0, 0.0), (12.0, 4.0), 4, 4).is_none());
        assert!(Sheet::new((-9.0, 0.0), (-2.0, 4.0), 4, 4).is_none());
    }
}
