//! Conversations and who is in them.
//!
//! A thread is reached through a `Seat` alone: the proof that the asker is in it. A thread the asker
//! is not in and a thread that does not exist give the same answer.

mod list;
mod queries;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::audit::{self, Act, Hand};
use super::guardians;
use super::members::{self, Me, Member, Role};
use crate::base::error::{Error, Result};
use crate::base::event::Event;
use crate::base::ids::{FamilyKey, MemberId, MemberKey, MessageKey, ThreadId, ThreadKey};
use crate::base::text;
use crate::store::Tx;
use crate::store::schema::threads;
use crate::text_enum;

pub use self::list::{Listed, list};

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
}

/// A thread with the people in it, in the order they joined the family.
#[derive(Clone, Debug)]
pub struct Peopled {
    /// The thread.
    pub thread: Thread,
    /// Who is in it.
    pub people: Vec<Member>,
}

/// Proof that a member is in a thread. Only this module makes one.
#[derive(Clone, Debug)]
pub struct Seat {
    thread: Thread,
    member: MemberKey,
    read_key: MessageKey,
    is_muted: bool,
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
        self.read_key
    }

    /// Whether they asked not to be disturbed by it.
    pub fn is_muted(&self) -> bool {
        self.is_muted
    }
}

/// The asker's seat in a thread, or `not_found`.
pub fn seat(conn: &mut SqliteConnection, me: &Me, id: &ThreadId) -> Result<Seat> {
    seat_of(conn, me.key(), id)
}

/// Whether a member, named from outside by id, is in a thread: what the live channels ask.
pub fn is_seated(conn: &mut SqliteConnection, member: &MemberId, id: &ThreadId) -> Result<bool> {
    Ok(queries::is_seated(conn, member, id)?)
}

