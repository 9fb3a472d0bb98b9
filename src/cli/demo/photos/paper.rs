//! On paper: the child's drawing, the shopping list, the till receipt.

use image::RgbImage;

use super::super::dice::Dice;
use super::letters::write;
use super::paint::{Canvas, Paint, Point, between};
use super::shapes::{curve, oval};

const WHITE: Paint = Paint::Flat(0xFF_FFFF);

pub(super) fn crayon() -> RgbImage {
    let (w, h) = (1280.0, 960.0);
    let mut c = Canvas::new(1280, 960, &[(0.0, 0xFB_F7EC), (1.0, 0xF3_EBD9)]);
    let mut dice = Dice::new(9);
    hatch(&mut c, &mut dice, 0x5A_B4E8, (30.0, 40.0, 1250.0, 150.0), 30, 15.0);
    hatch(&mut c, &mut dice, 0x5C_B84C, (30.0, 800.0, 1250.0, 915.0), 34, 17.0);
    hatch(&mut c, &mut dice, 0x8A_D060, (30.0, 830.0, 1250.0, 900.0), 20, 12.0);
    for ring in 0..9 {
        scrawl(&mut c, &mut dice, &oval(1110.0, 170.0, 14.0 + ring as f32 * 9.0, 14.0 + ring as f32 * 9.0, 0.0, 20), 0xFB_C81E, 12.0);
    }
    for k in 0..14 {
        let a = k as f32 * 0.4488;
        scrawl(
            &mut c,
            &mut dice,
            &[(1110.0 + 112.0 * a.cos(), 170.0 + 112.0 * a.sin()), (1110.0 + 168.0 * a.cos(), 170.0 + 168.0 * a.sin())],
            0xF9_A81E,
            10.0,
        );
    }
    hatch(&mut c, &mut dice, 0xF4_9AA8, (430.0, 462.0, 850.0, 812.0), 26, 15.0);
    scrawl(&mut c, &mut dice, &[(424.0, 812.0), (426.0, 456.0), (856.0, 450.0), (852.0, 814.0), (424.0, 812.0)], 0xC8_3A4A, 11.0);
    for i in 0..22 {
        let t = i as f32 / 21.0;
        scrawl(&mut c, &mut dice, &[(395.0 + t * 245.0, 452.0 - t * 205.0), (885.0 - t * 245.0, 452.0 - t * 205.0)], 0xE0_5A34, 12.0);
    }
    scrawl(&mut c, &mut dice, &[(380.0, 460.0), (640.0, 232.0), (900.0, 456.0), (380.0, 460.0)], 0x9A_2E22, 12.0);
    scrawl(&mut c, &mut dice, &[(760.0, 320.0), (758.0, 214.0), (818.0, 212.0), (820.0, 378.0)], 0x8A_4A30, 11.0);
    let smoke: Vec<Point> = (0..34)
        .map(|i| {
            let a = i as f32 * 0.62;
            (790.0 + i as f32 * 3.6 + 24.0 * a.cos(), 190.0 - i as f32 * 3.4 + 20.0 * a.sin())
        })
        .collect();
    scrawl(&mut c, &mut dice, &smoke, 0x9A_9AA4, 7.0);
    hatch(&mut c, &mut dice, 0x6A_4AB0, (600.0, 640.0, 690.0, 808.0), 13, 11.0);
    scrawl(&mut c, &mut dice, &[(596.0, 812.0), (598.0, 634.0), (694.0, 636.0), (692.0, 812.0)], 0x4A_2E8A, 9.0);
    scrawl(&mut c, &mut dice, &oval(674.0, 728.0, 6.0, 6.0, 0.0, 8), 0xF9_C81E, 8.0);
    for (x, y) in [(465.0, 520.0), (745.0, 520.0)] {
        hatch(&mut c, &mut dice, 0xFB_E060, (x, y, x + 76.0, y + 78.0), 8, 11.0);
        scrawl(
            &mut c,
            &mut dice,
            &[(x - 4.0, y - 4.0), (x + 82.0, y - 2.0), (x + 80.0, y + 84.0), (x - 2.0, y + 82.0), (x - 4.0, y - 4.0)],
            0x3A_5AB0,
            8.0,
        );
        scrawl(&mut c, &mut dice, &[(x + 38.0, y - 2.0), (x + 40.0, y + 82.0)], 0x3A_5AB0, 7.0);
    }
    face(&mut c, &mut dice, 783.0, 566.0, 26.0, 0x55_5560);
    for (x, tall, coat, hair) in [
        (130.0, 250.0, 0x3A_7AC8, 0x6A_4020),
        (232.0, 230.0, 0xD8_4A8A, 0x2A_2020),
        (322.0, 180.0, 0x4A_A878, 0x2A_2020),
        (940.0, 130.0, 0xF0_8A2A, 0x2A_2020),
    ] {
        person(&mut c, &mut dice, x, 850.0, tall, coat, hair);
    }
    cat(&mut c, &mut dice, 1125.0, 800.0);
    for (x, tint) in [(60.0, 0xE8_4A60), (400.0, 0xF9_A81E), (890.0, 0xB0_5AC8), (1010.0, 0xE8_4A60), (1236.0, 0xF0_6AA0)] {
        scrawl(&mut c, &mut dice, &[(x, 870.0), (x + 3.0, 800.0)], 0x3A_8A3A, 8.0);
        for k in 0..6 {
            let a = k as f32 * 1.047;
            scrawl(&mut c, &mut dice, &[(x + 3.0, 790.0), (x + 3.0 + 22.0 * a.cos(), 790.0 + 22.0 * a.sin())], tint, 11.0);
        }
    }
    for (x, y, s) in [(250.0, 210.0, 1.0), (330.0, 170.0, 0.7)] {
        scrawl(&mut c, &mut dice, &curve((x - 50.0 * s, y), (x - 30.0 * s, y - 40.0 * s), (x, y - 20.0 * s), (x, y + 10.0 * s)), 0x40_4050, 6.0);
        scrawl(&mut c, &mut dice, &curve((x, y + 10.0 * s), (x, y - 20.0 * s), (x + 30.0 * s, y - 40.0 * s), (x + 50.0 * s, y)), 0x40_4050, 6.0);
    }
    write(&mut c, &mut dice, "SAMI", (70.0, 300.0), 46.0, 9.0, 0xC8_3A4A);
    // Wax catches on the tooth of the paper.
    c.mottle(3.0, 3.0, 16, (0.0, h), 2);
    c.soft(60.0, Paint::Flat(0x8A_7A60), 0.18, |m| m.fill(&[(0.0, h), (w, h), (w, h - 60.0), (0.0, h - 30.0)], WHITE, 1.0));
    c.finish(5)
}

