//! Old prints out of the shoebox: the village under snow, the avenue in autumn.

use image::RgbImage;

use super::super::dice::Dice;
use super::landscapes::fir;
use super::paint::{Canvas, Paint, Point, between};
use super::shapes::{blob, curve, oval, ridge};

const WHITE: Paint = Paint::Flat(0xFF_FFFF);

pub(super) fn snow_village() -> RgbImage {
    let (w, h) = (1280.0, 896.0);
    let mut c = Canvas::new(1280, 896, &[(0.0, 0x27_3358), (0.4, 0x5E_6C96), (0.62, 0xC9_A9B4), (0.75, 0xE8_CFC8), (1.0, 0xDD_E4F0)]);
    let mut dice = Dice::new(52);
    c.fill(&ridge(w, h, 400.0, 70.0, 0.55, 8), Paint::Down(0xB4_BAD6, 0xD6_CBD6, 330.0, 560.0), 1.0);
    c.fill(&ridge(w, h, 500.0, 36.0, 0.5, 13), Paint::Down(0x8A_96BC, 0xC4_C4DA, 450.0, 640.0), 1.0);
    for _ in 0..70 {
        let x = dice.range(-10.0, w);
        fir(&mut c, x, 560.0 + dice.range(0.0, 50.0), dice.range(40.0, 90.0), between(0x4A_5A80, 0x2E_3E60, dice.unit()));
    }
    c.fill(&ridge(w, h, 590.0, 22.0, 0.4, 5), Paint::Down(0xD9_DFF0, 0xEE_F1FA, 560.0, 760.0), 1.0);
    church(&mut c, 690.0, 600.0);
    let walls = [0xA8_6A58, 0xC8_A878, 0x7A_6A78, 0xB8_8868, 0x8C_7488, 0xC0_9078, 0x98_6450, 0xB49470];
    for (i, (x, y, s)) in [
        (560.0, 612.0, 0.6),
        (800.0, 618.0, 0.65),
        (430.0, 640.0, 0.8),
        (930.0, 640.0, 0.85),
        (640.0, 664.0, 0.95),
        (280.0, 690.0, 1.1),
        (1090.0, 690.0, 1.15),
        (810.0, 722.0, 1.3),
    ]
    .into_iter()
    .enumerate()
    {
        cottage(&mut c, x, y, s, walls[i], &mut dice);
    }
    let path = [
        curve((690.0, 690.0), (660.0, 760.0), (520.0, 780.0), (470.0, 900.0)),
        curve((640.0, 900.0), (640.0, 800.0), (720.0, 760.0), (712.0, 690.0)),
    ]
    .concat();
    c.fill(&path, Paint::Flat(0xC3_CBE4), 0.8);
    c.fill(&ridge(w, h, 815.0, 18.0, 0.4, 3), Paint::Down(0xEC_F0FA, 0xC6_D0E8, 790.0, 896.0), 0.6);
    for (x, y, t) in [(90.0, 840.0, 330.0), (190.0, 880.0, 220.0), (1210.0, 850.0, 360.0), (1130.0, 890.0, 200.0)] {
        fir(&mut c, x, y, t, 0x1E_3048);
        for k in 0..16 {
            let level = 0.1 + 0.8 * k as f32 / 16.0;
            let side = dice.range(-0.15, 0.15) * t * level;
            c.fill(&oval(x + side, y - t * (1.0 - level), t * 0.035, t * 0.014, 0.0, 10), Paint::Flat(0xEA_F0FC), 0.9);
        }
    }
    for i in 0..420 {
        let r = if i % 12 == 0 { dice.range(3.0, 5.5) } else { dice.range(0.9, 2.2) };
        c.fill(&oval(dice.range(0.0, w), dice.range(0.0, h), r, r, 0.0, 8), WHITE, dice.range(0.3, 0.8));
    }
    print_border(&mut c, w, h);
    c.finish(11)
}

fn church(c: &mut Canvas, x: f32, y: f32) {
    let wall = Paint::Across(0xE4_D8D0, 0x9A_90A4, x - 30.0, x + 34.0);
    c.fill(&[(x - 22.0, y + 20.0), (x - 22.0, y - 110.0), (x + 22.0, y - 110.0), (x + 22.0, y + 20.0)], wall, 1.0);
    c.fill(&[(x - 28.0, y - 108.0), (x, y - 215.0), (x + 28.0, y - 108.0)], Paint::Across(0x5A_5070, 0x36_3450, x - 20.0, x + 24.0), 1.0);
    c.fill(&[(x - 28.0, y - 108.0), (x, y - 215.0), (x - 8.0, y - 108.0)], Paint::Flat(0xE8_EEFA), 0.75);
    c.fill(&oval(x, y - 78.0, 9.0, 15.0, 0.0, 16), Paint::Flat(0xFF_D680), 1.0);
    c.stroke(&[(x, y - 212.0), (x, y - 236.0)], 3.0, Paint::Flat(0x3A_3450), 1.0);
    c.stroke(&[(x - 7.0, y - 228.0), (x + 7.0, y - 228.0)], 3.0, Paint::Flat(0x3A_3450), 1.0);
}

