//! Everyday talk: short exchanges with gaps to fill, from which any number of plausible lines is made.
//!
//! Knows nothing of time. The notation is the script's, with another head and with words in braces:
//!
//! ```text
//! == family teta | A=maya tom | 7-9    the threads it may happen in, who may play a part (otherwise any member), the hours it may start at
//! A: {Who|Can anyone} bring {food}?    a choice made on the spot, also one within another; a word from `vocabulary.txt`
//! tom ^: I have {food}, {food2}, {A}   the same word again, another of its kind, what others call whoever plays A
//! A: {riddle}                          of a word written as "one = other" there, the one
//! tom: {riddle!}                       and the other
//! ```

use std::borrow::Cow;

use super::cast::{PEOPLE, person_at};
use super::dice::Dice;
use super::photos::Scene;
use super::script::{Spoken, read_blocks};
use super::story::Plan;

const EXCHANGES: &[(&str, &str)] = &[
    ("everyday", include_str!("words/everyday.txt")),
    ("everyday-pairs", include_str!("words/everyday-pairs.txt")),
];

const VOCABULARY: &str = include_str!("words/vocabulary.txt");

/// Every exchange and who may speak it where.
#[derive(Debug)]
pub(super) struct Exchanges {
    vocabulary: Vec<(&'static str, Vec<(&'static str, &'static str)>)>,
    exchanges: Vec<Exchange>,
    /// By thread, the exchanges that may happen there.
    castings: Vec<Vec<Casting>>,
}

/// A few lines that belong together.
#[derive(Debug)]
pub(super) struct Exchange {
    /// The hours of the day between which it starts, when it does not fit any hour.
    pub(super) hours: Option<(i64, i64)>,
    pub(super) lines: Vec<Template>,
    pub(super) has_photos: bool,
    /// How long it takes at most.
    pub(super) minutes: i64,
}

/// One line of an exchange.
#[derive(Debug)]
pub(super) struct Template {
    /// Which part speaks it.
    pub(super) part: usize,
    /// Minutes after the line before.
    pub(super) gap: Option<i64>,
    /// Which earlier line of the exchange it answers.
    pub(super) answers: Option<usize>,
    pub(super) photos: Vec<Scene>,
    body: Body,
    /// Sets the choices of this line apart from those of its neighbours.
    salt: u64,
}

/// An exchange in a thread: for each part, the members who may play it.
#[derive(Debug)]
pub(super) struct Casting {
    pub(super) exchange: usize,
    parts: Vec<Vec<usize>>,
}

#[derive(Debug)]
enum Body {
    Plain(Cow<'static, str>),
    Pieces(Vec<Piece>),
}

#[derive(Debug)]
enum Piece {
    Text(String),
    Choice(Vec<Vec<Piece>>),
    Word {
        list: usize,
        nth: usize,
        other: bool,
    },
    Name(usize),
}

impl Exchanges {
    pub(super) fn read(threads: &[Plan]) -> Result<Self, String> {
        let vocabulary = VOCABULARY
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| read_words(line).ok_or(format!("no words: {line}")))
            .collect::<Result<_, _>>()?;
        let mut all = Self {
            vocabulary,
            exchanges: Vec::new(),
            castings: threads.iter().map(|_| Vec::new()).collect(),
        };
        for (file, text) in EXCHANGES {
            read_blocks(text, |head, lines| all.add(threads, head, &lines))
                .map_err(|error| format!("{file}: {error}"))?;
        }
        Ok(all)
    }

    /// The exchanges that may happen in a thread.
    pub(super) fn of_thread(&self, thread: usize) -> &[Casting] {
        &self.castings[thread]
    }

    pub(super) fn get(&self, casting: &Casting) -> &Exchange {
        &self.exchanges[casting.exchange]
    }

    /// Writes a line out. The same seed fills the same gaps with the same words, so an exchange stays on its subject.
    pub(super) fn say(
        &self,
        template: &Template,
        players: &[usize],
        seed: u64,
    ) -> Cow<'static, str> {
        let pieces = match &template.body {
            Body::Plain(body) => return body.clone(),
            Body::Pieces(pieces) => pieces,
        };
        let mut text = String::with_capacity(96);
        self.write(pieces, players, seed, template.salt, &mut text);
        text.truncate(text.trim_end().len());
        Cow::Owned(text)
    }

