//! Sample pages to look at: every page of the face with rich data, written as files.
//!
//! It checks nothing and is ignored by default; `HEARTH_GALLERY=<folder>` says where the pages go. Any
//! static file server on that folder shows them. The people are invented, the words are not
//! translated: they are what a family would have typed.

use std::fs;
use std::path::{Path, PathBuf};

use askama::Template;
use hearth::base::markup::Markup;
use hearth::base::words::Language;
use hearth::domain::members::{Habits, Looks, Shares, Theme};
use hearth::views::attachments::AttachmentView;
use hearth::views::docs::ApiDocsPage;
use hearth::views::errors::ErrorPage;
use hearth::views::frame::{Frame, Viewer};
use hearth::views::messages::{MessageView, MessagesFragment, QuoteView, ReactionView, arrange};
use hearth::views::people::Person;
use hearth::views::problems::Problems;
use hearth::views::seats::{Choice, NewThreadPage};
use hearth::views::sessions::{LoginPage, SetupForm, SetupPage};
use hearth::views::settings::SettingsPage;
use hearth::views::threads::{
    Composer, Landing, LastMessage, ShelfView, ThreadKind, ThreadPage, ThreadRow, ThreadView,
    ThreadsFragment, ThreadsPage,
};
use hearth::web::assets;
use jiff::{Timestamp, ToSpan, tz::TimeZone};

const NAMES: [&str; 9] = [
    "Anna Lindqvist",
    "Björn",
    "Grandma Inga",
    "Otis",
    "Mira",
    "שרה כהן",
    "ليلى",
    "Maximiliana-Theodora von Hohenzollern-Sigmaringen",
    "Uncle Paul",
];

#[test]
#[ignore = "writes sample pages to look at"]
fn sample_pages_are_written() {
    let folder =
        PathBuf::from(std::env::var_os("HEARTH_GALLERY").expect("HEARTH_GALLERY names a folder"));
    let gallery = Gallery { folder };
    gallery.assets();
    gallery.doors();
    gallery.lists();
    gallery.conversations();
    gallery.fragments();
    gallery.others();
}

struct Gallery {
    folder: PathBuf,
}

/// Every module's path among the static files.
fn scripts(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => scripts(&path),
            false => vec![path.to_string_lossy().replace("static/", "")],
        })
        .collect()
}

