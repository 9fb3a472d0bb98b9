//! The queue by itself: what is lost, what is told, who is woken.

use super::{super::Naming, *};

fn channel(name: &str) -> Channel {
    Naming::new(["thread-"]).parse(name).unwrap()
}

fn outbox() -> Outbox {
    Outbox::new(Arc::new(|about: &About, _| {
        let text = format!("catch up on {}", about.channel).into();
        about
            .room
            .starts_with("thread-")
            .then(|| Frame::about(text, &channel(&about.channel), Loss::Never))
    }))
}

fn event(name: &str, text: impl Into<String>) -> Arc<Frame> {
    Frame::about(text.into().into(), &channel(name), Loss::Told)
}

/// Fills the queue to the brim with small events of `thread-1`.
fn fill(outbox: &Outbox, now: Instant) {
    for number in 0..MOST_FRAMES {
        assert_eq!(
            outbox.push(&event("thread-1", number.to_string()), now),
            Pushed::Queued
        );
    }
}

#[test]
fn frames_leave_in_the_order_they_came() {
    let outbox = outbox();
    outbox.push(&event("thread-1", "one"), Instant::now());
    outbox.reply("two".into());
    outbox.push(&event("thread-2", "three"), Instant::now());
    assert_eq!(outbox.drain(), ["one", "two", "three"]);
}

#[test]
fn a_full_queue_gives_way_to_one_marker_per_channel_that_lost_something() {
    let (outbox, now) = (outbox(), Instant::now());
    outbox.reply("kept".into());
    for number in 0..MOST_FRAMES - 1 {
        let name = ["thread-1", "private-thread-1", "thread-2"][number % 3];
        outbox.push(&event(name, "lost"), now);
    }
    let pushed = outbox.push(&event("thread-3", "lost too"), now);
    assert_eq!(
        pushed,
        Pushed::Overflowed {
            dropped: MOST_FRAMES,
            markers: 4
        }
    );
    outbox.push(&event("thread-1", "after"), now);
    assert_eq!(
        outbox.drain(),
        [
            "kept",
            "catch up on thread-1",
            "catch up on private-thread-1",
            "catch up on thread-2",
            "catch up on thread-3",
            "after",
        ]
    );
    assert_eq!(outbox.closing(), None);
}

#[test]
fn bytes_count_as_well_as_frames() {
    let (outbox, now) = (outbox(), Instant::now());
    let half = "x".repeat(MOST_BYTES / 2);
    assert_eq!(outbox.push(&event("thread-1", &half), now), Pushed::Queued);
    assert_eq!(outbox.push(&event("thread-1", &half), now), Pushed::Queued);
    assert_eq!(
        outbox.push(&event("thread-1", "x"), now),
        Pushed::Overflowed {
            dropped: 3,
            markers: 1
        }
    );
    assert_eq!(
        outbox.push(&event("thread-1", &half), now),
        Pushed::Queued,
        "the room is there again"
    );
}

#[test]
fn falling_behind_again_soon_ends_the_socket_and_later_does_not() {
    let (outbox, start) = (outbox(), Instant::now());
    fill(&outbox, start);
    outbox.push(&event("thread-1", "too much"), start);
    outbox.drain();
    let later = start + RELAPSE;
    fill(&outbox, later);
    assert!(matches!(
        outbox.push(&event("thread-1", "too much"), later),
        Pushed::Overflowed { .. }
    ));
    outbox.drain();
    let soon = later + RELAPSE - Duration::from_millis(1);
    fill(&outbox, soon);
    assert_eq!(
        outbox.push(&event("thread-1", "too much"), soon),
        Pushed::CutOff
    );
    assert_eq!(outbox.closing(), Some(Close::Reconnect));
    assert_eq!(outbox.drain(), [""; 0]);
}

#[test]
fn what_cannot_be_caught_up_on_stays_and_ends_the_socket_only_when_nothing_else_is_left() {
    let (outbox, now) = (outbox(), Instant::now());
    outbox.push(&event("garden", "sunny"), now);
    for _ in 1..MOST_FRAMES {
        outbox.push(&event("thread-1", "x"), now);
    }
    assert_eq!(
        outbox.push(&event("garden", "rainy"), now),
        Pushed::Overflowed {
            dropped: MOST_FRAMES - 1,
            markers: 1
        }
    );
    assert_eq!(outbox.drain(), ["sunny", "catch up on thread-1", "rainy"]);
    for _ in 0..MOST_FRAMES {
        outbox.push(&event("garden", "sunny"), now);
    }
    assert_eq!(outbox.closing(), None);
    assert_eq!(outbox.push(&event("garden", "sunny"), now), Pushed::CutOff);
    assert_eq!(outbox.closing(), Some(Close::Reconnect));
}