fn seat_of(conn: &mut SqliteConnection, member: MemberKey, id: &ThreadId) -> Result<Seat> {
    let (thread, read_key, is_muted) = queries::seat(conn, member, id)
        .optional()?
        .ok_or(Error::NotFound("not_found"))?;
    Ok(Seat {
        thread,
        member,
        read_key,
        is_muted,
    })
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

/// What a thread is to be.
#[derive(Clone, Debug)]
pub struct Opening {
    /// With whom; the opener is always added.
    pub member_ids: Vec<MemberId>,
    /// What to call it.
    pub title: Option<String>,
    /// Whether the thread of exactly these people will do if there is one.
    pub reuse: bool,
}

/// Starts a thread, or finds the one these people have.
///
/// All writes pass through the one writer, so fifty at once find or make the same one.
pub fn open(tx: &mut Tx<'_>, me: &Me, opening: &Opening) -> Result<Peopled> {
    if opening.member_ids.is_empty() {
        return Err(Error::BadRequest("memberIds required"));
    }
    let title = opening
        .title
        .as_deref()
        .map(text::title)
        .transpose()?
        .flatten();
    let chosen = known(tx.conn(), me, &opening.member_ids)?;
    let mut set: BTreeSet<MemberKey> = chosen.iter().map(|member| member.key).collect();
    set.insert(me.key());

    let existing = match opening.reuse {
        true => of_exactly(tx.conn(), me.family(), &set)?,
        false => None,
    };
    let key = match existing {
        Some(key) => {
            if let Some(title) = &title {
                queries::set_title(tx.conn(), key, Some(title))?;
            }
            stir(tx, key)?;
            tx.emit(Event::ThreadUpdated { thread: key });
            key
        }
        None => {
            let mut people = chosen;
            people.push(me.member().clone());
            guardians::refuse_unwatched(&people)?;
            let kind = match set.len() {
                0..=2 => Kind::Direct,
                _ => Kind::Group,
            };
            create(tx, me.family(), kind, title.as_deref(), &set, opening.reuse)?
        }
    };
    present(tx.conn(), key)
}

/// The thread these people are found by: the family's for all of three or more, else their oldest.
fn of_exactly(
    conn: &mut SqliteConnection,
    family: FamilyKey,
    set: &BTreeSet<MemberKey>,
) -> Result<Option<ThreadKey>> {
    if set.len() >= 3 {
        let everyone: BTreeSet<MemberKey> = members::active(conn, family)?
            .iter()
            .filter(|member| member.role != Role::Guest)
            .map(|member| member.key)
            .collect();
        if everyone == *set {
            return Ok(queries::family_thread(conn, family).optional()?);
        }
    }
    Ok(queries::oldest_of(conn, family, &written(set)).optional()?)
}

/// Makes the thread that the whole family is in.
pub(super) fn open_for_family(tx: &mut Tx<'_>, founder: &Member, title: &str) -> Result<ThreadKey> {
    let set = BTreeSet::from([founder.key]);
    create(
        tx,
        founder.family_key,
        Kind::Family,
        Some(title),
        &set,
        true,
    )
}

/// Lets a newcomer into the family's thread.
pub(super) fn welcome(tx: &mut Tx<'_>, newcomer: &Member) -> Result<()> {
    let key = queries::family_thread(tx.conn(), newcomer.family_key)?;
    join(tx, key, &[newcomer.key])
}

/// Takes somebody out of the family's thread, as when they are a guest from now on.
pub(super) fn dismiss(tx: &mut Tx<'_>, member: &Member) -> Result<()> {
    let key = queries::family_thread(tx.conn(), member.family_key)?;
    let thread = queries::find(tx.conn(), key)?;
    take_out(tx, &thread, member)?;
    people_changed(tx, key)
}

/// Lets a guest into a thread that somebody in it chose for them.
pub(super) fn let_in(tx: &mut Tx<'_>, key: ThreadKey, guest: &Member, hand: &Hand) -> Result<()> {
    let mut people = queries::people(tx.conn(), key)?;
    people.push(guest.clone());
    guardians::refuse_unwatched(&people)?;
    note(tx, hand, Act::ThreadJoined, guest)?;
    join(tx, key, &[guest.key])
}

/// After somebody's standing changed: tells their threads, and takes guests out of those where they
/// would be left alone with a child.
pub(super) fn standing_changed(tx: &mut Tx<'_>, member: &Member, hand: &Hand) -> Result<()> {
    for key in queries::threads_of(tx.conn(), member.key)? {
        let people = queries::people(tx.conn(), key)?;
        if !guardians::may_sit_together(&people) {
            let thread = queries::find(tx.conn(), key)?;
            for guest in people.iter().filter(|other| other.role == Role::Guest) {
                take_out(tx, &thread, guest)?;
                note(tx, hand, Act::ThreadLeft, guest)?;
            }
        }
        people_changed(tx, key)?;
    }
    Ok(())
}

/// Guests come and go in the record; who of the family talks with whom is nobody else's business.
fn note(tx: &mut Tx<'_>, hand: &Hand, act: Act, member: &Member) -> Result<()> {
    match member.role {
        Role::Guest => audit::record(tx, member.family_key, hand, act, Some(member.key), ""),
        Role::Admin | Role::Adult | Role::Child => Ok(()),
    }
}

fn take_out(tx: &mut Tx<'_>, thread: &Thread, member: &Member) -> Result<()> {
    if queries::remove(tx.conn(), thread.key, member.key)? > 0 {
        tx.emit(Event::ThreadLeft {
            thread_id: thread.id.clone(),
            member_id: member.id.clone(),
        });
    }
    Ok(())
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

/// Adds people of the same family. Who is in it already stays as they are.
pub fn add(tx: &mut Tx<'_>, me: &Me, seat: &Seat, ids: &[MemberId]) -> Result<Peopled> {
    if ids.is_empty() {
        return Err(Error::BadRequest("memberIds required"));
    }
    let chosen = known(tx.conn(), me, ids)?;
    if seat.thread.kind == Kind::Family {
        // It gains newcomers by itself and nobody else by hand.
        return Err(Error::Forbidden("forbidden"));
    }
    let mut people = queries::people(tx.conn(), seat.thread.key)?;
    let new: Vec<_> = chosen
        .into_iter()
        .filter(|member| people.iter().all(|present| present.key != member.key))
        .collect();
    if !new.is_empty() {
        people.extend(new.iter().cloned());
        guardians::refuse_unwatched(&people)?;
        for member in &new {
            note(tx, &Hand::from(me), Act::ThreadJoined, member)?;
        }
        let keys: Vec<_> = new.iter().map(|member| member.key).collect();
        join(tx, seat.thread.key, &keys)?;
    }
    present(tx.conn(), seat.thread.key)
}

/// Removes people: oneself always, others as a grown-up. Returns the thread as it is then.
pub fn remove(tx: &mut Tx<'_>, me: &Me, seat: &Seat, ids: &[MemberId]) -> Result<Peopled> {
    if ids.is_empty() {
        return Err(Error::BadRequest("memberIds required"));
    }
    let key = seat.thread.key;
    if seat.thread.kind == Kind::Family {
        return Err(Error::Forbidden("forbidden"));
    }
    let people = queries::people(tx.conn(), key)?;
    let mut leaving = BTreeMap::new();
    for id in ids {
        match people.iter().find(|member| member.id == *id) {
            Some(member) => leaving.insert(member.key, member),
            None => return Err(Error::BadRequest("unknown_member")),
        };
    }
    let others = leaving.keys().any(|member| *member != me.key());
    if others && !guardians::may_remove_others(me.member().role) {
        return Err(Error::Forbidden("forbidden"));
    }
    if leaving.len() == people.len() {
        // A thread of nobody could be seen, kept or removed by nobody.
        return Err(Error::field("memberIds", "last_member"));
    }
    let staying: Vec<_> = people
        .iter()
        .filter(|member| !leaving.contains_key(&member.key))
        .cloned()
        .collect();
    guardians::refuse_unwatched(&staying)?;
    for member in leaving.into_values() {
        take_out(tx, &seat.thread, member)?;
        note(tx, &Hand::from(me), Act::ThreadLeft, member)?;
    }
    people_changed(tx, key)?;
    present(tx.conn(), key)
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

/// Counts a new message, which also moves the thread to the top.
pub(super) fn set_last_message(tx: &mut Tx<'_>, seat: &Seat, message: MessageKey) -> Result<()> {
    let (thread, now) = (&seat.thread, tx.now_ms());
    queries::set_last_message(tx.conn(), thread.family_key, thread.key, message, now)?;
    Ok(())
}

/// Moves a member's read mark forward; says whether it moved.
pub(super) fn set_read(tx: &mut Tx<'_>, seat: &Seat, message: MessageKey) -> Result<bool> {
    Ok(queries::set_read(tx.conn(), seat.thread.key, seat.member, message)? > 0)
}

fn create(
    tx: &mut Tx<'_>,
    family: FamilyKey,
    kind: Kind,
    title: Option<&str>,
    set: &BTreeSet<MemberKey>,
    reusable: bool,
) -> Result<ThreadKey> {
    let now = tx.now_ms();
    let key = queries::insert(tx.conn(), family, kind, title, &written(set), reusable, now)?;
    let people: Vec<_> = set.iter().copied().collect();
    queries::seat_people(tx.conn(), key, &people, now)?;
    tx.emit(Event::ThreadCreated { thread: key });
    Ok(key)
}

fn join(tx: &mut Tx<'_>, key: ThreadKey, people: &[MemberKey]) -> Result<()> {
    let now = tx.now_ms();
    queries::seat_people(tx.conn(), key, people, now)?;
    tx.emit(Event::ThreadJoined {
        thread: key,
        members: people.to_vec(),
    });
    people_changed(tx, key)
}

/// Writes down again who is in a thread, and what sort that makes it.
fn people_changed(tx: &mut Tx<'_>, key: ThreadKey) -> Result<()> {
    let set: BTreeSet<_> = queries::seated(tx.conn(), key)?.into_iter().collect();
    let kind = match queries::find(tx.conn(), key)?.kind {
        Kind::Direct if set.len() > 2 => Kind::Group,
        same => same,
    };
    queries::set_people(tx.conn(), key, kind, &written(&set))?;
    stir(tx, key)?;
    tx.emit(Event::ThreadUpdated { thread: key });
    Ok(())
}

/// A set of people as the column has it.
fn written(set: &BTreeSet<MemberKey>) -> String {
    let keys: Vec<String> = set.iter().map(|key| key.0.to_string()).collect();
    keys.join(",")
}