/// A line as a small hand draws it: never quite where it should be, and gone over twice.
fn scrawl(c: &mut Canvas, dice: &mut Dice, points: &[Point], tint: u32, width: f32) {
    for pass in 0..2 {
        let line: Vec<Point> = points.iter().map(|p| (p.0 + dice.range(-3.5, 3.5), p.1 + dice.range(-3.5, 3.5))).collect();
        let alpha = if pass == 0 { 0.75 } else { 0.45 };
        c.stroke(&line, width * dice.range(0.7, 1.0), Paint::Flat(tint), alpha);
    }
}

/// Colouring in, to and fro, over the edge here and there.
fn hatch(c: &mut Canvas, dice: &mut Dice, tint: u32, (x0, y0, x1, y1): (f32, f32, f32, f32), turns: usize, width: f32) {
    let line: Vec<Point> = (0..=turns * 2)
        .map(|i| {
            let t = i as f32 / (turns * 2) as f32;
            let y = if i % 2 == 0 { y0 } else { y1 };
            (x0 + (x1 - x0) * t + dice.range(-6.0, 6.0), y + dice.range(-12.0, 10.0))
        })
        .collect();
    c.stroke(&line, width, Paint::Flat(tint), 0.6);
}

fn face(c: &mut Canvas, dice: &mut Dice, x: f32, y: f32, r: f32, hair: u32) {
    c.ellipse(x, y, r, r, Paint::Flat(0xF8_D0A8));
    scrawl(c, dice, &oval(x, y, r, r, 0.0, 16), 0xB0_7A50, r * 0.14);
    scrawl(c, dice, &curve((x - r, y - r * 0.1), (x - r * 0.9, y - r * 1.4), (x + r * 0.9, y - r * 1.4), (x + r, y - r * 0.1)), hair, r * 0.36);
    for side in [-1.0, 1.0] {
        c.ellipse(x + side * r * 0.36, y - r * 0.1, r * 0.11, r * 0.14, Paint::Flat(0x20_2028));
    }
    c.stroke(
        &curve((x - r * 0.5, y + r * 0.3), (x - r * 0.2, y + r * 0.75), (x + r * 0.2, y + r * 0.75), (x + r * 0.5, y + r * 0.3)),
        r * 0.12,
        Paint::Flat(0xC8_3A3A),
        0.9,
    );
}

