//! Far views: lake, mountains, beach, night, balloons.

use image::RgbImage;

use super::super::dice::Dice;
use super::paint::{Canvas, Paint, Point, between};
use super::shapes::{blob, curve, oval, ridge};

const WHITE: Paint = Paint::Flat(0xFF_FFFF);

pub(super) fn lake() -> RgbImage {
    let (w, h, shore) = (1280.0, 960.0, 560.0);
    let sky = [
        (0.0, 0x2B_3A67),
        (0.22, 0x6B_5B8C),
        (0.42, 0xE0_7A6B),
        (0.52, 0xFF_B56B),
        (0.585, 0xFF_E0A0),
        (0.60, 0xF6_B27A),
        (0.75, 0xA0_6478),
        (1.0, 0x22_2B4E),
    ];
    let mut c = Canvas::new(1280, 960, &sky);
    let mut dice = Dice::new(7);
    c.soft(90.0, Paint::Flat(0xFF_F0C0), 0.9, |m| m.ellipse(760.0, shore - 40.0, 210.0, 110.0, WHITE));
    for i in 0..26 {
        let y = 90.0 + 15.0 * i as f32 + dice.range(-14.0, 14.0);
        let x = dice.range(-100.0, w);
        let wide = dice.range(120.0, 420.0);
        let tone = between(0x8A_6A98, 0xFF_C08A, i as f32 / 24.0);
        c.soft(9.0, Paint::Flat(tone), 0.55, |m| m.fill(&oval(x, y, wide, dice.range(4.0, 13.0), -0.03, 24), WHITE, 1.0));
    }
    c.ellipse(760.0, shore - 62.0, 46.0, 46.0, Paint::Down(0xFF_FBE0, 0xFF_DD90, 440.0, 560.0));
    c.fill(&ridge(w, shore, 470.0, 34.0, 0.55, 3), Paint::Down(0x8C_6283, 0xC9_8784, 420.0, shore), 1.0);
    c.fill(&ridge(w, shore, 512.0, 22.0, 0.62, 11), Paint::Down(0x4E_3B62, 0x74_4D6B, 470.0, shore), 1.0);
    c.mottle(150.0, 4.0, 14, (shore, h), 5);
    // The sun on the water: short bright strokes, wider the nearer they are.
    for i in 0..150 {
        let depth = (i as f32 / 150.0).powf(1.3);
        let y = shore + 4.0 + depth * 330.0;
        let x = 760.0 + dice.range(-1.0, 1.0) * (26.0 + depth * 110.0);
        let wide = dice.range(8.0, 30.0) * (0.5 + depth * 1.6);
        let glow = Paint::Flat(between(0xFF_F2C4, 0xFF_B070, depth));
        c.fill(&oval(x, y, wide, 1.0 + depth * 2.2, 0.0, 12), glow, 0.75 - depth * 0.4);
    }
    c.fill(&ridge(w, h, 905.0, 16.0, 0.7, 21), Paint::Flat(0x14_1424), 1.0);
    for _ in 0..130 {
        let x = dice.range(0.0, 520.0);
        let (tall, lean) = (dice.range(60.0, 210.0) * (1.0 - x / 800.0), dice.range(-30.0, 40.0));
        c.stroke(
            &curve((x, 930.0), (x, 880.0), (x + lean * 0.3, 930.0 - tall * 0.7), (x + lean, 930.0 - tall)),
            dice.range(1.5, 3.5),
            Paint::Flat(0x12_1220),
            1.0,
        );
    }
    jetty(&mut c);
    for (x, y, s) in [(420.0, 210.0, 1.0), (470.0, 190.0, 0.8), (505.0, 228.0, 0.7), (390.0, 250.0, 0.6)] {
        bird(&mut c, x, y, s * 16.0, 0x30_2A48);
    }
    c.finish(7)
}

