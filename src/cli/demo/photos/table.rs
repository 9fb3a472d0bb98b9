//! On the table: paella and spaghetti, from above.

use std::f32::consts::TAU;

use image::RgbImage;

use super::super::dice::Dice;
use super::paint::{Canvas, Paint, Point, between};
use super::shapes::{blob, curve, oval};

const WHITE: Paint = Paint::Flat(0xFF_FFFF);

pub(super) fn paella() -> RgbImage {
    let (w, h) = (1280.0, 960.0);
    let mut c = boards(1280, 960, 0xB0_8458, 21);
    let mut dice = Dice::new(60);
    let (x, y, r) = (620.0, 480.0, 420.0);
    c.soft(40.0, Paint::Flat(0x1E_1008), 0.75, |m| m.ellipse(x + 24.0, y + 34.0, r + 20.0, r + 16.0, WHITE));
    for side in [-1.0, 1.0] {
        let hold = curve(
            (x + side * (r - 10.0), y - 70.0),
            (x + side * (r + 96.0), y - 80.0),
            (x + side * (r + 96.0), y + 80.0),
            (x + side * (r - 10.0), y + 70.0),
        );
        c.stroke(&hold, 34.0, Paint::Flat(0x3A_3C40), 1.0);
        c.stroke(&hold, 24.0, Paint::Down(0xD0_3A34, 0x8A_1E22, y - 70.0, y + 70.0), 1.0);
    }
    c.ellipse(x, y, r + 18.0, r + 18.0, Paint::Across(0xB8_BCC2, 0x4A_4C52, x - r, x + r));
    c.ellipse(x, y, r + 6.0, r + 6.0, Paint::Across(0x46_464A, 0x8E_9096, x - r, x + r));
    c.ellipse(x, y, r - 12.0, r - 12.0, Paint::Round(0xF2_B230, 0x9A_5410, (x - 30.0, y - 30.0), r + 60.0));
    for _ in 0..1500 {
        let (gx, gy) = inside(&mut dice, x, y, r - 24.0);
        let turn = dice.range(0.0, 3.1);
        let tint = between(0xFF_DC70, 0xC8_7A18, dice.unit());
        c.fill(&oval(gx, gy, 10.0, 4.6, turn, 7), Paint::Flat(tint), 0.9);
    }
    c.soft(24.0, Paint::Flat(0x6A_2E08), 0.4, |m| {
        for _ in 0..9 {
            let (bx, by) = inside(&mut dice, x, y, r - 40.0);
            m.ellipse(bx, by, 46.0, 34.0, WHITE);
        }
    });
    for _ in 0..60 {
        let (gx, gy) = inside(&mut dice, x, y, r - 40.0);
        c.ellipse(gx, gy, 10.0, 10.0, Paint::Round(0xA8_D860, 0x4A_8A28, (gx - 3.0, gy - 3.0), 15.0));
    }
    for _ in 0..34 {
        let (gx, gy) = inside(&mut dice, x, y, r - 60.0);
        let bend = dice.range(0.0, 6.3);
        let strip = curve(
            (gx, gy),
            (gx + 30.0 * bend.cos(), gy + 30.0 * bend.sin()),
            (gx + 60.0 * bend.cos() - 16.0, gy + 60.0 * bend.sin()),
            (gx + 74.0 * bend.cos(), gy + 74.0 * bend.sin() + 12.0),
        );
        let tint = if dice.per_mille(600) { 0xD8_2E20 } else { 0x5A_9430 };
        c.stroke(&strip, 13.0, Paint::Flat(between(tint, 0, 0.3)), 1.0);
        c.stroke(&strip, 8.0, Paint::Flat(between(tint, 0xFF_E0B0, 0.18)), 1.0);
    }
    for i in 0..11 {
        let a = i as f32 / 11.0 * TAU + 0.2;
        let d = if i % 2 == 0 { r * 0.68 } else { r * 0.46 };
        mussel(&mut c, x + a.cos() * d, y + a.sin() * d, a + 1.2);
    }
    for i in 0..8 {
        let a = i as f32 / 8.0 * TAU + 0.5;
        prawn(&mut c, x + a.cos() * r * 0.58, y + a.sin() * r * 0.58, a + 0.6, 1.0);
    }
    prawn(&mut c, x - 12.0, y - 6.0, 0.9, 1.15);
    for i in 0..6 {
        let a = i as f32 / 6.0 * TAU;
        lemon(&mut c, x + a.cos() * r * 0.88, y + a.sin() * r * 0.88, a);
    }
    for _ in 0..120 {
        let (gx, gy) = inside(&mut dice, x, y, r - 40.0);
        c.fill(&oval(gx, gy, 7.0, 3.6, dice.range(0.0, 3.1), 7), Paint::Flat(between(0x3A_7A2A, 0x7A_B848, dice.unit())), 1.0);
    }
    c.soft(50.0, Paint::Flat(0x0A_0604), 0.35, |m| m.ellipse(1190.0, 150.0, 90.0, 90.0, WHITE));
    c.ellipse(1180.0, 140.0, 96.0, 96.0, Paint::Round(0xFD_FAF4, 0xCF_C6BC, (1160.0, 110.0), 150.0));
    c.ellipse(1180.0, 140.0, 74.0, 74.0, Paint::Round(0xF8_F0C0, 0xE0_CC80, (1170.0, 120.0), 110.0));
    c.soft(110.0, WHITE, 0.20, |m| m.ellipse(430.0, 260.0, 260.0, 120.0, WHITE));
    fork(&mut c, 108.0, 760.0);
    c.fill(&[(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)], Paint::Flat(0xFF_D890), 0.05);
    c.finish(6)
}

