//! Mishmish, asleep and awake.

use image::RgbImage;

use super::super::dice::Dice;
use super::paint::{Canvas, Paint, Point, between};
use super::shapes::{blob, curve, oval};

const WHITE: Paint = Paint::Flat(0xFF_FFFF);
const ORANGE: u32 = 0xF0_9440;
const STRIPE: u32 = 0xC8_6A22;

pub(super) fn cat_sofa() -> RgbImage {
    let h = 960.0;
    let mut c = Canvas::new(1280, 960, &[(0.0, 0xE9_D9C0), (0.55, 0xDB_C6A8), (1.0, 0xB8_9A78)]);
    c.fill(&[(120.0, 60.0), (420.0, 60.0), (420.0, 330.0), (120.0, 330.0)], Paint::Flat(0x8A_6248), 1.0);
    c.fill(&[(138.0, 78.0), (402.0, 78.0), (402.0, 312.0), (138.0, 312.0)], Paint::Down(0xBF_DDE6, 0xF4_E2B8, 78.0, 312.0), 1.0);
    c.fill(
        &blob(&[(140.0, 310.0), (200.0, 220.0), (270.0, 260.0), (330.0, 190.0), (400.0, 300.0), (398.0, 311.0)]),
        Paint::Down(0x7A_A088, 0x4A_7464, 190.0, 312.0),
        1.0,
    );
    c.stroke(&[(1120.0, 250.0), (1120.0, 640.0)], 10.0, Paint::Flat(0x8A_6A48), 1.0);
    c.soft(90.0, Paint::Flat(0xFF_EDB8), 0.75, |m| m.ellipse(1120.0, 260.0, 190.0, 170.0, WHITE));
    c.fill(&[(1060.0, 110.0), (1180.0, 110.0), (1230.0, 280.0), (1010.0, 280.0)], Paint::Across(0xFF_F2C8, 0xF0_C880, 1010.0, 1230.0), 1.0);
    c.blur(5.0);
    sofa(&mut c);
    c.mottle(5.0, 5.0, 9, (380.0, h), 3);
    sleeper(&mut c);
    c.soft(120.0, Paint::Flat(0xFF_E8B0), 0.22, |m| m.fill(&[(1280.0, 100.0), (1280.0, 700.0), (600.0, 900.0), (900.0, 300.0)], WHITE, 1.0));
    c.finish(7)
}

fn sofa(c: &mut Canvas) {
    let teal = 0x3E_7A80;
    let shade = |y0: f32, y1: f32| Paint::Down(between(teal, 0xFF_FFFF, 0.22), between(teal, 0x08_1820, 0.4), y0, y1);
    c.fill(
        &blob(&[(60.0, 480.0), (110.0, 385.0), (640.0, 365.0), (1170.0, 385.0), (1220.0, 480.0), (1220.0, 980.0), (60.0, 980.0)]),
        shade(370.0, 860.0),
        1.0,
    );
    for (x0, x1) in [(130.0, 632.0), (648.0, 1150.0)] {
        c.fill(
            &blob(&[
                (x0, 470.0),
                (x0 + 30.0, 425.0),
                ((x0 + x1) / 2.0, 412.0),
                (x1 - 30.0, 425.0),
                (x1, 470.0),
                (x1 - 4.0, 740.0),
                (x0 + 4.0, 740.0),
            ]),
            shade(400.0, 830.0),
            1.0,
        );
        c.stroke(
            &curve((x0 + 12.0, 452.0), (x0 + 100.0, 424.0), (x1 - 100.0, 424.0), (x1 - 12.0, 452.0)),
            3.0,
            Paint::Flat(between(teal, 0xFF_FFFF, 0.4)),
            0.5,
        );
    }
    c.soft(30.0, Paint::Flat(0x08_1C22), 0.7, |m| m.fill(&[(110.0, 690.0), (1170.0, 690.0), (1170.0, 730.0), (110.0, 730.0)], WHITE, 1.0));
    c.fill(
        &blob(&[(110.0, 740.0), (150.0, 705.0), (640.0, 694.0), (1130.0, 705.0), (1170.0, 740.0), (1170.0, 1000.0), (110.0, 1000.0)]),
        shade(690.0, 990.0),
        1.0,
    );
    for x in [20.0, 1130.0] {
        c.fill(
            &blob(&[(x, 640.0), (x + 30.0, 585.0), (x + 95.0, 580.0), (x + 132.0, 630.0), (x + 136.0, 990.0), (x - 4.0, 990.0)]),
            Paint::Across(between(teal, 0xFF_FFFF, 0.2), between(teal, 0x08_1820, 0.35), x, x + 140.0),
            1.0,
        );
    }
    let pillow = blob(&[(190.0, 490.0), (330.0, 470.0), (410.0, 560.0), (390.0, 690.0), (230.0, 705.0), (160.0, 620.0)]);
    c.soft(16.0, Paint::Flat(0x08_1C22), 0.5, |m| m.fill(&pillow.iter().map(|p| (p.0 + 14.0, p.1 + 14.0)).collect::<Vec<_>>(), WHITE, 1.0));
    c.fill(&pillow, Paint::Across(0xF4_C860, 0xC8_8A30, 160.0, 420.0), 1.0);
    for i in 0..5 {
        let y = 515.0 + i as f32 * 38.0;
        c.stroke(&curve((190.0, y + 12.0), (250.0, y - 12.0), (330.0, y + 18.0), (392.0, y)), 5.0, Paint::Flat(0xFD_F0D0), 0.75);
    }
}

