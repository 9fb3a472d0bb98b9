//! From a wish to a place in a room: the questions asked on the way, and in what order.
//!
//! Each of these is one question of one socket. A socket asks one at a time, so that its own
//! messages take effect in the order in which they came.
//!
//! The order is the point. The ticket is taken first, then the Authority looks, then the answer is
//! brought to the registry together with the ticket. If anybody was removed in between, the
//! registry sends us back to ask again; so nobody slips in behind a removal.

use std::{future::Future, time::Duration};

use super::{
    Admission, Channel, Close, Identity, Kind, Rooms, SocketId, Standing,
    outbox::Outbox,
    protocol::{self, Subscribe},
    registry::{Begin, Command, Place, Ruling, Verdict},
    revocation::Ticket,
};

/// How often an answer may be out of date before we give up. Each time something of the same
/// member has changed in the few milliseconds between question and answer.
const MOST_TRIES: usize = 16;

const SOMEBODY_ELSE: &str = "This socket is somebody else's";

const UNAVAILABLE: &str = "This cannot be answered now; try again later";

/// How a question ended for the connection.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// Nothing more to do: whatever there was to say is in the outbox.
    Done,
    /// The subscription waits for the socket to say whose it is, and is owed an answer soon.
    Parked(Channel),
    /// The socket must end.
    Close(Close),
}

/// One socket, seen from here.
pub(super) struct Asker {
    pub(super) rooms: Rooms,
    pub(super) socket: SocketId,
    pub(super) outbox: std::sync::Arc<Outbox>,
}

impl Asker {
    /// The socket was opened by somebody: is it still so?
    pub(super) async fn identify(self, who: Identity, mut ticket: Ticket) -> Settled {
        for _ in 0..MOST_TRIES {
            if self.standing(&who).await != Standing::Valid {
                break;
            }
            let verdict = self.rooms.ask(Verdict::Moot, |reply| Command::Identify {
                socket: self.socket,
                who: who.clone(),
                ticket,
                reply,
            });
            match verdict.await {
                Verdict::Stale(fresh) => ticket = fresh,
                _ => break,
            }
        }
        // Whoever it was is not any more: the socket may still say that it is somebody else.
        Settled::Done
    }

    /// The client wants to hear a channel.
    pub(super) async fn subscribe(self, wish: Subscribe) -> Settled {
        let channel = match self.rooms.naming().parse(&wish.channel) {
            Ok(channel) => channel,
            Err(error) => return self.deny(&wish.channel, 400, &error.to_string()),
        };
        let channel_data = wish
            .channel_data
            .filter(|_| channel.kind() == Kind::Presence);
        if channel.needs_signature() {
            let socket = self.socket.to_string();
            let genuine = wish.auth.is_some_and(|auth| {
                let keys = self.rooms.keys();
                keys.verify_channel(&auth, &socket, channel.name(), channel_data.as_deref())
            });
            if !genuine {
                return self.deny(channel.name(), 401, "Invalid signature");
            }
        }
        self.settle(
            Place {
                channel,
                channel_data,
            },
            false,
        )
        .await
    }

    /// Something has changed for a subscription that waits.
    pub(super) async fn ask_again(self, channel: Channel) -> Settled {
        self.settle(
            Place {
                channel,
                channel_data: None,
            },
            true,
        )
        .await
    }

    /// Whose is the socket, and is that still so? `overdue` says that it must be somebody's.
    pub(super) async fn checkup(self, overdue: Overdue) -> Settled {
        let whose = self.rooms.ask(None, |reply| Command::Whose {
            socket: self.socket,
            reply,
        });
        let Some(identities) = whose.await else {
            return Settled::Done;
        };
        if identities.is_empty() && overdue == Overdue::Yes {
            return Settled::Close(Close::Reconnect);
        }
        for who in identities {
            if self.standing(&who).await == Standing::Ended {
                return Settled::Close(Close::Unauthorized);
            }
        }
        Settled::Done
    }

    async fn settle(self, place: Place, again: bool) -> Settled {
        for _ in 0..MOST_TRIES {
            let begin = self.rooms.ask(Begin::Moot, |reply| Command::Begin {
                socket: self.socket,
                channel: place.channel.clone(),
                again,
                reply,
            });
            let (who, ticket, known) = match begin.await {
                Begin::Ask { who, ticket, known } => (who, ticket, known),
                Begin::Parked => return Settled::Parked(place.channel),
                Begin::Moot => return Settled::Done,
                Begin::Refused { status, error } => {
                    return self.deny(place.channel.name(), status, error);
                }
                Begin::Duplicate => {
                    let name = place.channel.name();
                    let text = format!("Existing subscription to channel {name}");
                    self.outbox.reply(protocol::error(None, &text));
                    return Settled::Done;
                }
            };
            let admission = self.admission(&who, &place.channel, known).await;
            let ruling = Ruling {
                place: place.clone(),
                who,
                ticket,
            };
            match self.report(admission, ruling).await {
                Verdict::Stale(_) => {}
                Verdict::Done if admission == Admission::Unavailable => {
                    return self.deny(place.channel.name(), 503, UNAVAILABLE);
                }
                Verdict::SomebodyElse => {
                    return self.deny(place.channel.name(), 403, SOMEBODY_ELSE);
                }
                Verdict::Done | Verdict::Moot => return Settled::Done,
            }
        }
        self.deny(place.channel.name(), 503, UNAVAILABLE)
    }

    /// Brings an answer to the registry.
    async fn report(&self, admission: Admission, ruling: Ruling) -> Verdict {
        let (socket, ruling) = (self.socket, Box::new(ruling));
        let errand = match admission {
            Admission::Admitted => self.rooms.ask(Verdict::Moot, |reply| Command::Join {
                socket,
                ruling,
                reply,
            }),
            Admission::Refused => self.rooms.ask(Verdict::Moot, |reply| Command::Refuse {
                socket,
                ruling,
                reply,
            }),
            Admission::Unavailable => return Verdict::Done,
        };
        errand.await
    }

    async fn admission(&self, who: &Identity, channel: &Channel, known: bool) -> Admission {
        if !known {
            match self.standing(who).await {
                Standing::Valid => {}
                Standing::Ended => return Admission::Refused,
                Standing::Unknown => return Admission::Unavailable,
            }
        }
        let shared = self.rooms.shared();
        in_time(
            shared.timing.authority,
            shared.authority.admit(who, channel),
        )
        .await
        .unwrap_or(Admission::Unavailable)
    }

    async fn standing(&self, who: &Identity) -> Standing {
        let shared = self.rooms.shared();
        in_time(shared.timing.authority, shared.authority.recheck(who))
            .await
            .unwrap_or(Standing::Unknown)
    }

    fn deny(&self, channel: &str, status: u16, error: &str) -> Settled {
        self.outbox
            .reply(protocol::subscription_error(channel, status, error));
        Settled::Done
    }
}

/// Whether the time to say whose a socket is has run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Overdue {
    /// It has.
    Yes,
    /// Not yet.
    No,
}

async fn in_time<T>(limit: Duration, answer: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(limit, answer).await.ok()
}

/// What a subscription that waits is told when nobody has said whose the socket is.
pub(super) fn unanswered(outbox: &Outbox, channel: &Channel) {
    let text = protocol::subscription_error(channel.name(), 401, "Sign in to hear this channel");
    outbox.reply(text);
}