    fn write(&self, pieces: &[Piece], players: &[usize], seed: u64, salt: u64, text: &mut String) {
        for (i, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text(words) => text.push_str(words),
                Piece::Choice(choices) => {
                    let salt = (salt << 6) + i as u64 + 1;
                    self.write(
                        &choices[Dice::new(seed ^ salt << 16).below(choices.len())],
                        players,
                        seed,
                        salt,
                        text,
                    );
                }
                Piece::Word { list, nth, other } => {
                    let words = &self.vocabulary[*list].1;
                    let word = words
                        [(Dice::new(seed ^ *list as u64).below(words.len()) + nth) % words.len()];
                    text.push_str(if *other { word.1 } else { word.0 });
                }
                Piece::Name(part) => text.push_str(PEOPLE[players[*part]].short),
            }
        }
    }

    fn add(
        &mut self,
        threads: &[Plan],
        head: &'static str,
        lines: &[Spoken],
    ) -> Result<(), String> {
        let mut fields = head.split(" | ");
        let places = fields.next().unwrap_or_default();
        let mut hours = None;
        let mut parts: Vec<(&str, Option<Vec<usize>>)> = Vec::new();
        for field in fields {
            if let Some((part, keys)) = field.split_once('=') {
                let people = keys
                    .split(' ')
                    .map(|key| person_at(key).ok_or(format!("nobody is called {key}")))
                    .collect::<Result<_, _>>()?;
                parts.push((part, Some(people)));
            } else {
                let number = |text: &str| {
                    text.parse::<i64>()
                        .map_err(|_| format!("not hours: {field}"))
                };
                let (from, to) = field
                    .split_once('-')
                    .ok_or(format!("not understood: {field}"))?;
                hours = Some((number(from)?, number(to)?));
            }
        }
        for line in lines {
            if !parts.iter().any(|(part, _)| *part == line.who) {
                parts.push((line.who, person_at(line.who).map(|person| vec![person])));
            }
        }
        let names: Vec<&str> = parts.iter().map(|(part, _)| *part).collect();
        let templates = lines
            .iter()
            .enumerate()
            .map(|(i, line)| self.template(&names, lines, i, line))
            .collect::<Result<Vec<_>, _>>()?;
        let has_photos = templates.iter().any(|template| !template.photos.is_empty());
        for place in places.split(' ') {
            let thread = threads
                .iter()
                .position(|plan| plan.key == place)
                .ok_or(format!("no thread {place}"))?;
            let members = &threads[thread].members;
            let parts: Vec<Vec<usize>> = parts
                .iter()
                .map(|(_, people)| {
                    members
                        .iter()
                        .copied()
                        .filter(|member| {
                            people.as_ref().is_none_or(|people| people.contains(member))
                        })
                        .collect()
                })
                .collect();
            if players(&parts, &mut Dice::new(0)).is_none() {
                return Err(format!("not enough people in {place} for {head}"));
            }
            self.castings[thread].push(Casting {
                exchange: self.exchanges.len(),
                parts,
            });
        }
        let minutes = templates
            .iter()
            .map(|template| template.gap.map_or(3, |gap| gap + 1))
            .sum();
        self.exchanges.push(Exchange {
            hours,
            lines: templates,
            has_photos,
            minutes,
        });
        Ok(())
    }

    fn template(
        &self,
        parts: &[&str],
        lines: &[Spoken],
        i: usize,
        line: &Spoken,
    ) -> Result<Template, String> {
        let answers = match line.answers {
            None => None,
            Some("") => Some(i.checked_sub(1).ok_or("the first line answers nothing")?),
            Some(name) => Some(
                lines[..i]
                    .iter()
                    .position(|earlier| earlier.name == Some(name))
                    .ok_or(format!("nothing is named {name}"))?,
            ),
        };
        let part = parts
            .iter()
            .position(|part| *part == line.who)
            .ok_or("every speaker has a part")?;
        let body = if line.body.contains('{') {
            let mut rest = &*line.body;
            Body::Pieces(self.pieces(parts, &mut rest, &['{'])?)
        } else {
            Body::Plain(line.body.clone())
        };
        Ok(Template {
            part,
            gap: line.gap,
            answers,
            photos: line.photos.clone(),
            body,
            salt: i as u64 + 1,
        })
    }

    /// Reads up to one of the `ends` that is not an opening brace, which stays unread, or to the end of the text.
    fn pieces(&self, parts: &[&str], rest: &mut &str, ends: &[char]) -> Result<Vec<Piece>, String> {
        let mut pieces = Vec::new();
        loop {
            let end = rest.find(ends).unwrap_or(rest.len());
            if end > 0 {
                pieces.push(Piece::Text(rest[..end].to_owned()));
            }
            *rest = &rest[end..];
            let Some(gap) = rest.strip_prefix('{') else {
                return Ok(pieces);
            };
            *rest = gap;
            pieces.push(self.gap(parts, rest)?);
        }
    }

    /// Reads what stands between braces, and the closing one.
    fn gap(&self, parts: &[&str], rest: &mut &str) -> Result<Piece, String> {
        let mut choices = Vec::new();
        loop {
            choices.push(self.pieces(parts, rest, &['{', '|', '}'])?);
            let end = rest.chars().next().ok_or("a brace is never closed")?;
            *rest = &rest[1..];
            if end == '}' {
                break;
            }
        }
        let [only] = &choices[..] else {
            return Ok(Piece::Choice(choices));
        };
        let [Piece::Text(name)] = &only[..] else {
            return Err("one choice is none".to_owned());
        };
        if let Some(part) = parts.iter().position(|part| part == name) {
            return Ok(Piece::Name(part));
        }
        let (name, other) = name
            .strip_suffix('!')
            .map_or((&**name, false), |name| (name, true));
        let list = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let nth = name[list.len()..].parse::<usize>().unwrap_or(1) - 1;
        let list = self
            .vocabulary
            .iter()
            .position(|(name, _)| *name == list)
            .ok_or(format!("no word list {list}"))?;
        Ok(Piece::Word { list, nth, other })
    }
}

