//! What happens on the channels of an app, for whoever tells programs elsewhere: who came, who went, what
//! clients said to each other.
//!
//! Of the rooms that all apps have in common, and of a user's own channel, nothing is ever told: those are
//! people's, and a program elsewhere is nobody. The registry puts each piece into a bounded queue and
//! never waits: what finds no room is counted and gone.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use tokio::sync::mpsc;

use super::{Channel, SocketId};

/// Something that happened on a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Whose channel it is; none is the server's own app's.
    pub app: Option<Arc<str>>,
    /// Its name.
    pub channel: Arc<str>,
    /// What happened.
    pub what: Happening,
}

/// What can happen on a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// The first socket came.
    Occupied,
    /// The last socket went.
    Vacated,
    /// Somebody came to a presence channel on their first socket.
    MemberAdded {
        /// Who.
        user_id: String,
    },
    /// Somebody went from a presence channel with their last socket.
    MemberRemoved {
        /// Who.
        user_id: String,
    },
    /// A client said something to the others.
    ClientEvent {
        /// What it is called.
        event: String,
        /// As sent.
        data: String,
        /// By which socket.
        socket_id: SocketId,
        /// By whom, on a presence channel.
        user_id: Option<String>,
    },
    /// Somebody came to a cache channel that remembers nothing.
    CacheMiss,
    /// The number of subscriptions changed.
    SubscriptionCount {
        /// To this.
        count: usize,
    },
}

/// Where the registry hands its news in.
#[derive(Clone, Debug)]
pub struct NewsDesk {
    queue: mpsc::Sender<News>,
    missed: Arc<AtomicU64>,
}

/// Where they come out.
#[derive(Debug)]
pub struct Bulletin {
    queue: mpsc::Receiver<News>,
    missed: Arc<AtomicU64>,
}

/// A desk at which so many pieces may lie.
pub fn news(most: usize) -> (NewsDesk, Bulletin) {
    let (sender, receiver) = mpsc::channel(most);
    let missed = Arc::new(AtomicU64::new(0));
    let desk = NewsDesk {
        queue: sender,
        missed: missed.clone(),
    };
    let bulletin = Bulletin {
        queue: receiver,
        missed,
    };
    (desk, bulletin)
}

impl NewsDesk {
    /// Takes in what happened, unless it is of a channel of which nothing is told or nobody reads.
    pub(super) fn report(&self, channel: &Channel, what: impl FnOnce() -> Happening) {
        if channel.is_common() || channel.to_user().is_some() {
            return;
        }
        match self.queue.try_reserve() {
            Ok(place) => place.send(News {
                app: channel.app().cloned(),
                channel: channel.shared_name(),
                what: what(),
            }),
            Err(mpsc::error::TrySendError::Full(())) => {
                self.missed.fetch_add(1, Relaxed);
            }
            Err(mpsc::error::TrySendError::Closed(())) => {}
        }
    }
}

impl Bulletin {
    /// The next piece; none when there will be no more.
    pub async fn next(&mut self) -> Option<News> {
        self.queue.recv().await
    }

    /// How many pieces found no room since this was last asked.
    pub fn take_missed(&self) -> u64 {
        self.missed.swap(0, Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Naming;
    use super::*;

    #[tokio::test]
    async fn of_rooms_that_are_people_s_nothing_is_told_and_of_others_no_more_than_there_is_room_for()
     {
        let naming = Naming::new(["thread-"]).with_common(["private-user-"]);
        let (desk, mut bulletin) = news(2);
        let report = |name: &str| {
            let channel = naming.parse(name).unwrap();
            desk.report(&channel, || Happening::Occupied);
        };
        for name in [
            "thread-1",
            "private-thread-1",
            "presence-thread-1",
            "private-user-1",
            "#server-to-user-1",
        ] {
            report(name);
        }
        for name in ["garden", "presence-garden", "private-garden"] {
            report(name);
        }
        assert_eq!(bulletin.take_missed(), 1);
        assert_eq!(bulletin.take_missed(), 0);
        for name in ["garden", "presence-garden"] {
            let heard = bulletin.next().await.unwrap();
            assert_eq!((&*heard.channel, heard.app), (name, None));
        }
        drop(desk);
        assert_eq!(bulletin.next().await, None);
    }
}
