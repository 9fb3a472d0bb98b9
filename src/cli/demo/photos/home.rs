//! At home: the cake, the tap, the bicycle.

use image::RgbImage;

use super::super::dice::Dice;
use super::paint::{Canvas, Paint, Point, between};
use super::shapes::{blob, curve, oval};

const WHITE: Paint = Paint::Flat(0xFF_FFFF);

pub(super) fn cake() -> RgbImage {
    let (w, h) = (1280.0, 960.0);
    let mut c = Canvas::new(1280, 960, &[(0.0, 0x3A_2030), (0.5, 0x7A_4238), (0.72, 0x8E_5240), (0.725, 0xC8_8A58), (1.0, 0x7A_4A30)]);
    let mut dice = Dice::new(9);
    // Lamps far behind, out of focus.
    for _ in 0..34 {
        let (x, y, r) = (dice.range(0.0, w), dice.range(20.0, 560.0), dice.range(16.0, 58.0));
        let tint = [0xFF_C878, 0xFF_9A6A, 0xF8_E0A8, 0xE8_7A8A][dice.below(4)];
        c.fill(&oval(x, y, r, r, 0.0, 26), Paint::Round(between(tint, 0xFF_FFFF, 0.1), tint, (x, y), r), dice.range(0.10, 0.38));
    }
    let flags = [0xE8_5A5A, 0xF7_C04A, 0x58_B0A0, 0x6A_88D8, 0xF0_8AB0];
    let string = curve((-20.0, 60.0), (360.0, 230.0), (900.0, 230.0), (1300.0, 40.0));
    c.stroke(&string, 3.0, Paint::Flat(0xF0_E0D0), 0.8);
    for (i, pair) in string.windows(2).enumerate() {
        let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
        let (a, b) = ((x0 + (x1 - x0) * 0.1, y0 + (y1 - y0) * 0.1), (x0 + (x1 - x0) * 0.9, y0 + (y1 - y0) * 0.9));
        c.fill(
            &[a, b, ((x0 + x1) / 2.0, (y0 + y1) / 2.0 + 78.0)],
            Paint::Down(flags[i % 5], between(flags[i % 5], 0x40_1020, 0.35), y0, y0 + 90.0),
            0.95,
        );
    }
    c.blur(5.0);
    c.mottle(200.0, 5.0, 14, (700.0, h), 2);
    c.soft(40.0, Paint::Flat(0x2A_1410), 0.75, |m| m.ellipse(640.0, 850.0, 430.0, 56.0, WHITE));
    c.ellipse(640.0, 836.0, 420.0, 62.0, Paint::Across(0xFA_F4EE, 0xB8_AAB0, 300.0, 1100.0));
    c.ellipse(640.0, 828.0, 398.0, 52.0, Paint::Across(0xE4_DAD6, 0xF4_EEEA, 300.0, 1000.0));
    tier(&mut c, 640.0, 640.0, 818.0, 310.0, 0x6A_3A26, &mut dice);
    tier(&mut c, 640.0, 480.0, 632.0, 205.0, 0x7A_462C, &mut dice);
    for i in 0..16 {
        let a = i as f32 / 16.0 * std::f32::consts::PI * 1.1 - 0.16;
        let (x, y) = (640.0 + 292.0 * a.cos(), 646.0 + 50.0 * a.sin());
        if y > 640.0 {
            berry(&mut c, x, y, 21.0, i);
        }
    }
    // Nine candles, those at the back first.
    let mut stands: Vec<Point> = (0..9)
        .map(|i| {
            let across = (i as f32 - 4.0) / 4.0;
            let depth = (1.0 - across * across * 0.7) * if i % 2 == 0 { 19.0 } else { -19.0 };
            (640.0 + 160.0 * across, 478.0 + depth)
        })
        .collect();
    stands.sort_by(|a, b| a.1.total_cmp(&b.1));
    for (i, &(x, y)) in stands.iter().enumerate() {
        candle(&mut c, x, y, flags[i % 5]);
    }
    c.soft(100.0, Paint::Flat(0xFF_C060), 0.42, |m| m.ellipse(640.0, 350.0, 250.0, 90.0, WHITE));
    for _ in 0..70 {
        let (x, y) = (dice.range(20.0, w - 20.0), dice.range(760.0, 945.0));
        if (x - 640.0).abs() > 430.0 || y > 900.0 {
            c.fill(&oval(x, y, 8.0, 4.0, dice.range(0.0, 3.0), 8), Paint::Flat(flags[dice.below(5)]), 0.9);
        }
    }
    c.finish(9)
}

