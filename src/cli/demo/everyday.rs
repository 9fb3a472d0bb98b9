//! Everyday talk spread over days: who talks about what, where and when.
//!
//! It is asked for a day at a time, oldest first, and never learns what becomes of its drafts. No exchange starts while somebody talks in that thread.

use std::borrow::Cow;

use super::dice::Dice;
use super::exchanges::{Casting, Template};
use super::photos::Scene;
use super::script::{DAY, MINUTE, Scheduled, Today};
use super::story::Story;

/// How many days everyday talk fills at least: about the half year of the script.
const SHORTEST_SPAN: f64 = 182.0;
/// No family has chatted for longer.
const LONGEST_SPAN: f64 = 7300.0;
/// So many everyday lines fill the shortest span well; the span grows with the square root of what is above, so a big family history is both longer and livelier.
const LINES_IN_SHORTEST_SPAN: f64 = 2500.0;
/// Old photos are rarer: a large history would otherwise be mostly attachments.
const RECENT_DAYS: i64 = 365;
/// Everyday talk keeps this far away from a hand-written conversation in the same thread.
const QUIET: i64 = 30 * MINUTE;

/// How talkative a thread is, by hour of the day.
const HOURS: [usize; 24] = [
    0, 0, 0, 0, 0, 0, 3, 9, 8, 5, 5, 5, 8, 7, 5, 7, 9, 10, 11, 12, 12, 9, 5, 0,
];

/// Threads with everyday talk, and how much of it.
const WEIGHTS: [(&str, usize); 17] = [
    ("family", 34),
    ("shopping", 10),
    ("lunch", 6),
    ("parents", 14),
    ("kids", 7),
    ("teta", 8),
    ("album", 2),
    ("cat", 4),
    ("maya-salma", 6),
    ("tom-frank", 5),
    ("maya-karim", 5),
    ("karim-ines", 5),
    ("layla-ines", 3),
    ("frank-salma", 5),
    ("layla-maya", 4),
    ("notes-maya", 2),
    ("notes-tom", 1),
];

const REACTIONS: [&str; 12] = [
    "❤️", "❤️", "👍", "👍", "😂", "😂", "🙏", "🥰", "👏", "😮", "🎉", "🔥",
];

/// An everyday line before its place in the thread is known.
#[derive(Debug)]
pub(super) struct Draft {
    /// Position among the lines of its day, in the order of writing.
    pub(super) id: usize,
    pub(super) thread: usize,
    pub(super) author: usize,
    pub(super) at: i64,
    pub(super) body: Cow<'static, str>,
    pub(super) photos: Vec<Scene>,
    pub(super) answers: Option<usize>,
    pub(super) reactions: Vec<(usize, &'static str)>,
    pub(super) edited_from: Option<Cow<'static, str>>,
    pub(super) deleted: bool,
}

/// Makes the everyday lines, a day at a time.
#[derive(Debug)]
pub(super) struct Everyday<'a> {
    dice: Dice,
    wanted: usize,
    made: usize,
    /// The running sum of how talkative each day is, oldest first; the last day is yesterday, because today is told by the script alone.
    talk: Vec<f64>,
    day: usize,
    /// By thread, when a conversation is going on: those of the script, and those of the day being made.
    busy: Vec<Vec<(i64, i64)>>,
    busy_today: Vec<Vec<(i64, i64)>>,
    /// Thread numbers, each as often as its weight.
    threads: Vec<usize>,
    /// By thread, its exchanges as a shuffled pack, so that none comes again before all have been.
    packs: Vec<Pack<'a>>,
}

#[derive(Debug)]
struct Pack<'a> {
    castings: Vec<&'a Casting>,
    next: usize,
}