impl Casting {
    /// Who plays which part this time; nobody plays two.
    pub(super) fn players(&self, dice: &mut Dice) -> Vec<usize> {
        players(&self.parts, dice).expect("every casting was tried when it was read")
    }
}

/// A line of the vocabulary: its name and its words.
fn read_words(line: &'static str) -> Option<(&'static str, Vec<(&'static str, &'static str)>)> {
    let (name, words) = line.split_once(": ")?;
    Some((
        name,
        words
            .split(" / ")
            .map(|word| word.split_once(" = ").unwrap_or((word, word)))
            .collect(),
    ))
}

/// Parts are given out in order; each takes the first free candidate from a random place on, and steps on while a later part would be left alone.
fn players(parts: &[Vec<usize>], dice: &mut Dice) -> Option<Vec<usize>> {
    fn give(parts: &[Vec<usize>], dice: &mut Dice, taken: &mut Vec<usize>) -> bool {
        let Some(candidates) = parts.get(taken.len()) else {
            return true;
        };
        let from = dice.below(candidates.len());
        for i in 0..candidates.len() {
            let candidate = candidates[(from + i) % candidates.len()];
            if !taken.contains(&candidate) {
                taken.push(candidate);
                if give(parts, dice, taken) {
                    return true;
                }
                taken.pop();
            }
        }
        false
    }
    let mut taken = Vec::with_capacity(parts.len());
    give(parts, dice, &mut taken).then_some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::cast;

    fn read() -> Exchanges {
        Exchanges::read(&cast::threads()).expect("the exchanges")
    }

    #[test]
    fn every_exchange_can_be_spoken_with_any_seed() {
        let all = read();
        for casting in all.castings.iter().flatten() {
            for seed in 0..20 {
                let players = casting.players(&mut Dice::new(seed));
                for template in &all.get(casting).lines {
                    let said = all.say(template, &players, seed);
                    assert!(
                        !said.is_empty() || !template.photos.is_empty(),
                        "{template:?}"
                    );
                    assert!(
                        !said.contains(['{', '}', '|']) && !said.contains("  "),
                        "{said}"
                    );
                }
            }
        }
    }

    #[test]
    fn nobody_plays_two_parts_and_everybody_is_a_member() {
        let all = read();
        for (thread, castings) in cast::threads().iter().zip(&all.castings) {
            for (casting, seed) in castings.iter().zip(0..) {
                let mut players = casting.players(&mut Dice::new(seed));
                assert!(players.iter().all(|player| thread.members.contains(player)));
                players.sort_unstable();
                players.dedup();
                assert_eq!(players.len(), casting.parts.len());
            }
        }
    }

    #[test]
    fn a_word_keeps_its_counterpart_and_its_neighbour_differs() {
        let all = read();
        let body = |text: &'static str| Template {
            part: 0,
            gap: None,
            answers: None,
            photos: Vec::new(),
            body: Body::Pieces(all.pieces(&["A"], &mut &*text, &['{']).expect("pieces")),
            salt: 1,
        };
        for seed in 0..50 {
            assert_eq!(
                all.say(&body("{food}"), &[0], seed),
                all.say(&body("{food}"), &[0], seed)
            );
            assert_ne!(
                all.say(&body("{food}"), &[0], seed),
                all.say(&body("{food2}"), &[0], seed)
            );
            let (one, other) = (
                all.say(&body("{riddle}"), &[0], seed),
                all.say(&body("{riddle!}"), &[0], seed),
            );
            assert!(VOCABULARY.contains(&format!("{one} = {other}")));
        }
        assert_eq!(all.say(&body("{{A}|{A}}!"), &[0], 7), "Maya!");
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let all = read();
        for text in ["{nosuchlist}", "{a|b", "{ { }", "{}"] {
            assert!(all.pieces(&["A"], &mut &*text, &['{']).is_err(), "{text}");
        }
    }
}
