//! The bounded queue of one socket: the registry puts frames in, the connection takes them out.
//!
//! Knows frames and room names, nothing of subscriptions. Putting in never waits. When the queue
//! is full its events are thrown away and one marker per channel says so; what no marker can make
//! good stays. When that happens again soon, and not in the same burst, or when nothing is left to
//! give way, the socket is closed.
//!
//! The lock is held for a few instructions and never across an await. It is not a channel because
//! the registry must be able to take back what is queued: a socket whose room or session has ended
//! gets nothing more of it, not even what was on its way.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU8, Ordering::Relaxed},
    },
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use bytestring::ByteString;

use super::{Channel, Close, dialect::Dialect};

/// How many frames may wait.
pub(super) const MOST_FRAMES: usize = 1024;

/// How many bytes may wait. Frames are shared, so this is what the client has to swallow rather
/// than what the server has to hold.
const MOST_BYTES: usize = 1024 * 1024;

/// What overflows so soon after the first time is the same burst: a healthy client takes it a moment
/// later, however much it was.
const BURST: Duration = Duration::from_secs(1);

/// Falling behind twice within this time ends the socket: catching up does not work for it.
const RELAPSE: Duration = Duration::from_secs(30);

/// Makes the frame that tells a client, in its words, to catch up on a channel; `None` where there
/// is no catching up.
pub(super) type MarkerOf = Arc<dyn Fn(&About, Dialect) -> Option<Arc<Frame>> + Send + Sync>;

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
    /// In which words the client is told things. The connection sets it before it asks for anything
    /// that is told so, and the queue to the registry puts the two in order.
    dialect: AtomicU8,
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
}

impl Outbox {
    /// An empty queue.
    pub(super) fn new(marker_of: MarkerOf) -> Self {
        Self {
            state: Mutex::default(),
            dialect: AtomicU8::new(Dialect::default() as u8),
            marker_of,
        }
    }

    /// From now on the client is told things in these words.
    pub(super) fn speak(&self, dialect: Dialect) {
        self.dialect.store(dialect as u8, Relaxed);
    }

    /// In which words the client is told things.
    pub(super) fn dialect(&self) -> Dialect {
        Dialect::numbered(self.dialect.load(Relaxed))
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

    /// Takes back every frame about a channel that is meant and that has not been written yet.
    pub(super) fn take_back(&self, is_meant: impl Fn(&About) -> bool) {
        let mut state = self.lock();
        state
            .frames
            .retain(|frame| !frame.about.as_ref().is_some_and(&is_meant));
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

    /// Throws away what can be made good and says so, or closes the socket.
    fn make_room(&self, state: &mut State, refused: &Arc<Frame>, now: Instant) -> Pushed {
        match state
            .overflowed_at
            .map(|at| now.saturating_duration_since(at))
        {
            Some(since) if since < BURST => {}
            Some(since) if since < RELAPSE => {
                state.close(Close::Reconnect);
                return Pushed::CutOff;
            }
            _ => state.overflowed_at = Some(now),
        }
        let mut remedies = Remedies::new(&*self.marker_of, self.dialect());
        let (thrown, mut kept): (Vec<_>, Vec<_>) = state
            .frames
            .drain(..)
            .chain([refused.clone()])
            .partition(|frame| remedies.exist_for(frame));
        let last = kept.pop_if(|frame| Arc::ptr_eq(frame, refused));
        state.bytes = kept.iter().map(|frame| frame.text.len()).sum();
        state.frames = kept.into();
        let is_told = |marker: &Arc<Frame>| state.frames.iter().any(|it| it.text == marker.text);
        let markers: Vec<_> = remedies.take().filter(|marker| !is_told(marker)).collect();
        let told = markers.len();
        for frame in markers.into_iter().chain(last) {
            if !state.has_room_for(&frame) {
                state.close(Close::Reconnect);
                return Pushed::CutOff;
            }
            state.put(frame);
        }
        Pushed::Overflowed {
            dropped: thrown.len(),
            markers: told,
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

/// What makes good that frames were thrown away: a marker for each channel.
struct Remedies<'a> {
    marker_of: &'a (dyn Fn(&About, Dialect) -> Option<Arc<Frame>> + Send + Sync),
    dialect: Dialect,
    known: Vec<(Arc<str>, Option<Arc<Frame>>)>,
}

impl<'a> Remedies<'a> {
    fn new(
        marker_of: &'a (dyn Fn(&About, Dialect) -> Option<Arc<Frame>> + Send + Sync),
        dialect: Dialect,
    ) -> Self {
        Self {
            marker_of,
            dialect,
            known: Vec::new(),
        }
    }

    /// Whether it can be made good that this one is thrown away, or need not be. If so, it is.
    fn exist_for(&mut self, frame: &Frame) -> bool {
        let Some(about) = &frame.about else {
            return false;
        };
        match about.loss {
            Loss::Never => false,
            Loss::Silent => true,
            Loss::Told => {
                let mut known = self.known.iter();
                if let Some((_, marker)) = known.find(|(channel, _)| *channel == about.channel) {
                    return marker.is_some();
                }
                let marker = (self.marker_of)(about, self.dialect);
                let exists = marker.is_some();
                self.known.push((about.channel.clone(), marker));
                exists
            }
        }
    }

    fn take(self) -> impl Iterator<Item = Arc<Frame>> {
        self.known.into_iter().filter_map(|(_, marker)| marker)
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
mod tests;