fn tier(c: &mut Canvas, x: f32, top: f32, bottom: f32, r: f32, crumb: u32, dice: &mut Dice) {
    let flat = r * 0.17;
    let mut side = curve((x - r, top), (x - r, bottom - 20.0), (x - r, bottom), (x - r * 0.98, bottom));
    side.extend(oval(x, bottom, r * 0.98, flat, 0.0, 60).into_iter().filter(|p| p.1 >= bottom).rev());
    side.extend([(x + r * 0.98, bottom), (x + r, top)]);
    c.fill(&side, Paint::Across(between(crumb, 0xFF_C080, 0.30), between(crumb, 0x10_0408, 0.45), x - r, x + r), 1.0);
    let layer = top + (bottom - top) * 0.58;
    let arc = |y: f32| curve((x - r, y), (x - r * 0.62, y + flat * 1.32), (x + r * 0.62, y + flat * 1.32), (x + r, y));
    c.fill(&[arc(layer), arc(layer + 15.0).into_iter().rev().collect()].concat(), Paint::Across(0xFF_F0DC, 0xC0_9C88, x - r, x + r), 1.0);
    // Icing runs over the edge in uneven drops.
    let mut icing: Vec<Point> = Vec::new();
    let drops = (r / 15.0) as usize;
    for i in 0..=drops {
        let t = i as f32 / drops as f32 * 2.0 - 1.0;
        let rim = top + flat * (1.0 - t * t).sqrt();
        let low = if i % 2 == 0 { dice.range(10.0, 20.0) } else { dice.range(34.0, 74.0) };
        icing.push((x + r * 1.01 * t, rim + low));
    }
    let mut smooth = vec![(x - r * 1.01, top)];
    for pair in icing.windows(2) {
        let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
        smooth.extend(curve((x0, y0), ((x0 + x1) / 2.0, y0), ((x0 + x1) / 2.0, y1), (x1, y1)));
    }
    smooth.push((x + r * 1.01, top));
    c.fill(&smooth, Paint::Across(0xFF_F6EA, 0xD0_A8A0, x - r, x + r), 1.0);
    c.ellipse(x, top, r * 1.01, flat, Paint::Across(0xFF_FCF4, 0xE8_CCC0, x - r, x + r));
    for _ in 0..(r / 2.6) as usize {
        let (a, d) = (dice.range(0.0, 6.3), dice.unit().sqrt() * 0.93);
        let tint = [0xE8_5A5A, 0xF7_C04A, 0x58_B0A0, 0x6A_88D8, 0xF0_8AB0][dice.below(5)];
        let (sx, sy, turn) = (x + a.cos() * d * r, top + a.sin() * d * flat, dice.range(0.0, 3.1));
        c.stroke(&[(sx - 4.0 * turn.cos(), sy - 2.0 * turn.sin()), (sx + 4.0 * turn.cos(), sy + 2.0 * turn.sin())], 3.4, Paint::Flat(tint), 1.0);
    }
}

fn berry(c: &mut Canvas, x: f32, y: f32, r: f32, i: usize) {
    let tint = if i.is_multiple_of(3) { 0x4A_4A98 } else { 0xD8_2A3E };
    c.ellipse(x, y, r, r * 0.95, Paint::Round(between(tint, 0xFF_FFFF, 0.35), between(tint, 0x20_0010, 0.35), (x - r * 0.3, y - r * 0.35), r * 1.5));
    c.fill(&oval(x - r * 0.34, y - r * 0.38, r * 0.2, r * 0.12, -0.6, 10), WHITE, 0.75);
}