/// Mishmish, curled up with his chin on his tail.
fn sleeper(c: &mut Canvas) {
    let fur = Paint::Round(0xFA_B868, 0xC8_6A26, (700.0, 560.0), 330.0);
    c.soft(20.0, Paint::Flat(0x06_1418), 0.75, |m| m.ellipse(730.0, 752.0, 270.0, 30.0, WHITE));
    let body = blob(&[
        (500.0, 720.0),
        (520.0, 610.0),
        (620.0, 540.0),
        (760.0, 525.0),
        (890.0, 575.0),
        (965.0, 670.0),
        (950.0, 742.0),
        (840.0, 764.0),
        (620.0, 764.0),
    ]);
    c.fill(&body, fur, 1.0);
    for (i, x) in [690.0, 745.0, 800.0, 852.0, 898.0].into_iter().enumerate() {
        let top = 536.0 + i as f32 * 10.0;
        let mark = [
            curve((x - 10.0, top), (x + 24.0, top + 40.0), (x + 26.0, top + 80.0), (x + 6.0, top + 128.0)),
            curve((x + 6.0, top + 128.0), (x + 40.0, top + 90.0), (x + 42.0, top + 40.0), (x + 12.0, top)),
        ]
        .concat();
        c.fill(&mark, Paint::Flat(STRIPE), 0.75);
    }
    let tail = curve((955.0, 715.0), (900.0, 800.0), (700.0, 790.0), (560.0, 752.0));
    c.stroke(&tail, 50.0, Paint::Across(0xFA_B060, 0xB8_6020, 540.0, 990.0), 1.0);
    for &(x, y) in tail.iter().step_by(3).skip(1) {
        c.stroke(&[(x - 5.0, y - 20.0), (x + 5.0, y + 20.0)], 11.0, Paint::Flat(STRIPE), 0.7);
    }
    c.ellipse(556.0, 750.0, 27.0, 24.0, Paint::Flat(0xFF_F0DC));
    let face = (560.0, 650.0);
    ears(c, face, 92.0);
    c.fill(
        &blob(&[(462.0, 660.0), (478.0, 590.0), (560.0, 568.0), (642.0, 590.0), (660.0, 660.0), (620.0, 722.0), (560.0, 738.0), (500.0, 722.0)]),
        Paint::Round(0xFF_C47A, 0xDC_7E30, (545.0, 620.0), 150.0),
        1.0,
    );
    c.fill(
        &blob(&[(510.0, 692.0), (540.0, 668.0), (560.0, 672.0), (580.0, 668.0), (612.0, 692.0), (594.0, 726.0), (560.0, 734.0), (526.0, 726.0)]),
        Paint::Flat(0xFF_F2E2),
        1.0,
    );
    for dx in [-26.0, 0.0, 26.0] {
        c.stroke(&[(560.0 + dx, 580.0), (560.0 + dx * 0.8, 610.0)], 10.0, Paint::Flat(STRIPE), 0.8);
    }
    for side in [-1.0, 1.0] {
        let x = 560.0 + side * 44.0;
        c.stroke(&curve((x - 20.0, 652.0), (x - 10.0, 668.0), (x + 10.0, 668.0), (x + 20.0, 652.0)), 5.0, Paint::Flat(0x4A_2814), 1.0);
        c.stroke(
            &curve((560.0, 694.0), (560.0 + side * 6.0, 706.0), (560.0 + side * 18.0, 706.0), (560.0 + side * 22.0, 698.0)),
            3.5,
            Paint::Flat(0x5A_3018),
            1.0,
        );
        for k in 0..3 {
            let dy = k as f32 * 10.0 - 10.0;
            c.stroke(&[(560.0 + side * 34.0, 698.0 + dy * 0.4), (560.0 + side * 122.0, 690.0 + dy * 1.8)], 1.8, WHITE, 0.85);
        }
    }
    c.fill(&[(549.0, 680.0), (571.0, 680.0), (560.0, 694.0)], Paint::Flat(0xE8_7A7A), 1.0);
    c.ellipse(640.0, 748.0, 48.0, 22.0, Paint::Down(0xFF_F4E6, 0xE0_B890, 726.0, 770.0));
}