/// A table of planks.
fn boards(width: usize, height: usize, tone: u32, seed: u64) -> Canvas {
    let mut c = Canvas::new(width, height, &[(0.0, tone), (1.0, tone)]);
    let (w, h) = (width as f32, height as f32);
    let mut dice = Dice::new(seed);
    let planks = 6;
    for i in 0..planks {
        let (y0, y1) = (h / planks as f32 * i as f32, h / planks as f32 * (i + 1) as f32);
        let shade = between(between(tone, 0xFF_F0D8, 0.25), between(tone, 0x30_1808, 0.3), dice.unit());
        c.rect(0.0, y0, w, y1, Paint::Down(between(shade, 0xFF_FFFF, 0.08), shade, y0, y1));
        for _ in 0..7 {
            let y = dice.range(y0, y1);
            let grain = curve(
                (-10.0, y),
                (w * 0.3, y + dice.range(-12.0, 12.0)),
                (w * 0.6, y + dice.range(-12.0, 12.0)),
                (w + 10.0, y + dice.range(-6.0, 6.0)),
            );
            c.stroke(&grain, 2.0, Paint::Flat(between(shade, 0x20_1004, 0.5)), 0.35);
        }
        c.stroke(&[(0.0, y1), (w, y1)], 4.0, Paint::Flat(0x3A_2210), 0.7);
    }
    c.mottle(140.0, 3.0, 10, (0.0, h), seed);
    c
}

fn inside(dice: &mut Dice, x: f32, y: f32, r: f32) -> Point {
    let (a, d) = (dice.range(0.0, TAU), dice.unit().sqrt() * r);
    (x + a.cos() * d, y + a.sin() * d)
}

