//! Every key that does something: the sheet that scripts open over a page, and the page that shows the same.

use askama::Template;

use super::frame::Frame;

/// `/shortcuts`.
#[derive(Template)]
#[template(path = "shortcuts/show.html")]
pub struct ShortcutsPage<'a> {
    /// The reader's surroundings, and with them what their keys do.
    pub frame: &'a Frame,
}

/// The same as a sheet for an open page.
#[derive(Template)]
#[template(path = "shortcuts/fragment.html")]
pub struct ShortcutsFragment<'a> {
    /// The reader's surroundings, and with them what their keys do.
    pub frame: &'a Frame,
}

/// Keys for one place.
struct Group {
    /// The key of what the place is called.
    title: &'static str,
    shortcuts: Vec<Shortcut>,
}

/// What is pressed, and what that does.
struct Shortcut {
    /// Each of these by itself; several keys of one are pressed together.
    ways: &'static [&'static [Key]],
    /// The key of what it does.
    does: &'static str,
}

/// A key of the keyboard.
enum Key {
    /// What stands on it is the same everywhere.
    Sign(&'static str),
    /// What stands on it, or is said for it, depends on the language.
    Named(&'static str),
    /// A sign that is read out by another word.
    Drawn(&'static str, &'static str),
}

const UP: Key = Key::Drawn("↑", "key-up");
const DOWN: Key = Key::Drawn("↓", "key-down");
const ALT: Key = Key::Named("key-alt");
const ENTER: Key = Key::Named("key-enter");
const ESCAPE: Key = Key::Named("key-escape");
const SHIFT: Key = Key::Named("key-shift");

fn groups(frame: &Frame) -> Vec<Group> {
    let shortcut = |ways, does| Shortcut { ways, does };
    let (enter, shift_enter) = match frame.habits.enter_sends {
        true => ("shortcut-send", "shortcut-line"),
        false => ("shortcut-line", "shortcut-send"),
    };
    vec![
        Group {
            title: "shortcuts-everywhere",
            shortcuts: vec![
                shortcut(&[&[Key::Sign("/")]], "shortcut-search"),
                shortcut(&[&[ALT, UP], &[ALT, DOWN]], "shortcut-threads"),
                shortcut(&[&[ESCAPE]], "shortcut-back"),
                shortcut(&[&[Key::Sign("?")]], "shortcut-sheet"),
            ],
        },
        Group {
            title: "shortcuts-writing",
            shortcuts: vec![
                shortcut(&[&[ENTER]], enter),
                shortcut(&[&[SHIFT, ENTER]], shift_enter),
                shortcut(&[&[UP]], "shortcut-edit"),
                shortcut(&[&[ESCAPE]], "shortcut-context"),
            ],
        },
        Group {
            title: "shortcuts-messages",
            shortcuts: vec![
                shortcut(&[&[UP], &[DOWN]], "shortcut-messages"),
                shortcut(&[&[ENTER]], "shortcut-acts"),
            ],
        },
    ]
}

impl ShortcutsPage<'_> {
    fn groups(&self) -> Vec<Group> {
        groups(self.frame)
    }
}

impl ShortcutsFragment<'_> {
    fn groups(&self) -> Vec<Group> {
        groups(self.frame)
    }
}

impl Key {
    fn shown(&self, frame: &Frame) -> String {
        match self {
            Self::Sign(sign) | Self::Drawn(sign, _) => (*sign).to_owned(),
            Self::Named(name) => frame.say(name),
        }
    }

    /// What is said instead of a sign that would not be.
    fn said(&self, frame: &Frame) -> Option<String> {
        match self {
            Self::Drawn(_, name) => Some(frame.say(name)),
            Self::Sign(_) | Self::Named(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::members::Habits;

    #[test]
    fn the_sheet_says_what_enter_does_for_its_reader() {
        let mut frame = Frame::sample();
        let does = |frame: &Frame| groups(frame)[1].shortcuts[0].does;
        assert_eq!(does(&frame), "shortcut-send");
        frame.habits = Habits {
            enter_sends: false,
            ..Habits::default()
        };
        assert_eq!(does(&frame), "shortcut-line");
    }
}
