//! Pictures and films by themselves, month by month.

use askama::Template;
use jiff::Timestamp;

use super::attachments::AttachmentView;
use super::frame::Frame;
use super::threads::ThreadView;

/// `/gallery` and `/threads/{thread}/gallery`.
#[derive(Template)]
#[template(path = "gallery/show.html")]
pub struct GalleryPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The only thread it is about.
    pub thread: Option<ThreadView>,
    /// What there is, newest first.
    pub shown: Vec<ShownView>,
    /// Whether it goes on from another page.
    pub is_continued: bool,
    /// After which file older ones go on.
    pub older: Option<String>,
    /// Before which file newer ones end.
    pub newer: Option<String>,
}

/// Something to look at.
#[derive(Clone, Debug)]
pub struct ShownView {
    /// The file.
    pub attachment: AttachmentView,
    /// The path of the message it is on, sub-path excluded.
    pub path: String,
    /// Who showed it.
    pub author_name: String,
    /// What was said with it, in brief.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

/// What was shown in one month.
struct Month<'a> {
    name: String,
    shown: Vec<&'a ShownView>,
}

impl GalleryPage<'_> {
    fn months(&self) -> Vec<Month<'_>> {
        let mut months: Vec<Month<'_>> = Vec::new();
        for shown in &self.shown {
            let name = self.frame.month(&self.frame.day(&shown.at));
            match months.last_mut().filter(|month| month.name == name) {
                Some(month) => month.shown.push(shown),
                None => months.push(Month {
                    name,
                    shown: vec![shown],
                }),
            }
        }
        months
    }

    /// This page's own path, sub-path excluded.
    fn path(&self) -> String {
        match &self.thread {
            Some(thread) => format!("{}/gallery", thread.path()),
            None => "/gallery".to_owned(),
        }
    }
}

impl ShownView {
    /// Whether browsers show it as it is, rather than only save it.
    fn is_seen(&self) -> bool {
        self.attachment.is_picture() || self.attachment.is_film()
    }

    /// What a tile shows: a picture's small size, or a film's poster.
    fn face(&self) -> Option<String> {
        let file = &self.attachment;
        match (file.is_picture(), file.has("poster")) {
            (true, _) => Some(file.shown()),
            (false, true) => Some(file.at("poster")),
            (false, false) => None,
        }
    }
}
