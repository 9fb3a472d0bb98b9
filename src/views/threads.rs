//! Conversations: the list of them, and one that is open.
//!
//! The list is made for one member (their unread counts), the messages inside are made for everybody.

use askama::Template;
use jiff::Timestamp;

use super::acts::USUAL;
use super::attachments::AttachmentView;
use super::frame::Frame;
use super::messages::{Item, MessageView, QuoteView};
use super::people::Person;
use crate::base::markup;
use crate::base::words::Word;
use crate::domain::arrivals::FAMILY_THREAD;

/// Faces shown for a thread of several.
const FACES: usize = 2;
/// A list shows the beginning of a message, not ten thousand characters of it.
const EXCERPT_CHARS: usize = 120;
const UNREAD_SHOWN: usize = 99;

/// What kind of thread it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThreadKind {
    /// The whole family's.
    Family,
    /// Several people's.
    Group,
    /// Two people's.
    Direct,
}

/// A thread's name and people.
#[derive(Clone, Debug)]
pub struct ThreadView {
    /// Its id.
    pub id: String,
    /// What kind it is.
    pub kind: ThreadKind,
    /// The title somebody gave it.
    pub title: Option<String>,
    /// Path of the picture somebody gave it, from [`super::people::thread_picture_path`].
    pub picture: Option<String>,
    /// Everybody in it but the reader; nobody for the reader's own notes.
    pub others: Vec<Person>,
}

/// A line of the list.
#[derive(Clone, Debug)]
pub struct ThreadRow {
    /// The thread.
    pub thread: ThreadView,
    /// Its last message.
    pub last: Option<LastMessage>,
    /// When something last happened in it.
    pub updated_at: Timestamp,
    /// Messages the reader has not seen.
    pub unread: usize,
    /// Those among them that name the reader.
    pub mentions: usize,
    /// Whether the reader wants no noise from it.
    pub muted: bool,
    /// Whether the reader keeps it on top.
    pub pinned: bool,
}

/// Which of the reader's threads a list shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShelfView {
    /// Those in sight, and how many are put away.
    Open(usize),
    /// Those put away.
    Archived,
}

/// The last message of a thread, in brief.
#[derive(Clone, Debug)]
pub struct LastMessage {
    /// Who wrote it.
    pub author: Person,
    /// Its text; any length.
    pub body: String,
    /// How many files it has.
    pub attachments: usize,
    /// Whether it was deleted.
    pub deleted: bool,
}

/// `/`: the list, with a friendly word beside it on wide screens.
#[derive(Template)]
#[template(path = "threads/index.html")]
pub struct ThreadsPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The reader's threads, in their order.
    pub rows: Vec<ThreadRow>,
    /// Which of them.
    pub shelf: ShelfView,
    /// The id of the open thread: none here.
    pub open: Option<String>,
}

/// The list alone, for a page that is open already.
#[derive(Template)]
#[template(path = "threads/fragment.html")]
pub struct ThreadsFragment<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The reader's threads, in their order.
    pub rows: Vec<ThreadRow>,
    /// Which of them.
    pub shelf: ShelfView,
    /// The id of the open thread, if the page says so.
    pub open: Option<String>,
}

/// `/threads/{id}`: a conversation beside the list.
#[derive(Template)]
#[template(path = "threads/show.html")]
pub struct ThreadPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The reader.
    pub me: Person,
    /// The reader's threads, in their order.
    pub rows: Vec<ThreadRow>,
    /// Which of them.
    pub shelf: ShelfView,
    /// The id of the open thread.
    pub open: Option<String>,
    /// The thread.
    pub thread: ThreadView,
    /// Its messages, from [`super::messages::arrange`].
    pub items: Vec<Item>,
    /// Which end of them the reader starts at.
    pub landing: Landing,
    /// The state before the messages were read.
    pub change_cursor: String,
    /// The id to ask `before`, if something is there.
    pub prev_cursor: Option<String>,
    /// The id to ask after, if something is there.
    pub next_cursor: Option<String>,
    /// The id of the thread's newest message, where it is not among these.
    pub newest: Option<String>,
    /// The form below.
    pub composer: Composer,
    /// Whether the reader may remove what others wrote.
    pub may_remove_others: bool,
    /// Whether the reader came when others had talked already, and sees nothing of that.
    pub begins_late: bool,
}

