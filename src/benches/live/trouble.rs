//! What others do to a room: readers who do not read, and everybody who comes back at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::crowd::Crowd;
use super::server::{Kind, Server};
use super::{at_a_pace, full_speed};

const HEALTHY: usize = 450;
const SLOW: usize = 50;
const STORM: usize = 5_000;
/// Threads that bring the sockets back: each is a house full of devices that have just lost their line.
const HOUSES: usize = 16;
const TIME: Duration = Duration::from_secs(10);

/// Fifty of five hundred sockets stop reading while the room is driven at full speed.
pub fn slow_readers() {
    let server = Server::start(Kind::Hearth);
    let mut healthy = Crowd::open(&server, HEALTHY);
    full_speed(&server, &mut healthy, Duration::from_secs(2));
    let alone = at_a_pace(&server, &mut healthy, TIME);
    let before = server.kilobytes("VmRSS");

    let mut slow = Crowd::open_as(&server, HEALTHY..HEALTHY + SLOW);
    let began = Instant::now();
    let delivered = full_speed(&server, &mut healthy, TIME);
    let per_second = delivered as f64 / began.elapsed().as_secs_f64();
    let beside = at_a_pace(&server, &mut healthy, TIME);
    let grown = (server.kilobytes("VmHWM") - before) / 1024.0;
    let ends = slow.catch_up();

    println!("\n{SLOW} of {} sockets do not read", HEALTHY + SLOW);
    println!("deliveries to the others: {per_second:.0} a second, none missing");
    println!(
        "p99 to the others: {:.1} ms, without the slow ones {:.1} ms",
        p99(&beside),
        p99(&alone)
    );
    println!("memory grew by at most {grown:.1} MiB");
    println!(
        "of the slow ones {} were told to catch up, {} closed to come back",
        ends.told_to_catch_up, ends.closed
    );
}

/// The server is killed under five thousand sockets, and all of them come back as soon as they can.
pub fn storm() {
    let server = Server::start_to_come_back();
    drop(Crowd::open(&server, STORM));
    let server = server.killed_and_back();
    let began = Instant::now();
    let is_over = AtomicBool::new(false);
    let (mut asked, mut took) = (Vec::new(), Duration::ZERO);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut asked = Vec::new();
            while !is_over.load(Ordering::Relaxed) {
                let began = Instant::now();
                server.ask();
                asked.push(began.elapsed().as_secs_f64() * 1e3);
                std::thread::sleep(Duration::from_millis(5));
            }
            asked
        });
        let each = STORM / HOUSES;
        let houses: Vec<_> = (0..HOUSES)
            .map(|house| house * each..(house + 1) * each)
            .map(|numbers| scope.spawn(|| Crowd::open_as(&server, numbers)))
            .collect();
        let back: Vec<Crowd> = houses
            .into_iter()
            .map(|house| house.join().expect("they are back"))
            .collect();
        took = began.elapsed();
        is_over.store(true, Ordering::Relaxed);
        asked = asking.join().expect("it answers");
        drop(back);
    });
    asked.sort_by(f64::total_cmp);
    println!("\n{} sockets come back at once", STORM / HOUSES * HOUSES);
    println!("all in their room again after {:.1} s", took.as_secs_f64());
    println!(
        "meanwhile a page waits {:.1} ms at p99 ({} asked)",
        p99(&asked),
        asked.len()
    );
    println!(
        "memory at most {:.1} MiB",
        server.kilobytes("VmHWM") / 1024.0
    );
}

fn p99(sorted: &[f64]) -> f64 {
    sorted[sorted.len() * 99 / 100]
}
