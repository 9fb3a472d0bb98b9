//! What happened lately, app by app, until it is time to tell.
//!
//! A plain value, driven step by step. Whoever goes and comes back within three seconds has done neither:
//! a phone that changes from one network to another must not switch the lights.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Shared;
use crate::live::{Happening, News};
use crate::views::api::webhooks::Told;

/// How long things are gathered before they are told together.
const GATHER: Duration = Duration::from_secs(1);
/// How long it takes until going is gone.
const HOLD: Duration = Duration::from_secs(3);
/// How much may happen on one app's channels in a second and still be told.
const MOST: usize = 1_000;
/// The same in bytes.
const MOST_BYTES: usize = 1024 * 1024;

/// Whose channels: an app's id; none is the server's own.
pub(super) type Scope = Option<Arc<str>>;

/// What happened on all channels.
#[derive(Default)]
pub(super) struct Gathering {
    apps: HashMap<Scope, Recent>,
}

/// What is to be told of one app.
pub(super) struct Gathered {
    pub(super) app: Scope,
    pub(super) events: Vec<Shared>,
    /// How many events were too many.
    pub(super) lost: u64,
}

#[derive(Default)]
struct Recent {
    ready: VecDeque<Told>,
    bytes: usize,
    lost: u64,
    /// The last number of subscriptions of each channel.
    counts: BTreeMap<Arc<str>, usize>,
    /// When the first of all this happened.
    since: Option<Instant>,
    /// Who went: they may be back in a moment.
    leaving: BTreeMap<Leaving, Instant>,
}

/// What went. Members before their channel, as it happens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Leaving {
    Member(Arc<str>, String),
    Counted(Arc<str>),
    Channel(Arc<str>),
}

impl Gathering {
    /// Takes in what happened.
    pub(super) fn note(&mut self, news: News, now: Instant) {
        let News { app, channel, what } = news;
        self.apps.entry(app).or_default().note(channel, what, now);
    }

    /// When something is to be told.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.apps.values().filter_map(Recent::next_due).min()
    }

    /// What is to be told now.
    pub(super) fn take(&mut self, now: Instant) -> Vec<Gathered> {
        let mut taken = Vec::new();
        for (app, recent) in &mut self.apps {
            if recent.next_due().is_some_and(|due| due <= now) {
                let (events, lost) = recent.take(now);
                taken.extend((!events.is_empty()).then(|| Gathered {
                    app: app.clone(),
                    events,
                    lost,
                }));
            }
        }
        self.apps.retain(|_, recent| recent.next_due().is_some());
        taken
    }
}

impl Recent {
    fn note(&mut self, channel: Arc<str>, what: Happening, now: Instant) {
        let name = channel.to_string();
        match what {
            Happening::Occupied => {
                if !self.is_back(&Leaving::Channel(channel)) {
                    self.push(Told::ChannelOccupied { channel: name }, now);
                }
            }
            Happening::MemberAdded { user_id } => {
                if !self.is_back(&Leaving::Member(channel, user_id.clone())) {
                    let channel = name;
                    self.push(Told::MemberAdded { channel, user_id }, now);
                }
            }
            Happening::Vacated => self.leave(Leaving::Channel(channel), now),
            Happening::MemberRemoved { user_id } => {
                self.leave(Leaving::Member(channel, user_id), now);
            }
            Happening::SubscriptionCount { count: 0 } => {
                self.counts.remove(&channel);
                self.leave(Leaving::Counted(channel), now);
            }
            Happening::SubscriptionCount { count } => {
                self.is_back(&Leaving::Counted(channel.clone()));
                if self.counts.len() < MOST || self.counts.contains_key(&channel) {
                    self.counts.insert(channel, count);
                    self.since.get_or_insert(now);
                } else {
                    self.lost += 1;
                }
            }
            Happening::CacheMiss => self.push(Told::CacheMiss { channel: name }, now),
            Happening::ClientEvent {
                event,
                data,
                socket_id,
                user_id,
            } => {
                let said = Told::ClientEvent {
                    channel: name,
                    event,
                    data,
                    socket_id: socket_id.to_string(),
                    user_id,
                };
                self.push(said, now);
            }
        }
    }

