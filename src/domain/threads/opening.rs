//! Starting a thread, or finding the one that people have already.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::{Kind, Peopled, known, present, queries, stir, written};
use crate::base::error::{Error, Result};
use crate::base::event::Event;
use crate::base::ids::{FamilyKey, MemberId, MemberKey, MessageKey, ThreadKey};
use crate::base::text;
use crate::domain::guardians;
use crate::domain::members::{self, Me, Member, Role};
use crate::store::Tx;

/// What a thread is to be.
#[derive(Clone, Debug)]
pub struct Opening {
    /// With whom; the opener is always added.
    pub member_ids: Vec<MemberId>,
    /// What to call it.
    pub title: Option<String>,
    /// Which thread of exactly these people will do if there is one.
    pub reuse: Reuse,
}

/// Which of the threads that some people have already is the one that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reuse {
    /// The one they are found by; a title given now renames it.
    Any,
    /// With a title only one that is called just so, without a title as `Any`. What is started so is a
    /// topic of its own: it is found by its title and never in the place of the usual one.
    SameTitle,
    /// None: another topic among the same people, whatever there is.
    Never,
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

    let (existing, is_usual) = match (opening.reuse, &title) {
        (Reuse::Any, _) | (Reuse::SameTitle, None) => {
            (of_exactly(tx.conn(), me.family(), &set)?, true)
        }
        (Reuse::SameTitle, Some(title)) => {
            let called = queries::oldest_called(tx.conn(), me.family(), &written(&set), title);
            (called.optional()?, false)
        }
        (Reuse::Never, _) => (None, false),
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
            create(tx, me.family(), kind, title.as_deref(), &set, is_usual)?
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
pub(in crate::domain) fn open_for_family(
    tx: &mut Tx<'_>,
    founder: &Member,
    title: &str,
) -> Result<ThreadKey> {
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
    queries::seat_people(tx.conn(), key, &people, MessageKey(0), now)?;
    tx.emit(Event::ThreadCreated { thread: key });
    Ok(key)
}
