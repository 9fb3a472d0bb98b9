//! The bounded queue of one socket: the registry puts frames in, the connection takes them out.
//!
//! Knows frames and room names, nothing of subscriptions. Putting in never waits. When the queue
//! is full its events are thrown away and one marker per channel says so; when that happens again
//! soon, or when something is lost that no marker can make good, the socket is closed.
//!
//! The lock is held for a few instructions and never across an await. It is not a channel because
//! the registry must be able to take back what is queued: a socket whose room or session has ended
//! gets nothing more of it, not even what was on its way.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use bytestring::ByteString;

use super::{Channel, Close};

/// How many frames may wait.
pub(super) const MOST_FRAMES: usize = 1024;

/// How many bytes may wait. Frames are shared, so this is what the client has to swallow rather
/// than what the server has to hold.
const MOST_BYTES: usize = 1024 * 1024;

/// Falling behind twice within this time ends the socket: catching up does not work for it.
const RELAPSE: Duration = Duration::from_secs(30);

/// Makes the frame that tells a client to catch up on a channel; `None` where there is no
/// catching up.
pub(super) type MarkerOf = Arc<dyn Fn(&About) -> Option<Arc<Frame>> + Send + Sync>;

/// A frame, made once and shared by the queues of all who get it.
#[derive(Debug)]
pub(super) struct Frame {
    /// What goes over the wire.
    pub text: ByteString,
    /// What the frame is about, when it is about a channel.
    pub about: Option<About>,
}

/// The channel a frame belongs to.
#[derive(Debug)]
pub(super) struct About {
    /// The room behind the channel.
    pub room: Arc<str>,
    /// The name that the frame carries.
    pub channel: Arc<str>,
    /// What it means to lose the frame.
    pub loss: Loss,
}

/// What it means when a frame is thrown away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// The client must be told to catch up.
    Told,
    /// Nobody minds: it would be out of date a moment later.
    Silent,
    /// It must not be thrown away: what follows makes no sense without it.
    Never,
}

/// Something the connection has to do for the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    /// Ask again about a parked subscription: the answer may have changed.
    AskAgain(Channel),
}

/// What became of a frame that was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    /// It waits its turn.
    Queued,
    /// There was no room: so many events gave way to so many markers.
    Overflowed {
        /// Events thrown away, this one included.
        dropped: usize,
        /// Channels to catch up on.
        markers: usize,
    },
    /// There was no room and no remedy: this push has closed the socket.
    CutOff,
    /// The socket was closing already.
    Closed,
}

/// What the connection is to do next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Say goodbye.
    Close(Close),
    /// See to this.
    Notice(Notice),
    /// There is a frame to write.
    Write,
}

/// The queue of one socket.
pub(super) struct Outbox {
    state: Mutex<State>,
    marker_of: MarkerOf,
}

#[derive(Default)]
struct State {
    frames: VecDeque<Arc<Frame>>,
    bytes: usize,
    notices: VecDeque<Notice>,
    closing: Option<Close>,
    overflowed_at: Option<Instant>,
    waker: Option<Waker>,
    /// Set while the connection could not write anyway: frames need not wake it, a close must.
    blocked: bool,
}

impl Frame {
    /// A frame about no channel.
    pub(super) fn plain(text: ByteString) -> Arc<Self> {
        Arc::new(Self { text, about: None })
    }

    /// A frame about a channel.
    pub(super) fn about(text: ByteString, channel: &Channel, loss: Loss) -> Arc<Self> {
        let about = About {
            room: channel.shared_room(),
            channel: channel.shared_name(),
            loss,
        };
        Arc::new(Self {
            text,
            about: Some(about),
        })
    }

    fn loss(&self) -> Loss {
        self.about.as_ref().map_or(Loss::Never, |about| about.loss)
    }
}

impl Outbox {
    /// An empty queue.
    pub(super) fn new(marker_of: MarkerOf) -> Self {
        Self {
            state: Mutex::default(),
            marker_of,
        }
    }

    /// Puts a frame at the end.
    pub(super) fn push(&self, frame: &Arc<Frame>, now: Instant) -> Pushed {
        let mut state = self.lock();
        if state.closing.is_some() {
            return Pushed::Closed;
        }
        let pushed = if state.has_room_for(frame) {
            state.put(frame.clone());
            Pushed::Queued
        } else {
            self.make_room(&mut state, frame, now)
        };
        let waker = if state.blocked && pushed != Pushed::CutOff {
            None
        } else {
            state.waker.take()
        };
        drop(state);
        wake(waker);
        pushed
    }

    /// Puts in the answer to something the client said.
    pub(super) fn reply(&self, text: ByteString) {
        self.push(&Frame::plain(text), Instant::now());
    }

    /// Tells the connection to do something.
    pub(super) fn notify(&self, notice: Notice) {
        let mut state = self.lock();
        // One question is as good as two, and keeps this as short as the list of parked names.
        if state.closing.is_none() && !state.notices.contains(&notice) {
            state.notices.push_back(notice);
        }
        let waker = state.waker.take();
        drop(state);
        wake(waker);
    }

    /// Ends the socket. What is still queued is never sent; the first reason given stands.
    pub(super) fn close(&self, why: Close) {
        let mut state = self.lock();
        state.close(why);
        let waker = state.waker.take();
        drop(state);
        wake(waker);
    }