/// The people whom a message can speak to, for the composer of a page that is open already.
#[derive(Template)]
#[template(path = "threads/_mentions.html")]
pub struct MentionsFragment<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// Everybody but the reader; what to write so that they are meant; and that again where it is not
    /// their name.
    pub people: Vec<(Person, String, String)>,
}

/// Which end of a page of messages the reader starts at.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Landing {
    /// The newest, as when opening a thread or going back in time.
    #[default]
    End,
    /// The oldest, as when going forward in time.
    Start,
}

/// The form a message is written in.
#[derive(Clone, Default, Debug)]
pub struct Composer {
    /// A fresh UUID that makes sending twice the same message.
    pub idempotency_key: String,
    /// What was typed before, if the form is shown again.
    pub body: String,
    /// What it answers, if it is an answer.
    pub reply: Option<QuoteView>,
    /// The contract's code of what was wrong with it.
    pub problem: Option<String>,
    /// How many bytes one file may have.
    pub most_bytes: u64,
}

/// What the page says of chosen files, and what it puts into each sentence.
const TRAY_WORDS: [(&str, &[&str]); 11] = [
    ("tray-moved", &["name", "at", "count"]),
    ("tray-removed", &["name"]),
    ("tray-about", &["size"]),
    ("tray-several", &["count"]),
    ("tray-empty", &["name"]),
    ("tray-too-large", &["name", "size", "most"]),
    ("tray-no-room", &["name", "size", "room"]),
    ("tray-long", &["name", "size"]),
    ("tray-long-time", &["name", "size", "time"]),
    ("tray-away", &["name"]),
    ("tray-again", &["name"]),
];

impl ThreadView {
    /// The title, else the other people's names, else that these are one's own notes. The title the
    /// family thread is born with is everybody's, so each reads it in their own language.
    pub fn name(&self, frame: &Frame) -> String {
        if let Some(title) = &self.title {
            return match self.is_family() && title == FAMILY_THREAD {
                true => frame.say("thread-family"),
                false => title.clone(),
            };
        }
        if self.others.is_empty() {
            return frame.say("thread-notes");
        }
        let names: Vec<&str> = self
            .others
            .iter()
            .map(|person| person.name.as_str())
            .collect();
        frame.names(&names)
    }

    /// Where it is.
    pub fn path(&self) -> String {
        format!("/threads/{}", self.id)
    }

    pub(super) fn is_family(&self) -> bool {
        self.kind == ThreadKind::Family
    }

    /// Only where more than one other person writes does a bubble need a name.
    pub(super) fn is_direct(&self) -> bool {
        self.kind == ThreadKind::Direct || self.others.len() < 2
    }

    /// What stands in the place of a picture while it cannot be fetched.
    pub(super) fn initial(&self, frame: &Frame) -> String {
        Person::new("", self.name(frame)).initial()
    }

    pub(super) fn faces(&self) -> Vec<&Person> {
        self.others.iter().take(FACES).collect()
    }

    /// The line under the name: who is in it, where the name does not say so already.
    pub(super) fn subtitle(&self, frame: &Frame) -> Option<String> {
        if self.others.is_empty() {
            return Some(frame.say("thread-notes-hint"));
        }
        self.title.as_ref()?;
        let names: Vec<&str> = self
            .others
            .iter()
            .map(|person| person.name.as_str())
            .collect();
        let names = frame.names(&names);
        Some(frame.say_with(
            "thread-people",
            "names",
            crate::base::words::Word::plain(names),
        ))
    }
}

impl ShelfView {
    /// Where this list is.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Open(_) => "/threads",
            Self::Archived => "/threads?archived=yes",
        }
    }

    pub(super) fn is_archive(self) -> bool {
        self == Self::Archived
    }

    /// How many threads lie elsewhere.
    pub(super) fn archived(self) -> usize {
        match self {
            Self::Open(archived) => archived,
            Self::Archived => 0,
        }
    }

    pub(super) fn title(self, frame: &Frame) -> String {
        match self {
            Self::Open(_) => frame.say("threads"),
            Self::Archived => frame.say("threads-archive"),
        }
    }
}

