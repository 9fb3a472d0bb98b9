//! The made-up family moves into a fresh data folder, through the same rules as a real one.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::demo::photos::develop;
use super::demo::{Kind, Line, Person, Scene, Story};
use crate::base::background::in_background;
use crate::base::clock::moment;
use crate::base::error::{Error, Result};
use crate::base::ids::{MemberKey, MessageKey, ThreadKey};
use crate::base::token;
use crate::base::words::Language;
use crate::domain::arrivals::{self, Founding, Others};
use crate::domain::audit::Hand;
use crate::domain::members::{Member, NewMember, Role};
use crate::domain::messages::{self, Past, PastFile};
use crate::domain::origin::Origin;
use crate::domain::sessions::at_command_line;
use crate::domain::threads::{self, Opening, Reuse};
use crate::media;
use crate::store::Tx;
use crate::store::blobs::Blobs;
use crate::web::pages::setup::system_time_zone;
use crate::web::site::Site;

/// Lines written in one transaction: large enough that the disk is waited for rarely.
const AT_ONCE: usize = 100_000;
/// What was said in this time nobody but its author has read yet.
const UNREAD_MS: i64 = 3 * 60 * 60 * 1000;

/// Fills the folder with `count` messages; a folder with a family is left alone.
pub(super) async fn move_in(site: &Site, count: u64) -> Result<Value> {
    let now = moment(site.store.clock().now_ms());
    let mut story = Story::new();
    story.utc_offset_secs = TimeZone::system().to_offset(now).seconds();
    let password = format!("{}-{}", token::random_code(), token::random_code());
    let password_hash = site.hasher.hash("password", &password, &[]).await?;

    let (family, cast) = (story.family, story.people);
    let people = site
        .store
        .write(move |tx| found(tx, family, cast, &password_hash))
        .await?
        .value;
    site.forget_setup_code();
    let plans = story.threads.clone();
    let members = people.clone();
    let threads = site
        .store
        .write(move |tx| {
            plans
                .iter()
                .map(|plan| open(tx, plan, &members))
                .collect::<Result<Vec<_>>>()
        })
        .await?
        .value;
    let photos = in_background({
        let blobs = site.blobs.clone();
        move || store_photos(&blobs)
    })
    .await?;

    let total = usize::try_from(count).map_err(|_| Error::TooLarge)?;
    let mut told: Vec<Vec<MessageKey>> = vec![Vec::new(); threads.len()];
    let mut read: HashMap<ThreadKey, MessageKey> = HashMap::new();
    let mut lines = story.lines(now, total).peekable();
    while lines.peek().is_some() {
        // A chunk ends where a line answers one of the same chunk, whose key is not known yet.
        let mut chunk = Vec::new();
        while let Some(line) = lines.peek() {
            let answers_pending = line
                .reply_to
                .is_some_and(|at| at >= told[line.thread].len());
            if chunk.len() >= AT_ONCE || answers_pending {
                break;
            }
            let Some(line) = lines.next() else { break };
            chunk.push((line.thread, past(line, &threads, &people, &told, &photos)));
        }
        let (places, pasts): (Vec<usize>, Vec<Past>) = chunk.into_iter().unzip();
        let times: Vec<i64> = pasts.iter().map(|past| past.at).collect();
        let keys = site
            .store
            .write(move |tx| messages::record(tx, &pasts))
            .await?
            .value;
        for ((place, key), at) in places.into_iter().zip(keys).zip(times) {
            told[place].push(key);
            if at < now.as_millisecond() - UNREAD_MS {
                read.insert(threads[place], key);
            }
        }
    }
    site.store
        .write(move |tx| {
            read.into_iter()
                .try_for_each(|(thread, key)| messages::read_by_all(tx, thread, key))
        })
        .await?;

    let usernames: Vec<_> = cast
        .iter()
        .map(|person| json!({ "name": person.name, "username": person.username, "role": person.role }))
        .collect();
    Ok(json!({
        "family": family,
        "messages": total,
        "username": cast[0].username,
        "password": password,
        "people": usernames,
    }))
}

/// Founds the family with its first person and admits the others, in order.
fn found(
    tx: &mut Tx<'_>,
    family: &str,
    cast: &[Person],
    password_hash: &str,
) -> Result<Vec<Member>> {
    let founding = Founding {
        family: family.to_owned(),
        name: cast[0].name.to_owned(),
        username: cast[0].username.to_owned(),
        password_hash: password_hash.to_owned(),
        language: Language::default().code(),
        time_zone: system_time_zone(),
        origin: Origin::default(),
    };
    let (family, founder) = arrivals::found(tx, &founding, Others::Refused)?;
    let mut people = vec![founder];
    for person in &cast[1..] {
        let new = NewMember {
            name: person.name.to_owned(),
            username: person.username.to_owned(),
            role: Role::parse(person.role).unwrap_or(Role::Adult),
            password_hash: password_hash.to_owned(),
        };
        people.push(arrivals::admit(tx, family.key, &new, &Hand::host())?);
    }
    Ok(people)
}

fn open(tx: &mut Tx<'_>, plan: &super::demo::Plan, people: &[Member]) -> Result<ThreadKey> {
    let opener = people[plan.members[0]].clone();
    if plan.kind == Kind::Family {
        return threads::of_family(tx.conn(), opener.family_key);
    }
    let opening = Opening {
        member_ids: plan
            .members
            .iter()
            .map(|member| people[*member].id.clone())
            .collect(),
        title: plan.title.map(str::to_owned),
        reuse: Reuse::Any,
    };
    let me = at_command_line(opener)?;
    Ok(threads::open(tx, &me, &opening)?.thread.key)
}

fn past(
    line: Line,
    threads: &[ThreadKey],
    people: &[Member],
    told: &[Vec<MessageKey>],
    photos: &HashMap<Scene, PastFile>,
) -> Past {
    let key = |person: usize| -> MemberKey { people[person].key };
    Past {
        thread: threads[line.thread],
        author: key(line.author),
        body: line.body.into_owned(),
        at: line.at.as_millisecond(),
        reply_to: line
            .reply_to
            .and_then(|at| told[line.thread].get(at).copied()),
        files: line
            .photos
            .iter()
            .filter_map(|scene| photos.get(scene).cloned())
            .collect(),
        reactions: line
            .reactions
            .into_iter()
            .map(|(person, emoji)| (key(person), emoji.to_owned()))
            .collect(),
        edited_from: line.edited_from.map(|text| text.into_owned()),
        is_deleted: line.deleted,
    }
}

/// Draws every photo once and keeps its content; a photo sent twice is one file on disk.
fn store_photos(blobs: &Blobs) -> Result<HashMap<Scene, PastFile>> {
    develop()
        .into_iter()
        .map(|(scene, jpeg)| {
            let mut incoming = blobs.receive()?;
            incoming.write(&jpeg)?;
            let probe = media::probe(incoming.start(), incoming.path());
            let file = PastFile {
                name: scene.file_name().to_owned(),
                kept: blobs.keep(incoming)?,
                probe,
            };
            Ok((scene, file))
        })
        .collect()
}