fn ears(c: &mut Canvas, (x, y): Point, r: f32) {
    for side in [-1.0, 1.0] {
        let at = |dx: f32, dy: f32| (x + side * dx * r, y + dy * r);
        c.fill(&[at(0.25, -0.75), at(0.86, -1.38), at(1.0, -0.35)], Paint::Flat(ORANGE), 1.0);
        c.fill(&[at(0.46, -0.78), at(0.82, -1.18), at(0.9, -0.5)], Paint::Flat(0xF0_A898), 1.0);
    }
}

pub(super) fn cat_window() -> RgbImage {
    let (w, h) = (960.0, 1280.0);
    let mut c = Canvas::new(960, 1280, &[(0.0, 0x8A_9CAA), (0.5, 0xB4_C0C6), (1.0, 0x7A_8A90)]);
    let mut dice = Dice::new(44);
    for i in 0..7 {
        let x = 60.0 + i as f32 * 140.0;
        let tall = dice.range(300.0, 560.0);
        let tone = between(0x7A_8490, 0xA8_8A80, dice.unit());
        c.rect(x, 1000.0 - tall, x + 130.0, 1000.0, Paint::Down(tone, between(tone, 0xC8_D0D4, 0.4), 1000.0 - tall, 1000.0));
        for k in 0..6 {
            if dice.per_mille(600) {
                let (wx, wy) = (x + 24.0 + (k % 2) as f32 * 52.0, 1040.0 - tall + (k / 2) as f32 * 90.0);
                c.rect(wx, wy, wx + 32.0, wy + 48.0, Paint::Flat(0xFF_D890));
            }
        }
    }
    c.ellipse(730.0, 900.0, 190.0, 210.0, Paint::Flat(0x5A_8066));
    c.ellipse(600.0, 960.0, 150.0, 150.0, Paint::Flat(0x6E_906E));
    c.blur(16.0);
    for _ in 0..300 {
        let (x, y, r) = (dice.range(80.0, 880.0), dice.range(80.0, 1000.0), dice.range(2.0, 6.5));
        c.fill(&oval(x, y, r, r * 1.25, 0.0, 10), Paint::Down(0x5E_6E7A, 0xF4_F8FA, y - r, y + r), 0.75);
    }
    for _ in 0..26 {
        let (x, y) = (dice.range(90.0, 870.0), dice.range(80.0, 700.0));
        let end = y + dice.range(80.0, 260.0);
        c.stroke(&curve((x, y), (x + 4.0, y + 60.0), (x - 6.0, end - 60.0), (x + 2.0, end)), 3.0, Paint::Flat(0xE8_EEF2), 0.30);
        c.ellipse(x + 2.0, end, 4.5, 7.0, Paint::Down(0x6A_7A86, 0xFF_FFFF, end - 7.0, end + 7.0));
    }
    let frame = |a: f32, b: f32| Paint::Across(0xFB_F8F2, 0xCF_CAC4, a, b);
    for (x0, y0, x1, y1) in [(0.0, 0.0, 80.0, h), (880.0, 0.0, w, h), (0.0, 0.0, w, 80.0), (462.0, 0.0, 498.0, 1010.0), (80.0, 460.0, 880.0, 490.0)] {
        c.rect(x0, y0, x1, y1, frame(x0, x1));
    }
    c.soft(14.0, Paint::Flat(0x40_4850), 0.35, |m| {
        m.fill(&[(80.0, 80.0), (880.0, 80.0), (880.0, 96.0), (96.0, 96.0), (96.0, 1000.0), (80.0, 1000.0)], WHITE, 1.0)
    });
    c.rect(0.0, 1000.0, w, 1080.0, Paint::Down(0xFF_FDF8, 0xD8_D2CA, 1000.0, 1080.0));
    c.rect(0.0, 1080.0, w, h, Paint::Down(0xC4_AE98, 0xA8_8E78, 1080.0, h));
    watcher(&mut c);
    plant(&mut c, &mut dice);
    for (x0, x1, way) in [(0.0, 190.0, 1.0), (790.0, 960.0, -1.0)] {
        for i in 0..5 {
            let x = x0 + (x1 - x0) * i as f32 / 5.0;
            let fold = [
                curve((x, 0.0), (x + 10.0, 400.0), (x - 12.0, 800.0), (x - way * 12.0, h)),
                curve((x + 40.0 - way * 12.0, h), (x + 30.0, 800.0), (x + 52.0, 400.0), (x + 40.0, 0.0)),
            ]
            .concat();
            c.fill(&fold, Paint::Across(0xD8_8A70, 0x9E_5448, x, x + 42.0), 0.97);
        }
    }
    c.finish(8)
}