fn cottage(c: &mut Canvas, x: f32, y: f32, s: f32, wall: u32, dice: &mut Dice) {
    let at = |dx: f32, dy: f32| (x + dx * s, y + dy * s);
    c.soft(8.0, Paint::Flat(0x6A_78A8), 0.6, |m| m.fill(&[at(-60.0, 20.0), at(80.0, 24.0), at(80.0, 40.0), at(-60.0, 36.0)], WHITE, 1.0));
    c.fill(
        &[at(-50.0, 30.0), at(-50.0, -36.0), at(50.0, -36.0), at(50.0, 30.0)],
        Paint::Across(wall, between(wall, 0x20_2040, 0.45), at(-50.0, 0.0).0, at(60.0, 0.0).0),
        1.0,
    );
    c.fill(&[at(-50.0, -34.0), at(0.0, -86.0), at(50.0, -34.0)], Paint::Flat(between(wall, 0x30_2840, 0.25)), 1.0);
    c.fill(&[at(24.0, -58.0), at(24.0, -100.0), at(37.0, -100.0), at(37.0, -46.0)], Paint::Flat(0x5A_4450), 1.0);
    for dx in [-26.0, 22.0] {
        let lit = dice.per_mille(800);
        if lit {
            c.soft(18.0, Paint::Flat(0xFF_C060), 0.5, |m| m.ellipse(at(dx, -8.0).0, at(dx, -8.0).1, 22.0 * s, 20.0 * s, WHITE));
        }
        let glass = if lit { Paint::Down(0xFF_E8A8, 0xF8_A848, at(0.0, -20.0).1, at(0.0, 8.0).1) } else { Paint::Flat(0x3A_4468) };
        c.fill(&[at(dx - 11.0, -22.0), at(dx + 11.0, -22.0), at(dx + 11.0, 6.0), at(dx - 11.0, 6.0)], glass, 1.0);
        c.stroke(&[at(dx, -22.0), at(dx, 6.0)], 2.0 * s, Paint::Flat(0x5A_3A38), 1.0);
        c.stroke(&[at(dx - 11.0, -8.0), at(dx + 11.0, -8.0)], 2.0 * s, Paint::Flat(0x5A_3A38), 1.0);
    }
    let snow = blob(&[
        at(-64.0, -26.0),
        at(-34.0, -62.0),
        at(0.0, -100.0),
        at(34.0, -62.0),
        at(64.0, -26.0),
        at(54.0, -18.0),
        at(30.0, -42.0),
        at(0.0, -74.0),
        at(-30.0, -42.0),
        at(-54.0, -18.0),
    ]);
    c.fill(&snow, Paint::Across(0xFA_FCFF, 0xC0_CCE8, at(-40.0, 0.0).0, at(60.0, 0.0).0), 1.0);
    let smoke = curve(at(31.0, -104.0), at(20.0, -140.0), at(54.0, -160.0), at(36.0, -205.0));
    c.soft(9.0, Paint::Flat(0xE8_E4F0), 0.5, |m| m.stroke(&smoke, 13.0 * s, WHITE, 1.0));
}

/// The white edge and the yellowing of a paper print.
fn print_border(c: &mut Canvas, w: f32, h: f32) {
    c.fill(&[(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)], Paint::Flat(0xE0_A860), 0.16);
    let paper = Paint::Flat(0xF3_EBDA);
    for (x0, y0, x1, y1) in [(0.0, 0.0, w, 38.0), (0.0, h - 38.0, w, h), (0.0, 0.0, 38.0, h), (w - 38.0, 0.0, w, h)] {
        c.rect(x0, y0, x1, y1, paper);
    }
    c.stroke(&curve((w * 0.72, 0.0), (w * 0.76, 60.0), (w * 0.9, 120.0), (w, 190.0)), 1.6, Paint::Flat(0xFF_F8EA), 0.6);
}

