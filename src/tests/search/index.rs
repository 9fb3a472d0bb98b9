//! The index says what the messages say, whatever becomes of them.

use hearth::base::ids::{MemberId, ThreadId};
use hearth::domain::members::{self, Member};
use hearth::domain::messages::{Past, record};
use hearth::domain::search::{Question, search};
use hearth::domain::sessions::at_command_line;
use hearth::domain::threads::{self, Peopled};
use hearth::store::Tx;
use serde_json::json;

use super::{found, index_is_true, say, thread};
use crate::support::Who::{Anna, Ben};
use crate::support::{App, database};

#[test]
fn what_was_edited_is_found_by_its_new_words_only_and_what_was_removed_by_none() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let edited = say(&anna, &id, "we meet on munday");
    let removed = say(&anna, &id, "we meet in secret");
    let path = |message: &str| format!("/api/messages/{message}");
    anna.patch(&path(&edited), &json!({ "body": "we meet on Tuesday" }))
        .expect(200);
    anna.patch(&path(&removed), &json!({ "body": "we meet in the attic" }))
        .expect(200);
    anna.delete(&path(&removed)).expect(204);
    for words in ["munday", "secret", "attic"] {
        assert_eq!(found(&anna, words), [""; 0], "{words}");
    }
    assert_eq!(found(&anna, "meet"), ["we meet on Tuesday"]);
    // Files alone have no words; words may come later, and go again.
    let file = anna
        .request("POST", "/api/files")
        .multipart(&[], &[("file", "lake.txt", b"x")])
        .send()
        .json();
    let bare = anna
        .post(
            &format!("/api/threads/{id}/messages"),
            &json!({ "fileIds": [file["file"]["id"]] }),
        )
        .expect(201)
        .json();
    let bare = bare["message"]["id"].as_str().expect("an id").to_owned();
    for (body, expected) in [("a calm lake", vec!["a calm lake"]), ("", vec![])] {
        anna.patch(&path(&bare), &json!({ "body": body }))
            .expect(200);
        assert_eq!(found(&anna, "calm"), expected);
    }
    index_is_true(&app);
}

#[test]
fn removed_words_are_on_no_page_of_the_database() {
    const WORD: &str = "quetzalcoatlus";
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    // Enough around it that the index has pages of its own for old words.
    for number in 0..40 {
        say(&anna, &id, &format!("a word{number} and another{number}"));
    }
    let message = say(&anna, &id, &format!("have you seen the {WORD}?"));
    say(&anna, &id, "no");
    anna.delete(&format!("/api/messages/{message}")).expect(204);
    index_is_true(&app);
    let folder = app.into_folder();
    let file = std::fs::read(folder.path().join("hearth.db")).expect("the database");
    let there = |needle: &str| file.windows(needle.len()).any(|at| at == needle.as_bytes());
    assert!(
        there("have you") || there("another39"),
        "the words of others are there"
    );
    assert!(!there(WORD));
}

/// The family's thread, and Anna.
fn family(tx: &mut Tx<'_>) -> hearth::base::error::Result<(Peopled, Member)> {
    let anna = members::by_username(tx.conn(), "anna")?;
    let key = threads::of_family(tx.conn(), anna.family_key)?;
    Ok((threads::present(tx.conn(), key)?, anna))
}

#[test]
fn messages_of_the_past_are_found_as_they_are_now() {
    let app = App::start();
    app.store()
        .write_here(|tx| {
            let (peopled, anna) = family(tx)?;
            let past = |body: &str| Past {
                thread: peopled.thread.key,
                author: anna.key,
                body: body.to_owned(),
                at: 1,
                reply_to: None,
                files: Vec::new(),
                reactions: Vec::new(),
                edited_from: None,
                is_deleted: false,
            };
            let edited = Past {
                edited_from: Some("long ago in Parys".to_owned()),
                ..past("long ago in Paris")
            };
            let removed = Past {
                is_deleted: true,
                ..past("long ago in Rome")
            };
            let both = Past {
                is_deleted: true,
                ..edited.clone()
            };
            record(
                tx,
                &[past("long ago in Oslo"), edited, removed, both, past("")],
            )
            .map(drop)
        })
        .expect("it commits");
    let ben = app.browser(Ben);
    assert_eq!(
        found(&ben, "long ago"),
        ["long ago in Paris", "long ago in Oslo"]
    );
    assert_eq!(found(&ben, "parys"), [""; 0]);
    index_is_true(&app);
}

#[test]
fn the_index_is_made_anew_from_what_was_said_before() {
    use diesel_migrations::MigrationHarness;
    use hearth::store::sqlite::MIGRATIONS;
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let gone = say(&anna, &id, "before the index, and gone");
    say(&anna, &id, "before the index");
    anna.delete(&format!("/api/messages/{gone}")).expect(204);
    let folder = app.into_folder();
    {
        let mut conn = database::open(&folder.path().join("hearth.db"));
        while !database::texts(
            &mut conn,
            "SELECT name AS answer FROM sqlite_schema WHERE name = 'messages_fts'",
        )
        .is_empty()
        {
            conn.revert_last_migration(MIGRATIONS)
                .expect("it goes down");
        }
    }
    let app = App::on(folder, hearth::base::clock::Clock::system(), &[]);
    assert_eq!(found(&app.browser(Ben), "index"), ["before the index"]);
    index_is_true(&app);
    let seen = app
        .store()
        .reader()
        .read(|conn| {
            let anna = members::by_username(conn, "anna")?;
            let me = at_command_line(anna)?;
            let question = Question {
                text: "index".to_owned(),
                thread: Some(ThreadId::from_outside(id.clone())),
                author: Some(MemberId::from_outside(Anna.id())),
                limit: 1,
                ..Question::default()
            };
            search(conn, &me, &question)
        })
        .expect("it is found");
    assert_eq!(seen.found[0].snippet.pieces()[1], ("index", true));
}