fn jetty(c: &mut Canvas) {
    let dark = Paint::Flat(0x18_1626);
    c.fill(&[(930.0, 700.0), (985.0, 700.0), (1250.0, 960.0), (1010.0, 960.0)], Paint::Down(0x3A_2C40, 0x1C_1826, 700.0, 960.0), 1.0);
    for i in 0..11 {
        let t = (i as f32 / 11.0).powf(1.7);
        let y = 704.0 + t * 256.0;
        c.stroke(&[(930.0 + t * 80.0, y), (985.0 + t * 265.0, y)], 1.5 + t * 3.0, dark, 0.8);
    }
    for (x, y, s) in [(928.0, 700.0, 0.6), (988.0, 700.0, 0.6), (956.0, 800.0, 1.0), (1092.0, 800.0, 1.0)] {
        c.stroke(&[(x, y - 40.0 * s), (x, y + 50.0 * s)], 13.0 * s, dark, 1.0);
    }
}

fn bird(c: &mut Canvas, x: f32, y: f32, s: f32, colour: u32) {
    let wing = |to: f32| curve((x, y), (x + to * 0.3, y - s * 0.6), (x + to * 0.7, y - s * 0.6), (x + to, y - s * 0.2));
    c.stroke(&wing(-s), s * 0.13, Paint::Flat(colour), 1.0);
    c.stroke(&wing(s), s * 0.13, Paint::Flat(colour), 1.0);
}

pub(super) fn mountains() -> RgbImage {
    let (w, h) = (1280.0, 853.0);
    let mut c = Canvas::new(1280, 853, &[(0.0, 0x7F_A8C9), (0.35, 0xC6_D8DF), (0.55, 0xF7_E3CC), (1.0, 0xF3_D9C4)]);
    c.soft(110.0, Paint::Flat(0xFF_F6DC), 0.95, |m| m.ellipse(930.0, 250.0, 150.0, 110.0, WHITE));
    c.ellipse(930.0, 250.0, 40.0, 40.0, Paint::Flat(0xFF_FBEF));
    let mut dice = Dice::new(3);
    for i in 0..7 {
        let t = i as f32 / 6.0;
        let height = 300.0 + t * 400.0;
        let tone = between(0xA9_BFD0, 0x1C_3440, t.powf(0.85));
        let peaks = ridge(w, h, height, 58.0 - t * 10.0, 0.58, 40 + i);
        c.fill(&peaks, Paint::Down(tone, between(tone, 0xF2_DCC8, 0.75 - t * 0.45), height - 60.0, height + 190.0), 1.0);
        if (1..6).contains(&i) {
            let mist = 0.55 - t * 0.3;
            c.soft(34.0, Paint::Flat(0xFA_EADB), mist, |m| {
                for _ in 0..5 {
                    m.ellipse(dice.range(0.0, w), height + dice.range(70.0, 120.0), dice.range(120.0, 330.0), dice.range(12.0, 26.0), WHITE);
                }
            });
        }
    }
    for i in 0..90 {
        let x = dice.range(-20.0, w + 20.0);
        let base = 800.0 + (x / 170.0).sin() * 26.0 + dice.range(0.0, 70.0);
        fir(&mut c, x, base, dice.range(60.0, 150.0), between(0x12_2A30, 0x0C_1A20, i as f32 / 90.0));
    }
    for (x, y, s) in [(330.0, 190.0, 22.0), (380.0, 170.0, 15.0), (300.0, 215.0, 12.0)] {
        bird(&mut c, x, y, s, 0x3A_5060);
    }
    c.finish(6)
}

/// A fir, ragged on both sides.
pub(super) fn fir(c: &mut Canvas, x: f32, base: f32, tall: f32, colour: u32) {
    let mut outline: Vec<Point> = vec![(x, base - tall)];
    let tiers = 7;
    let side = |t: f32, out: f32| (tall * 0.20 * t + 1.0) * out;
    for i in 1..=tiers {
        let t = i as f32 / tiers as f32;
        outline.push((x + side(t, 1.0), base - tall * (1.0 - t) - tall * 0.02));
        outline.push((x + side(t, 0.55), base - tall * (1.0 - t) - tall * 0.04));
    }
    for i in (1..=tiers).rev() {
        let t = i as f32 / tiers as f32;
        outline.push((x - side(t, 0.55), base - tall * (1.0 - t) - tall * 0.04));
        outline.push((x - side(t, 1.0), base - tall * (1.0 - t) - tall * 0.02));
    }
    c.fill(&outline, Paint::Flat(colour), 1.0);
    c.stroke(&[(x, base - tall * 0.1), (x, base + tall * 0.06)], tall * 0.035, Paint::Flat(between(colour, 0, 0.4)), 1.0);
}