fn person(c: &mut Canvas, dice: &mut Dice, x: f32, y: f32, tall: f32, coat: u32, hair: u32) {
    let r = tall * 0.17;
    for side in [-1.0, 1.0] {
        scrawl(c, dice, &[(x + side * r * 0.4, y - tall * 0.3), (x + side * r * 0.6, y)], 0x3A_4060, 9.0);
        scrawl(c, dice, &[(x + side * r * 0.6, y - tall * 0.6), (x + side * r * 1.9, y - tall * 0.45)], coat, 8.0);
    }
    hatch(c, dice, coat, (x - r, y - tall * 0.64, x + r, y - tall * 0.28), 5, 13.0);
    face(c, dice, x, y - tall * 0.8, r, hair);
}

fn cat(c: &mut Canvas, dice: &mut Dice, x: f32, y: f32) {
    let orange = 0xF0_8A2A;
    hatch(c, dice, orange, (x - 70.0, y - 40.0, x + 60.0, y + 20.0), 11, 16.0);
    scrawl(c, dice, &oval(x - 5.0, y - 10.0, 78.0, 44.0, 0.0, 18), 0xC8_5A14, 8.0);
    scrawl(c, dice, &curve((x + 70.0, y - 10.0), (x + 130.0, y - 20.0), (x + 80.0, y - 110.0), (x + 130.0, y - 120.0)), orange, 14.0);
    for dx in [-50.0, -20.0, 20.0, 48.0] {
        scrawl(c, dice, &[(x + dx, y + 20.0), (x + dx, y + 62.0)], orange, 12.0);
        scrawl(c, dice, &[(x + dx + 8.0, y - 46.0), (x + dx + 4.0, y - 8.0)], 0xB8_4A10, 7.0);
    }
    for ear in [-1.0, 1.0] {
        scrawl(c, dice, &[(x - 84.0 + ear * 34.0, y - 66.0), (x - 84.0 + ear * 38.0, y - 112.0), (x - 84.0 + ear * 8.0, y - 84.0)], 0xC8_5A14, 8.0);
    }
    c.ellipse(x - 84.0, y - 48.0, 42.0, 38.0, Paint::Flat(0xF8_A850));
    scrawl(c, dice, &oval(x - 84.0, y - 48.0, 43.0, 39.0, 0.0, 16), 0xC8_5A14, 7.0);
    for side in [-1.0, 1.0] {
        c.ellipse(x - 84.0 + side * 16.0, y - 56.0, 5.0, 6.0, Paint::Flat(0x20_3020));
        for k in 0..3 {
            scrawl(c, dice, &[(x - 84.0 + side * 12.0, y - 38.0), (x - 84.0 + side * 66.0, y - 52.0 + k as f32 * 14.0)], 0x50_4038, 3.0);
        }
    }
    c.stroke(&curve((x - 98.0, y - 36.0), (x - 94.0, y - 22.0), (x - 74.0, y - 22.0), (x - 70.0, y - 36.0)), 4.0, Paint::Flat(0x50_2010), 1.0);
}

