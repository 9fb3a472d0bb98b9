//! Conversations and who is in them: `opening` starts or finds one, `people` says who comes and leaves,
//! `marks` is what each of them made of it for themselves, `list` is what they have.
//!
//! A thread is reached through a `Seat` alone: the proof that the asker is in it. A thread the asker
//! is not in and a thread that does not exist give the same answer. A seat may begin late: what was said
//! before is as little there for its member as what was said elsewhere.

mod list;
mod marks;
mod opening;
mod people;
mod queries;

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::members::{self, Me, Member, Role};
use crate::base::error::{Error, Result};
use crate::base::event::Event;
use crate::base::ids::{FamilyKey, MemberId, MemberKey, MessageKey, ThreadId, ThreadKey};
use crate::base::text;
use crate::store::Tx;
use crate::store::schema::{memberships, threads};
use crate::text_enum;

pub use self::list::{Listed, Shelf, archived_count, list, shelf};
pub use self::marks::{FOR_GOOD, Quiet, archive, mute, pin, unarchive, unmute, unpin};
pub(super) use self::opening::open_for_family;
pub use self::opening::{Opening, Reuse, open};
pub use self::people::{History, add, changeable, remove};
pub(super) use self::people::{dismiss, let_in, standing_changed, welcome};

text_enum! {
    /// What sort of conversation.
    Kind {
        /// The whole family's; gains newcomers by itself.
        Family = "family",
        /// Several chosen people.
        Group = "group",
        /// Two people, or one with their own notes.
        Direct = "direct",
    }
}

/// A conversation.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = threads, check_for_backend(Sqlite))]
pub struct Thread {
    /// Its row.
    pub key: ThreadKey,
    /// Its public id.
    pub id: ThreadId,
    /// Whose.
    pub family_key: FamilyKey,
    /// What sort.
    pub kind: Kind,
    /// What its people call it, if they do.
    pub title: Option<String>,
    /// How many changes its messages have seen.
    pub change_count: i64,
    /// Its newest message.
    pub last_message_key: Option<MessageKey>,
    /// When it was started.
    pub created_at: i64,
    /// When anything last happened in it.
    pub updated_at: i64,
    /// The content of the picture its people gave it, if they did.
    pub picture_digest: Option<String>,
}

/// A thread with the people in it, in the order they joined the family.
#[derive(Clone, Debug)]
pub struct Peopled {
    /// The thread.
    pub thread: Thread,
    /// Who is in it.
    pub people: Vec<Member>,
}

/// Somebody in a thread, and since when.
#[derive(Clone, Debug)]
pub struct Seated {
    /// Who.
    pub member: Member,
    /// Since when, in milliseconds since 1970.
    pub joined_at: i64,
}

/// Proof that a member is in a thread. Only this module makes one.
#[derive(Clone, Debug)]
pub struct Seat {
    thread: Thread,
    member: MemberKey,
    place: Place,
}

/// What is written down about a member in a thread.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = memberships, check_for_backend(Sqlite))]
struct Place {
    read_key: MessageKey,
    since_key: MessageKey,
    muted_until: Option<i64>,
    pinned_at: Option<i64>,
    archived: bool,
}

impl Seat {
    /// The thread.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }

    /// Who sits there.
    pub fn member(&self) -> MemberKey {
        self.member
    }

    /// The last message they have read; before the first, a key below all.
    pub fn read_key(&self) -> MessageKey {
        self.place.read_key
    }

    /// The last message that was said before their time; a key below all where everything is theirs.
    pub fn since_key(&self) -> MessageKey {
        self.place.since_key
    }

    /// Whether messages were said here before their time, which they never see.
    pub fn begins_late(&self) -> bool {
        self.place.since_key > MessageKey(0)
    }

    /// Whether a message of this thread is theirs to see.
    pub fn sees(&self, message: MessageKey) -> bool {
        message > self.place.since_key
    }

    /// The thread's newest message, if it is theirs to see.
    pub fn last_message_key(&self) -> Option<MessageKey> {
        self.thread.last_message_key.filter(|key| self.sees(*key))
    }

    /// Until when they asked not to be disturbed by it, if that is not over; [`FOR_GOOD`] has no end.
    pub fn muted_until(&self, now_ms: i64) -> Option<i64> {
        self.place.muted_until.filter(|until| *until > now_ms)
    }

    /// Whether they keep it on top of their list.
    pub fn is_pinned(&self) -> bool {
        self.place.pinned_at.is_some()
    }

    /// Whether they put it away until something new is said.
    pub fn is_archived(&self) -> bool {
        self.place.archived
    }
}

/// The asker's seat in a thread, or `not_found`.
pub fn seat(conn: &mut SqliteConnection, me: &Me, id: &ThreadId) -> Result<Seat> {
    seat_of(conn, me.key(), id)
}

/// After which message, named by its place in the order, a member hears a thread; `None` if they are not
/// in it. What the live channels ask.
pub fn heard_after(
    conn: &mut SqliteConnection,
    member: &MemberId,
    id: &ThreadId,
) -> Result<Option<MessageKey>> {
    Ok(queries::heard_after(conn, member, id).optional()?)
}

fn seat_of(conn: &mut SqliteConnection, member: MemberKey, id: &ThreadId) -> Result<Seat> {
    let (thread, place) = queries::seat(conn, member, id)
        .optional()?
        .ok_or(Error::NotFound("not_found"))?;
    Ok(Seat {
        thread,
        member,
        place,
    })
}

/// Who is in the thread of a seat, and since when.
pub fn seated(conn: &mut SqliteConnection, seat: &Seat) -> Result<Vec<Seated>> {
    let seated = queries::people_since(conn, seat.thread.key)?;
    Ok(seated
        .into_iter()
        .map(|(member, joined_at)| Seated { member, joined_at })
        .collect())
}

