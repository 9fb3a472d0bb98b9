//! Handwriting: capital letters as pen strokes.
//!
//! Only what the scenes write. A letter is a few lines on a grid four wide and six high, each point two digits: across, then down.

use super::super::dice::Dice;
use super::paint::{Canvas, Paint, Point};

const LETTERS: &[(char, &str)] = &[
    ('A', "06 20 46,14 34"),
    ('B', "06 00 30 41 42 33 03,33 44 45 36 06"),
    ('C', "41 30 10 01 05 16 36 45"),
    ('D', "00 06 26 45 41 20 00"),
    ('E', "40 00 06 46,03 33"),
    ('F', "40 00 06,03 33"),
    ('G', "41 30 10 01 05 16 36 45 43 23"),
    ('H', "00 06,40 46,03 43"),
    ('I', "20 26"),
    ('J', "30 35 26 16 05"),
    ('K', "00 06,40 03 46"),
    ('L', "00 06 46"),
    ('M', "06 00 23 40 46"),
    ('N', "06 00 46 40"),
    ('O', "10 01 05 16 36 45 41 30 10"),
    ('P', "06 00 30 41 42 33 03"),
    ('R', "06 00 30 41 42 33 03,23 46"),
    ('S', "41 30 10 01 02 13 33 44 45 36 16 05"),
    ('T', "00 40,20 26"),
    ('U', "00 05 16 36 45 40"),
    ('V', "00 26 40"),
    ('Y', "00 23 40,23 26"),
    ('Z', "00 40 06 46"),
    ('0', "10 01 05 16 36 45 41 30 10"),
    ('1', "11 20 26"),
    ('2', "01 10 30 41 42 06 46"),
    ('3', "00 40 23 34 45 36 16 05"),
    ('4', "36 30 04 44"),
    ('5', "40 00 03 33 44 45 36 16 05"),
    ('6', "30 11 04 05 16 36 45 44 33 13 04"),
    ('8', "13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33"),
    ('9', "42 33 13 02 01 10 30 41 43 36"),
    ('.', "16 26"),
    (',', "16 08"),
    ('!', "20 24,26 26"),
];

/// Writes a line of text whose first letter stands on the point; a hand is never quite steady.
pub(super) fn write(
    c: &mut Canvas,
    dice: &mut Dice,
    text: &str,
    (mut x, y): Point,
    size: f32,
    width: f32,
    tint: u32,
) {
    for letter in text.chars() {
        let (lift, shake) = (dice.range(-0.05, 0.05) * size, size * 0.035);
        for line in strokes(letter).split(',').filter(|line| !line.is_empty()) {
            let points: Vec<Point> = line
                .split(' ')
                .map(|point| {
                    let digit = |i: usize| f32::from(point.as_bytes()[i] - b'0');
                    let across = x + digit(0) / 4.0 * size * 0.62 + dice.range(-shake, shake);
                    (
                        across,
                        y + (digit(1) / 6.0 - 1.0) * size * 1.25 + lift + dice.range(-shake, shake),
                    )
                })
                .collect();
            c.stroke(&points, width, Paint::Flat(tint), 0.92);
        }
        x += size * if letter == ' ' { 0.6 } else { 0.86 };
    }
}

fn strokes(letter: char) -> &'static str {
    LETTERS
        .iter()
        .find(|(known, _)| *known == letter)
        .map_or("", |(_, strokes)| strokes)
}