impl Gallery {
    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))
            .expect("the folder can be made");
        fs::write(path, content).expect("the page can be written");
    }

    fn page(&self, path: &str, page: &impl Template) {
        self.write(path, page.render().expect("the page renders"));
    }

    fn assets(&self) {
        let own = format!("members/{}.css", person(0).id);
        let icons = ["hearth.css", "icons/hearth.svg", &own];
        let modules = scripts(Path::new("static/js"));
        for path in modules.iter().map(String::as_str).chain(icons) {
            let asset = assets::find(path).expect("a listed file is there");
            self.write(&format!("assets/{}/{path}", assets::digest()), asset.bytes);
        }
        for (name, width, height, colours) in PICTURES {
            self.write(
                &format!("files/{name}.svg"),
                drawing(width, height, colours),
            );
        }
    }

    fn doors(&self) {
        let frame = frame(None);
        let problems = || {
            Problems::of([
                ("family", "required"),
                ("password", "too_short"),
                ("code", "wrong"),
            ])
        };
        let setup = |form, problems, code_given| SetupPage {
            frame: &frame,
            form,
            problems,
            code_given,
        };
        self.page(
            "setup.html",
            &setup(SetupForm::default(), Problems::none(), true),
        );
        self.page(
            "setup-problems.html",
            &setup(SetupForm::default(), problems(), false),
        );
        let login = |problems| LoginPage {
            frame: &frame,
            username: "anna".into(),
            next: String::new(),
            problems,
            may_found: false,
            passkeys: true,
        };
        self.page("login.html", &login(Problems::none()));
        self.page(
            "login-problem.html",
            &login(Problems::general("invalid_credentials")),
        );
    }

    fn lists(&self) {
        let frame = frame(Some(0));
        self.page(
            "index.html",
            &ThreadsPage {
                frame: &frame,
                rows: rows(12),
                shelf: ShelfView::Open(2),
                open: None,
            },
        );
        self.page(
            "index-many.html",
            &ThreadsPage {
                frame: &frame,
                rows: rows(40),
                shelf: ShelfView::Open(0),
                open: None,
            },
        );
        self.page(
            "index-empty.html",
            &ThreadsPage {
                frame: &frame,
                rows: Vec::new(),
                shelf: ShelfView::Open(0),
                open: None,
            },
        );
        let new = |people, problems| NewThreadPage {
            frame: &frame,
            choice: Choice {
                people,
                chosen: vec![person(2).id],
            },
            title: String::new(),
            problems,
        };
        let people = || (1..NAMES.len()).map(person).collect::<Vec<_>>();
        self.page("threads-new.html", &new(people(), Problems::none()));
        self.page(
            "threads-new-problem.html",
            &new(people(), Problems::of([("memberIds", "required")])),
        );
        self.page("threads-new-alone.html", &new(Vec::new(), Problems::none()));
    }

    fn conversations(&self) {
        let frame = frame(Some(0));
        let show = |thread: ThreadView, messages: Vec<MessageView>| ThreadPage {
            frame: &frame,
            me: person(0),
            rows: rows(12),
            shelf: ShelfView::Open(0),
            open: Some(thread.id.clone()),
            prev_cursor: (messages.len() > 15).then(|| "m0".to_owned()),
            items: arrange(&frame, messages),
            thread,
            landing: Landing::End,
            change_cursor: "c1".into(),
            next_cursor: None,
            newest: None,
            composer: Composer {
                idempotency_key: "00000000-0000-4000-8000-000000000000".into(),
                ..Composer::default()
            },
            may_remove_others: true,
            begins_late: false,
        };
        self.page("thread.html", &show(thread(0), family_talk()));
        self.page("thread-direct.html", &show(thread(1), direct_talk()));
        self.page("thread-empty.html", &show(thread(2), Vec::new()));
        self.page("thread-notes.html", &show(thread(3), notes()));
        self.page(
            "thread-window.html",
            &ThreadPage {
                next_cursor: Some("m9".into()),
                landing: Landing::Start,
                composer: Composer {
                    body: "A draft".into(),
                    problem: Some("too_long".into()),
                    ..Composer::default()
                },
                ..show(thread(0), family_talk())
            },
        );
    }

    fn fragments(&self) {
        let frame = frame(Some(0));
        self.page(
            "fragment-threads.html",
            &ThreadsFragment {
                frame: &frame,
                rows: rows(6),
                shelf: ShelfView::Open(0),
                open: None,
            },
        );
        self.page(
            "fragment-messages.html",
            &MessagesFragment {
                frame: &frame,
                items: arrange(&frame, direct_talk()),
                change_cursor: "c2".into(),
                has_more: false,
                prev_cursor: None,
                next_cursor: None,
            },
        );
    }

    fn others(&self) {
        let frame = frame(Some(0));
        let settings = |saved, proxies: Option<&str>| SettingsPage {
            frame: &frame,
            language: None,
            time_zone: Some("Europe/Stockholm".into()),
            saved,
            used: 1_230_000_000,
            quota: Some(5_000_000_000),
            proxies: proxies.map(str::to_owned),
            may_keep_programs: saved,
        };
        self.page("settings.html", &settings(false, None));
        self.page("settings-saved.html", &settings(true, None));
        let setting = "HEARTH_TRUSTED_PROXIES=127.0.0.1/32,172.18.0.2/32";
        self.page("settings-proxy.html", &settings(false, Some(setting)));
        let document = serde_json::from_str(API).expect("the sample is JSON");
        self.page("api-docs.html", &ApiDocsPage::new(&frame, &document));
        for (status, code) in [
            (403, "cross_site"),
            (404, "not_found"),
            (405, "method_not_allowed"),
            (408, "too_slow"),
            (410, "invitation_used"),
            (413, "too_large"),
            (421, "wrong_host"),
            (429, "too_many_requests"),
            (500, "server_error"),
            (503, "unavailable"),
            (507, "storage_full"),
        ] {
            let page = ErrorPage {
                frame: &frame,
                status,
                code: code.into(),
                request_id: "k3v7q2".into(),
                host: Some("family.example:8080".into()),
            };
            self.page(&format!("error-{status}.html"), &page);
        }
    }
}