impl<'a> Everyday<'a> {
    pub(super) fn new(
        story: &'a Story,
        today: Today,
        script: &[Scheduled<'_>],
        wanted: usize,
    ) -> Self {
        let mut dice = Dice::new(1958);
        let span = SHORTEST_SPAN * (wanted as f64 / LINES_IN_SHORTEST_SPAN).sqrt().max(1.0);
        let days = if wanted == 0 {
            0
        } else {
            span.min(LONGEST_SPAN) as usize
        };
        let mut sum = 0.0;
        let talk = (0..days)
            .map(|day| {
                let weekday = (today.weekday - (days - day) as i64).rem_euclid(7);
                let growth = 0.6 + 0.4 * day as f64 / days as f64;
                sum += growth
                    * if weekday >= 5 { 1.3 } else { 1.0 }
                    * f64::from(dice.range(0.35, 1.65));
                sum
            })
            .collect();
        let mut busy: Vec<Vec<(i64, i64)>> = vec![Vec::new(); story.threads.len()];
        for line in script {
            match busy[line.thread].last_mut() {
                Some(last) if line.at - last.1 < 4 * QUIET => last.1 = line.at,
                _ => busy[line.thread].push((line.at, line.at)),
            }
        }
        let packs = (0..story.threads.len())
            .map(|thread| {
                let mut castings: Vec<&Casting> =
                    story.exchanges.of_thread(thread).iter().collect();
                dice.shuffle(&mut castings);
                Pack { castings, next: 0 }
            })
            .collect::<Vec<_>>();
        let weight = |key| {
            WEIGHTS
                .iter()
                .find(|(name, _)| *name == key)
                .map_or(0, |(_, weight)| *weight)
        };
        let threads = (0..story.threads.len())
            .filter(|&thread| !packs[thread].castings.is_empty())
            .flat_map(|thread| std::iter::repeat_n(thread, weight(story.threads[thread].key)))
            .collect();
        Self {
            dice,
            wanted,
            made: 0,
            talk,
            day: 0,
            busy_today: busy.clone(),
            busy,
            threads,
            packs,
        }
    }

    pub(super) fn days_left(&self) -> bool {
        self.day < self.talk.len()
    }

    /// The lines of the next day in the order of sending. A day may run over its share by the end of an exchange; the next has less, and the last is exact.
    pub(super) fn next_day(&mut self, story: &Story, today: Today) -> Vec<Draft> {
        let ago = (self.talk.len() - self.day) as i64;
        let target = if ago == 1 {
            self.wanted
        } else {
            (self.wanted as f64 * self.talk[self.day] / self.talk[self.talk.len() - 1]) as usize
        };
        self.day += 1;
        self.busy_today.iter_mut().for_each(Vec::clear);
        let mut drafts = Vec::with_capacity(target.saturating_sub(self.made) + 8);
        let midnight = today.midnight - ago * DAY;
        while self.made < target {
            let (thread, casting, start) = self.occasion(story, midnight, ago);
            self.hold(story, casting, thread, start, midnight + DAY, &mut drafts);
        }
        drafts.sort_unstable_by_key(|draft| (draft.at, draft.id));
        drafts
    }

    /// What is talked about next, where and when: at a moment when nobody in that thread is talking already.
    fn occasion(&mut self, story: &Story, midnight: i64, ago: i64) -> (usize, &'a Casting, i64) {
        let left = self.wanted - self.made;
        let mut tries = 0;
        loop {
            tries += 1;
            let thread = self.threads[self.dice.below(self.threads.len())];
            let casting = self.packs[thread].draw(&mut self.dice);
            let exchange = story.exchanges.get(casting);
            let start = midnight
                + minute_of_day(exchange.hours, &mut self.dice) * MINUTE
                + self.dice.between(0, MINUTE - 1);
            let end = start + exchange.minutes * MINUTE;
            let talking = |busy: &[(i64, i64)], quiet| {
                let first = busy.partition_point(|&(_, until)| until + quiet < start);
                busy.get(first).is_some_and(|&(from, _)| from - quiet < end)
            };
            let talking = talking(&self.busy[thread], QUIET)
                || self.busy_today[thread]
                    .iter()
                    .any(|&(from, until)| from <= end && start <= until);
            let too_old = exchange.has_photos && ago > RECENT_DAYS && !self.dice.per_mille(60);
            let fits = exchange.lines.len() <= left && !talking && !too_old;
            if fits || tries > 40 {
                return (thread, casting, start);
            }
        }
    }

    fn hold(
        &mut self,
        story: &Story,
        casting: &Casting,
        thread: usize,
        start: i64,
        midnight: i64,
        drafts: &mut Vec<Draft>,
    ) {
        let exchange = story.exchanges.get(casting);
        let members = &story.threads[thread].members;
        let players = casting.players(&mut self.dice);
        let seed = self.dice.next();
        let first = drafts.len();
        let mut at = start;
        for (i, template) in exchange
            .lines
            .iter()
            .enumerate()
            .take(self.wanted - self.made)
        {
            if i > 0 {
                at += match template.gap {
                    Some(minutes) => minutes * MINUTE + self.dice.between(0, MINUTE),
                    None => self.dice.between(MINUTE / 6, 3 * MINUTE),
                };
            }
            at = at.min(midnight - 1);
            let body = story.exchanges.say(template, &players, seed);
            let author = players[template.part];
            let draft = self.draft(template, author, members, body);
            drafts.push(Draft {
                id: first + i,
                thread,
                at,
                answers: template.answers.map(|line| first + line),
                ..draft
            });
        }
        self.made += drafts.len() - first;
        self.busy_today[thread].push((start - 2 * MINUTE, at + 2 * MINUTE));
    }

    /// A line with what chance adds: a slip of the pen put right, second thoughts, how the others take it.
    fn draft(
        &mut self,
        template: &Template,
        author: usize,
        members: &[usize],
        body: Cow<'static, str>,
    ) -> Draft {
        let edited_from = if self.dice.per_mille(8) {
            slip(&body, &mut self.dice)
        } else {
            None
        };
        let mut reactions = Vec::new();
        if members.len() > 1
            && self
                .dice
                .per_mille(if template.photos.is_empty() { 90 } else { 700 })
        {
            let emoji = REACTIONS[self.dice.below(REACTIONS.len())];
            let from = self.dice.below(members.len());
            for i in 0..=self.dice.below(members.len().min(4)) {
                let member = members[(from + i) % members.len()];
                if member != author {
                    reactions.push((member, emoji));
                }
            }
        }
        let deleted = template.photos.is_empty() && reactions.is_empty() && self.dice.per_mille(2);
        Draft {
            id: 0,
            thread: 0,
            author,
            at: 0,
            body,
            photos: template.photos.clone(),
            answers: None,
            reactions,
            edited_from,
            deleted,
        }
    }
}

impl<'a> Pack<'a> {
    fn draw(&mut self, dice: &mut Dice) -> &'a Casting {
        if self.next == self.castings.len() {
            dice.shuffle(&mut self.castings);
            self.next = 0;
        }
        self.next += 1;
        self.castings[self.next - 1]
    }
}