pub(super) fn list() -> RgbImage {
    let (w, h) = (960.0, 1280.0);
    let mut c = table(0x9A_6E4A, 8);
    let mut dice = Dice::new(2);
    let tilt = |x: f32, y: f32| (x * 0.9985 - y * 0.05 + 70.0, x * 0.05 + y * 0.9985 + 20.0);
    let sheet = [tilt(90.0, 70.0), tilt(850.0, 70.0), tilt(850.0, 1190.0), tilt(90.0, 1190.0)];
    c.soft(34.0, Paint::Flat(0x1A_0E06), 0.7, |m| m.fill(&sheet.map(|p| (p.0 + 16.0, p.1 + 24.0)), WHITE, 1.0));
    c.fill(&sheet, Paint::Across(0xFF_FDF4, 0xE8_E2D2, 100.0, 900.0), 1.0);
    for i in 0..17 {
        let y = 210.0 + i as f32 * 58.0;
        c.stroke(&[tilt(92.0, y), tilt(848.0, y)], 2.0, Paint::Flat(0x8A_B4D8), 0.75);
    }
    c.stroke(&[tilt(200.0, 72.0), tilt(200.0, 1188.0)], 2.4, Paint::Flat(0xE0_7A7A), 0.8);
    for i in 0..18 {
        let hole = tilt(128.0 + i as f32 * 40.0, 92.0);
        c.ellipse(hole.0, hole.1, 9.0, 9.0, Paint::Flat(0x6A_4A30));
    }
    let ink = 0x22_3A7A;
    let items = [
        ("MILK 2", true),
        ("GOOD BREAD", false),
        ("ONIONS", true),
        ("NAPPIES!", false),
        ("CAT FOOD", true),
        ("LEMONS 6", false),
        ("COFFEE", true),
        ("CANDLES", false),
        ("SOMETHING NICE", false),
    ];
    for (i, (item, done)) in items.into_iter().enumerate() {
        let y = 262.0 + i as f32 * 87.0 + 24.0;
        let at = tilt(224.0, y);
        write(&mut c, &mut dice, item, at, 25.0, 5.5, ink);
        let (bx, by) = (152.0, y - 32.0);
        let square = [tilt(bx, by), tilt(bx + 30.0, by), tilt(bx + 30.0, by + 30.0), tilt(bx, by + 30.0), tilt(bx, by)];
        c.stroke(&square, 4.0, Paint::Flat(ink), 0.85);
        if done {
            c.stroke(&[tilt(bx + 2.0, by + 12.0), tilt(bx + 13.0, by + 28.0), tilt(bx + 44.0, by - 18.0)], 6.0, Paint::Flat(0xC8_3A3A), 0.9);
            let end = 224.0 + item.len() as f32 * 36.0;
            c.stroke(
                &curve(tilt(214.0, y - 18.0), tilt(330.0, y - 26.0), tilt(end - 60.0, y - 8.0), tilt(end, y - 20.0)),
                4.5,
                Paint::Flat(ink),
                0.75,
            );
        }
    }
    heart(&mut c, tilt(600.0, 1110.0), 30.0, 0xD8_4A5A);
    c.soft(40.0, Paint::Flat(0x8A_5A2A), 0.16, |m| {
        let ring = oval(700.0, 300.0, 92.0, 92.0, 0.0, 40);
        m.stroke(&[&ring[..], &ring[..1]].concat(), 30.0, WHITE, 1.0);
    });
    let ring = oval(700.0, 300.0, 88.0, 86.0, 0.0, 60);
    c.stroke(&[&ring[..], &ring[..48]].concat(), 6.0, Paint::Flat(0xA0_6A3A), 0.35);
    c.stroke(&[tilt(94.0, 640.0), tilt(846.0, 632.0)], 3.0, Paint::Flat(0xB8_AE98), 0.6);
    c.soft(16.0, Paint::Flat(0x6A_6050), 0.22, |m| {
        m.fill(&[tilt(92.0, 640.0), tilt(848.0, 632.0), tilt(848.0, 668.0), tilt(92.0, 676.0)], WHITE, 1.0)
    });
    pen(&mut c, w, h);
    c.finish(6)
}

fn table(tone: u32, seed: u64) -> Canvas {
    let mut c = Canvas::new(960, 1280, &[(0.0, between(tone, 0xFF_FFFF, 0.1)), (1.0, between(tone, 0, 0.2))]);
    c.mottle(4.0, 300.0, 16, (0.0, 1280.0), seed);
    c.mottle(30.0, 700.0, 14, (0.0, 1280.0), seed + 1);
    c
}

fn heart(c: &mut Canvas, (x, y): Point, s: f32, tint: u32) {
    let half = |side: f32| curve((x, y - s * 0.3), (x + side * s * 0.6, y - s * 1.2), (x + side * s * 1.4, y - s * 0.1), (x, y + s * 0.9));
    c.stroke(&half(-1.0), 5.0, Paint::Flat(tint), 0.9);
    c.stroke(&half(1.0), 5.0, Paint::Flat(tint), 0.9);
}

fn pen(c: &mut Canvas, w: f32, h: f32) {
    let (a, b) = ((w - 60.0, h - 420.0), (w - 190.0, h - 30.0));
    c.soft(14.0, Paint::Flat(0x14_0A04), 0.6, |m| m.stroke(&[(a.0 + 12.0, a.1 + 16.0), (b.0 + 12.0, b.1 + 16.0)], 26.0, WHITE, 1.0));
    c.stroke(&[a, b], 26.0, Paint::Flat(0x1E_3A80), 1.0);
    c.stroke(&[(a.0 - 5.0, a.1), (b.0 - 5.0, b.1)], 8.0, Paint::Flat(0x7A_9AE0), 0.9);
    c.stroke(&[a, (a.0 + 18.0, a.1 - 54.0)], 12.0, Paint::Flat(0xD8_C068), 1.0);
}