    fn push(&mut self, told: Told, now: Instant) {
        self.bytes += told.weight();
        self.ready.push_back(told);
        self.since.get_or_insert(now);
        while self.ready.len() > MOST || self.bytes > MOST_BYTES {
            let Some(oldest) = self.ready.pop_front() else {
                break;
            };
            self.bytes -= oldest.weight();
            self.lost += 1;
        }
    }

    fn leave(&mut self, who: Leaving, now: Instant) {
        if self.leaving.len() < MOST {
            self.leaving.insert(who, now + HOLD);
        } else {
            // So many at once are no blip.
            self.push(who.into(), now);
        }
    }

    fn is_back(&mut self, who: &Leaving) -> bool {
        self.leaving.remove(who).is_some()
    }

    fn next_due(&self) -> Option<Instant> {
        let gathered = self.since.map(|since| since + GATHER);
        gathered
            .into_iter()
            .chain(self.leaving.values().copied())
            .min()
    }

    fn take(&mut self, now: Instant) -> (Vec<Shared>, u64) {
        let gone: Vec<_> = self
            .leaving
            .extract_if(.., |_, due| *due <= now)
            .map(|(who, _)| who)
            .collect();
        for who in gone {
            self.push(who.into(), now);
        }
        let counts = std::mem::take(&mut self.counts)
            .into_iter()
            .map(|(channel, count)| Told::SubscriptionCount {
                channel: channel.to_string(),
                subscription_count: count,
            });
        let events = self.ready.drain(..).chain(counts).map(Arc::new).collect();
        self.bytes = 0;
        self.since = None;
        (events, std::mem::take(&mut self.lost))
    }
}

