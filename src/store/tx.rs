//! What a write works with: the one writing connection, the moment, and an outbox of events.

use diesel::sqlite::SqliteConnection;

use super::blobs::{Claim, Kept};
use crate::base::event::Event;

/// A write in progress. Nothing it emits is heard unless it commits.
pub struct Tx<'c> {
    connection: &'c mut SqliteConnection,
    outbox: Vec<Event>,
    held: Vec<Claim>,
    now_ms: i64,
}

impl<'c> Tx<'c> {
    pub(super) fn new(connection: &'c mut SqliteConnection, now_ms: i64) -> Self {
        Self {
            connection,
            outbox: Vec::new(),
            held: Vec::new(),
            now_ms,
        }
    }

    /// The connection, for queries. It is inside a savepoint already: never open a transaction on it.
    pub fn conn(&mut self) -> &mut SqliteConnection {
        self.connection
    }

    /// The moment this write happens, in milliseconds since 1970; the same for all of it.
    pub fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// Says that something happened, to be heard after the commit.
    pub fn emit(&mut self, event: Event) {
        self.outbox.push(event);
    }

    /// Keeps a content where it is until this write is committed or undone: whoever mentions its digest
    /// in a row says so here, or it could be taken for one that nobody needs.
    pub fn hold(&mut self, kept: &Kept) {
        self.held.push(kept.claim());
    }

    pub(super) fn into_parts(self) -> (Vec<Event>, Vec<Claim>) {
        (self.outbox, self.held)
    }
}