#[test]
fn one_burst_however_large_is_told_once_and_ends_nobody() {
    let (outbox, start) = (outbox(), Instant::now());
    let soon = start + BURST - Duration::from_millis(1);
    for at in [start, soon] {
        for _ in 0..4 * MOST_FRAMES {
            outbox.push(&event("thread-1", "x"), at);
        }
    }
    assert_eq!(outbox.closing(), None);
    let drained = outbox.drain();
    let markers = drained.iter().filter(|text| text.starts_with("catch up"));
    assert_eq!((&*drained[0], markers.count()), ("catch up on thread-1", 1));
    // One who was told and still takes nothing is behind for good.
    fill(&outbox, start + BURST);
    let over = outbox.push(&event("thread-1", "too much"), start + BURST);
    assert_eq!(over, Pushed::CutOff);
}

#[test]
fn what_is_out_of_date_in_a_moment_is_lost_without_a_word() {
    let (outbox, now) = (outbox(), Instant::now());
    for _ in 0..MOST_FRAMES {
        outbox.push(
            &Frame::about("typing".into(), &channel("private-garden"), Loss::Silent),
            now,
        );
    }
    assert_eq!(
        outbox.push(&event("thread-1", "x"), now),
        Pushed::Overflowed {
            dropped: MOST_FRAMES + 1,
            markers: 1
        }
    );
    assert_eq!(outbox.drain(), ["catch up on thread-1"]);
}

#[test]
fn a_frame_that_must_not_be_lost_takes_the_place_of_those_that_may() {
    let (outbox, now) = (outbox(), Instant::now());
    fill(&outbox, now);
    outbox.reply("must".into());
    assert_eq!(outbox.drain(), ["catch up on thread-1", "must"]);
    for _ in 0..=MOST_FRAMES {
        outbox.reply("must".into());
    }
    assert_eq!(
        outbox.closing(),
        Some(Close::Reconnect),
        "even those have a limit"
    );
}

#[test]
fn nothing_queued_or_new_leaves_a_closed_queue() {
    let outbox = outbox();
    outbox.push(&event("thread-1", "queued"), Instant::now());
    outbox.close(Close::Unauthorized);
    outbox.close(Close::Restart);
    assert_eq!(
        outbox.push(&event("thread-1", "new"), Instant::now()),
        Pushed::Closed
    );
    outbox.notify(Notice::AskAgain(channel("thread-1")));
    assert_eq!(outbox.drain(), [""; 0]);
    assert_eq!(outbox.take_notices(), []);
    assert_eq!(
        outbox.closing(),
        Some(Close::Unauthorized),
        "the first reason stands"
    );
}

#[test]
fn a_room_is_taken_back_under_all_its_names_and_no_other_room() {
    let (outbox, now) = (outbox(), Instant::now());
    for name in ["thread-1", "thread-10", "private-thread-1", "garden"] {
        outbox.push(&event(name, name), now);
    }
    outbox.take_back(|about| &*about.room == "thread-1");
    assert_eq!(outbox.lock().bytes, "thread-10garden".len());
    assert_eq!(outbox.drain(), ["thread-10", "garden"]);
}

#[test]
fn a_long_queue_leaves_no_footprint() {
    let outbox = outbox();
    fill(&outbox, Instant::now());
    outbox.drain();
    let state = outbox.lock();
    assert_eq!((state.frames.capacity(), state.bytes), (0, 0));
}

#[test]
fn a_waiting_connection_is_woken_and_a_blocked_one_only_by_what_is_urgent() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    struct Count(AtomicUsize);
    impl std::task::Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let count = Arc::new(Count(AtomicUsize::new(0)));
    let waker = count.clone().into();
    let mut cx = Context::from_waker(&waker);
    let woken = || count.0.swap(0, Ordering::Relaxed);

    let outbox = outbox();
    assert!(outbox.poll_turn(&mut cx).is_pending());
    outbox.push(&event("thread-1", "x"), Instant::now());
    assert_eq!(woken(), 1);
    assert_eq!(outbox.poll_turn(&mut cx), Poll::Ready(Turn::Write));
    assert!(outbox.poll_urgent(&mut cx).is_pending());
    outbox.push(&event("thread-1", "x"), Instant::now());
    assert_eq!(woken(), 0);
    outbox.notify(Notice::AskAgain(channel("thread-1")));
    assert_eq!(woken(), 1);
    assert!(matches!(
        outbox.poll_turn(&mut cx),
        Poll::Ready(Turn::Notice(_))
    ));
    assert!(outbox.poll_urgent(&mut cx).is_pending());
    outbox.close(Close::Restart);
    assert_eq!(woken(), 1);
    assert_eq!(
        outbox.poll_turn(&mut cx),
        Poll::Ready(Turn::Close(Close::Restart))
    );
}