impl From<Leaving> for Told {
    fn from(who: Leaving) -> Self {
        match who {
            Leaving::Channel(channel) => Self::ChannelVacated {
                channel: channel.to_string(),
            },
            Leaving::Member(channel, user_id) => Self::MemberRemoved {
                channel: channel.to_string(),
                user_id,
            },
            Leaving::Counted(channel) => Self::SubscriptionCount {
                channel: channel.to_string(),
                subscription_count: 0,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(app: Option<&str>, channel: &str, what: Happening) -> News {
        News {
            app: app.map(Into::into),
            channel: channel.into(),
            what,
        }
    }

    fn said(data: &str) -> Happening {
        Happening::ClientEvent {
            event: "client-said".to_owned(),
            data: data.to_owned(),
            socket_id: "1.1".parse().unwrap(),
            user_id: None,
        }
    }

    /// What is told at some second, as text.
    fn told_at(gathering: &mut Gathering, at: Instant) -> Vec<String> {
        let taken = gathering.take(at);
        let events = taken.iter().flat_map(|gathered| &gathered.events);
        let short = |event: &Shared| {
            let event = serde_json::to_value(&**event).unwrap();
            let more = event.get("user_id").or(event.get("subscription_count"));
            let more = more.map(|more| format!(" {more}")).unwrap_or_default();
            let text = |field: &str| event[field].as_str().unwrap().to_owned();
            format!("{} {}{more}", text("name"), text("channel"))
        };
        events.map(short).collect()
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_happens_within_a_second_is_told_together_and_in_its_order() {
        let (mut gathering, start) = (Gathering::default(), Instant::now());
        assert_eq!(gathering.next_due(), None);
        gathering.note(news(None, "garden", Happening::Occupied), start);
        gathering.note(
            news(None, "cache-a", Happening::CacheMiss),
            start + SECOND / 2,
        );
        let ann = Happening::MemberAdded {
            user_id: "ann".to_owned(),
        };
        gathering.note(news(None, "presence-a", ann), start + SECOND / 2);
        assert_eq!(gathering.next_due(), Some(start + SECOND));
        assert_eq!(told_at(&mut gathering, start + SECOND * 9 / 10), [""; 0]);
        assert_eq!(
            told_at(&mut gathering, start + SECOND),
            [
                "channel_occupied garden",
                "cache_miss cache-a",
                "member_added presence-a \"ann\""
            ]
        );
        assert_eq!(gathering.next_due(), None);
    }

    #[test]
    fn who_comes_back_within_three_seconds_was_never_gone() {
        let (mut gathering, start) = (Gathering::default(), Instant::now());
        let gone = || Happening::MemberRemoved {
            user_id: "ann".to_owned(),
        };
        let back = || Happening::MemberAdded {
            user_id: "ann".to_owned(),
        };
        gathering.note(news(None, "presence-a", gone()), start);
        gathering.note(news(None, "presence-a", Happening::Vacated), start);
        assert_eq!(told_at(&mut gathering, start + SECOND * 2), [""; 0]);
        gathering.note(
            news(None, "presence-a", Happening::Occupied),
            start + SECOND * 2,
        );
        gathering.note(news(None, "presence-a", back()), start + SECOND * 2);
        assert_eq!(told_at(&mut gathering, start + SECOND * 9), [""; 0]);
        assert_eq!(gathering.next_due(), None);
        // Later than that both are told.
        gathering.note(news(None, "presence-a", gone()), start);
        gathering.note(news(None, "presence-a", Happening::Vacated), start);
        assert_eq!(
            told_at(&mut gathering, start + SECOND * 3),
            [
                "member_removed presence-a \"ann\"",
                "channel_vacated presence-a"
            ]
        );
        gathering.note(news(None, "presence-a", back()), start + SECOND * 4);
        assert_eq!(
            told_at(&mut gathering, start + SECOND * 5),
            ["member_added presence-a \"ann\""]
        );
    }

    #[test]
    fn of_several_numbers_the_last_is_told() {
        let (mut gathering, start) = (Gathering::default(), Instant::now());
        let count = |count| Happening::SubscriptionCount { count };
        for number in [1, 2, 3] {
            gathering.note(news(None, "garden", count(number)), start);
        }
        gathering.note(news(None, "attic", count(1)), start);
        gathering.note(news(None, "attic", count(0)), start);
        assert_eq!(
            told_at(&mut gathering, start + SECOND),
            ["subscription_count garden 3"]
        );
        assert_eq!(
            told_at(&mut gathering, start + SECOND * 3),
            ["subscription_count attic 0"]
        );
    }

    #[test]
    fn where_too_many_channels_are_counted_those_that_are_stay_right() {
        let (mut gathering, start) = (Gathering::default(), Instant::now());
        let count = |count| Happening::SubscriptionCount { count };
        for channel in 0..MOST {
            gathering.note(news(None, &format!("room-{channel}"), count(1)), start);
        }
        gathering.note(news(None, "room-7", count(2)), start);
        gathering.note(news(None, "one-more", count(1)), start);
        let taken = gathering.take(start + SECOND);
        assert_eq!((taken[0].events.len(), taken[0].lost), (MOST, 1));
        let is_right = |event: &Shared| matches!(&**event, Told::SubscriptionCount { channel, subscription_count: 2 } if channel == "room-7");
        assert!(taken[0].events.iter().any(is_right));
    }

    #[test]
    fn two_apps_are_told_apart_and_too_much_of_one_is_counted_and_dropped_from_the_front() {
        let (mut gathering, start) = (Gathering::default(), Instant::now());
        for number in 0..MOST + 10 {
            gathering.note(news(None, "private-a", said(&number.to_string())), start);
        }
        gathering.note(news(Some("7"), "private-a", said("theirs")), start);
        let mut taken = gathering.take(start + SECOND);
        taken.sort_by_key(|gathered| gathered.app.is_some());
        let [ours, theirs] = &taken[..] else {
            panic!("two apps")
        };
        assert_eq!((ours.events.len(), ours.lost), (MOST, 10));
        assert!(matches!(&*ours.events[0], Told::ClientEvent { data, .. } if data == "10"));
        assert_eq!((theirs.events.len(), theirs.lost), (1, 0));
        for _ in 0..200 {
            gathering.note(news(None, "private-a", said(&"x".repeat(10 * 1024))), start);
        }
        let taken = gathering.take(start + SECOND);
        assert!(taken[0].lost > 90 && taken[0].events.len() < 110);
    }
}
