//! Finding what was said: the form, and what was found.
//!
//! It must never know how words are found. What is marked is told apart here and becomes markup in the
//! template alone, so that a message cannot bring any of its own.

use askama::Template;
use jiff::Timestamp;
use jiff::civil::Date;

use super::frame::Frame;
use super::people::Person;
use super::problems::Problems;
use super::threads::ThreadView;

/// `/search`.
#[derive(Template)]
#[template(path = "search/show.html")]
pub struct SearchPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// What was asked.
    pub form: SearchForm,
    /// What was wrong with it.
    pub problems: Problems,
    /// Threads that can be chosen.
    pub threads: Vec<ThreadView>,
    /// People who can be chosen.
    pub people: Vec<Person>,
    /// Whether earlier results came before these.
    pub is_continued: bool,
    /// What was found.
    pub outcome: Outcome,
}

/// The form as it was filled in.
#[derive(Clone, Default, Debug)]
pub struct SearchForm {
    /// Words.
    pub text: String,
    /// The id of the only thread to look in.
    pub thread: Option<String>,
    /// The id of the only person whose words count.
    pub author: Option<String>,
    /// The first day.
    pub from: Option<String>,
    /// The last day.
    pub to: Option<String>,
}

/// What became of a search.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Nothing was looked for.
    Nothing,
    /// It took too long.
    TooSlow,
    /// These were found, newest first.
    Found {
        /// Perhaps none.
        results: Vec<ResultView>,
        /// Where the next page goes on.
        next: Option<String>,
    },
}

/// A message that was found.
#[derive(Clone, Debug)]
pub struct ResultView {
    /// Its id.
    pub id: String,
    /// The id of its thread.
    pub thread_id: String,
    /// What the reader calls the thread.
    pub thread: String,
    /// Who wrote it.
    pub author: Person,
    /// When.
    pub at: Timestamp,
    /// The part that was looked for: pieces, and whether each is marked.
    pub pieces: Vec<(String, bool)>,
}

/// Results of one month.
struct Month<'a> {
    name: String,
    results: Vec<&'a ResultView>,
}

impl SearchForm {
    /// Whether more than words was asked for.
    fn is_narrowed(&self) -> bool {
        [&self.thread, &self.author, &self.from, &self.to]
            .iter()
            .any(|field| field.is_some())
    }
}

impl SearchPage<'_> {
    fn is_thread(&self, id: &str) -> bool {
        self.form.thread.as_deref() == Some(id)
    }

    fn is_author(&self, id: &str) -> bool {
        self.form.author.as_deref() == Some(id)
    }

    fn problem(&self, field: &str) -> Option<String> {
        self.problems.about(self.frame, field)
    }

    /// The two fields for days: name, label, what was chosen.
    fn days(&self) -> [(&'static str, String, &str); 2] {
        fn chosen(day: &Option<String>) -> &str {
            day.as_deref().unwrap_or_default()
        }
        [
            (
                "from",
                self.frame.say("search-from"),
                chosen(&self.form.from),
            ),
            ("to", self.frame.say("search-to"), chosen(&self.form.to)),
        ]
    }

    /// Neighbours of one month together; the order is not touched.
    fn months<'r>(&self, results: &'r [ResultView]) -> Vec<Month<'r>> {
        let month = |result: &ResultView| {
            let day: Date = self.frame.day(&result.at);
            day.first_of_month()
        };
        results
            .chunk_by(|one, next| month(one) == month(next))
            .map(|results| Month {
                name: self.frame.month(&month(&results[0])),
                results: results.iter().collect(),
            })
            .collect()
    }
}

impl ResultView {
    fn path(&self) -> String {
        format!(
            "/threads/{0}?around={1}#message_{1}",
            self.thread_id, self.id
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(id: &str, at: &str, pieces: &[(&str, bool)]) -> ResultView {
        ResultView {
            id: id.to_owned(),
            thread_id: "t1".to_owned(),
            thread: "Cake".to_owned(),
            author: Person::new("inga", "Inga"),
            at: at.parse().expect("a moment"),
            pieces: pieces
                .iter()
                .map(|(text, is_marked)| ((*text).to_owned(), *is_marked))
                .collect(),
        }
    }

    fn page(frame: &Frame, outcome: Outcome) -> String {
        let page = SearchPage {
            frame,
            form: SearchForm {
                text: "plum & \"cake\"".to_owned(),
                thread: Some("t1".to_owned()),
                ..SearchForm::default()
            },
            problems: Problems::none(),
            threads: Vec::new(),
            people: Vec::new(),
            is_continued: false,
            outcome,
        };
        page.render().expect("the page renders")
    }

    #[test]
    fn what_was_found_is_marked_and_never_markup() {
        let frame = Frame::sample();
        let found = [("<b>the </b>", false), ("<i>plum", true), (" tree", false)];
        let html = page(
            &frame,
            Outcome::Found {
                results: vec![
                    result("m2", "2026-11-22T08:00:00Z", &found),
                    result("m1", "2026-10-31T23:30:00Z", &found),
                ],
                next: Some("m1".to_owned()),
            },
        );
        assert!(
            html.contains("&#60;b&#62;the &#60;/b&#62;<mark>&#60;i&#62;plum</mark> tree"),
            "{html}"
        );
        assert!(
            html.contains("href=\"/chat/threads/t1?around=m2#message_m2\""),
            "{html}"
        );
        assert!(
            html.contains("q=plum%20%26%20%22cake%22&amp;thread=t1&amp;cursor=m1"),
            "{html}"
        );
        // Shortly before November in Greenwich is November in Stockholm.
        assert_eq!(
            html.matches("class=\"results__month\"").count(),
            1,
            "{html}"
        );
    }
}