fn mussel(c: &mut Canvas, x: f32, y: f32, turn: f32) {
    let (sin, cos) = turn.sin_cos();
    let at = |dx: f32, dy: f32| (x + dx * cos - dy * sin, y + dx * sin + dy * cos);
    c.soft(8.0, Paint::Flat(0x30_1404), 0.5, |m| m.ellipse(x + 5.0, y + 8.0, 44.0, 30.0, WHITE));
    let shell = |s: f32| {
        blob(&[
            at(-50.0 * s, 0.0),
            at(-16.0 * s, -26.0 * s),
            at(28.0 * s, -24.0 * s),
            at(50.0 * s, 0.0),
            at(28.0 * s, 24.0 * s),
            at(-16.0 * s, 26.0 * s),
        ])
    };
    c.fill(&shell(1.0), Paint::Round(0x4A_4E66, 0x12_1220, at(-10.0, -12.0), 62.0), 1.0);
    c.fill(&shell(0.8), Paint::Round(0xE8_E4EA, 0x7A_7A94, at(-8.0, -8.0), 56.0), 1.0);
    c.fill(
        &blob(&[at(-20.0, 2.0), at(0.0, -12.0), at(24.0, -6.0), at(26.0, 8.0), at(4.0, 14.0)]),
        Paint::Round(0xFF_C070, 0xD0_6A24, at(0.0, -4.0), 32.0),
        1.0,
    );
}

fn prawn(c: &mut Canvas, x: f32, y: f32, turn: f32, s: f32) {
    let (sin, cos) = turn.sin_cos();
    let at = |dx: f32, dy: f32| (x + (dx * cos - dy * sin) * s, y + (dx * sin + dy * cos) * s);
    let back: Vec<Point> = (0..9)
        .map(|i| {
            let a = 3.5 + i as f32 * 0.44;
            at(42.0 * a.cos(), 42.0 * a.sin())
        })
        .collect();
    c.soft(7.0, Paint::Flat(0x30_1404), 0.5, |m| m.stroke(&back.iter().map(|p| (p.0 + 6.0, p.1 + 9.0)).collect::<Vec<_>>(), 28.0, WHITE, 1.0));
    for (i, pair) in back.windows(2).enumerate() {
        let wide = (34.0 - i as f32 * 2.6) * s;
        c.stroke(pair, wide, Paint::Flat(0xC8_4A2A), 1.0);
        c.stroke(pair, wide * 0.8, Paint::Flat(if i % 2 == 0 { 0xF4_8A58 } else { 0xFB_A878 }), 1.0);
    }
    let tail = back[8];
    for spread in [-0.5, 0.0, 0.5f32] {
        let a = turn + 7.9 + spread;
        c.fill(&oval(tail.0 + 14.0 * s * a.cos(), tail.1 + 14.0 * s * a.sin(), 17.0 * s, 6.5 * s, a, 12), Paint::Flat(0xD8_4A2A), 1.0);
    }
    let head = back[0];
    for k in 0..2 {
        let a = turn + 1.9 + k as f32 * 0.5;
        c.stroke(
            &curve(
                head,
                (head.0 + 30.0 * a.cos(), head.1 + 30.0 * a.sin()),
                (head.0 + 50.0 * (a + 0.5).cos(), head.1 + 50.0 * (a + 0.5).sin()),
                (head.0 + 76.0 * (a + 0.3).cos(), head.1 + 76.0 * (a + 0.3).sin()),
            ),
            2.4,
            Paint::Flat(0xD0_5A34),
            1.0,
        );
    }
    c.ellipse(head.0, head.1 + 2.0, 4.5 * s, 4.5 * s, Paint::Flat(0x1E_1010));
}

fn lemon(c: &mut Canvas, x: f32, y: f32, turn: f32) {
    c.soft(8.0, Paint::Flat(0x30_1404), 0.45, |m| m.ellipse(x + 5.0, y + 7.0, 42.0, 42.0, WHITE));
    c.ellipse(x, y, 44.0, 44.0, Paint::Flat(0xF2_C81E));
    c.ellipse(x, y, 38.0, 38.0, Paint::Flat(0xFD_F8D8));
    for k in 0..8 {
        let a = turn + k as f32 * 0.785;
        let tip = |b: f32, d: f32| (x + d * (a + b).cos(), y + d * (a + b).sin());
        c.fill(&[tip(0.0, 5.0), tip(-0.32, 33.0), tip(0.0, 36.0), tip(0.32, 33.0)], Paint::Round(0xFF_F08A, 0xF2_CE30, (x, y), 40.0), 1.0);
    }
}