pub(super) fn beach() -> RgbImage {
    let (w, h, sea) = (1280.0, 960.0, 400.0);
    let mut c =
        Canvas::new(1280, 960, &[(0.0, 0x3F_9BD8), (0.40, 0xCF_ECF5), (0.417, 0xE4_F4F4), (0.42, 0x1F_7FA6), (0.62, 0x5C_C9C4), (1.0, 0x9F_E3D2)]);
    let mut dice = Dice::new(12);
    for (x, y, s) in [(220.0, 170.0, 1.0), (900.0, 110.0, 0.8), (1130.0, 235.0, 0.6), (520.0, 290.0, 0.45)] {
        c.soft(16.0, Paint::Down(0xFF_FFFF, 0xDC_EAF2, y - 50.0, y + 40.0), 0.95, |m| {
            for _ in 0..14 {
                let dx = dice.range(-1.0, 1.0);
                m.ellipse(
                    x + dx * 150.0 * s,
                    y - (1.0 - dx * dx) * 26.0 * s + dice.range(0.0, 14.0),
                    dice.range(30.0, 62.0) * s,
                    dice.range(20.0, 40.0) * s,
                    WHITE,
                );
            }
        });
    }
    c.mottle(120.0, 5.0, 16, (sea + 4.0, 690.0), 8);
    for i in 0..70 {
        let t = (i as f32 / 70.0).powf(1.4);
        c.fill(&oval(dice.range(0.0, w), sea + 8.0 + t * 210.0, dice.range(10.0, 60.0) * (0.4 + t), 1.0 + t, 0.0, 10), WHITE, 0.35);
    }
    c.fill(&[(905.0, 372.0), (905.0, 250.0), (990.0, 372.0)], Paint::Flat(0xFD_F6EA), 1.0);
    c.fill(&[(898.0, 372.0), (898.0, 268.0), (850.0, 372.0)], Paint::Flat(0xF0_6A4E), 1.0);
    c.fill(&[(840.0, 380.0), (1000.0, 380.0), (975.0, 406.0), (866.0, 406.0)], Paint::Flat(0x2D_4A66), 1.0);
    let edge = |y: f32, seed: u64| ridge(w, h, y, 16.0, 0.45, seed);
    c.fill(&edge(628.0, 5), Paint::Flat(0xBE_EEE2), 0.7);
    c.fill(&edge(652.0, 6), WHITE, 0.95);
    c.fill(&edge(664.0, 6), Paint::Down(0xC2_A578, 0xE2_C592, 660.0, 740.0), 1.0);
    c.fill(&edge(716.0, 9), Paint::Down(0xEB_D2A0, 0xF3_DDB2, 700.0, 960.0), 1.0);
    c.mottle(9.0, 5.0, 8, (690.0, h), 4);
    c.mottle(190.0, 30.0, 9, (700.0, h), 14);
    c.soft(14.0, Paint::Flat(0x6A_5030), 0.45, |m| m.fill(&oval(455.0, 858.0, 250.0, 34.0, 0.02, 30), WHITE, 1.0));
    c.fill(&[(250.0, 800.0), (560.0, 782.0), (640.0, 850.0), (290.0, 880.0)], Paint::Flat(0x2F_7FB8), 1.0);
    for i in 0..4 {
        let t = 0.1 + i as f32 * 0.25;
        let at = |t: f32, low: f32| (250.0 + 310.0 * t + (40.0 + 40.0 * t) * low, 800.0 - 18.0 * t + (80.0 - 12.0 * t) * low);
        c.fill(&[at(t, 0.0), at(t + 0.1, 0.0), at(t + 0.1, 1.0), at(t, 1.0)], Paint::Flat(0xF4_F1E6), 0.9);
    }
    parasol(&mut c);
    c.ellipse(760.0, 850.0, 44.0, 44.0, Paint::Round(0xFF_FFFF, 0xE8_DCD0, (745.0, 830.0), 70.0));
    for k in 0..3 {
        let a = k as f32 * 2.09 + 0.4;
        let tip = |b: f32| (760.0 + 43.0 * (a + b).cos(), 850.0 + 43.0 * (a + b).sin());
        c.fill(&[(760.0, 850.0), tip(0.0), tip(0.35), tip(0.7)], Paint::Flat([0xF2_5C4A, 0xF7_B733, 0x3A_9AD0][k]), 0.95);
    }
    for _ in 0..26 {
        let (x, y) = (dice.range(30.0, w - 30.0), dice.range(760.0, 940.0));
        c.fill(&oval(x, y, dice.range(2.0, 6.0), dice.range(1.5, 4.0), dice.unit(), 8), Paint::Flat(0xFF_F7E8), 0.8);
    }
    c.finish(6)
}

