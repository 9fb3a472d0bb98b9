//! A text as a square that a telephone's camera reads.
//!
//! It must never know what the text is. The square is drawn by the page itself, as one path and
//! without styles, because the page's security policy lets nothing else in. It keeps its own black on
//! white and its quiet margin in every theme: cameras read nothing else reliably.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// The margin every reader may rely on, in modules.
const QUIET: usize = 4;

/// A square ready to be drawn.
#[derive(Clone, Debug)]
pub struct Qr {
    /// How wide and high it is with its margin, in modules.
    pub side: usize,
    /// The dark modules, as the outline of an SVG path.
    pub path: String,
}

impl Qr {
    /// The square of a text; none for one that is longer than any square holds.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).ok()?;
        let (width, modules) = (code.width(), code.to_colors());
        let mut path = String::new();
        for (y, row) in modules.chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run[0] == Color::Dark {
                    let length = run.len();
                    // Writing into a string cannot fail.
                    let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
                }
                x += run.len();
            }
        }
        Some(Self {
            side: width + 2 * QUIET,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_keeps_its_corners_and_its_margin() {
        let qr = Qr::of("https://family.example/join/abcdefghijklmnopqrstuvwxyz").expect("short");
        assert!(qr.path.starts_with("M4 4h7v1h-7z"), "the first finder");
        assert_eq!((qr.side - 2 * QUIET) % 4, 1, "{}", qr.side);
    }

    #[test]
    fn a_text_no_square_holds_has_none() {
        assert!(Qr::of(&"a".repeat(5_000)).is_none());
    }
}