const PICTURES: [(&str, u32, u32, [&str; 3]); 4] = [
    ("beach", 1600, 1067, ["#8cc6e7", "#f4dfb0", "#fff3c9"]),
    ("cake", 1067, 1600, ["#f3c9c0", "#8a4b32", "#ffe58a"]),
    ("forest", 1200, 1200, ["#bcd9a5", "#3f6b3c", "#fdf2cc"]),
    ("wide", 2400, 800, ["#e9c9f0", "#54417c", "#ffd9a8"]),
];

fn drawing(width: u32, height: u32, [sky, ground, sun]: [&str; 3]) -> String {
    let (third, two_thirds) = (height / 3, height * 2 / 3);
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'><rect width='100%' height='100%' \
         fill='{sky}'/><circle cx='70%' cy='{third}' r='{}' fill='{sun}'/><ellipse cx='40%' cy='{height}' rx='80%' \
         ry='{}' fill='{ground}'/></svg>",
        height / 8,
        height - two_thirds,
    )
}

fn now() -> Timestamp {
    "2026-11-22T18:42:00Z".parse().expect("a moment")
}

fn frame(me: Option<usize>) -> Frame {
    let theme = std::env::var("HEARTH_GALLERY_THEME").ok();
    let language = std::env::var("HEARTH_GALLERY_LANGUAGE").ok();
    Frame {
        language: language
            .and_then(|code| Language::with_code(&code))
            .unwrap_or_default(),
        zone: TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC),
        now: now(),
        looks: Looks {
            theme: theme
                .and_then(|code| Theme::parse(&code))
                .unwrap_or(Theme::Auto),
            ..Looks::default()
        },
        habits: Habits::default(),
        shares: Shares::default(),
        base: String::new(),
        assets: format!("/assets/{}", assets::digest()),
        live: me.map(|_| "/app/sample".to_owned()),
        me: me.map(|index| Viewer {
            id: person(index).id,
            name: NAMES[index].to_owned(),
            family_name: "The Lindqvists".to_owned(),
            family_picture: None,
        }),
    }
}

fn person(index: usize) -> Person {
    let ids = [
        "anna", "bjorn", "inga", "otis", "mira", "sara", "leila", "maxi", "paul",
    ];
    Person::new(format!("{:z<26}", ids[index]), NAMES[index])
}

fn thread(index: usize) -> ThreadView {
    let (kind, title, others): (_, Option<&str>, &[usize]) = match index % 8 {
        0 => (ThreadKind::Family, Some("Family Chat"), &[1, 2, 3, 4, 5]),
        1 => (ThreadKind::Direct, None, &[2]),
        2 => (ThreadKind::Group, None, &[1, 4]),
        3 => (ThreadKind::Group, None, &[]),
        4 => (
            ThreadKind::Group,
            Some("Summer house: who brings what, and who has the key to the boat shed"),
            &[1, 8, 7],
        ),
        5 => (ThreadKind::Direct, None, &[5]),
        6 => (ThreadKind::Direct, None, &[7]),
        _ => (ThreadKind::Group, Some("🎂 Otis turns eight"), &[1, 2, 6]),
    };
    ThreadView {
        id: format!("t{index}"),
        kind,
        title: title.map(ToOwned::to_owned),
        picture: None,
        others: others.iter().map(|&index| person(index)).collect(),
    }
}

