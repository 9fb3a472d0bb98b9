//! The hand-written conversations, read from `words/`.
//!
//! Knows nothing of the everyday talk around them. Moments are written relative to the day on which the demo is looked at, because a demo that ends
//! last year looks dead. The notation:
//!
//! ```text
//! == family | w12 thu 18:40        a conversation: its thread and when it starts. wN: N weeks before this week (so that "see you on Saturday" is true),
//!                                  dN 19:10: N days ago, -95m: minutes before now. d is for the last week and w for what is older, so none overlap.
//! tom +4 =tap ^cake [lake cake]: …  author, minutes after the line before, a name to be answered by, the name it answers (^ alone: the line before),
//!                                  photos, and the words. x: taken back later.
//!   …                              more of the same message, on a new line
//! ~ …                              what it said before it was edited
//! * ❤️ maya tom | 😂 sami           reactions
//! ```

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::Timestamp;

use super::cast::person_at;
use super::dice::Dice;
use super::photos::Scene;
use super::story::Plan;

const SCRIPTS: &[(&str, &str)] = &[
    ("beginnings", include_str!("words/beginnings.txt")),
    ("household", include_str!("words/household.txt")),
    ("lunch", include_str!("words/lunch.txt")),
    ("cat", include_str!("words/cat.txt")),
    ("kids", include_str!("words/kids.txt")),
    ("celebrations", include_str!("words/celebrations.txt")),
    ("trip", include_str!("words/trip.txt")),
    ("apart", include_str!("words/apart.txt")),
    ("lately", include_str!("words/lately.txt")),
];

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Milliseconds in a minute.
pub(super) const MINUTE: i64 = 60_000;
/// Milliseconds in a day.
pub(super) const DAY: i64 = 1440 * MINUTE;

/// All hand-written lines.
#[derive(Debug)]
pub(super) struct Script {
    conversations: Vec<Conversation>,
}

#[derive(Debug)]
struct Conversation {
    thread: usize,
    start: Start,
    lines: Vec<Spoken>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Start {
    /// Weeks before this one, days after its Monday, minutes after midnight.
    Weeks(i64, i64, i64),
    /// Days ago, minutes after midnight.
    Days(i64, i64),
    /// Minutes before now.
    Minutes(i64),
}

/// One line as written; also what an exchange of everyday talk is made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Spoken {
    pub(super) who: &'static str,
    pub(super) gap: Option<i64>,
    pub(super) name: Option<&'static str>,
    pub(super) answers: Option<&'static str>,
    pub(super) photos: Vec<Scene>,
    pub(super) body: Cow<'static, str>,
    pub(super) edited_from: Option<&'static str>,
    pub(super) reactions: Vec<(usize, &'static str)>,
    pub(super) deleted: bool,
}

/// A line with its moment.
#[derive(Debug)]
pub(super) struct Scheduled<'a> {
    /// Position in the whole script, which is also the order of reading.
    pub(super) id: usize,
    pub(super) thread: usize,
    pub(super) author: usize,
    /// Milliseconds since 1970.
    pub(super) at: i64,
    /// The `id` of the line it answers.
    pub(super) answers: Option<usize>,
    pub(super) spoken: &'a Spoken,
}

impl Script {
    pub(super) fn read(threads: &[Plan]) -> Result<Self, String> {
        let mut conversations = Vec::new();
        for (file, text) in SCRIPTS {
            read_blocks(text, |head, lines| {
                let (thread, start) = head
                    .split_once(" | ")
                    .ok_or("a conversation needs a thread and a start")?;
                let thread = threads
                    .iter()
                    .position(|plan| plan.key == thread)
                    .ok_or(format!("no thread {thread}"))?;
                conversations.push(Conversation {
                    thread,
                    start: read_start(start)?,
                    lines,
                });
                Ok(())
            })
            .map_err(|error| format!("{file}: {error}"))?;
        }
        Ok(Self { conversations })
    }

    /// Every line with its moment, oldest first.
    pub(super) fn schedule(&self, now: Timestamp, utc_offset_secs: i32) -> Vec<Scheduled<'_>> {
        let today = Today::at(now, utc_offset_secs);
        let mut dice = Dice::new(26);
        let mut names = HashMap::new();
        let mut scheduled = Vec::new();
        for conversation in &self.conversations {
            let mut at = conversation.start.resolve(today) + dice.between(0, MINUTE - 1);
            for (i, spoken) in conversation.lines.iter().enumerate() {
                let id = scheduled.len();
                if i > 0 {
                    at += match spoken.gap {
                        Some(minutes) => minutes * MINUTE + dice.between(0, MINUTE / 2),
                        None => dice.between(MINUTE / 4, 2 * MINUTE),
                    };
                }
                let answers = match spoken.answers {
                    Some("") => id.checked_sub(1),
                    Some(name) => names.get(name).copied(),
                    None => None,
                };
                if let Some(name) = spoken.name {
                    names.insert(name, id);
                }
                let author = person_at(spoken.who).unwrap_or_default();
                scheduled.push(Scheduled {
                    id,
                    thread: conversation.thread,
                    author,
                    at,
                    answers,
                    spoken,
                });
            }
        }
        scheduled.sort_by_key(|line| (line.at, line.id));
        scheduled
    }
}