fn parasol(c: &mut Canvas) {
    let (x, y, r) = (430.0, 600.0, 230.0);
    c.stroke(&[(x + 10.0, y - 20.0), (x + 42.0, 850.0)], 11.0, Paint::Across(0xF5_EBDD, 0xA8_9880, x, x + 40.0), 1.0);
    for i in 0..8 {
        let (a, b) = (i as f32 / 8.0 * 2.0 - 1.0, (i + 1) as f32 / 8.0 * 2.0 - 1.0);
        let rim = |t: f32| (x + r * t, y + 26.0 - (1.0 - t * t) * 30.0 + t * 26.0);
        let tint = if i % 2 == 0 { 0xE8_4F4F } else { 0xFD_F3E3 };
        let mut panel = curve((x - 10.0, y - 148.0), (x + r * a * 0.5, y - 140.0), (x + r * a * 0.95, y - 70.0), rim(a));
        panel.push((rim((a + b) / 2.0).0, rim((a + b) / 2.0).1 + 12.0));
        panel.extend(curve(rim(b), (x + r * b * 0.95, y - 70.0), (x + r * b * 0.5, y - 140.0), (x - 10.0, y - 148.0)));
        c.fill(&panel, Paint::Across(tint, between(tint, 0x50_2030, 0.35), x - 60.0, x + r * 1.2), 1.0);
    }
}

