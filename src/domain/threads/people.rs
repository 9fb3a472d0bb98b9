//! Who comes into a thread and who leaves it, and what newcomers see of what was said before.

use std::collections::{BTreeMap, BTreeSet};

use diesel::SqliteConnection;

use super::{Kind, Peopled, Seat, Thread, known, peopled, present, queries, stir, written};
use crate::base::error::{Error, Result};
use crate::base::event::Event;
use crate::base::ids::{MemberId, MemberKey, MessageKey, ThreadKey};
use crate::domain::audit::{self, Act, Hand};
use crate::domain::guardians;
use crate::domain::members::{Me, Member, Role};
use crate::store::Tx;

/// How much of what was said before somebody sees who is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum History {
    /// Everything.
    #[default]
    All,
    /// Only what is said from now on.
    FromNow,
}

/// Lets a newcomer into the family's thread.
pub(in crate::domain) fn welcome(tx: &mut Tx<'_>, newcomer: &Member) -> Result<()> {
    let key = queries::family_thread(tx.conn(), newcomer.family_key)?;
    join(tx, key, &[newcomer.key], MessageKey(0))
}

/// Takes somebody out of the family's thread, as when they are a guest from now on.
pub(in crate::domain) fn dismiss(tx: &mut Tx<'_>, member: &Member) -> Result<()> {
    let key = queries::family_thread(tx.conn(), member.family_key)?;
    let thread = queries::find(tx.conn(), key)?;
    take_out(tx, &thread, member)?;
    people_changed(tx, key)
}

/// Lets a guest into a thread that somebody in it chose for them.
pub(in crate::domain) fn let_in(
    tx: &mut Tx<'_>,
    key: ThreadKey,
    guest: &Member,
    hand: &Hand,
) -> Result<()> {
    let mut people = queries::people(tx.conn(), key)?;
    people.push(guest.clone());
    guardians::refuse_unwatched(&people)?;
    note(tx, hand, Act::ThreadJoined, guest)?;
    join(tx, key, &[guest.key], MessageKey(0))
}

/// After somebody's standing changed: tells their threads, and takes guests out of those where they
/// would be left alone with a child.
pub(in crate::domain) fn standing_changed(
    tx: &mut Tx<'_>,
    member: &Member,
    hand: &Hand,
) -> Result<()> {
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

/// Adds people of the same family. Who is in it already stays as they are; who was in it before has from
/// now on the history they are given now.
pub fn add(
    tx: &mut Tx<'_>,
    me: &Me,
    seat: &Seat,
    ids: &[MemberId],
    history: History,
) -> Result<Peopled> {
    if ids.is_empty() {
        return Err(Error::BadRequest("memberIds required"));
    }
    let chosen = known(tx.conn(), me, ids)?;
    refuse_family(seat)?;
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
        let since = match history {
            History::All => MessageKey(0),
            History::FromNow => last_message(tx, seat.thread.key)?,
        };
        join(tx, seat.thread.key, &keys, since)?;
    }
    present(tx.conn(), seat.thread.key)
}

/// Removes people: oneself always, others as a grown-up. Returns the thread as it is then.
pub fn remove(tx: &mut Tx<'_>, me: &Me, seat: &Seat, ids: &[MemberId]) -> Result<Peopled> {
    if ids.is_empty() {
        return Err(Error::BadRequest("memberIds required"));
    }
    let key = seat.thread.key;
    refuse_family(seat)?;
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

/// The thread of a seat with its people, if they come and go by hand: for pages that offer it.
pub fn changeable(conn: &mut SqliteConnection, seat: &Seat) -> Result<Peopled> {
    refuse_family(seat)?;
    peopled(conn, seat)
}

/// The family's thread gains newcomers by itself, and nobody else by hand.
fn refuse_family(seat: &Seat) -> Result<()> {
    match seat.thread.kind {
        Kind::Family => Err(Error::Forbidden("forbidden")),
        Kind::Group | Kind::Direct => Ok(()),
    }
}

/// The newest message of a thread as this write sees it; before the first, a key below all.
fn last_message(tx: &mut Tx<'_>, key: ThreadKey) -> Result<MessageKey> {
    let thread = queries::find(tx.conn(), key)?;
    Ok(thread.last_message_key.unwrap_or(MessageKey(0)))
}

fn join(tx: &mut Tx<'_>, key: ThreadKey, people: &[MemberKey], since: MessageKey) -> Result<()> {
    let now = tx.now_ms();
    queries::seat_people(tx.conn(), key, people, since, now)?;
    write_people(tx, key)?;
    tx.emit(Event::ThreadJoined {
        thread: key,
        members: people.to_vec(),
    });
    Ok(())
}

/// Somebody is gone: who is in the thread is written down, and told to those who stay.
fn people_changed(tx: &mut Tx<'_>, key: ThreadKey) -> Result<()> {
    write_people(tx, key)?;
    tx.emit(Event::ThreadUpdated { thread: key });
    Ok(())
}

/// Writes down again who is in a thread, and what sort that makes it.
fn write_people(tx: &mut Tx<'_>, key: ThreadKey) -> Result<()> {
    let set: BTreeSet<_> = queries::seated(tx.conn(), key)?.into_iter().collect();
    let kind = match queries::find(tx.conn(), key)?.kind {
        Kind::Direct if set.len() > 2 => Kind::Group,
        same => same,
    };
    queries::set_people(tx.conn(), key, kind, &written(&set))?;
    stir(tx, key)
}
