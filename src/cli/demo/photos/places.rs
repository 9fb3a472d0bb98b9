//! Nearer views: garden, skyline, lighthouse.

use std::f32::consts::TAU;

use image::RgbImage;

use super::super::dice::Dice;
use super::paint::{Canvas, Paint, between};
use super::shapes::{blob, curve, oval, ridge};

const WHITE: Paint = Paint::Flat(0xFF_FFFF);

pub(super) fn garden() -> RgbImage {
    let (w, h) = (1280.0, 960.0);
    let mut c = Canvas::new(1280, 960, &[(0.0, 0x9F_D2EC), (0.35, 0xDD_F0EE), (0.45, 0xA9_CF90), (1.0, 0x4E_8A46)]);
    let mut dice = Dice::new(99);
    for _ in 0..46 {
        let (x, y, r) = (dice.range(0.0, w), dice.range(150.0, 430.0), dice.range(50.0, 120.0));
        let tone = between(0x8C_BE74, 0x4E_8A50, dice.unit());
        c.ellipse(x, y + 60.0, r, r * 0.8, Paint::Down(between(tone, 0xFF_FFC0, 0.35), tone, y - r * 0.4, y + r));
    }
    c.blur(14.0);
    for i in 0..17 {
        let x = i as f32 * 80.0 - 20.0;
        c.fill(
            &[(x, 640.0), (x, 372.0), (x + 27.0, 338.0), (x + 54.0, 372.0), (x + 54.0, 640.0)],
            Paint::Across(0xFD_FAF4, 0xD4_D4D8, x, x + 60.0),
            1.0,
        );
    }
    for y in [410.0, 560.0] {
        c.fill(&[(0.0, y), (w, y), (w, y + 26.0), (0.0, y + 26.0)], Paint::Down(0xFA_F6EE, 0xC4_C6CC, y, y + 30.0), 1.0);
    }
    c.blur(3.0);
    let petals = [0xF2_5F7A, 0xF9_C22E, 0xF7_F3FA, 0xA4_6AD0, 0xF5_8A3C, 0xE8_3F5B, 0xFF_A8C0, 0x6C_86E0];
    for row in 0..4 {
        let t = row as f32 / 3.0;
        let base = 640.0 + t * 330.0;
        let ground = between(0x5A_9A4A, 0x2A_5A30, t);
        c.fill(&ridge(w, h, base - 30.0, 14.0, 0.6, 70 + row), Paint::Down(ground, between(ground, 0, 0.35), base - 40.0, base + 130.0), 1.0);
        let size = 15.0 + t * 40.0;
        for _ in 0..70 {
            let x = dice.range(-10.0, w);
            let tall = size * dice.range(1.2, 3.4);
            let lean = dice.range(-0.4, 0.4) * tall;
            c.stroke(
                &[(x, base + 20.0), (x + lean * 0.3, base - tall * 0.4), (x + lean, base - tall * 0.9)],
                1.5 + t * 3.0,
                Paint::Flat(between(0x7A_B848, 0x2A_6834, dice.unit())),
                1.0,
            );
        }
        for i in 0..(26 - row * 5) {
            let x = (i as f32 + dice.range(0.1, 0.9)) * w / (26.0 - row as f32 * 5.0);
            let y = base - size * dice.range(1.2, 3.6);
            c.stroke(
                &curve((x + dice.range(-10.0, 10.0), base + 20.0), (x, base - 10.0), (x, y + size), (x, y)),
                2.0 + t * 3.0,
                Paint::Flat(0x3E_7E38),
                1.0,
            );
            flower(&mut c, x, y, size * dice.range(0.75, 1.15), petals[dice.below(8)], &mut dice);
        }
    }
    for (x, y, tint) in [(380.0, 300.0, 0xF5_9A3A), (860.0, 250.0, 0x7A_9AE8)] {
        for (side, up) in [(-1.0, -1.0), (1.0, -1.0), (-0.7, 1.0), (0.7, 1.0)] {
            c.fill(
                &oval(x + side * 15.0, y + up * 11.0, 17.0, 11.0, side * up * 0.7, 20),
                Paint::Round(between(tint, 0xFF_FFFF, 0.4), tint, (x, y), 34.0),
                1.0,
            );
        }
        c.stroke(&[(x, y - 13.0), (x, y + 14.0)], 4.5, Paint::Flat(0x33_2A2A), 1.0);
    }
    c.soft(90.0, Paint::Flat(0xFF_F6C8), 0.45, |m| m.fill(&[(0.0, 0.0), (420.0, 0.0), (0.0, 520.0)], WHITE, 1.0));
    c.finish(5)
}