fn rows(count: usize) -> Vec<ThreadRow> {
    let talk = [
        "The soup is on the stove, come when you like",
        "Can somebody fetch Otis from football at five? I am stuck in a meeting that will not end",
        "❤️",
        "",
        "https://example.org/a-very-long-address/that-never-ends/and-has-no-spaces-at-all",
        "שבת שלום לכולם",
        "مرحبا، كيف حالكم؟",
    ];
    let row = |index: usize| ThreadRow {
        thread: thread(index),
        last: (index % 8 != 2).then(|| LastMessage {
            author: person([2, 0, 3, 0, 8, 5, 7, 6][index % 8]),
            body: talk[index % talk.len()].to_owned(),
            attachments: 3,
            deleted: index % 11 == 10,
        }),
        updated_at: now() - i64::try_from(index * index * 5).expect("small").hours(),
        unread: [2, 0, 0, 0, 128, 1, 0, 0][index % 8],
        mentions: usize::from(index == 0),
        muted: index % 8 == 6,
        pinned: index == 0,
    };
    (0..count).map(row).collect()
}

struct Talk(Vec<MessageView>);

impl Talk {
    fn says(&mut self, author: usize, minutes_ago: i64, text: &str) -> &mut MessageView {
        let previous_id = self.0.last().map(|message| message.id.clone());
        self.0.push(MessageView {
            id: format!("m{}", self.0.len()),
            thread_id: "t0".into(),
            previous_id,
            author: person(author),
            body: Markup::of(text),
            created_at: now() - minutes_ago.minutes(),
            edited_at: None,
            deleted: false,
            attachments: Vec::new(),
            reply_to: None,
            reactions: Vec::new(),
        });
        self.0.last_mut().expect("just pushed")
    }
}

fn picture(index: usize) -> AttachmentView {
    let (name, width, height, _) = PICTURES[index];
    AttachmentView {
        id: format!("f{index}"),
        name: format!("{name}.jpg"),
        url: Some(format!("/files/{name}.svg")),
        media_type: "image/jpeg".into(),
        size: 2_400_000,
        width: Some(width),
        height: Some(height),
        ..AttachmentView::default()
    }
}

fn document(name: &str, size: u64) -> AttachmentView {
    AttachmentView {
        name: name.into(),
        size,
        media_type: "application/octet-stream".into(),
        width: None,
        ..picture(0)
    }
}