/// Mishmish from behind, looking out.
fn watcher(c: &mut Canvas) {
    c.soft(18.0, Paint::Flat(0x4A_3A30), 0.5, |m| m.ellipse(400.0, 1058.0, 170.0, 20.0, WHITE));
    let tail = curve((500.0, 1040.0), (640.0, 1050.0), (660.0, 1160.0), (590.0, 1210.0));
    c.stroke(&tail, 40.0, Paint::Down(0xE8_8C38, 0xC4_6A24, 1030.0, 1210.0), 1.0);
    for &(x, y) in tail.iter().skip(6).step_by(4) {
        c.stroke(&[(x - 16.0, y - 6.0), (x + 16.0, y + 6.0)], 9.0, Paint::Flat(STRIPE), 0.7);
    }
    let body = blob(&[
        (300.0, 1056.0),
        (262.0, 980.0),
        (290.0, 850.0),
        (340.0, 770.0),
        (400.0, 745.0),
        (460.0, 770.0),
        (510.0, 850.0),
        (538.0, 980.0),
        (500.0, 1056.0),
    ]);
    c.fill(&body, Paint::Across(0xFF_BE70, 0xC0_6420, 270.0, 540.0), 1.0);
    for i in 0..5 {
        let y = 830.0 + i as f32 * 46.0;
        let half = 44.0 + i as f32 * 13.0;
        for side in [-1.0, 1.0] {
            c.stroke(
                &curve(
                    (400.0 + side * half, y + 12.0),
                    (400.0 + side * half * 0.7, y),
                    (400.0 + side * 30.0, y - 2.0),
                    (400.0 + side * 14.0, y + 8.0),
                ),
                12.0,
                Paint::Flat(STRIPE),
                0.7,
            );
        }
    }
    c.stroke(&[(400.0, 770.0), (400.0, 1020.0)], 13.0, Paint::Flat(STRIPE), 0.5);
    ears(c, (400.0, 715.0), 82.0);
    c.fill(
        &blob(&[(312.0, 715.0), (330.0, 650.0), (400.0, 628.0), (470.0, 650.0), (488.0, 715.0), (450.0, 776.0), (400.0, 788.0), (350.0, 776.0)]),
        Paint::Across(0xFF_C07A, 0xCC_7028, 310.0, 490.0),
        1.0,
    );
    for dx in [-26.0, 0.0, 26.0] {
        c.stroke(&[(400.0 + dx, 640.0), (400.0 + dx * 0.8, 690.0)], 11.0, Paint::Flat(STRIPE), 0.75);
    }
    for side in [-1.0, 1.0] {
        for k in 0..3 {
            c.stroke(&[(400.0 + side * 82.0, 738.0), (400.0 + side * 136.0, 722.0 + k as f32 * 16.0)], 1.8, WHITE, 0.7);
        }
    }
}

fn plant(c: &mut Canvas, dice: &mut Dice) {
    for i in 0..15 {
        let a = -1.57 + (i as f32 - 7.0) * 0.15;
        let reach = dice.range(130.0, 230.0);
        let tip = (700.0 + a.cos() * reach, 950.0 + a.sin() * reach);
        let (mx, my) = ((700.0 + tip.0) / 2.0, (950.0 + tip.1) / 2.0);
        let leaf = [
            curve((700.0, 956.0), (mx - 26.0, my), (tip.0 - 14.0, tip.1 + 20.0), tip),
            curve(tip, (tip.0 + 14.0, tip.1 + 20.0), (mx + 26.0, my), (700.0, 956.0)),
        ]
        .concat();
        let tone = between(0x3A_7A48, 0x8A_BE68, dice.unit());
        c.fill(&leaf, Paint::Down(between(tone, 0xFF_FFD0, 0.25), tone, tip.1, 960.0), 1.0);
    }
    c.fill(&[(630.0, 940.0), (770.0, 940.0), (748.0, 1058.0), (652.0, 1058.0)], Paint::Across(0xE0_8A62, 0x9A_4A30, 630.0, 775.0), 1.0);
    c.rect(620.0, 926.0, 780.0, 956.0, Paint::Across(0xEC_9C74, 0xA8_5438, 620.0, 785.0));
}