fn flower(c: &mut Canvas, x: f32, y: f32, r: f32, tint: u32, dice: &mut Dice) {
    let turn = dice.range(0.0, 1.0);
    let count = 6 + dice.below(4);
    let squash = dice.range(0.7, 1.0);
    for ring in 0..2 {
        let out = if ring == 0 { 0.62 } else { 0.42 };
        let shade = if ring == 0 { between(tint, 0x40_1030, 0.18) } else { between(tint, 0xFF_FFFF, 0.18) };
        for k in 0..count {
            let a = turn + (k as f32 + ring as f32 * 0.5) * TAU / count as f32;
            let (px, py) = (x + a.cos() * r * out, y + a.sin() * r * out * squash);
            c.fill(&oval(px, py, r * 0.46, r * 0.24, a, 10), Paint::Flat(between(shade, 0xFF_FFFF, 0.12 - a.sin() * 0.12)), 1.0);
        }
    }
    c.ellipse(x, y, r * 0.27, r * 0.27 * squash, Paint::Round(0xFF_E070, 0xC8_7A20, (x - r * 0.08, y - r * 0.1), r * 0.36));
}

pub(super) fn skyline() -> RgbImage {
    let (w, h, quay) = (1800.0, 640.0, 400.0);
    let mut c = Canvas::new(
        1800,
        640,
        &[(0.0, 0x24_2A5C), (0.3, 0x6A_4A8C), (0.5, 0xD8_6E82), (0.62, 0xFF_B27A), (0.63, 0xC8_7878), (0.8, 0x54_3A6A), (1.0, 0x1C_1C40)],
    );
    let mut dice = Dice::new(10);
    c.soft(90.0, Paint::Flat(0xFF_D898), 0.8, |m| m.ellipse(1250.0, quay - 10.0, 300.0, 70.0, WHITE));
    for i in 0..14 {
        let (x, y) = (dice.range(0.0, w), 60.0 + 20.0 * i as f32);
        c.soft(8.0, Paint::Flat(between(0x7A_5A98, 0xFF_C498, i as f32 / 13.0)), 0.5, |m| {
            m.fill(&oval(x, y, dice.range(120.0, 340.0), dice.range(4.0, 11.0), 0.0, 24), WHITE, 1.0)
        });
    }
    let mut lights = Vec::new();
    for layer in 0..3 {
        let tone = [0x8A_5880, 0x5A_3E6C, 0x2E_2648][layer];
        let mut x = -20.0;
        while x < w {
            let wide = dice.range(34.0, 84.0);
            let rise = 1.0 - ((x - 620.0) / 900.0f32).abs().min(0.8);
            let top = quay - dice.range(0.35, 1.0) * (200.0 - layer as f32 * 40.0) * rise - 20.0;
            c.rect(x, top, x + wide, quay, Paint::Down(tone, between(tone, 0xFF_B080, 0.25), top, quay));
            match dice.below(5) {
                0 => c.fill(&[(x, top), (x + wide / 2.0, top - wide * 0.6), (x + wide, top)], Paint::Flat(tone), 1.0),
                1 => c.stroke(&[(x + wide / 2.0, top), (x + wide / 2.0, top - 40.0)], 3.0, Paint::Flat(tone), 1.0),
                2 => c.ellipse(x + wide / 2.0, top, wide / 2.0, wide * 0.4, Paint::Flat(tone)),
                _ => {}
            }
            if layer > 0 {
                for _ in 0..(wide as usize / 5) {
                    let (lx, ly) = (x + 6.0 + dice.below((wide / 10.0) as usize + 1) as f32 * 10.0, top + 10.0 + dice.below(12) as f32 * 13.0);
                    if ly < quay - 10.0 && lx < x + wide - 7.0 {
                        c.rect(lx, ly, lx + 4.5, ly + 6.5, Paint::Flat([0xFF_DC90, 0xFF_C060, 0xFF_F0C8][dice.below(3)]));
                    }
                }
            }
            x += wide + dice.range(-6.0, 14.0);
        }
    }
    bridge(&mut c, quay);
    for i in 0..46 {
        let x = 20.0 + i as f32 * 39.0;
        c.ellipse(x, quay - 8.0, 3.2, 3.2, Paint::Flat(0xFF_F2C0));
        lights.push(x);
    }
    c.rect(0.0, quay - 3.0, w, quay + 6.0, Paint::Flat(0x22_1C3A));
    c.mottle(110.0, 3.5, 18, (quay + 6.0, h), 6);
    for x in lights {
        for k in 0..16 {
            let y = quay + 12.0 + k as f32 * 11.0 + dice.range(-3.0, 3.0);
            let tint = Paint::Flat([0xFF_D890, 0xFF_B870, 0xFF_E8C0][dice.below(3)]);
            c.fill(&oval(x + dice.range(-4.0, 4.0), y, dice.range(4.0, 11.0), 1.6, 0.0, 8), tint, 0.75 - k as f32 * 0.042);
        }
    }
    for i in 0..70 {
        let t = i as f32 / 70.0;
        c.fill(
            &oval(1250.0 + dice.range(-1.0, 1.0) * (90.0 + t * 120.0), quay + 10.0 + t * 190.0, dice.range(10.0, 40.0), 1.5 + t, 0.0, 10),
            Paint::Flat(0xFF_C890),
            0.55 - t * 0.4,
        );
    }
    c.finish(8)
}