fn fork(c: &mut Canvas, x: f32, y: f32) {
    for (shift, paint, alpha) in [(7.0, Paint::Flat(0x2A_1608), 0.5), (0.0, Paint::Across(0xF6_F8FA, 0x8A_9298, x - 24.0, x + 30.0), 1.0)] {
        c.stroke(&[(x + shift, y + shift - 60.0), (x + shift, y + shift + 190.0)], 15.0, paint, alpha);
        c.stroke(&[(x + shift, y + shift - 40.0), (x + shift, y + shift - 90.0)], 34.0, paint, alpha);
        for k in 0..4 {
            let tx = x + shift - 20.0 + k as f32 * 13.4;
            c.stroke(&[(tx, y + shift - 90.0), (tx, y + shift - 200.0)], 6.5, paint, alpha);
        }
    }
}

pub(super) fn pasta() -> RgbImage {
    let mut c = Canvas::new(1080, 1080, &[(0.0, 0xF4_EDE0), (1.0, 0xE6_DAC8)]);
    let (w, h) = (1080.0, 1080.0);
    let mut dice = Dice::new(33);
    for i in 0..18 {
        c.rect(i as f32 * 120.0, 0.0, i as f32 * 120.0 + 60.0, h, Paint::Flat(0xC8_3A34));
        c.fill(
            &[(0.0, i as f32 * 120.0), (w, i as f32 * 120.0), (w, i as f32 * 120.0 + 60.0), (0.0, i as f32 * 120.0 + 60.0)],
            Paint::Flat(0xC8_3A34),
            0.5,
        );
    }
    c.mottle(3.5, 3.5, 10, (0.0, h), 4);
    let (x, y, r) = (545.0, 545.0, 425.0);
    c.soft(40.0, Paint::Flat(0x20_0C0A), 0.7, |m| m.ellipse(x + 22.0, y + 34.0, r, r, WHITE));
    c.ellipse(x, y, r, r, Paint::Round(0xFF_FFFF, 0xD2_CCC8, (x - 120.0, y - 140.0), r * 1.7));
    c.ellipse(x, y, r * 0.79, r * 0.79, Paint::Round(0xE2_DCD6, 0xFB_F9F6, (x - 50.0, y - 60.0), r * 0.85));
    let rim = oval(x, y, r * 0.93, r * 0.93, 0.0, 80);
    c.stroke(&[&rim[..], &rim[..1]].concat(), 7.0, Paint::Flat(0x3E_6EA8), 0.85);
    c.soft(20.0, Paint::Flat(0x5A_3A20), 0.55, |m| m.ellipse(x + 8.0, y + 14.0, r * 0.66, r * 0.64, WHITE));
    for i in 0..190 {
        let a = dice.range(0.0, TAU);
        let ring = r * (0.60 - 0.42 * i as f32 / 190.0) * dice.range(0.75, 1.05);
        let sweep = dice.range(0.8, 2.0);
        let squash = dice.range(0.75, 1.05);
        let (ox, oy) = (x + dice.range(-44.0, 44.0), y + dice.range(-44.0, 44.0));
        let strand: Vec<Point> = (0..13)
            .map(|k| {
                let b = a + sweep * k as f32 / 12.0;
                let wobble = ring + (k as f32 * 0.9 + a).sin() * 9.0;
                (ox + b.cos() * wobble, oy + b.sin() * wobble * squash)
            })
            .collect();
        let tint = between(0xFA_DC8C, 0xE0_AE50, dice.unit());
        c.stroke(&strand, 13.0, Paint::Flat(between(tint, 0x6A_3A08, 0.55)), 0.9);
        c.stroke(&strand, 9.5, Paint::Flat(tint), 1.0);
        c.stroke(&strand, 2.6, Paint::Flat(0xFF_F4CC), 0.7);
    }
    sauce(&mut c, x, y, &mut dice);
    for (dx, dy, turn) in [(-20.0, -46.0, 0.4), (34.0, -40.0, 2.5), (4.0, -6.0, 1.4)] {
        basil(&mut c, x + dx, y + dy, turn);
    }
    for _ in 0..240 {
        let (gx, gy) = inside(&mut dice, x, y, r * 0.52);
        c.fill(&oval(gx, gy, dice.range(4.0, 11.0), 2.4, dice.range(0.0, 3.1), 6), Paint::Flat(between(0xFF_FBEA, 0xF0_DFA8, dice.unit())), 0.95);
    }
    fork(&mut c, 1018.0, 560.0);
    c.soft(120.0, WHITE, 0.22, |m| m.ellipse(330.0, 280.0, 230.0, 130.0, WHITE));
    c.finish(6)
}