pub(super) fn autumn() -> RgbImage {
    let (w, h) = (960.0, 1280.0);
    let mut c = Canvas::new(960, 1280, &[(0.0, 0xF6_E2B0), (0.5, 0xFF_EFCB), (0.62, 0xE9_C98A), (1.0, 0x8A_5A34)]);
    let mut dice = Dice::new(24);
    c.soft(120.0, Paint::Flat(0xFF_FCEC), 0.9, |m| m.ellipse(480.0, 560.0, 150.0, 190.0, WHITE));
    c.fill(&[(430.0, 690.0), (530.0, 690.0), (1010.0, 1280.0), (-50.0, 1280.0)], Paint::Down(0xF4_DCA8, 0xB4_8454, 690.0, 1280.0), 1.0);
    let leaves = [0xE0_6A26, 0xF0_9A2E, 0xD4_4A24, 0xF7_C044, 0xB8_3A20, 0xE8_8430];
    let mut near = Vec::new();
    for row in 0..7 {
        let t = (row as f32 / 6.0).powf(1.6);
        let haze = 1.0 - t;
        let base = 705.0 + t * 500.0;
        for side in [-1.0, 1.0] {
            let x = 480.0 + side * (95.0 + t * 400.0);
            let trunk = between(0x3A_2418, 0xE8_C890, haze * 0.75);
            let wide = 9.0 + t * 62.0;
            let top = base - 200.0 - t * 760.0;
            let bole = [
                curve(
                    (x - wide * 0.8, base + 16.0),
                    (x - wide * 0.4, base - 60.0),
                    (x - wide * 0.4, top + 200.0),
                    (x - wide * 0.2 - side * t * 60.0, top),
                ),
                curve(
                    (x + wide * 0.2 - side * t * 60.0, top),
                    (x + wide * 0.4, top + 200.0),
                    (x + wide * 0.4, base - 60.0),
                    (x + wide * 0.8, base + 16.0),
                ),
            ]
            .concat();
            c.fill(
                &bole,
                Paint::Across(
                    between(trunk, 0xFF_D890, if side < 0.0 { 0.0 } else { 0.35 }),
                    between(trunk, 0xFF_D890, if side < 0.0 { 0.35 } else { 0.0 }),
                    x - wide * 0.5,
                    x + wide * 0.5,
                ),
                1.0,
            );
            let spread = 70.0 + t * 250.0;
            for _ in 0..(40 + (t * 60.0) as usize) {
                let (a, d) = (dice.range(0.0, 6.3), dice.unit().sqrt());
                let (lx, ly) = (x - side * t * 60.0 + a.cos() * d * spread, top + 40.0 + a.sin() * d * spread * 0.8);
                let r = (6.0 + t * 26.0) * dice.range(0.6, 1.3);
                let tint = between(leaves[dice.below(6)], 0xFF_E8B8, haze * 0.7);
                near.push((row, lx, ly, r, tint, dice.range(0.0, 3.1)));
            }
        }
        for &(_, x, y, r, tint, turn) in near.iter().filter(|leaf| leaf.0 == row) {
            c.fill(&oval(x, y, r, r * 0.62, turn, 9), Paint::Flat(tint), 0.9);
        }
    }
    for i in 0..620 {
        let t = (i as f32 / 620.0).powf(0.8);
        let y = 715.0 + t * 565.0;
        let x = 480.0 + dice.range(-1.0, 1.0) * (80.0 + t * 560.0);
        let r = 2.0 + t * 11.0;
        c.fill(
            &oval(x, y, r * dice.range(0.7, 1.2), r * 0.42, dice.range(-0.5, 0.5), 8),
            Paint::Flat(between(leaves[dice.below(6)], 0x50_2410, dice.unit() * 0.4)),
            0.95,
        );
    }
    couple(&mut c, 500.0, 800.0);
    for _ in 0..16 {
        let (x, y) = (dice.range(60.0, 900.0), dice.range(250.0, 1050.0));
        c.fill(&oval(x, y, 11.0, 5.5, dice.range(0.0, 3.0), 9), Paint::Flat(leaves[dice.below(6)]), 0.9);
    }
    c.soft(100.0, Paint::Flat(0xFF_F2C8), 0.30, |m| m.fill(&[(420.0, 300.0), (560.0, 300.0), (900.0, 1100.0), (100.0, 1100.0)], WHITE, 1.0));
    print_border(&mut c, w, h);
    c.finish(11)
}

/// Two people from behind, some way off.
fn couple(c: &mut Canvas, x: f32, y: f32) {
    c.soft(8.0, Paint::Flat(0x5A_3418), 0.5, |m| m.ellipse(x + 8.0, y + 6.0, 44.0, 8.0, WHITE));
    for (dx, coat, hair, tall) in [(-15.0, 0x33_4058, 0x3A_2A20, 104.0), (17.0, 0x9A_3438, 0x6A_4026, 96.0)] {
        let px = x + dx;
        for leg in [-5.0, 6.0] {
            c.stroke(&[(px + leg * 0.6, y - tall * 0.4), (px + leg, y)], 8.0, Paint::Flat(0x2A_2428), 1.0);
        }
        let body: Vec<Point> =
            vec![(px - 9.0, y - tall * 0.8), (px + 9.0, y - tall * 0.8), (px + 15.0, y - tall * 0.28), (px - 15.0, y - tall * 0.28)];
        c.fill(&blob(&body), Paint::Across(between(coat, 0xFF_E0A0, 0.3), coat, px - 14.0, px + 10.0), 1.0);
        c.ellipse(px, y - tall * 0.9, 8.5, 10.0, Paint::Flat(hair));
    }
    c.stroke(&[(x - 6.0, y - 74.0), (x + 1.0, y - 52.0), (x + 8.0, y - 70.0)], 6.0, Paint::Flat(0x4A_3848), 1.0);
}