fn bridge(c: &mut Canvas, quay: f32) {
    let iron = Paint::Flat(0x1E_1A34);
    c.rect(1080.0, quay - 44.0, 1800.0, quay - 32.0, iron);
    for x in [1240.0, 1600.0] {
        c.fill(&[(x - 14.0, quay + 12.0), (x - 7.0, quay - 190.0), (x + 7.0, quay - 190.0), (x + 14.0, quay + 12.0)], iron, 1.0);
    }
    let deck = quay - 40.0;
    for (from, to, low) in [
        ((1080.0, deck), (1240.0, quay - 186.0), 30.0),
        ((1240.0, quay - 186.0), (1600.0, quay - 186.0), 130.0),
        ((1600.0, quay - 186.0), (1800.0, deck), 30.0),
    ] {
        let cable = curve(
            from,
            (from.0 + (to.0 - from.0) * 0.33, from.1.max(to.1 - 100.0) + low * 0.7),
            (from.0 + (to.0 - from.0) * 0.67, to.1.max(from.1 - 100.0) + low * 0.7),
            to,
        );
        c.stroke(&cable, 4.0, iron, 1.0);
        for &(x, y) in &cable {
            c.stroke(&[(x, y), (x, deck)], 1.6, iron, 0.9);
        }
    }
}