fn candle(c: &mut Canvas, x: f32, y: f32, tint: u32) {
    c.rect(x - 7.0, y - 92.0, x + 7.0, y, Paint::Across(between(tint, 0xFF_FFFF, 0.45), between(tint, 0x20_1020, 0.25), x - 7.0, x + 7.0));
    for k in 0..5 {
        let at = y - 84.0 + k as f32 * 18.0;
        c.stroke(&[(x - 6.0, at + 6.0), (x + 6.0, at)], 4.0, Paint::Flat(0xFF_F8F0), 0.8);
    }
    c.stroke(&[(x, y - 92.0), (x + 1.0, y - 102.0)], 2.4, Paint::Flat(0x3A_2A20), 1.0);
    c.soft(22.0, Paint::Flat(0xFF_B040), 0.75, |m| m.ellipse(x, y - 116.0, 20.0, 26.0, WHITE));
    let flame = [
        curve((x, y - 146.0), (x + 4.0, y - 128.0), (x + 12.0, y - 118.0), (x, y - 99.0)),
        curve((x, y - 99.0), (x - 12.0, y - 118.0), (x - 4.0, y - 128.0), (x, y - 146.0)),
    ]
    .concat();
    c.fill(&flame, Paint::Round(0xFF_FFF0, 0xFF_9A20, (x, y - 110.0), 32.0), 1.0);
}

pub(super) fn tap() -> RgbImage {
    let (w, h) = (960.0, 1280.0);
    let mut c = Canvas::new(960, 1280, &[(0.0, 0xE6_EEEC), (1.0, 0xC6_D4D4)]);
    let mut dice = Dice::new(20);
    for row in 0..9 {
        for col in 0..5 {
            let (x, y) = (col as f32 * 200.0 - 20.0, row as f32 * 105.0 - 10.0);
            let tone = between(0xF4_F8F5, 0xC8_DAD8, dice.unit() * 0.7);
            c.fill(
                &[(x + 4.0, y + 4.0), (x + 196.0, y + 4.0), (x + 196.0, y + 101.0), (x + 4.0, y + 101.0)],
                Paint::Down(between(tone, 0xFF_FFFF, 0.5), tone, y, y + 100.0),
                1.0,
            );
            if row == 2 && col % 2 == 0 {
                c.fill(
                    &blob(&[(x + 60.0, y + 52.0), (x + 100.0, y + 22.0), (x + 140.0, y + 52.0), (x + 100.0, y + 82.0)]),
                    Paint::Flat(0x4A_88B8),
                    0.85,
                );
            }
        }
    }
    c.blur(3.0);
    c.rect(0.0, 925.0, w, 985.0, Paint::Down(0xF2_E6D4, 0xB8_9A78, 925.0, 985.0));
    c.rect(0.0, 985.0, w, h, Paint::Down(0xB8_C2C8, 0x76_848C, 985.0, h));
    c.fill(
        &blob(&[(90.0, 1010.0), (480.0, 1000.0), (870.0, 1010.0), (900.0, 1120.0), (860.0, 1290.0), (100.0, 1290.0), (60.0, 1120.0)]),
        Paint::Down(0x5A_6870, 0xB4_C0C6, 1000.0, 1280.0),
        1.0,
    );
    c.mottle(160.0, 4.0, 14, (990.0, h), 8);
    c.soft(24.0, Paint::Flat(0x50_6068), 0.5, |m| m.stroke(&[(420.0, 930.0), (440.0, 560.0), (560.0, 430.0), (700.0, 560.0)], 60.0, WHITE, 1.0));
    let spout = curve((380.0, 880.0), (360.0, 330.0), (680.0, 250.0), (690.0, 610.0));
    for (width, paint) in
        [(84.0, Paint::Flat(0x5A_666E)), (74.0, Paint::Flat(0xA8_B6BE)), (50.0, Paint::Flat(0xDC_E6EA)), (18.0, Paint::Flat(0xFF_FFFF))]
    {
        c.stroke(&spout, width, paint, 1.0);
    }
    c.rect(642.0, 600.0, 738.0, 652.0, Paint::Across(0xF2_F8FA, 0x6A_7880, 648.0, 742.0));
    c.fill(&[(320.0, 860.0), (440.0, 860.0), (460.0, 940.0), (300.0, 940.0)], Paint::Across(0xF8_FCFE, 0x62_7078, 320.0, 470.0), 1.0);
    c.stroke(&[(380.0, 800.0), (240.0, 720.0)], 40.0, Paint::Down(0xF4_FAFC, 0x74_828A, 720.0, 830.0), 1.0);
    c.ellipse(232.0, 716.0, 34.0, 30.0, Paint::Round(0xFF_FFFF, 0xC8_3A34, (222.0, 704.0), 40.0));
    // The cloth with which it was mended.
    c.fill(
        &blob(&[(600.0, 520.0), (690.0, 490.0), (780.0, 520.0), (770.0, 590.0), (690.0, 605.0), (610.0, 590.0)]),
        Paint::Across(0xF0_7A6A, 0xB0_4040, 600.0, 780.0),
        1.0,
    );
    for k in 0..4 {
        c.stroke(&[(622.0 + k as f32 * 42.0, 508.0), (626.0 + k as f32 * 40.0, 596.0)], 8.0, Paint::Flat(0xFD_EAE0), 0.8);
    }
    for (x, y, r) in [(690.0, 672.0, 13.0), (690.0, 790.0, 17.0), (688.0, 930.0, 20.0)] {
        let drop = [
            curve((x, y - r * 2.1), (x + r * 0.3, y - r), (x + r, y - r * 0.4), (x + r, y + r * 0.1)),
            curve((x + r, y + r * 0.1), (x + r, y + r * 1.3), (x - r, y + r * 1.3), (x - r, y + r * 0.1)),
            curve((x - r, y + r * 0.1), (x - r, y - r * 0.4), (x - r * 0.3, y - r), (x, y - r * 2.1)),
        ]
        .concat();
        c.fill(&drop, Paint::Down(0xC8_E2F0, 0x5A_9AC0, y - r * 2.0, y + r * 1.3), 0.95);
        c.ellipse(x - r * 0.35, y, r * 0.22, r * 0.36, WHITE);
    }
    for (i, r) in [44.0, 90.0, 140.0].into_iter().enumerate() {
        let ring = oval(690.0, 1150.0, r, r * 0.24, 0.0, 46);
        c.stroke(&[&ring[..], &ring[..1]].concat(), 5.0, Paint::Flat(0xF0_F8FC), 0.8 - i as f32 * 0.22);
    }
    for _ in 0..40 {
        let (x, y, r) = (690.0 + dice.range(-220.0, 220.0), dice.range(990.0, 1240.0), dice.range(2.0, 7.0));
        c.fill(&oval(x, y, r, r * 0.8, 0.0, 10), Paint::Down(0x70_98B0, 0xF4_FAFF, y - r, y + r), 0.8);
    }
    c.finish(7)
}