pub(super) fn receipt() -> RgbImage {
    let mut c = table(0x5A_6A74, 30);
    let mut dice = Dice::new(6);
    let (x0, x1) = (240.0, 720.0);
    let bend = |y: f32| (y / 210.0).sin() * 10.0;
    let mut strip: Vec<Point> = (0..=30).map(|i| (x0 + bend(40.0 + i as f32 * 40.0), 40.0 + i as f32 * 40.0)).collect();
    strip.extend((0..24).map(|i| (x0 + bend(1240.0) + i as f32 * 20.0, if i % 2 == 0 { 1240.0 } else { 1228.0 })));
    strip.extend((0..=30).rev().map(|i| (x1 + bend(40.0 + i as f32 * 40.0), 40.0 + i as f32 * 40.0)));
    c.soft(30.0, Paint::Flat(0x08_0C10), 0.7, |m| m.fill(&strip.iter().map(|p| (p.0 + 16.0, p.1 + 22.0)).collect::<Vec<_>>(), WHITE, 1.0));
    c.fill(&strip, Paint::Across(0xFF_FFFE, 0xDE_DED8, x0, x1 + 40.0), 1.0);
    let ink = 0x3A_3A44;
    let mut line = |c: &mut Canvas, y: f32, left: &str, right: &str, size: f32| {
        let wide = |text: &str| text.chars().count() as f32 * size * 0.86;
        let shift = bend(y);
        if right.is_empty() {
            write(c, &mut dice, left, ((x0 + x1 - wide(left)) / 2.0 + shift, y), size, size * 0.15, ink);
        } else {
            write(c, &mut dice, left, (x0 + 36.0 + shift, y), size, size * 0.17, ink);
            write(c, &mut dice, right, (x1 - 36.0 - wide(right) + shift, y), size, size * 0.17, ink);
        }
    };
    line(&mut c, 130.0, "CORNER SHOP", "", 34.0);
    line(&mut c, 180.0, "THANK YOU, NEIGHBOUR", "", 17.0);
    let items = [
        ("MILK", "1.20"),
        ("CHEDDAR", "4.80"),
        ("BRIE", "3.60"),
        ("GOUDA", "5.10"),
        ("THE BLUE ONE", "6.40"),
        ("CRACKERS", "2.25"),
        ("GRAPES", "2.90"),
        ("OLIVES", "3.15"),
        ("FIG JAM", "4.20"),
        ("CHOCOLATE", "1.95"),
        ("CAT FOOD", "8.50"),
        ("BALLOONS", "2.00"),
    ];
    for (i, (item, price)) in items.into_iter().enumerate() {
        line(&mut c, 280.0 + i as f32 * 52.0, item, price, 21.0);
    }
    line(&mut c, 950.0, "TOTAL", "46.05", 32.0);
    line(&mut c, 1005.0, "CARD", "46.05", 19.0);
    for y in [222.0, 896.0, 1035.0] {
        for k in 0..20 {
            let x = x0 + 38.0 + k as f32 * 21.0 + bend(y);
            c.stroke(&[(x, y), (x + 11.0, y)], 2.6, Paint::Flat(ink), 0.8);
        }
    }
    let mut x = x0 + 80.0;
    while x < x1 - 80.0 {
        let wide = 3.0 + dice.below(3) as f32 * 3.0;
        c.rect(x + 4.0, 1070.0, x + 4.0 + wide, 1160.0, Paint::Flat(ink));
        x += wide + 3.0 + dice.below(3) as f32 * 3.0;
    }
    let circle = oval(612.0, 270.0, 120.0, 30.0, -0.04, 40);
    c.stroke(&[&circle[..], &circle[..6]].concat(), 6.0, Paint::Flat(0xD8_3A3A), 0.85);
    for y in [360.0, 640.0, 780.0] {
        c.soft(18.0, Paint::Flat(0x50_5050), 0.16, |m| m.fill(&[(x0, y), (x1 + 10.0, y - 12.0), (x1 + 10.0, y + 20.0), (x0, y + 28.0)], WHITE, 1.0));
    }
    for (x, y, r) in [(840.0, 300.0, 62.0), (880.0, 420.0, 48.0), (120.0, 1080.0, 56.0)] {
        c.soft(14.0, Paint::Flat(0x04_0608), 0.7, |m| m.ellipse(x + 10.0, y + 14.0, r, r, WHITE));
        c.ellipse(x, y, r, r, Paint::Round(0xF4_DC9A, 0x9A_7430, (x - r * 0.4, y - r * 0.4), r * 1.7));
        c.ellipse(x, y, r * 0.8, r * 0.8, Paint::Round(0xD8_B464, 0xEE_D48C, (x - r * 0.3, y - r * 0.3), r * 1.3));
        let leaf = oval(x, y, r * 0.34, r * 0.5, 0.3, 20);
        c.fill(&leaf, Paint::Flat(0xB0_8A40), 0.7);
    }
    c.finish(6)
}