pub(super) fn night() -> RgbImage {
    let (w, h) = (960.0, 1280.0);
    let mut c = Canvas::new(960, 1280, &[(0.0, 0x05_0A1E), (0.45, 0x10_2046), (0.75, 0x2A_4470), (0.9, 0x4A_6688), (1.0, 0x10_1828)]);
    let mut dice = Dice::new(77);
    c.soft(70.0, Paint::Flat(0x8E_9CD8), 0.34, |m| {
        for i in 0..40 {
            let t = i as f32 / 39.0;
            m.ellipse(60.0 + t * 860.0 + dice.range(-50.0, 50.0), 860.0 - t * 820.0 + dice.range(-60.0, 60.0), 60.0, 46.0, WHITE);
        }
    });
    for i in 0..620 {
        let (mut x, mut y) = (dice.range(0.0, w), dice.range(0.0, 1040.0));
        if i % 2 == 0 {
            let t = dice.unit();
            (x, y) = (60.0 + t * 860.0 + dice.range(-110.0, 110.0), 860.0 - t * 820.0 + dice.range(-110.0, 110.0));
        }
        let r = 0.7 + dice.unit().powi(6) * 2.6;
        let tint = [0xFF_FFFF, 0xDD_E8FF, 0xFF_EFD0][dice.below(3)];
        c.fill(&oval(x, y, r, r, 0.0, 8), Paint::Flat(tint), dice.range(0.35, 1.0));
    }
    c.soft(80.0, Paint::Flat(0xF6_E8C0), 0.6, |m| m.ellipse(690.0, 270.0, 105.0, 105.0, WHITE));
    c.ellipse(690.0, 270.0, 78.0, 78.0, Paint::Round(0xFF_FBEA, 0xE8_D9B0, (665.0, 245.0), 130.0));
    for (x, y, r) in [(665.0, 250.0, 15.0), (715.0, 290.0, 20.0), (690.0, 228.0, 9.0), (668.0, 300.0, 11.0), (725.0, 245.0, 8.0)] {
        c.fill(&oval(x, y, r, r * 0.9, 0.3, 18), Paint::Flat(0xCD_BE98), 0.45);
    }
    c.fill(&ridge(w, h, 985.0, 42.0, 0.5, 15), Paint::Down(0x2C_4468, 0x3A_5474, 940.0, 1080.0), 1.0);
    c.fill(&ridge(w, h, 1060.0, 26.0, 0.55, 19), Paint::Down(0x16_2640, 0x1E_304A, 1040.0, 1180.0), 1.0);
    c.soft(30.0, Paint::Flat(0x8A_A0C4), 0.28, |m| m.ellipse(480.0, 1120.0, 560.0, 26.0, WHITE));
    for _ in 0..64 {
        let x = dice.range(-20.0, w + 20.0);
        let near = ((x - 480.0) / 480.0).abs();
        fir(&mut c, x, 1190.0 + dice.range(0.0, 60.0), dice.range(90.0, 150.0) + near * near * 260.0, 0x06_0C18);
    }
    c.fill(&ridge(w, h, 1215.0, 12.0, 0.5, 4), Paint::Flat(0x05_0910), 1.0);
    // The tent is what makes the dark friendly.
    c.soft(50.0, Paint::Flat(0xFF_B84E), 0.6, |m| m.ellipse(470.0, 1190.0, 150.0, 50.0, WHITE));
    c.fill(&[(365.0, 1222.0), (470.0, 1098.0), (590.0, 1222.0)], Paint::Round(0xFF_E2A0, 0xD8_6A28, (460.0, 1200.0), 120.0), 1.0);
    c.fill(&[(440.0, 1222.0), (470.0, 1098.0), (492.0, 1222.0)], Paint::Down(0xB0_5020, 0xFF_F0C0, 1098.0, 1230.0), 0.8);
    c.stroke(&[(120.0, 150.0), (300.0, 215.0)], 2.0, Paint::Across(0x20_3058, 0xFF_FFFF, 120.0, 300.0), 0.9);
    c.finish(8)
}

