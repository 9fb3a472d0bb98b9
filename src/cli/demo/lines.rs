//! The lines of the story in the order in which they were sent, as many as asked for.
//!
//! Hand-written conversations stand where the script puts them; everyday exchanges are spread over the days around them, never into the middle of one.
//! One day is held in memory at a time, so that a million lines cost no more room than a thousand.

use std::borrow::Cow;
use std::iter::Peekable;
use std::vec::IntoIter;

use jiff::Timestamp;

use super::everyday::{Draft, Everyday};
use super::script::{Scheduled, Today};
use super::story::{Line, Story};

/// The lines; made by [`Story::lines`].
#[derive(Debug)]
pub struct Lines<'a> {
    story: &'a Story,
    today: Today,
    left: usize,
    script: Peekable<IntoIter<Scheduled<'a>>>,
    /// By position in the whole script, the place of the line in its thread once it came out.
    script_places: Vec<Option<usize>>,
    everyday: Everyday<'a>,
    day: Peekable<IntoIter<Draft>>,
    /// The same for the lines of the day.
    day_places: Vec<Option<usize>>,
    /// By thread, how many lines came out.
    counts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(story: &'a Story, now: Timestamp, total: usize) -> Self {
        let today = Today::at(now, story.utc_offset_secs);
        let mut script = story.script.schedule(now, story.utc_offset_secs);
        let script_places = vec![None; script.len()];
        let everyday = Everyday::new(story, today, &script, total.saturating_sub(script.len()));
        let script = script.split_off(script.len().saturating_sub(total));
        Self {
            story,
            today,
            left: total,
            script: script.into_iter().peekable(),
            script_places,
            everyday,
            day: Vec::new().into_iter().peekable(),
            day_places: Vec::new(),
            counts: vec![0; story.threads.len()],
        }
    }

    fn place(&mut self, thread: usize) -> usize {
        self.counts[thread] += 1;
        self.counts[thread] - 1
    }

    fn write_scripted(&mut self, line: &Scheduled<'a>) -> Line {
        let place = self.place(line.thread);
        self.script_places[line.id] = Some(place);
        Line {
            thread: line.thread,
            author: line.author,
            at: moment(line.at),
            body: line.spoken.body.clone(),
            photos: line.spoken.photos.clone(),
            reply_to: line.answers.and_then(|id| self.script_places[id]),
            reactions: line.spoken.reactions.clone(),
            edited_from: line.spoken.edited_from.map(Cow::Borrowed),
            deleted: line.spoken.deleted,
        }
    }

    fn write_draft(&mut self, line: Draft) -> Line {
        let place = self.place(line.thread);
        self.day_places[line.id] = Some(place);
        Line {
            thread: line.thread,
            author: line.author,
            at: moment(line.at),
            body: line.body,
            photos: line.photos,
            reply_to: line.answers.and_then(|id| self.day_places[id]),
            reactions: line.reactions,
            edited_from: line.edited_from,
            deleted: line.deleted,
        }
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        while self.day.peek().is_none() && self.everyday.days_left() {
            let drafts = self.everyday.next_day(self.story, self.today);
            self.day_places.clear();
            self.day_places.resize(drafts.len(), None);
            self.day = drafts.into_iter().peekable();
        }
        let script_first = match (self.script.peek(), self.day.peek()) {
            (Some(script), Some(day)) => script.at <= day.at,
            (script, _) => script.is_some(),
        };
        let line = if script_first {
            let line = self.script.next()?;
            self.write_scripted(&line)
        } else {
            let line = self.day.next()?;
            self.write_draft(line)
        };
        self.left -= 1;
        Some(line)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Lines<'_> {}

fn moment(at: i64) -> Timestamp {
    Timestamp::from_millisecond(at).expect("a few years before now is a moment")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::cli::demo::photos::Scene;
    use crate::cli::demo::script::{DAY, MINUTE};

    /// A Sunday afternoon.
    fn now() -> Timestamp {
        "2026-11-22T15:40:00Z".parse().expect("a moment")
    }

    /// Every weekday, at hours from just after midnight to just before.
    fn moments() -> impl Iterator<Item = Timestamp> {
        (0..7).flat_map(|day| {
            [-1_150, -930, -300, 0, 490]
                .map(|minutes: i64| moment(now().as_millisecond() + day * DAY + minutes * MINUTE))
        })
    }

    fn check(story: &Story, now: Timestamp, lines: &[Line]) {
        let mut threads: Vec<Vec<&Line>> = vec![Vec::new(); story.threads.len()];
        for (i, line) in lines.iter().enumerate() {
            let members = &story.threads[line.thread].members;
            assert!(members.contains(&line.author), "{line:?}");
            assert!(
                !line.body.trim().is_empty() || !line.photos.is_empty(),
                "{line:?}"
            );
            assert!(
                i == 0 || lines[i - 1].at <= line.at,
                "{line:?} comes after {:?}",
                lines[i - 1]
            );
            assert!(line.at < now, "{line:?}");
            assert!(
                line.reply_to
                    .is_none_or(|earlier| earlier < threads[line.thread].len()),
                "{line:?}"
            );
            let pairs: HashSet<_> = line.reactions.iter().collect();
            assert_eq!(pairs.len(), line.reactions.len(), "{line:?}");
            assert!(
                line.reactions
                    .iter()
                    .all(|(who, _)| members.contains(who) && *who != line.author),
                "{line:?}"
            );
            assert!(
                line.edited_from
                    .as_ref()
                    .is_none_or(|before| *before != line.body),
                "{line:?}"
            );
            threads[line.thread].push(line);
        }
    }

    #[test]
    fn lines_are_ordered_belong_to_members_and_answer_earlier_ones_whenever_the_demo_is_looked_at()
    {
        let mut story = Story::new();
        for (i, now) in moments().enumerate() {
            story.utc_offset_secs = [0, 7200, -18_000][i % 3];
            let lines: Vec<Line> = story.lines(now, 1500).collect();
            check(&story, now, &lines);
        }
    }

    #[test]
    fn there_are_exactly_as_many_lines_as_asked_for() {
        let story = Story::new();
        for total in [0, 1, 20, 500, 501, 900, 1000, 3000, 20_000] {
            let lines = story.lines(now(), total);
            assert_eq!(lines.len(), total);
            assert_eq!(lines.collect::<Vec<_>>().len(), total, "{total}");
        }
    }

    #[test]
    fn a_million_lines_obey_the_same_laws() {
        let story = Story::new();
        let mut last = Timestamp::MIN;
        let mut counts = vec![0; story.threads.len()];
        for line in story.lines(now(), 1_000_000) {
            assert!(last <= line.at && line.at < now());
            assert!(
                line.reply_to
                    .is_none_or(|earlier| earlier < counts[line.thread])
            );
            assert!(story.threads[line.thread].members.contains(&line.author));
            counts[line.thread] += 1;
            last = line.at;
        }
        assert_eq!(counts.iter().sum::<usize>(), 1_000_000);
    }

    #[test]
    fn the_same_moment_gives_the_same_lines() {
        let lines = |story: &Story| story.lines(now(), 4000).collect::<Vec<_>>();
        assert_eq!(lines(&Story::new()), lines(&Story::new()));
    }

    #[test]
    fn with_room_for_few_the_newest_hand_written_lines_are_kept() {
        let story = Story::new();
        let all: Vec<Line> = story.lines(now(), 700).collect();
        let few: Vec<Line> = story.lines(now(), 500).collect();
        let said = |lines: &[Line]| {
            lines
                .iter()
                .map(|line| (line.at, line.body.clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(said(&few), said(&all[200..]));
        check(&story, now(), &few);
    }

    #[test]
    fn the_last_lines_were_sent_within_the_hour_before_now() {
        let story = Story::new();
        for now in moments() {
            let last = story.lines(now, 3000).last().expect("there are lines");
            assert!(now.as_second() - last.at.as_second() < 3600);
        }
    }

    #[test]
    fn everyday_talk_never_breaks_into_a_hand_written_conversation() {
        let story = Story::new();
        let all: Vec<Line> = story.lines(now(), 3000).collect();
        let scheduled = story.script.schedule(now(), 0);
        let written: HashSet<(usize, Timestamp)> = scheduled
            .iter()
            .map(|line| (line.thread, moment(line.at)))
            .collect();
        let by_hand = |line: &Line| written.contains(&(line.thread, line.at));
        for thread in 0..story.threads.len() {
            let lines: Vec<&Line> = all.iter().filter(|line| line.thread == thread).collect();
            for pair in lines.windows(2) {
                let apart = pair[1].at.duration_since(pair[0].at).as_mins();
                assert!(
                    by_hand(pair[0]) == by_hand(pair[1]) || apart >= 15,
                    "{pair:?}"
                );
            }
        }
    }

    #[test]
    fn most_threads_hold_something_and_every_person_speaks() {
        let story = Story::new();
        let lines: Vec<Line> = story.lines(now(), 3000).collect();
        for thread in 0..story.threads.len() {
            assert!(
                lines.iter().filter(|line| line.thread == thread).count() >= 4,
                "{}",
                story.threads[thread].key
            );
        }
        for person in 0..story.people.len() {
            assert!(
                lines.iter().filter(|line| line.author == person).count() > 30,
                "{}",
                story.people[person].key
            );
        }
        assert!(lines.iter().any(|line| line.deleted));
        assert!(lines.iter().any(|line| line.edited_from.is_some()));
        assert!(
            Scene::ALL
                .iter()
                .all(|scene| lines.iter().any(|line| line.photos.contains(scene)))
        );
    }
}
