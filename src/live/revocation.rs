//! A short memory of what has changed, so that an answer can be told to be out of date.
//!
//! Between the moment the Authority looked and the moment its answer takes effect, a member may
//! have been removed, and the removal already acknowledged. Whoever asks takes a ticket first; the
//! answer counts only if nothing that concerns it has happened since the ticket was taken. The
//! memory is bounded: a ticket older than its end is out of date, whatever happened.

use std::collections::VecDeque;

use super::Identity;

/// How many changes are remembered.
const MEMORY: usize = 1024;

/// The moment before a question was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(u64);

/// Something that may change an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// A member has come to a room or gone from it.
    Room {
        /// Who.
        member: String,
        /// Where.
        room: String,
    },
    /// A session has ended.
    Session(String),
    /// A member has ended altogether.
    Member(String),
    /// Some know less of each other's coming and going than before. It is too rare to say whom it
    /// concerns: whoever is about to watch somebody asks again.
    Company,
}

/// The changes of late.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// How many there have been.
    count: u64,
    /// The last of them, newest at the back.
    recent: VecDeque<Change>,
}

impl Changes {
    /// Taken before asking.
    pub(super) fn ticket(&self) -> Ticket {
        Ticket(self.count)
    }

    /// Remembers a change.
    pub(super) fn record(&mut self, change: Change) {
        self.count += 1;
        self.recent.push_back(change);
        if self.recent.len() > MEMORY {
            self.recent.pop_front();
        }
    }

    /// Whether an answer about `who`, and about `room` or else whom they know, may be out of date.
    pub(super) fn outdated(&self, ticket: Ticket, who: &Identity, room: Option<&str>) -> bool {
        let since = (self.count - ticket.0) as usize;
        if since > self.recent.len() {
            return true;
        }
        self.recent
            .iter()
            .rev()
            .take(since)
            .any(|change| match change {
                Change::Room {
                    member,
                    room: changed,
                } => *member == who.member && room.is_some_and(|room| room == changed),
                Change::Session(session) => who.session.as_ref() == Some(session),
                Change::Member(member) => *member == who.member,
                Change::Company => room.is_none(),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who() -> Identity {
        Identity {
            member: "ann".into(),
            session: Some("s1".into()),
        }
    }

    fn gone(member: &str, room: &str) -> Change {
        Change::Room {
            member: member.into(),
            room: room.into(),
        }
    }

    #[test]
    fn an_answer_is_out_of_date_exactly_when_something_of_its_own_changed_since() {
        for (change, outdated) in [
            (gone("ann", "thread-1"), true),
            (gone("ann", "thread-2"), false),
            (gone("bob", "thread-1"), false),
            (Change::Session("s1".into()), true),
            (Change::Session("s2".into()), false),
            (Change::Member("ann".into()), true),
            (Change::Member("bob".into()), false),
        ] {
            let mut changes = Changes::default();
            let before = changes.ticket();
            changes.record(change.clone());
            assert_eq!(
                changes.outdated(before, &who(), Some("thread-1")),
                outdated,
                "{change:?}"
            );
            assert!(
                !changes.outdated(changes.ticket(), &who(), Some("thread-1")),
                "{change:?}"
            );
        }
    }

    #[test]
    fn a_ticket_older_than_the_memory_is_out_of_date() {
        let mut changes = Changes::default();
        let before = changes.ticket();
        for _ in 0..MEMORY {
            changes.record(gone("bob", "thread-9"));
        }
        assert!(!changes.outdated(before, &who(), Some("thread-1")));
        changes.record(gone("bob", "thread-9"));
        assert!(changes.outdated(before, &who(), Some("thread-1")));
        assert_eq!(changes.recent.len(), MEMORY);
    }
}