impl Start {
    fn resolve(self, today: Today) -> i64 {
        match self {
            Self::Weeks(weeks, day, minute) => {
                today.midnight - (today.weekday + 7 * weeks - day) * DAY + minute * MINUTE
            }
            Self::Days(days, minute) => today.midnight - days * DAY + minute * MINUTE,
            Self::Minutes(minutes) => today.now - minutes * MINUTE,
        }
    }
}

/// The day on which the demo is looked at, on the family's clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Today {
    /// Milliseconds since 1970.
    pub(super) now: i64,
    /// When the day began, in milliseconds since 1970.
    pub(super) midnight: i64,
    /// 0 for Monday.
    pub(super) weekday: i64,
}

impl Today {
    pub(super) fn at(now: Timestamp, utc_offset_secs: i32) -> Self {
        let now = now.as_millisecond();
        let offset = i64::from(utc_offset_secs) * 1000;
        let day = (now + offset).div_euclid(DAY);
        // 1 January 1970 was a Thursday.
        Self {
            now,
            midnight: day * DAY - offset,
            weekday: (day + 3).rem_euclid(7),
        }
    }
}

/// Takes a text apart into blocks: the words after `==`, and the lines under it.
pub(super) fn read_blocks(
    text: &'static str,
    mut each: impl FnMut(&'static str, Vec<Spoken>) -> Result<(), String>,
) -> Result<(), String> {
    let mut block: Option<(&'static str, Vec<Spoken>)> = None;
    let mut blank_lines = 0;
    for (number, line) in text.lines().enumerate() {
        let at_line = |error: String| format!("line {}: {error}", number + 1);
        if line.trim().is_empty() {
            blank_lines += 1;
            continue;
        }
        if let Some(head) = line.strip_prefix("== ")
            && let Some((head, lines)) = block.replace((head, Vec::new()))
        {
            each(head, lines).map_err(at_line)?;
        } else if !line.starts_with("== ") && !line.starts_with('#') {
            let lines = &mut block
                .as_mut()
                .ok_or_else(|| at_line("no block yet".to_owned()))?
                .1;
            read_line(line, blank_lines, lines).map_err(at_line)?;
        }
        blank_lines = 0;
    }
    block.map_or(Ok(()), |(head, lines)| each(head, lines))
}

fn read_line(
    line: &'static str,
    blank_lines: usize,
    lines: &mut Vec<Spoken>,
) -> Result<(), String> {
    let last = lines.last_mut().ok_or("nothing said yet");
    if let Some(more) = line.strip_prefix("  ") {
        let body = last?.body.to_mut();
        body.push_str(&"\n".repeat(blank_lines + 1));
        body.push_str(more);
    } else if let Some(before) = line.strip_prefix("~ ") {
        last?.edited_from = Some(before);
    } else if let Some(reactions) = line.strip_prefix("* ") {
        let last = last?;
        for group in reactions.split(" | ") {
            let (emoji, people) = group.split_once(' ').ok_or("a reaction needs people")?;
            for key in people.split(' ') {
                last.reactions.push((
                    person_at(key).ok_or(format!("nobody is called {key}"))?,
                    emoji,
                ));
            }
        }
    } else {
        lines.push(read_spoken(line)?);
    }
    Ok(())
}

fn read_spoken(line: &'static str) -> Result<Spoken, String> {
    let (head, body) = line.split_once(':').ok_or("a line needs a colon")?;
    let mut spoken = Spoken {
        body: Cow::Borrowed(body.trim_start()),
        ..Spoken::default()
    };
    let (head, photos) = head.split_once('[').unwrap_or((head, ""));
    for key in photos
        .trim_end_matches([']', ' '])
        .split(' ')
        .filter(|key| !key.is_empty())
    {
        spoken
            .photos
            .push(Scene::named(key).ok_or(format!("no photo {key}"))?);
    }
    for (i, word) in head.split(' ').filter(|word| !word.is_empty()).enumerate() {
        if i == 0 {
            spoken.who = word;
        } else if let Some(minutes) = word.strip_prefix('+') {
            spoken.gap = Some(
                minutes
                    .parse()
                    .map_err(|_| format!("not minutes: {word}"))?,
            );
        } else if let Some(name) = word.strip_prefix('=') {
            spoken.name = Some(name);
        } else if let Some(name) = word.strip_prefix('^') {
            spoken.answers = Some(name);
        } else if word == "x" {
            spoken.deleted = true;
        } else {
            return Err(format!("not understood: {word}"));
        }
    }
    Ok(spoken)
}

fn read_start(text: &str) -> Result<Start, String> {
    let wrong = || format!("not a start: {text}");
    let number = |text: &str| text.parse::<i64>().map_err(|_| wrong());
    let clock = |text: &str| {
        let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
        Ok::<i64, String>(number(hour)? * 60 + number(minute)?)
    };
    let words: Vec<&str> = text.split(' ').collect();
    match words[..] {
        [week, day, time] => {
            let day = WEEKDAYS
                .iter()
                .position(|weekday| *weekday == day)
                .ok_or_else(wrong)? as i64;
            Ok(Start::Weeks(
                number(week.strip_prefix('w').ok_or_else(wrong)?)?,
                day,
                clock(time)?,
            ))
        }
        [day, time] => Ok(Start::Days(
            number(day.strip_prefix('d').ok_or_else(wrong)?)?,
            clock(time)?,
        )),
        [minutes] => {
            let minutes = minutes
                .strip_prefix('-')
                .and_then(|rest| rest.strip_suffix('m'))
                .ok_or_else(wrong)?;
            Ok(Start::Minutes(number(minutes)?))
        }
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::cast;

    #[test]
    fn every_word_of_the_script_is_understood() {
        let script = Script::read(&cast::threads()).expect("the script");
        let mut names = HashMap::new();
        for conversation in &script.conversations {
            let members = &cast::threads()[conversation.thread].members;
            for line in &conversation.lines {
                let author = person_at(line.who)
                    .unwrap_or_else(|| panic!("nobody is called {:?}: {}", line.who, line.body));
                assert!(
                    members.contains(&author),
                    "{} is not in {}: {}",
                    line.who,
                    cast::threads()[conversation.thread].key,
                    line.body
                );
                if let Some(name) = line.answers.filter(|name| !name.is_empty()) {
                    assert_eq!(
                        names.get(name),
                        Some(&conversation.thread),
                        "{name} is not an earlier line of that thread"
                    );
                }
                if let Some(name) = line.name {
                    assert_eq!(
                        names.insert(name, conversation.thread),
                        None,
                        "{name} is given twice"
                    );
                }
            }
        }
    }

    #[test]
    fn conversations_of_a_thread_never_overlap_whatever_day_it_is() {
        let script = Script::read(&cast::threads()).expect("the script");
        for hours in (1..7 * 24).step_by(5) {
            let now = Timestamp::from_second(1_795_000_000 + hours * 3600).expect("a moment");
            let scheduled = script.schedule(now, 0);
            let mut last: HashMap<usize, usize> = HashMap::new();
            let mut conversation_of = Vec::new();
            for (i, conversation) in script.conversations.iter().enumerate() {
                conversation_of.extend(conversation.lines.iter().map(|_| i));
            }
            let mut ended: Vec<usize> = Vec::new();
            for line in &scheduled {
                let current = conversation_of[line.id];
                if let Some(before) = last.insert(line.thread, current)
                    && before != current
                {
                    ended.push(before);
                    assert!(
                        !ended.contains(&current),
                        "{} is cut in two at {now}",
                        line.spoken.body
                    );
                }
            }
        }
    }

    #[test]
    fn a_weekday_is_the_right_weekday() {
        let now = "2026-11-22T15:40:00Z".parse().expect("a moment");
        let at = |text| {
            Timestamp::from_millisecond(
                read_start(text)
                    .expect("a start")
                    .resolve(Today::at(now, 0)),
            )
            .expect("a moment")
            .to_string()
        };
        assert_eq!(at("w1 sun 10:12"), "2026-11-15T10:12:00Z");
        assert_eq!(at("w2 mon 00:00"), "2026-11-02T00:00:00Z");
        assert_eq!(at("d1 23:59"), "2026-11-21T23:59:00Z");
        assert_eq!(at("-40m"), "2026-11-22T15:00:00Z");
    }

    #[test]
    fn a_block_says_everything_the_notation_can_say() {
        let text = "# aside\n== here\nmaya +4 =a x [lake cake]: one\n  two\n\n  three\n~ before\n* ❤️ tom sami | 👍 tom\ntom ^a:four: five\n";
        let mut seen = Vec::new();
        read_blocks(text, |head, lines| {
            seen.push((head, lines));
            Ok(())
        })
        .expect("a block");
        let (head, lines) = &seen[0];
        assert_eq!((seen.len(), *head, lines.len()), (1, "here", 2));
        assert_eq!(
            (lines[0].gap, lines[0].name, lines[0].deleted),
            (Some(4), Some("a"), true)
        );
        assert_eq!(lines[0].photos, [Scene::LakeSunset, Scene::Cake]);
        assert_eq!(lines[0].body, "one\ntwo\n\nthree");
        assert_eq!(lines[0].edited_from, Some("before"));
        assert_eq!(lines[0].reactions.len(), 3);
        assert_eq!(
            (lines[1].who, lines[1].answers, &*lines[1].body),
            ("tom", Some("a"), "four: five")
        );
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_line() {
        for (text, wrong) in [
            ("maya: hello", "line 1"),
            ("== a\nmaya hello", "line 2"),
            ("== a\nmaya [moon]: x", "no photo moon"),
            ("== a\n* ❤️ tom", "nothing said"),
        ] {
            let error = read_blocks(text, |_, _| Ok(())).expect_err("it is wrong");
            assert!(error.contains(wrong), "{error}");
        }
    }
}