/// The thread of a seat with the people in it.
pub fn peopled(conn: &mut SqliteConnection, seat: &Seat) -> Result<Peopled> {
    let thread = seat.thread.clone();
    let people = queries::people(conn, thread.key)?;
    Ok(Peopled { thread, people })
}

/// The thread with this key and its people, for the dispatcher, which asks for nobody.
pub fn present(conn: &mut SqliteConnection, key: ThreadKey) -> Result<Peopled> {
    let thread = queries::find(conn, key)?;
    let people = queries::people(conn, key)?;
    Ok(Peopled { thread, people })
}

/// Everybody else who is in a thread with the asker.
pub fn companions(conn: &mut SqliteConnection, me: &Me) -> Result<Vec<MemberId>> {
    Ok(queries::companions(conn, me.key())?)
}

/// Who is in a thread with somebody, as far as the two show each other that they are here.
pub fn company(conn: &mut SqliteConnection, member: &MemberId) -> Result<Vec<MemberId>> {
    Ok(queries::company(conn, member)?)
}

/// Whether this is the asker, or somebody who is in a thread with them: whom a guest knows.
pub fn is_companion(conn: &mut SqliteConnection, me: &Me, id: &MemberId) -> Result<bool> {
    Ok(id == me.id() || companions(conn, me)?.contains(id))
}

/// Whom the asker may know of: everybody active in the family; for a guest, only themself and the
/// people they are in a thread with.
pub fn acquaintances(conn: &mut SqliteConnection, me: &Me) -> Result<Vec<Member>> {
    let mut everybody = members::active(conn, me.family())?;
    if me.member().role == Role::Guest {
        let known = companions(conn, me)?;
        everybody.retain(|member| member.key == me.key() || known.contains(&member.id));
    }
    Ok(everybody)
}

/// The members with these ids, if the asker may know of them all; else `unknown_member`.
fn known(conn: &mut SqliteConnection, me: &Me, ids: &[MemberId]) -> Result<Vec<Member>> {
    let chosen = members::named(conn, me.family(), ids)?;
    let acquaintances = acquaintances(conn, me)?;
    let is_known = |member: &Member| acquaintances.iter().any(|known| known.key == member.key);
    match chosen.iter().all(is_known) {
        true => Ok(chosen),
        false => Err(Error::BadRequest("unknown_member")),
    }
}

/// The public ids of threads, for the dispatcher.
pub fn ids(
    conn: &mut SqliteConnection,
    keys: &[ThreadKey],
) -> Result<HashMap<ThreadKey, ThreadId>> {
    Ok(queries::ids(conn, keys)?.into_iter().collect())
}

/// The threads the asker is in.
pub fn of_member(conn: &mut SqliteConnection, me: &Me) -> Result<Vec<ThreadKey>> {
    Ok(queries::threads_of(conn, me.key())?)
}

/// The threads somebody is in, for the dispatcher, which asks for nobody.
pub fn of_member_key(conn: &mut SqliteConnection, member: MemberKey) -> Result<Vec<ThreadKey>> {
    Ok(queries::threads_of(conn, member)?)
}

/// The thread of a whole family, for commands of whoever runs the server.
pub fn of_family(conn: &mut SqliteConnection, family: FamilyKey) -> Result<ThreadKey> {
    Ok(queries::family_thread(conn, family)?)
}

/// Renames a thread; an empty title takes the name away.
pub fn rename(tx: &mut Tx<'_>, seat: &Seat, title: &str) -> Result<Peopled> {
    let title = text::title(title)?;
    let key = seat.thread.key;
    queries::set_title(tx.conn(), key, title.as_deref())?;
    stir(tx, key)?;
    tx.emit(Event::ThreadUpdated { thread: key });
    present(tx.conn(), key)
}

/// Gives a thread this picture, or takes it away; whose it may be is said in `portraits`.
pub(super) fn set_picture(tx: &mut Tx<'_>, seat: &Seat, digest: Option<&str>) -> Result<()> {
    let key = seat.thread.key;
    queries::set_picture(tx.conn(), key, digest)?;
    tx.emit(Event::ThreadUpdated { thread: key });
    Ok(())
}

/// Moves a thread to the top of its family's, and its `updated_at` on, by at least a millisecond.
pub(super) fn stir(tx: &mut Tx<'_>, key: ThreadKey) -> Result<()> {
    let now = tx.now_ms();
    queries::stir(tx.conn(), key, now)?;
    Ok(())
}

/// Counts one more change of a thread's messages and returns the count.
pub(super) fn count_change(tx: &mut Tx<'_>, key: ThreadKey) -> Result<i64> {
    Ok(queries::count_change(tx.conn(), key)?)
}

/// Counts a new message, which also moves the thread to the top, and back into the lists of those who had
/// put it away.
pub(super) fn set_last_message(tx: &mut Tx<'_>, seat: &Seat, message: MessageKey) -> Result<()> {
    let (thread, now) = (&seat.thread, tx.now_ms());
    queries::set_last_message(tx.conn(), thread.family_key, thread.key, message, now)?;
    marks::bring_back(tx, thread.key)
}

/// Moves a member's read mark forward; says whether it moved.
pub(super) fn set_read(tx: &mut Tx<'_>, seat: &Seat, message: MessageKey) -> Result<bool> {
    Ok(queries::set_read(tx.conn(), seat.thread.key, seat.member, message)? > 0)
}

/// A set of people as the column has it.
fn written(set: &BTreeSet<MemberKey>) -> String {
    let keys: Vec<String> = set.iter().map(|key| key.0.to_string()).collect();
    keys.join(",")
}