    /// Takes back every frame of a room that has not been written yet.
    pub(super) fn take_back(&self, room: &str) {
        let mut state = self.lock();
        let theirs = |frame: &Arc<Frame>| {
            frame
                .about
                .as_ref()
                .is_some_and(|about| *about.room == *room)
        };
        state.frames.retain(|frame| !theirs(frame));
        state.bytes = state.frames.iter().map(|frame| frame.text.len()).sum();
    }

    /// What to do next. Pending means nothing: the task is woken when that changes.
    pub(super) fn poll_turn(&self, cx: &mut Context<'_>) -> Poll<Turn> {
        let mut state = self.lock();
        if let Some(turn) = state.urgent() {
            return Poll::Ready(turn);
        }
        if !state.frames.is_empty() {
            return Poll::Ready(Turn::Write);
        }
        state.wait(cx, false);
        Poll::Pending
    }

    /// As [`poll_turn`](Self::poll_turn) for a connection that cannot write just now.
    pub(super) fn poll_urgent(&self, cx: &mut Context<'_>) -> Poll<Turn> {
        let mut state = self.lock();
        if let Some(turn) = state.urgent() {
            return Poll::Ready(turn);
        }
        state.wait(cx, true);
        Poll::Pending
    }

    /// The frame at the front.
    pub(super) fn pop(&self) -> Option<ByteString> {
        let mut state = self.lock();
        let frame = state.frames.pop_front()?;
        state.bytes -= frame.text.len();
        // A burst must not leave its footprint on a socket that may idle for days.
        if state.frames.is_empty() && state.frames.capacity() > 64 {
            state.frames = VecDeque::new();
        }
        Some(frame.text.clone())
    }

    /// Throws away what can be and says so, or closes the socket.
    fn make_room(&self, state: &mut State, refused: &Arc<Frame>, now: Instant) -> Pushed {
        let relapsed = state
            .overflowed_at
            .replace(now)
            .is_some_and(|at| now - at < RELAPSE);
        if relapsed {
            state.close(Close::Reconnect);
            return Pushed::CutOff;
        }
        let (kept, mut thrown): (Vec<_>, Vec<_>) = state
            .frames
            .drain(..)
            .partition(|frame| frame.loss() == Loss::Never);
        state.bytes = kept.iter().map(|frame| frame.text.len()).sum();
        state.frames = kept.into();
        let last = match refused.loss() {
            Loss::Never => Some(refused.clone()),
            _ => {
                thrown.push(refused.clone());
                None
            }
        };

        let mut behind: Vec<&About> = Vec::new();
        for about in thrown.iter().filter_map(|frame| frame.about.as_ref()) {
            let known = behind.iter().any(|other| other.channel == about.channel);
            if about.loss == Loss::Told && !known {
                behind.push(about);
            }
        }
        let markers = behind.len();
        for remedy in behind
            .into_iter()
            .map(|about| (self.marker_of)(about))
            .chain(last.map(Some))
        {
            match remedy {
                Some(frame) if state.has_room_for(&frame) => state.put(frame),
                _ => {
                    state.close(Close::Reconnect);
                    return Pushed::CutOff;
                }
            }
        }
        Pushed::Overflowed {
            dropped: thrown.len(),
            markers,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while holding it; if something did, the queue would still be a queue.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn drain(&self) -> Vec<String> {
        std::iter::from_fn(|| self.pop())
            .map(|text| text.to_string())
            .collect()
    }

    #[cfg(test)]
    pub(super) fn closing(&self) -> Option<Close> {
        self.lock().closing
    }

    #[cfg(test)]
    pub(super) fn take_notices(&self) -> Vec<Notice> {
        self.lock().notices.drain(..).collect()
    }
}

impl State {
    fn has_room_for(&self, frame: &Frame) -> bool {
        self.frames.len() < MOST_FRAMES && self.bytes + frame.text.len() <= MOST_BYTES
    }

    fn put(&mut self, frame: Arc<Frame>) {
        self.bytes += frame.text.len();
        self.frames.push_back(frame);
    }

    fn close(&mut self, why: Close) {
        self.closing.get_or_insert(why);
        self.frames = VecDeque::new();
        self.notices = VecDeque::new();
        self.bytes = 0;
    }

    fn urgent(&mut self) -> Option<Turn> {
        let closing = self.closing.map(Turn::Close);
        closing.or_else(|| self.notices.pop_front().map(Turn::Notice))
    }

    fn wait(&mut self, cx: &Context<'_>, blocked: bool) {
        self.blocked = blocked;
        if !self
            .waker
            .as_ref()
            .is_some_and(|waker| waker.will_wake(cx.waker()))
        {
            self.waker = Some(cx.waker().clone());
        }
    }
}

/// Outside the lock: waking may run into the woken task at once.
fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Naming, *};

    fn channel(name: &str) -> Channel {
        Naming::new(["thread-"]).parse(name).unwrap()
    }

    fn outbox() -> Outbox {
        Outbox::new(Arc::new(|about: &About| {
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
    fn losing_what_cannot_be_caught_up_on_ends_the_socket() {
        let (outbox, now) = (outbox(), Instant::now());
        outbox.push(&event("garden", "sunny"), now);
        for _ in 1..MOST_FRAMES {
            outbox.push(&event("thread-1", "x"), now);
        }
        assert_eq!(outbox.push(&event("thread-1", "x"), now), Pushed::CutOff);
        assert_eq!(outbox.closing(), Some(Close::Reconnect));
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
        outbox.take_back("thread-1");
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
}