fn family_talk() -> Vec<MessageView> {
    let mut talk = Talk(Vec::new());
    talk.says(2, 2 * 1440, "Good morning my dears! The first snow is here. I have put the kettle on and there are cinnamon buns for whoever comes first.");
    talk.says(1, 2 * 1440 - 3, "On our way!!");
    talk.says(3, 2 * 1440 - 4, "❄️⛄");
    talk.says(3, 2 * 1440 - 5, "can we build a snowman grandma");
    let reply = talk.says(
        2,
        2 * 1440 - 9,
        "Of course we can, my treasure. Bring the carrot.",
    );
    reply.reply_to = Some(QuoteView {
        id: "m3".into(),
        author_name: NAMES[3].into(),
        excerpt: "can we build a snowman grandma".into(),
    });
    reply.reactions = vec![
        ReactionView {
            emoji: "🥕".into(),
            count: 2,
            names: vec!["Otis".into(), "Mira".into()],
            member_ids: vec![person(3).id, person(4).id],
        },
        ReactionView {
            emoji: "❤️".into(),
            count: 4,
            names: vec!["Anna".into(), "Björn".into(), "Mira".into(), "Otis".into()],
            member_ids: vec![person(0).id, person(1).id, person(4).id, person(3).id],
        },
    ];
    talk.says(0, 1440 + 300, "From yesterday, before it all melted")
        .attachments = vec![picture(0), picture(1), picture(2)];
    talk.says(0, 1440 + 299, "The big one is two metres. Björn measured.")
        .edited_at = Some(now());
    talk.says(5, 1440 + 200, "שבת שלום! איזה יופי 😍\nWe miss you all.");
    talk.says(6, 1440 + 120, "صور جميلة جدا، شكرا لكم");
    talk.says(8, 1440 + 100, "").deleted = true;
    talk.says(7, 400, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft, and a link: https://example.org/winter/2026/photographs/of/the/snowman/that/never/ends?size=large&from=grandma");
    talk.says(1, 320, "The list for next weekend:\n- boots\n- the big thermos\n- board games (NOT Monopoly)\n\nTrain leaves 9:12 from platform 4. Don’t be late, it’s the last one before the works.");
    talk.says(1, 319, "").attachments = vec![
        document("Packing list – final FINAL (2).pdf", 184_320),
        document("song.mp3", 4_812_345),
    ];
    talk.says(0, 318, "👍");
    talk.says(4, 60, "").attachments = vec![picture(1)];
    talk.says(4, 59, "look at the cake I made").attachments = vec![picture(3)];
    talk.says(2, 41, "Oh how lovely! You have your great-grandfather’s hands, he was a baker too, in Gävle, before the war. I will tell you about him when you come. Did I ever show you his recipe book?");
    talk.says(0, 12, "She hasn’t stopped talking about it, Mum.");
    talk.says(0, 11, "We bring it on Sunday, what is left of it 😄");
    talk.says(2, 2, "The soup is on the stove, come when you like")
        .attachments = vec![picture(2), picture(0), picture(1), picture(3), picture(2)];
    talk.0
}

fn direct_talk() -> Vec<MessageView> {
    let mut talk = Talk(Vec::new());
    talk.says(
        2,
        180,
        "Anna dear, how do I make the letters bigger on this thing?",
    );
    talk.says(0, 178, "Settings, then type size. Shall I call you?");
    talk.says(2, 177, "No no. I found it!");
    talk.says(2, 176, "🎉");
    talk.says(0, 175, "❤️");
    talk.says(0, 5, "See you at six");
    talk.0
}

fn notes() -> Vec<MessageView> {
    let mut talk = Talk(Vec::new());
    talk.says(0, 600, "Milk, eggs, cardamom");
    talk.says(0, 30, "Wi-Fi at the summer house: seagull-lamp-onion-7");
    talk.0
}

const API: &str = r##"{"info":{"title":"Hearth","version":"0.1.0","description":"The JSON API of a family’s chat."},
"components":{"schemas":{"Thread":{"type":"object","properties":{"id":{"type":"string","example":"k3v7q2"},
"title":{"type":["string","null"]},"memberIds":{"type":"array","items":{"type":"string"}}}}}},
"paths":{"/api/threads":{"get":{"tags":["Threads"],"summary":"List threads","description":"Newest activity first.",
"parameters":[{"name":"limit","in":"query","schema":{"type":"integer"},"description":"How many, 200 at most."},
{"name":"cursor","in":"query","schema":{"type":"string"},"description":"Where to go on."}],
"responses":{"200":{"description":"The threads.","content":{"application/json":{"schema":{"type":"array","items":
{"$ref":"#/components/schemas/Thread"}}}}},"401":{"description":"Nobody is signed in."}}},
"post":{"tags":["Threads"],"summary":"Create or resolve a thread","requestBody":{"content":{"application/json":
{"schema":{"$ref":"#/components/schemas/Thread"}}}},"responses":{"201":{"description":"The thread."}}}},
"/api/messages/{id}":{"delete":{"tags":["Messages"],"summary":"Delete a message","responses":{"204":{"description":"It is gone."}}}}}}"##;