impl ThreadRow {
    pub(super) fn is_open(&self, open: &Option<String>) -> bool {
        open.as_deref() == Some(self.thread.id.as_str())
    }

    pub(super) fn badge(&self, frame: &Frame) -> String {
        if self.unread > UNREAD_SHOWN {
            return frame.say_with("unread-many", "count", UNREAD_SHOWN);
        }
        self.unread.to_string()
    }

    pub(super) fn excerpt(&self, frame: &Frame) -> String {
        let Some(last) = &self.last else {
            return frame.say("thread-empty");
        };
        let text = if last.deleted {
            frame.say("message-deleted")
        } else if last.body.trim().is_empty() {
            frame.say_with("thread-files", "count", last.attachments)
        } else {
            excerpt(&last.body)
        };
        let mine = frame.me.as_ref().is_some_and(|me| me.id == last.author.id);
        let text = crate::base::words::Word::from(text);
        if mine {
            frame.say_all("thread-last-mine", &[("text", text)])
        } else if self.thread.is_direct() {
            frame.say_all("thread-last", &[("text", text)])
        } else {
            frame.say_all(
                "thread-last-of",
                &[("name", last.author.name.as_str().into()), ("text", text)],
            )
        }
    }
}

impl ThreadPage<'_> {
    fn pending(&self) -> MessageView {
        MessageView::pending(self.me.clone(), &self.thread.id, self.frame.now)
    }

    fn pending_quote(&self) -> QuoteView {
        QuoteView::pending()
    }

    fn usual(&self) -> [&'static str; 6] {
        USUAL
    }

    /// None, and the five of the Unicode tables.
    fn tones(&self) -> [(usize, &'static str); 6] {
        [
            (0, "✋"),
            (1, "✋🏻"),
            (2, "✋🏼"),
            (3, "✋🏽"),
            (4, "✋🏾"),
            (5, "✋🏿"),
        ]
    }

    fn pending_picture(&self) -> AttachmentView {
        AttachmentView::pending_picture()
    }

    fn pending_document(&self) -> AttachmentView {
        AttachmentView::pending_document()
    }

    /// The message up to which a reader without JavaScript may say that they have read, where that
    /// would change anything.
    fn read_by_hand(&self) -> Option<&str> {
        let open = self.rows.iter().find(|row| row.thread.id == self.thread.id);
        if self.next_cursor.is_some() || open.is_none_or(|row| row.unread == 0) {
            return None;
        }
        self.items.iter().rev().find_map(|item| match item {
            Item::Message { message, .. } => Some(message.id.as_str()),
            Item::Day(_) => None,
        })
    }

    /// The place for names that the page puts into a sentence.
    fn names(&self) -> Word {
        Word::plain("%")
    }

    /// The same for one of several things in a sentence; isolated, as the name of a file has to be.
    fn blank(&self, what: &str) -> Word {
        Word::from(format!("%{what}"))
    }

    fn tray_words(&self) -> Vec<(&'static str, String)> {
        let say = |(key, blanks): &(&'static str, &[&'static str])| {
            let blanks: Vec<_> = blanks
                .iter()
                .map(|&what| (what, self.blank(what)))
                .collect();
            (*key, self.frame.say_all(key, &blanks))
        };
        TRAY_WORDS.iter().map(say).collect()
    }

    /// What stands before the first message.
    fn beginning(&self) -> String {
        let key = match (self.begins_late, self.items.is_empty()) {
            (true, _) => "messages-joined-here",
            (false, true) => "messages-none",
            (false, false) => "messages-beginning",
        };
        self.frame.say(key)
    }

    fn lands_at_start(&self) -> bool {
        self.landing == Landing::Start
    }

    fn problem(&self) -> Option<String> {
        let code = self.composer.problem.as_deref()?;
        Some(super::errors::detail(self.frame.language, code))
    }
}