/// A minute between the given hours, or one at which families talk.
fn minute_of_day(hours: Option<(i64, i64)>, dice: &mut Dice) -> i64 {
    if let Some((from, to)) = hours {
        return dice.between(from * 60, to * 60 - 1);
    }
    let mut chance = dice.below(HOURS.iter().sum());
    let hour = HOURS.iter().position(|&weight| {
        let here = chance < weight;
        chance = chance.saturating_sub(weight);
        here
    });
    hour.unwrap_or(12) as i64 * 60 + dice.between(0, 59)
}

/// The words with two neighbouring letters swapped, as a thumb does; `None` when there are none to swap.
fn slip(body: &str, dice: &mut Dice) -> Option<Cow<'static, str>> {
    let letters = body.as_bytes();
    let from = dice.below(letters.len());
    let at = (from..letters.len().saturating_sub(1)).find(|&i| {
        letters[i].is_ascii_lowercase()
            && letters[i + 1].is_ascii_lowercase()
            && letters[i] != letters[i + 1]
    })?;
    let mut slipped = String::with_capacity(body.len());
    slipped.push_str(&body[..at]);
    slipped.push(char::from(letters[at + 1]));
    slipped.push(char::from(letters[at]));
    slipped.push_str(&body[at + 2..]);
    Some(Cow::Owned(slipped))
}