pub(super) fn lighthouse() -> RgbImage {
    let (w, h, sea) = (960.0, 1280.0, 900.0);
    let mut c = Canvas::new(
        960,
        1280,
        &[(0.0, 0x2E_4A7A), (0.3, 0x7A_86B4), (0.52, 0xF2_B09A), (0.66, 0xFF_DDB0), (0.70, 0xFF_E8C8), (0.705, 0x5A_7A9A), (1.0, 0x1E_3A58)],
    );
    let mut dice = Dice::new(15);
    for i in 0..16 {
        let (x, y) = (dice.range(0.0, w), 150.0 + 42.0 * i as f32);
        c.soft(14.0, Paint::Flat(between(0x8A_90B8, 0xFF_E0B8, i as f32 / 15.0)), 0.6, |m| {
            for k in 0..4 {
                m.ellipse(x + k as f32 * 60.0, y + dice.range(-8.0, 8.0), dice.range(60.0, 130.0), dice.range(7.0, 18.0), WHITE);
            }
        });
    }
    c.soft(26.0, Paint::Across(0xFF_F0B8, 0xFF_D8A8, 0.0, w), 0.55, |m| {
        m.fill(&[(560.0, 330.0), (0.0, 180.0), (0.0, 340.0)], WHITE, 1.0);
        m.fill(&[(560.0, 330.0), (960.0, 270.0), (960.0, 370.0)], WHITE, 1.0);
    });
    c.mottle(120.0, 5.0, 20, (sea + 4.0, h), 3);
    for i in 0..120 {
        let t = (i as f32 / 120.0).powf(1.4);
        c.fill(
            &oval(dice.range(0.0, w), sea + 6.0 + t * 380.0, dice.range(10.0, 46.0) * (0.5 + t), 1.0 + t * 1.6, 0.0, 10),
            Paint::Flat(0xFF_E0C0),
            0.30,
        );
    }
    rock(&mut c, &mut dice);
    c.fill(&[(330.0, 886.0), (330.0, 800.0), (455.0, 800.0), (455.0, 886.0)], Paint::Across(0xFF_F4E6, 0xC4_B0A8, 330.0, 470.0), 1.0);
    c.fill(&[(312.0, 806.0), (345.0, 748.0), (440.0, 748.0), (474.0, 806.0)], Paint::Across(0xC8_5A44, 0x7A_3430, 330.0, 470.0), 1.0);
    for x in [356.0, 412.0] {
        c.rect(x, 826.0, x + 22.0, 856.0, Paint::Flat(0xFF_D070));
    }
    let half = |y: f32| 40.0 + (y - 370.0) / 520.0 * 26.0;
    for i in 0..5 {
        let (a, b) = (380.0 + i as f32 * 102.0, 380.0 + (i + 1) as f32 * 102.0);
        let tint = if i % 2 == 0 { 0xD2_463C } else { 0xFB_F3EA };
        let mut band = vec![(560.0 - half(a), a), (560.0 + half(a), a)];
        band.extend([(560.0 + half(b), b), (560.0, b + 8.0), (560.0 - half(b), b)]);
        c.fill(&band, Paint::Across(between(tint, 0xFF_F0D0, 0.3), between(tint, 0x2A_2040, 0.55), 500.0, 630.0), 1.0);
    }
    for y in [470.0, 650.0, 800.0] {
        c.fill(&oval(556.0, y, 8.0, 13.0, 0.0, 14), Paint::Flat(0x3A_3048), 1.0);
    }
    c.rect(508.0, 366.0, 612.0, 382.0, Paint::Across(0x5A_5060, 0x26_2234, 508.0, 612.0));
    c.rect(530.0, 300.0, 590.0, 366.0, Paint::Round(0xFF_FCE8, 0xFF_C860, (560.0, 332.0), 46.0));
    for x in [530.0, 550.0, 570.0, 590.0] {
        c.stroke(&[(x, 300.0), (x, 366.0)], 3.0, Paint::Flat(0x33_2C40), 1.0);
    }
    c.fill(&[(522.0, 302.0), (560.0, 252.0), (598.0, 302.0)], Paint::Across(0xC8_4A40, 0x6A_2830, 524.0, 600.0), 1.0);
    c.ellipse(560.0, 250.0, 6.0, 6.0, Paint::Flat(0x33_2C40));
    for x in [512.0, 536.0, 560.0, 584.0, 608.0] {
        c.stroke(&[(x, 340.0), (x, 368.0)], 2.0, Paint::Flat(0x33_2C40), 1.0);
    }
    c.stroke(&[(510.0, 341.0), (610.0, 341.0)], 2.4, Paint::Flat(0x33_2C40), 1.0);
    c.soft(46.0, Paint::Flat(0xFF_F0B0), 0.85, |m| m.ellipse(560.0, 332.0, 50.0, 46.0, WHITE));
    c.finish(7)
}

fn rock(c: &mut Canvas, dice: &mut Dice) {
    let mass = blob(&[
        (120.0, 1010.0),
        (190.0, 930.0),
        (300.0, 886.0),
        (480.0, 876.0),
        (650.0, 880.0),
        (760.0, 930.0),
        (850.0, 1010.0),
        (700.0, 1060.0),
        (400.0, 1070.0),
        (200.0, 1050.0),
    ]);
    c.fill(&mass, Paint::Down(0x8A_7A6A, 0x2A_2A34, 870.0, 1050.0), 1.0);
    for _ in 0..70 {
        let (x, y) = (dice.range(190.0, 790.0), dice.range(905.0, 1040.0));
        let s = dice.range(14.0, 44.0);
        let facet = [(x, y), (x + s, y - s * 0.3), (x + s * 1.3, y + s * 0.3), (x + s * 0.4, y + s * 0.5)];
        c.fill(&facet, Paint::Flat(between(0xC8_A890, 0x22_2430, dice.unit())), 0.35);
    }
    c.fill(&blob(&[(290.0, 890.0), (400.0, 872.0), (600.0, 870.0), (690.0, 886.0), (560.0, 900.0), (380.0, 904.0)]), Paint::Flat(0x6A_8A4A), 0.9);
    c.soft(9.0, Paint::Flat(0xFF_FFFF), 0.85, |m| {
        for i in 0..44 {
            let t = i as f32 / 43.0;
            let arch = (t * std::f32::consts::PI).sin();
            m.ellipse(110.0 + t * 750.0, 1006.0 + arch * 58.0 + dice.range(-8.0, 8.0), dice.range(10.0, 30.0), dice.range(4.0, 10.0), WHITE);
        }
    });
}
