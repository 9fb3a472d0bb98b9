//! How things stand: the running totals that metrics are read from.
//!
//! Written by the registry alone, read by anybody at any time without asking it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::outbox::Pushed;

/// How things stand, for metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sockets open now.
    pub sockets: u64,
    /// Rooms with somebody in them now.
    pub rooms: u64,
    /// Events put in a socket's queue so far.
    pub delivered: u64,
    /// Events thrown away because a socket did not keep up.
    pub dropped: u64,
    /// Times a client was told to catch up on a channel.
    pub resyncs: u64,
    /// Sockets closed because they did not keep up.
    pub cut_off: u64,
}

/// The running totals behind [`Counts`].
#[derive(Debug, Default)]
pub(super) struct Counters {
    sockets: AtomicU64,
    rooms: AtomicU64,
    delivered: AtomicU64,
    dropped: AtomicU64,
    resyncs: AtomicU64,
    cut_off: AtomicU64,
}

impl Counters {
    pub(super) fn measure(&self, sockets: usize, rooms: usize) {
        self.sockets.store(sockets as u64, Relaxed);
        self.rooms.store(rooms as u64, Relaxed);
    }

    pub(super) fn pushed(&self, pushed: Pushed) {
        match pushed {
            Pushed::Queued => self.delivered.fetch_add(1, Relaxed),
            Pushed::Overflowed { dropped, markers } => {
                self.resyncs.fetch_add(markers as u64, Relaxed);
                self.dropped.fetch_add(dropped as u64, Relaxed)
            }
            Pushed::CutOff => self.cut_off.fetch_add(1, Relaxed),
            Pushed::Closed => 0,
        };
    }

    pub(super) fn read(&self) -> Counts {
        Counts {
            sockets: self.sockets.load(Relaxed),
            rooms: self.rooms.load(Relaxed),
            delivered: self.delivered.load(Relaxed),
            dropped: self.dropped.load(Relaxed),
            resyncs: self.resyncs.load(Relaxed),
            cut_off: self.cut_off.load(Relaxed),
        }
    }
}