pub(super) fn bicycle() -> RgbImage {
    let (w, h) = (1280.0, 960.0);
    let mut c = Canvas::new(1280, 960, &[(0.0, 0xF3_D8B0), (0.80, 0xE4_B888), (0.805, 0x9A_8474), (1.0, 0x6E_5C54)]);
    let mut dice = Dice::new(40);
    c.mottle(90.0, 70.0, 10, (0.0, 770.0), 4);
    c.mottle(6.0, 6.0, 7, (0.0, h), 5);
    for _ in 0..16 {
        let (x, y) = (dice.range(0.0, w), dice.range(20.0, 740.0));
        for k in 0..3 {
            let (bx, by) = (x + k as f32 * 60.0, y + (k % 2) as f32 * 26.0);
            c.rect(bx, by, bx + 54.0, by + 22.0, Paint::Flat(between(0xC8_7A58, 0xE8_B088, dice.unit())));
        }
    }
    c.rect(860.0, 60.0, 1160.0, 470.0, Paint::Flat(0xFD_F4E4));
    c.rect(884.0, 84.0, 1136.0, 446.0, Paint::Down(0x6A_9AB4, 0xD8_E4E0, 84.0, 446.0));
    c.rect(1003.0, 84.0, 1017.0, 446.0, Paint::Flat(0xFD_F4E4));
    for (x, way) in [(760.0, 0.0), (1164.0, 0.0)] {
        c.rect(x, 60.0, x + 96.0 + way, 470.0, Paint::Across(0x6E_B0B8, 0x3E_8088, x, x + 100.0));
        for k in 0..17 {
            c.rect(x + 10.0, 76.0 + k as f32 * 23.0, x + 86.0, 86.0 + k as f32 * 23.0, Paint::Flat(0x35_7078));
        }
    }
    c.rect(850.0, 470.0, 1170.0, 540.0, Paint::Across(0xB8_6A48, 0x8A_4630, 850.0, 1170.0));
    for _ in 0..90 {
        let (x, y, r) = (dice.range(850.0, 1170.0), dice.range(420.0, 510.0), dice.range(9.0, 18.0));
        let tint = [0xE8_4A60, 0xF8_8AA0, 0x5A_9A48, 0x3E_7E3C, 0xFD_E0E6][dice.below(5)];
        c.fill(&oval(x, y, r, r * 0.8, dice.unit(), 9), Paint::Flat(tint), 1.0);
    }
    for row in 0..5 {
        for col in 0..15 {
            let y = 790.0 + row as f32 * (24.0 + row as f32 * 5.0);
            let x = col as f32 * 100.0 + (row % 2) as f32 * 48.0 - 60.0;
            c.fill(&oval(x, y + 8.0, 47.0, 11.0 + row as f32 * 3.0, 0.0, 12), Paint::Flat(between(0xB8_A494, 0x7A_685E, dice.unit())), 0.65);
        }
    }
    c.soft(26.0, Paint::Flat(0x4A_2E20), 0.55, |m| {
        m.fill(&oval(560.0, 800.0, 420.0, 22.0, 0.0, 30), WHITE, 1.0);
        for x in [390.0, 830.0] {
            let rim = oval(x, 660.0, 142.0, 148.0, 0.0, 40);
            m.stroke(&[&rim[..], &rim[..1]].concat(), 22.0, WHITE, 1.0);
        }
    });
    bike(&mut c);
    c.soft(120.0, Paint::Flat(0xFF_E0A0), 0.4, |m| m.fill(&[(0.0, 0.0), (620.0, 0.0), (0.0, 760.0)], WHITE, 1.0));
    c.finish(7)
}