fn sauce(c: &mut Canvas, x: f32, y: f32, dice: &mut Dice) {
    let outline: Vec<Point> = (0..15)
        .map(|i| {
            let a = i as f32 / 15.0 * TAU;
            let d = dice.range(120.0, 190.0);
            (x + a.cos() * d, y + a.sin() * d)
        })
        .collect();
    let pool = blob(&outline);
    c.soft(10.0, Paint::Flat(0x4A_1004), 0.6, |m| m.fill(&pool.iter().map(|p| (p.0 + 6.0, p.1 + 9.0)).collect::<Vec<_>>(), WHITE, 1.0));
    c.fill(&pool, Paint::Round(0xE8_4A24, 0x9E_1E10, (x - 40.0, y - 50.0), 230.0), 1.0);
    for _ in 0..70 {
        let (gx, gy) = inside(dice, x, y, 130.0);
        let s = dice.range(10.0, 26.0);
        let tint = [0xD8_3A1C, 0xB8_2A14, 0x8A_3A1E, 0xF0_6A38][dice.below(4)];
        c.fill(
            &oval(gx, gy, s, s * 0.75, dice.range(0.0, 3.1), 10),
            Paint::Round(between(tint, 0xFF_D0A0, 0.25), tint, (gx - s * 0.3, gy - s * 0.4), s * 1.2),
            0.95,
        );
    }
    for _ in 0..26 {
        let (gx, gy) = inside(dice, x, y, 130.0);
        c.fill(&oval(gx, gy, dice.range(3.0, 9.0), 2.4, dice.range(0.0, 3.1), 8), WHITE, 0.55);
    }
}

fn basil(c: &mut Canvas, x: f32, y: f32, turn: f32) {
    let (sin, cos) = turn.sin_cos();
    let at = |dx: f32, dy: f32| (x + dx * cos - dy * sin, y + dx * sin + dy * cos);
    let leaf = blob(&[at(0.0, 0.0), at(26.0, -32.0), at(70.0, -34.0), at(112.0, 0.0), at(70.0, 34.0), at(26.0, 32.0)]);
    c.soft(8.0, Paint::Flat(0x30_0C04), 0.5, |m| m.fill(&leaf.iter().map(|p| (p.0 + 6.0, p.1 + 9.0)).collect::<Vec<_>>(), WHITE, 1.0));
    c.fill(&leaf, Paint::Round(0x7A_BE4A, 0x2A_6A28, at(50.0, -16.0), 74.0), 1.0);
    c.stroke(&[at(2.0, 0.0), at(106.0, 0.0)], 3.0, Paint::Flat(0xB0_DC80), 0.8);
    for k in 0..4 {
        let d = 18.0 + k as f32 * 20.0;
        for side in [-1.0, 1.0] {
            c.stroke(&[at(d, 0.0), at(d + 16.0, side * 20.0)], 1.8, Paint::Flat(0xB0_DC80), 0.6);
        }
    }
}
