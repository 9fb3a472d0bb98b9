//! Outlines: ellipses, curves, blobs and ridges.

use super::super::dice::Dice;
use super::paint::Point;

/// The outline of an ellipse, turned by an angle.
pub(super) fn oval(x: f32, y: f32, rx: f32, ry: f32, turn: f32, sides: usize) -> Vec<Point> {
    let (sin, cos) = turn.sin_cos();
    (0..sides)
        .map(|i| {
            let (dy, dx) = (i as f32 / sides as f32 * std::f32::consts::TAU).sin_cos();
            (
                x + dx * rx * cos - dy * ry * sin,
                y + dx * rx * sin + dy * ry * cos,
            )
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
            (
                a.0 * p + b.0 * q + c.0 * r + d.0 * s,
                a.1 * p + b.1 * q + c.1 * r + d.1 * s,
            )
        })
        .collect()
}

/// A smooth closed outline through the points.
pub(super) fn blob(points: &[Point]) -> Vec<Point> {
    let n = points.len();
    let mut outline = Vec::with_capacity(n * 8);
    for i in 0..n {
        let [a, b, c, d] = [
            points[(i + n - 1) % n],
            points[i],
            points[(i + 1) % n],
            points[(i + 2) % n],
        ];
        for step in 0..8 {
            let t = step as f32 / 8.0;
            let through = |a: f32, b: f32, c: f32, d: f32| {
                b + 0.5
                    * t
                    * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)))
            };
            outline.push((through(a.0, b.0, c.0, d.0), through(a.1, b.1, c.1, d.1)));
        }
    }
    outline
}

/// A ridge across the whole width at about `height`, closed along the bottom: hills when it is smooth, rock when it is rough.
pub(super) fn ridge(
    width: f32,
    bottom: f32,
    height: f32,
    swing: f32,
    rough: f32,
    seed: u64,
) -> Vec<Point> {
    let mut dice = Dice::new(seed);
    let waves: Vec<(f32, f32, f32)> = (0..9)
        .map(|i| {
            (
                1.7f32.powi(i) * dice.range(0.8, 1.2),
                dice.range(0.0, 6.3),
                swing * rough.powi(i),
            )
        })
        .collect();
    let steps = (width / 6.0) as usize;
    let mut points: Vec<Point> = (0..=steps)
        .map(|i| {
            let x = i as f32 / steps as f32;
            let y: f32 = waves
                .iter()
                .map(|(speed, shift, high)| (x * speed * 6.3 + shift).sin() * high)
                .sum();
            (x * width, height + y)
        })
        .collect();
    points.extend([(width, bottom), (0.0, bottom)]);
    points
}