pub(super) fn balloons() -> RgbImage {
    let (w, h) = (1080.0, 1080.0);
    let mut c = Canvas::new(1080, 1080, &[(0.0, 0x5A_A4DA), (0.45, 0xBF_DDEA), (0.68, 0xFF_E6CC), (1.0, 0xF8_D0B0)]);
    let mut dice = Dice::new(31);
    for _ in 0..9 {
        let (x, y) = (dice.range(0.0, w), dice.range(80.0, 560.0));
        c.soft(22.0, WHITE, 0.5, |m| m.ellipse(x, y, dice.range(70.0, 190.0), dice.range(9.0, 20.0), WHITE));
    }
    for i in 0..4 {
        let t = i as f32 / 3.0;
        let y = 770.0 + t * 170.0;
        let tone = between(0xA8_BCA8, 0x3E_6B48, t);
        c.fill(&ridge(w, h, y, 34.0, 0.45, 60 + i), Paint::Down(between(tone, 0xFF_F0C8, 0.35), tone, y - 40.0, y + 110.0), 1.0);
        if i < 3 {
            c.soft(26.0, Paint::Flat(0xFF_F0DC), 0.4, |m| m.ellipse(300.0 + 300.0 * t, y + 75.0, 420.0, 16.0, WHITE));
        }
    }
    for _ in 0..60 {
        let (x, y) = (dice.range(0.0, w), dice.range(930.0, 1070.0));
        let s = (y - 880.0) / 14.0;
        let bush: Vec<Point> = (0..7)
            .map(|i| {
                let a = i as f32 * 0.9;
                (x + a.cos() * s * dice.range(0.8, 1.3), y + a.sin() * s * 0.8)
            })
            .collect();
        c.fill(&blob(&bush), Paint::Down(0x5B_8A50, 0x27_4A34, y - s, y + s), 1.0);
    }
    let tints = [
        [0xE4_4D3A, 0xF8_C24A, 0xFB_F0DA],
        [0x2E_6FB0, 0xF3_E9D8, 0xE8_6A50],
        [0x6C_4A9C, 0xF0_9AB0, 0xFB_E3C0],
        [0x2F_9A86, 0xF6_D860, 0xFA_F3E0],
        [0xE8_863A, 0x7A_2E4A, 0xFB_E0B8],
        [0x3B_8FC8, 0xF4_F4F0, 0xF2_C040],
    ];
    for (i, (x, y, r)) in
        [(860.0, 520.0, 34.0), (250.0, 640.0, 27.0), (150.0, 330.0, 62.0), (930.0, 210.0, 84.0), (640.0, 690.0, 20.0), (480.0, 330.0, 190.0)]
            .into_iter()
            .enumerate()
    {
        balloon(&mut c, x, y, r, tints[i]);
    }
    c.finish(5)
}

fn balloon(c: &mut Canvas, x: f32, y: f32, r: f32, tints: [u32; 3]) {
    let (top, neck) = (y - r, y + r * 1.42);
    let side = |t: f32| {
        let mut down = curve((x, top), (x + r * 0.62 * t, top), (x + r * t, y - r * 0.55), (x + r * t, y));
        down.extend(curve((x + r * t, y), (x + r * t, y + r * 0.6), (x + r * 0.32 * t, y + r * 1.0), (x + r * 0.18 * t, neck)));
        down
    };
    let gores = 9;
    for i in 0..gores {
        let edge = |k: usize| (k as f32 / gores as f32 * std::f32::consts::PI - std::f32::consts::FRAC_PI_2).sin();
        let (a, b) = (edge(i), edge(i + 1));
        let mut gore = side(a);
        gore.extend(side(b).into_iter().rev());
        let tint = tints[if i % 2 == 0 { 0 } else { 1 }];
        c.fill(&gore, Paint::Across(between(tint, 0xFF_FFFF, 0.28), between(tint, 0x20_1030, 0.42), x - r * 0.8, x + r * 1.1), 1.0);
    }
    let band = |at: f32, half: f32| {
        let arc = |y: f32| curve((x - half, y), (x - half * 0.5, y + r * 0.16), (x + half * 0.5, y + r * 0.16), (x + half, y));
        let mut band = arc(at);
        band.extend(arc(at + r * 0.2).into_iter().rev());
        band
    };
    c.fill(&band(y - r * 0.12, r * 0.995), Paint::Across(tints[2], between(tints[2], 0x30_2030, 0.4), x - r, x + r * 1.1), 1.0);
    let (bx, by, s) = (x, neck + r * 0.34, r * 0.15);
    for t in [-1.0, -0.35, 0.35, 1.0] {
        c.stroke(&[(x + r * 0.17 * t, neck), (bx + s * t, by)], (r * 0.012).max(0.8), Paint::Flat(0x4A_3A30), 0.9);
    }
    c.fill(
        &[(bx - s, by), (bx + s, by), (bx + s * 0.8, by + s * 1.3), (bx - s * 0.8, by + s * 1.3)],
        Paint::Across(0xA8_7440, 0x5E_3A20, bx - s, bx + s),
        1.0,
    );
    c.fill(&oval(x, neck + r * 0.12, r * 0.05, r * 0.1, 0.0, 12), Paint::Flat(0xFF_D060), 0.9);
}