fn bike(c: &mut Canvas) {
    let (rear, front, crank, seat, head) = ((350.0, 650.0), (790.0, 650.0), (540.0, 655.0), (478.0, 440.0), (708.0, 415.0));
    for hub in [rear, front] {
        for k in 0..18 {
            let a = k as f32 * 0.349;
            c.stroke(&[hub, (hub.0 + 138.0 * a.cos(), hub.1 + 138.0 * a.sin())], 1.6, Paint::Flat(0xD8_DCE0), 0.9);
        }
        let tyre = oval(hub.0, hub.1, 144.0, 144.0, 0.0, 52);
        c.stroke(&[&tyre[..], &tyre[..1]].concat(), 15.0, Paint::Flat(0x2A_2624), 1.0);
        let rim = oval(hub.0, hub.1, 133.0, 133.0, 0.0, 52);
        c.stroke(&[&rim[..], &rim[..1]].concat(), 5.0, Paint::Flat(0xE8_ECEE), 1.0);
        c.ellipse(hub.0, hub.1, 11.0, 11.0, Paint::Round(0xFF_FFFF, 0x70_787E, (hub.0 - 3.0, hub.1 - 3.0), 14.0));
    }
    let green = |wide: f32, a: Point, b: Point, c: &mut Canvas| {
        c.stroke(&[a, b], wide, Paint::Flat(0x1F_6A5E), 1.0);
        c.stroke(&[(a.0 - 1.5, a.1 - 2.0), (b.0 - 1.5, b.1 - 2.0)], wide * 0.45, Paint::Flat(0x52_B49E), 1.0);
    };
    for (a, b) in
        [(rear, crank), (rear, (490.0, 480.0)), (crank, seat), ((490.0, 482.0), (700.0, 470.0)), (crank, (712.0, 500.0)), (head, (724.0, 510.0))]
    {
        green(13.0, a, b, c);
    }
    c.stroke(&curve((722.0, 505.0), (744.0, 580.0), (762.0, 630.0), front), 12.0, Paint::Flat(0x2E_8474), 1.0);
    for hub in [rear, front] {
        let guard: Vec<Point> =
            (0..14).map(|k| (hub.0 + 160.0 * (3.5 + k as f32 * 0.14).cos(), hub.1 + 160.0 * (3.5 + k as f32 * 0.14).sin())).collect();
        c.stroke(&guard, 9.0, Paint::Flat(0x2E_8474), 1.0);
    }
    c.stroke(&curve((706.0, 415.0), (700.0, 370.0), (740.0, 352.0), (650.0, 350.0)), 9.0, Paint::Flat(0xC8_D0D4), 1.0);
    c.stroke(&[(668.0, 350.0), (628.0, 356.0)], 15.0, Paint::Flat(0x8A_5030), 1.0);
    c.ellipse(700.0, 366.0, 13.0, 11.0, Paint::Round(0xFF_FFFF, 0xA8_B0B6, (696.0, 362.0), 16.0));
    c.fill(
        &blob(&[(415.0, 425.0), (440.0, 408.0), (520.0, 414.0), (545.0, 428.0), (480.0, 446.0), (430.0, 446.0)]),
        Paint::Down(0xA8_6440, 0x5E_3420, 406.0, 448.0),
        1.0,
    );
    let basket = [(742.0, 380.0), (890.0, 380.0), (866.0, 496.0), (764.0, 496.0)];
    for (x, y, r, tint) in [
        (775.0, 362.0, 30.0, 0xF5_D04A),
        (815.0, 346.0, 34.0, 0xFD_F4E8),
        (855.0, 364.0, 28.0, 0xE8_6A7A),
        (800.0, 372.0, 24.0, 0x6A_A850),
        (838.0, 378.0, 22.0, 0x6A_A850),
    ] {
        c.ellipse(x, y, r, r * 0.9, Paint::Round(between(tint, 0xFF_FFFF, 0.4), between(tint, 0x30_2010, 0.2), (x - 6.0, y - 8.0), r * 1.2));
    }
    c.fill(&basket, Paint::Across(0xD8_A868, 0x9A_6A38, 742.0, 890.0), 1.0);
    for k in 0..8 {
        let (y, t) = (388.0 + k as f32 * 14.0, k as f32 * 2.6);
        c.stroke(&[(746.0 + t, y), (886.0 - t, y)], 3.0, Paint::Flat(if k % 2 == 0 { 0xEC_C890 } else { 0x80_5428 }), 0.8);
    }
    for k in 0..10 {
        c.stroke(&[(750.0 + k as f32 * 15.0, 382.0), (768.0 + k as f32 * 11.0, 494.0)], 2.4, Paint::Flat(0x80_5428), 0.7);
    }
    c.stroke(&[(745.0, 381.0), (887.0, 381.0)], 8.0, Paint::Flat(0xC8_9450), 1.0);
    let ring = oval(crank.0, crank.1, 34.0, 34.0, 0.0, 26);
    c.stroke(&[&ring[..], &ring[..1]].concat(), 6.0, Paint::Flat(0xB8_C0C4), 1.0);
    c.stroke(&[(518.0, 600.0), crank, (562.0, 710.0)], 8.0, Paint::Flat(0x9A_A2A8), 1.0);
    c.stroke(&[(500.0, 598.0), (538.0, 598.0)], 10.0, Paint::Flat(0x2A_2624), 1.0);
    c.stroke(&[(544.0, 712.0), (584.0, 712.0)], 10.0, Paint::Flat(0x2A_2624), 1.0);
    c.stroke(&[(crank.0, crank.1 - 33.0), (rear.0, rear.1 - 12.0)], 2.5, Paint::Flat(0x3A_3634), 1.0);
    c.stroke(&[(crank.0, crank.1 + 33.0), (rear.0, rear.1 + 12.0)], 2.5, Paint::Flat(0x3A_3634), 1.0);
}
