//! Catching up: whoever was away, for a minute or a month, ends up with exactly what is there.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::{ids_of, read, say, thread};
use crate::support::Who::{Anna, Ben, Inga, Tilda};
use crate::support::client::percent;
use crate::support::{App, Client, Who, at_once};

#[test]
fn whoever_is_away_catches_up_without_a_gap_while_others_write() {
    // Writers of every kind, and a reader who does nothing but ask what changed: when all is quiet,
    // what the reader pieced together is what is there.
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben, Tilda, Inga]);
    let mut cursor = read(&anna, &id, "")["changeCursor"]
        .as_str()
        .expect("a cursor")
        .to_owned();
    let is_over = AtomicBool::new(false);
    let mut known: HashMap<String, Value> = HashMap::new();
    std::thread::scope(|scope| {
        let writers = scope.spawn(|| {
            at_once(6, |number| {
                let client = app.program([Anna, Ben, Tilda][number % 3]);
                let mut own = Vec::new();
                for turn in 0..25 {
                    own.push(say(&client, &id, &format!("{number} {turn}")));
                    let one = &own[(turn * 7) % own.len()];
                    let path = format!("/api/messages/{one}");
                    match turn % 4 {
                        0 => drop(client.patch(&path, &json!({ "body": format!("again {turn}") }))),
                        1 => drop(client.put(&format!("{path}/reactions/{}", percent("👍")))),
                        2 if turn % 8 == 2 => drop(client.delete(&path)),
                        _ => {}
                    }
                }
            });
            is_over.store(true, Ordering::SeqCst);
        });
        let reader = app.program(Inga);
        let mut limit = 1;
        loop {
            let was_over = is_over.load(Ordering::SeqCst);
            limit = limit % 9 + 1;
            let changes = read(&reader, &id, &format!("since={cursor}&limit={limit}"));
            let messages = changes["messages"].as_array().expect("a list");
            assert!(messages.len() <= limit);
            for message in messages {
                known.insert(
                    message["id"].as_str().expect("an id").to_owned(),
                    message.clone(),
                );
            }
            cursor = changes["changeCursor"]
                .as_str()
                .expect("a cursor")
                .to_owned();
            if was_over && changes["hasMore"] == false {
                break;
            }
        }
        writers.join().expect("they write to the end");
    });
    let page = read(&anna, &id, "limit=200");
    let real: HashMap<String, Value> = page["messages"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|message| {
            (
                message["id"].as_str().expect("an id").to_owned(),
                message.clone(),
            )
        })
        .collect();
    assert_eq!(real.len(), 150);
    assert_eq!(known, real);
    assert_eq!(page["changeCursor"], cursor);
}

/// What a thread is, told without a database.
#[derive(Default)]
struct Model {
    /// In order of posting: id, body, whether it is there, reactions, its last change.
    messages: Vec<Said>,
    changes: usize,
}

struct Said {
    id: String,
    author: Who,
    body: String,
    is_deleted: bool,
    reactions: BTreeMap<Who, bool>,
    change: usize,
}

impl Model {
    fn changed(&mut self, at: usize) {
        self.changes += 1;
        self.messages[at].change = self.changes;
    }

    fn as_seen(&self, range: std::ops::Range<usize>) -> Vec<(String, String, bool)> {
        self.messages[range]
            .iter()
            .map(|said| (said.id.clone(), said.body.clone(), said.is_deleted))
            .collect()
    }
}

fn seen(page: &Value) -> Vec<(String, String, bool)> {
    let messages = page["messages"].as_array().expect("a list");
    messages
        .iter()
        .map(|message| {
            (
                message["id"].as_str().expect("an id").to_owned(),
                message["body"].as_str().expect("text").to_owned(),
                message["deletedAt"].is_string(),
            )
        })
        .collect()
}

/// A small generator: the walk is the same each time for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound.max(1)
    }
}

#[test]
fn a_random_walk_of_changes_reads_as_a_naive_model_says() {
    let app = App::start();
    for seed in 1..=6 {
        walk(&app, seed);
    }
}

