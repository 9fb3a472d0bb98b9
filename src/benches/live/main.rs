//! One room, many sockets: Hearth against Express with Socket.IO, and against a bare actix-ws broadcast.
//!
//! `cargo bench --bench live`, after `npm install` in `src/benches/live/socketio`; a number after `--`
//! instead of the three sizes. All servers are processes of their own and take turns, and so do the
//! rounds, so that whatever else the machine does hits all. The sockets are one thread that only counts
//! frames (`crowd`); what a delivery costs the server is what the system says of the server's processor
//! time, so that how dear the counting is does not come into it. Hearth's sockets are 170 members of one
//! family with three tokens each, in the family's own thread, because nobody may have more than thirty.
//!
//! `cargo bench --bench live -- trouble` asks of Hearth alone what slow readers do to the others, and what
//! a server that comes back does under everybody who returns at once.
//!
//! Three questions: what an idle socket takes in memory; how many deliveries a second there are when
//! whoever tells waits only for the slowest of the room to be a hundred messages behind; and how long a
//! message takes to each socket when there are ten a second.

mod bare;
mod crowd;
mod hearth;
mod server;
mod trouble;

use std::time::{Duration, Instant};

use crowd::{Counting, Crowd};
use server::{Kind, Server, Wire};

/// Messages that are told before the slowest socket has them.
const AHEAD: u64 = 100;
/// How long one server is driven at full speed, and at a pace, in a round.
const ROUND: Duration = Duration::from_secs(5);
const ROUNDS: usize = 3;
/// Between two messages at a pace.
const PACE: Duration = Duration::from_millis(100);
/// Messages told in one request at full speed.
const TOLD_AT_ONCE: usize = 10;

/// What one server did in one round.
#[derive(Clone, Copy, Default)]
struct Round {
    per_second: f64,
    micros_of_cpu: f64,
    p50: f64,
    p99: f64,
}

fn main() {
    if std::env::var_os(server::BARE).is_some() {
        return bare::serve();
    }
    if std::env::args().any(|word| word == "trouble") {
        crowd::allow_many_files();
        trouble::slow_readers();
        return trouble::storm();
    }
    let given = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let sizes = given.map_or(vec![100, 1_000, 5_000], |size: usize| vec![size]);
    crowd::allow_many_files();
    for size in sizes {
        compare(size);
    }
}

fn compare(size: usize) {
    let kinds = [Kind::Hearth, Kind::SocketIo, Kind::Bare];
    println!("\n{size} sockets in one room");
    let mut rounds = kinds.map(|_| Vec::new());
    let mut memory = kinds.map(|_| 0.0);
    for number in 0..ROUNDS {
        for (kind, (rounds, memory)) in kinds.into_iter().zip(rounds.iter_mut().zip(&mut memory)) {
            let server = Server::start(kind);
            // Whatever a first socket brings about is no socket's.
            drop(Crowd::open(&server, 20));
            let before = server.kilobytes("VmRSS");
            let mut crowd = Crowd::open(&server, size);
            std::thread::sleep(Duration::from_secs(1));
            if number == 0 {
                *memory = (server.kilobytes("VmRSS") - before) / size as f64;
            }
            rounds.push(round(&server, &mut crowd));
        }
    }
    println!(
        "{:<12} {:>10} {:>14} {:>12} {:>9} {:>9}",
        "", "KiB/socket", "deliveries/s", "CPU µs each", "p50 ms", "p99 ms"
    );
    for ((kind, rounds), memory) in kinds.iter().zip(&rounds).zip(memory) {
        let median = |of: fn(&Round) -> f64| median(rounds.iter().map(of).collect());
        println!(
            "{:<12} {memory:>10.1} {:>14.0} {:>12.2} {:>9.2} {:>9.2}",
            kind.name(),
            median(|round| round.per_second),
            median(|round| round.micros_of_cpu),
            median(|round| round.p50),
            median(|round| round.p99),
        );
    }
    // Of each round by itself: the machine was the same to both.
    let ratio = |other: usize, of: fn(&Round) -> f64| {
        let pairs = rounds[0].iter().zip(&rounds[other]);
        median(pairs.map(|(own, other)| of(own) / of(other)).collect())
    };
    println!(
        "Hearth / Socket.IO: deliveries {:.2}, CPU {:.2}, p99 {:.2}",
        ratio(1, |round| round.per_second),
        ratio(1, |round| round.micros_of_cpu),
        ratio(1, |round| round.p99),
    );
    println!(
        "Hearth / bare actix-ws: deliveries {:.2}, CPU {:.2}, p99 {:.2}",
        ratio(2, |round| round.per_second),
        ratio(2, |round| round.micros_of_cpu),
        ratio(2, |round| round.p99),
    );
}

fn round(server: &Server, crowd: &mut Crowd) -> Round {
    // Caches and queues have their size from then on.
    full_speed(server, crowd, Duration::from_secs(1));
    let (cpu, began) = (server.processor_time(), Instant::now());
    let delivered = full_speed(server, crowd, ROUND);
    let took = began.elapsed().as_secs_f64();
    let spent = server.processor_time() - cpu;
    let waited = at_a_pace(server, crowd, ROUND);
    Round {
        per_second: delivered as f64 / took,
        micros_of_cpu: spent.as_secs_f64() * 1e6 / delivered as f64,
        p50: waited[waited.len() / 2],
        p99: waited[waited.len() * 99 / 100],
    }
}

/// Tells as fast as the room takes it. How many deliveries that were.
fn full_speed(server: &Server, crowd: &mut Crowd, time: Duration) -> u64 {
    let (size, before) = (crowd.size() as u64, crowd.delivered());
    drive(server, crowd, time, |wire, told, counting| {
        let delivered = counting.delivered() - before;
        if told * size > delivered + AHEAD * size {
            std::thread::sleep(Duration::from_micros(200));
            return 0;
        }
        wire.tell(TOLD_AT_ONCE, counting.now());
        TOLD_AT_ONCE as u64
    })
}

/// Tells ten times a second. How long each delivery took, in milliseconds, sorted.
fn at_a_pace(server: &Server, crowd: &mut Crowd, time: Duration) -> Vec<f64> {
    let began = Instant::now();
    crowd.look_at_the_clock();
    let delivered = drive(server, crowd, time, |wire, told, counting| {
        let due = began + PACE.mul_f64(told as f64);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        wire.tell(1, counting.now());
        1
    });
    let mut waited = crowd.take_waited();
    assert_eq!(waited.len() as u64, delivered, "every delivery has a time");
    waited.sort_by(f64::total_cmp);
    waited
}

/// Calls `tell` with how many messages were told so far, for as long, and reads what comes of them. It
/// says how many more it has told. How many deliveries all of them were.
fn drive(
    server: &Server,
    crowd: &mut Crowd,
    time: Duration,
    tell: impl Fn(&mut Wire<'_>, u64, &Counting) -> u64 + Send,
) -> u64 {
    let before = crowd.delivered();
    let told = std::thread::scope(|scope| {
        let counting = crowd.counting();
        let telling = scope.spawn(move || {
            let mut wire = server.wire();
            let began = Instant::now();
            let mut told = 0;
            while began.elapsed() < time {
                told += tell(&mut wire, told, &counting);
            }
            told
        });
        while !telling.is_finished() {
            crowd.read(Duration::from_millis(5));
        }
        telling.join().expect("it tells")
    });
    crowd.read_until(before + told * crowd.size() as u64);
    crowd.delivered() - before
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
