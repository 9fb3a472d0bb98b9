//! Up to where people have read, as faces under messages.
//!
//! It must never know who lets it be seen: whoever is here does.

use std::collections::HashMap;

use askama::Template;

use super::frame::Frame;
use super::messages::Item;
use super::people::Person;

/// Where somebody's mark stands.
#[derive(Clone, Debug)]
pub struct MarkView {
    /// Who.
    pub person: Person,
    /// The id of the last message they have read.
    pub message_id: String,
}

/// All marks of a thread, for a page that is open already.
#[derive(Template)]
#[template(path = "receipts/fragment.html")]
pub struct MarksFragment<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The marks.
    pub marks: Vec<MarkView>,
}

/// Puts faces under the messages they stand at; marks elsewhere are left out.
pub fn put(items: &mut [Item], marks: Vec<MarkView>) {
    let mut standing: HashMap<String, Vec<Person>> = HashMap::new();
    for mark in marks {
        standing
            .entry(mark.message_id)
            .or_default()
            .push(mark.person);
    }
    for item in items {
        if let Item::Message {
            message, readers, ..
        } = item
        {
            *readers = standing.remove(&message.id).unwrap_or_default();
        }
    }
}