fn walk(app: &App, seed: u64) {
    let id = thread(&app.browser(Anna), &[Ben, Tilda]);
    let people = [Anna, Ben, Tilda];
    let clients: HashMap<Who, Client> = people
        .into_iter()
        .map(|who| (who, app.program(who)))
        .collect();
    let mut dice = Dice(seed);
    let mut model = Model::default();
    let mut cursors = vec![(read(&clients[&Anna], &id, "")["changeCursor"].clone(), 0)];
    for step in 0..60 {
        let who = people[dice.below(3)];
        let client = &clients[&who];
        let at = dice.below(model.messages.len());
        match dice.below(8) {
            4 if !model.messages.is_empty() => {
                let said = &model.messages[at];
                let body = format!("edit {step}");
                let expected = match (said.author == who, said.is_deleted) {
                    (false, _) => 403,
                    (true, true) => 404,
                    (true, false) => 200,
                };
                client
                    .patch(
                        &format!("/api/messages/{}", said.id),
                        &json!({ "body": body }),
                    )
                    .expect(expected);
                if expected == 200 {
                    model.messages[at].body = body;
                    model.changed(at);
                }
            }
            5 if !model.messages.is_empty() => {
                let said = &model.messages[at];
                let may = said.author == who || who == Anna;
                client
                    .delete(&format!("/api/messages/{}", said.id))
                    .expect(if may { 204 } else { 403 });
                if may && !said.is_deleted {
                    let said = &mut model.messages[at];
                    (said.is_deleted, said.body) = (true, String::new());
                    said.reactions.clear();
                    model.changed(at);
                }
            }
            6 | 7 if !model.messages.is_empty() => {
                let said = &model.messages[at];
                let path = format!("/api/messages/{}/reactions/{}", said.id, percent("👍"));
                let had = said.reactions.get(&who).copied().unwrap_or(false);
                let (answer, has) = match dice.below(2) {
                    0 => (client.put(&path), true),
                    _ => (client.delete(&path), false),
                };
                let expected = if has && said.is_deleted { 404 } else { 204 };
                let answer = answer.expect(expected);
                if answer.status == 204 && has != had {
                    model.messages[at].reactions.insert(who, has);
                    model.changed(at);
                }
            }
            _ => {
                let body = format!("message {step}");
                model.messages.push(Said {
                    id: say(client, &id, &body),
                    author: who,
                    body,
                    is_deleted: false,
                    reactions: BTreeMap::new(),
                    change: 0,
                });
                model.changed(model.messages.len() - 1);
            }
        }
        let count = model.messages.len();
        let limit = dice.below(7) + 1;
        let reader = &clients[&people[dice.below(3)]];
        if count > 0 {
            let at = dice.below(count);
            let anchor = model.messages[at].id.clone();
            let page = |place: &str| read(reader, &id, &format!("{place}={anchor}&limit={limit}"));
            let after = at + 1..(at + 1 + limit).min(count);
            assert_eq!(
                seen(&page("cursor")),
                model.as_seen(after),
                "seed {seed}, step {step}"
            );
            let before = at.saturating_sub(limit)..at;
            assert_eq!(
                seen(&page("before")),
                model.as_seen(before),
                "seed {seed}, step {step}"
            );
            let half = limit / 2;
            let around = at.saturating_sub(half)..(at + limit - half).min(count);
            assert_eq!(
                seen(&page("around")),
                model.as_seen(around),
                "seed {seed}, step {step}"
            );
        }
        // From any state that was ever seen, the changes since are the model's, in order.
        let (cursor, state) = cursors[dice.below(cursors.len())].clone();
        let cursor = cursor.as_str().expect("a cursor").to_owned();
        let mut expected: Vec<&Said> = model
            .messages
            .iter()
            .filter(|said| said.change > state)
            .collect();
        expected.sort_by_key(|said| said.change);
        let (mut caught, mut since) = (Vec::new(), cursor);
        loop {
            let changes = read(reader, &id, &format!("since={since}&limit={limit}"));
            caught.extend(seen(&changes));
            since = changes["changeCursor"]
                .as_str()
                .expect("a cursor")
                .to_owned();
            if changes["hasMore"] == false {
                break;
            }
        }
        let expected: Vec<_> = expected
            .into_iter()
            .map(|said| (said.id.clone(), said.body.clone(), said.is_deleted))
            .collect();
        assert_eq!(caught, expected, "seed {seed}, step {step}");
        cursors.push((json!(since), model.changes));
    }
    let page = read(&clients[&Ben], &id, "limit=200");
    for (message, said) in page["messages"]
        .as_array()
        .expect("a list")
        .iter()
        .zip(&model.messages)
    {
        let expected: Vec<String> = said
            .reactions
            .iter()
            .filter(|(_, has)| **has)
            .map(|(who, _)| who.id())
            .collect();
        let mut found = ids_of(&message["reactions"][0]["memberIds"]);
        found.sort();
        let mut expected = expected;
        expected.sort();
        assert_eq!(found, expected, "seed {seed}");
    }
}