/// The beginning of a text on one line, without the marks that style it.
pub fn excerpt(text: &str) -> String {
    let mut words = String::new();
    for word in markup::plain(text).split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
        if words.len() > EXCERPT_CHARS * 4 {
            break;
        }
    }
    if words.chars().count() <= EXCERPT_CHARS {
        return words;
    }
    words.chars().take(EXCERPT_CHARS).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: &str, author: &str, minute: i64, text: &str) -> MessageView {
        MessageView {
            id: id.to_owned(),
            body: crate::base::markup::Markup::of(text),
            created_at: Timestamp::from_second(1_795_000_000 + minute * 60).expect("a moment"),
            ..MessageView::pending(Person::new(author, author), "t1", Timestamp::UNIX_EPOCH)
        }
    }

    fn talk() -> Vec<MessageView> {
        vec![
            message("m1", "anna", 0, "Hello <b>"),
            message("m2", "anna", 1, "❄️"),
            message("m3", "inga", 2, "https://example.org"),
            message("m4", "inga", 2 * 1440, "Next day"),
        ]
    }

    fn page(frame: &Frame) -> String {
        let page = ThreadPage {
            frame,
            me: Person::new("anna", "Anna"),
            rows: Vec::new(),
            shelf: ShelfView::Open(0),
            open: None,
            thread: ThreadView {
                id: "t1".to_owned(),
                kind: ThreadKind::Family,
                title: None,
                picture: None,
                others: vec![Person::new("inga", "Inga"), Person::new("otis", "Otis")],
            },
            items: super::super::messages::arrange(frame, talk()),
            landing: Landing::End,
            change_cursor: "c".to_owned(),
            prev_cursor: None,
            next_cursor: None,
            newest: None,
            composer: Composer::default(),
            may_remove_others: false,
            begins_late: false,
        };
        page.render().expect("the page renders")
    }

    /// Every `<article …>…</article>`, in order.
    fn partials(html: &str) -> Vec<&str> {
        html.split("<article")
            .skip(1)
            .map(|rest| rest.split_once("</article>").expect("it is closed").0)
            .collect()
    }

    #[test]
    fn a_live_fragment_has_the_bytes_of_the_page_whoever_looks_and_whenever() {
        let frame = Frame::sample();
        let page = page(&frame);
        let later = Frame {
            now: frame.now + jiff::SignedDuration::from_hours(400 * 24),
            me: None,
            ..Frame::sample()
        };
        let fragment = super::super::messages::MessagesFragment {
            frame: &later,
            items: super::super::messages::arrange(&later, talk()),
            change_cursor: String::new(),
            has_more: false,
            prev_cursor: None,
            next_cursor: None,
        };
        let fragment = fragment.render().expect("the fragment renders");
        let shown = partials(&page);
        assert_eq!(partials(&fragment), shown[..4]);
        assert_eq!(
            shown.len(),
            5,
            "the fifth is the template of a pending bubble"
        );
    }

    #[test]
    fn days_part_messages_and_one_author_goes_on_under_one_name() {
        let page = page(&Frame::sample());
        assert_eq!(page.matches("class=\"messages__day\"").count(), 2);
        assert_eq!(page.matches("messages__item--follows").count(), 1);
    }

    #[test]
    fn every_address_stays_under_the_sub_path() {
        let page = page(&Frame::sample());
        for attribute in ["href=\"/", "src=\"/", "action=\"/"] {
            for rest in page.split(attribute).skip(1) {
                assert!(rest.starts_with("chat/"), "{attribute}{}", &rest[..30]);
            }
        }
    }

    #[test]
    fn a_thread_without_a_title_is_called_by_its_people() {
        let frame = Frame::sample();
        let named = |names: &[&str]| {
            ThreadView {
                id: String::new(),
                kind: ThreadKind::Group,
                title: None,
                picture: None,
                others: names.iter().map(|name| Person::new(*name, *name)).collect(),
            }
            .name(&frame)
            .replace(['\u{2068}', '\u{2069}'], "")
        };
        assert_eq!(named(&[]), "My notes");
        assert_eq!(named(&["Inga"]), "Inga");
        assert_eq!(named(&["Inga", "Otis"]), "Inga and Otis");
        assert_eq!(named(&["Inga", "Otis", "Mira"]), "Inga, Otis and Mira");
    }

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(excerpt(" one\n\n*two*\tthree "), "one two three");
        let long = excerpt(&"é".repeat(10_000));
        assert_eq!(long.chars().count(), EXCERPT_CHARS + 1);
    }
}
