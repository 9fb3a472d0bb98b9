//! From a wish to a place in a room: the questions asked on the way, and in what order.
//!
//! Each of these is one question of one socket. A socket asks one at a time, so that its own
//! messages take effect in the order in which they came.
//!
//! The order is the point. The ticket is taken first, then the Authority looks, then the answer is
//! brought to the registry together with the ticket. If anybody was removed in between, the
//! registry sends us back to ask again; so nobody slips in behind a removal.

use std::{future::Future, sync::Arc, time::Duration};

use bytestring::ByteString;

use super::{
    Admission, App, Channel, Close, Identity, Kind, Rooms, SocketId, Standing,
    outbox::Outbox,
    protocol::{self, Malformed, Person, Subscribe, User},
    registry::{Again, Begin, Command, Place, Reply, Ruling, SigningIn, Verdict},
    revocation::Ticket,
};

/// How often an answer may be out of date before we give up. Each time something of the same
/// member has changed in the few milliseconds between question and answer.
const MOST_TRIES: usize = 16;

const SOMEBODY_ELSE: &str = "This socket is somebody else's";

/// What a socket is told when it cannot be known whose it is: try again in a second. Refusing it
/// would be final, and leaving it nobody's would leave it deaf.
const COME_BACK: Settled = Settled::Close(Close::OverCapacity);

/// How a question ended for the connection.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// Nothing more to do: whatever there was to say is in the outbox.
    Done,
    /// The subscription waits for the socket to say whose it is, and is owed an answer soon.
    Parked(Channel),
    /// The subscription waits for the Authority to be able to answer, and is to be asked again.
    Postponed(Channel),
    /// The socket must end.
    Close(Close),
    /// The socket must end, and be told why first.
    Reject(ByteString),
}

/// Whether the time to say whose a socket is has run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Overdue {
    /// It has.
    Yes,
    /// Not yet.
    No,
}

/// One socket, seen from here.
pub(super) struct Asker {
    pub(super) rooms: Rooms,
    pub(super) app: App,
    pub(super) socket: SocketId,
    pub(super) outbox: Arc<Outbox>,
}

impl Asker {
    /// The socket was opened by somebody: is it still so?
    pub(super) async fn identify(self, who: Identity, mut ticket: Ticket) -> Settled {
        for _ in 0..MOST_TRIES {
            match self.standing(&who).await {
                Standing::Valid => {}
                // Whoever it was is not any more: the socket may still be somebody else's.
                Standing::Ended => return Settled::Done,
                Standing::Unknown => return COME_BACK,
            }
            let (socket, who) = (self.socket, who.clone());
            let verdict = self.ask(|reply| Command::Identify {
                socket,
                who,
                ticket,
                reply,
            });
            match verdict.await {
                Verdict::Stale(fresh) => ticket = fresh,
                _ => return Settled::Done,
            }
        }
        COME_BACK
    }

    /// The client wants to hear a channel.
    pub(super) async fn subscribe(self, wish: Subscribe) -> Settled {
        let channel = match self.rooms.channel_of(&self.app, &wish.channel) {
            Ok(channel) => channel,
            Err(error) => return self.deny(&wish.channel, 400, &error.to_string()),
        };
        let is_presence = channel.kind() == Kind::Presence;
        let channel_data = wish.channel_data.as_deref().filter(|_| is_presence);
        if channel.needs_signature() {
            let socket = self.socket.to_string();
            let is_genuine = wish.auth.is_some_and(|auth| {
                self.app
                    .keys()
                    .verify_channel(&auth, &socket, channel.name(), channel_data)
            });
            if !is_genuine {
                return self.deny(channel.name(), 401, "Invalid signature");
            }
        }
        match channel_data.map(Person::parse).transpose() {
            Ok(person) => {
                let person = person.map(Arc::new);
                self.settle(Place { channel, person }, Again::No).await
            }
            Err(Malformed) => self.deny(channel.name(), 400, "Invalid channel_data"),
        }
    }

    /// Something has changed for a subscription that waits.
    pub(super) async fn ask_again(self, channel: Channel) -> Settled {
        self.settle(
            Place {
                channel,
                person: None,
            },
            Again::Yes,
        )
        .await
    }

    /// The client says who its user is. One that cannot prove it does not stay.
    pub(super) async fn sign_in(self, auth: String, user_data: String) -> Settled {
        if !self
            .app
            .keys()
            .verify_user(&auth, &self.socket.to_string(), &user_data)
        {
            return reject("Invalid signature");
        }
        let Ok(user) = User::parse(&user_data) else {
            return reject("Invalid user_data");
        };
        let socket = self.socket;
        for _ in 0..MOST_TRIES {
            let (user, user_data) = (user.clone(), user_data.clone());
            let begin = self.rooms.ask(Begin::Moot, |reply| {
                let user_data = user_data.clone();
                Command::BeginSignIn {
                    socket,
                    user_data,
                    reply,
                }
            });
            let (who, ticket) = match begin.await {
                Begin::Ask { who, ticket, .. } => (who, ticket),
                Begin::Refused { error, .. } => return reject(error),
                Begin::Parked | Begin::Duplicate | Begin::Moot => return Settled::Done,
            };
            match self.standing(&who).await {
                Standing::Valid => {}
                Standing::Ended => return reject("This sign-in has ended"),
                Standing::Unknown => return COME_BACK,
            }
            let signing_in = Box::new(SigningIn {
                user,
                user_data,
                who,
                ticket,
            });
            match self
                .ask(|reply| Command::SignIn {
                    socket,
                    signing_in,
                    reply,
                })
                .await
            {
                Verdict::Stale(_) => {}
                Verdict::SomebodyElse => return reject(SOMEBODY_ELSE),
                Verdict::Done | Verdict::Full | Verdict::Moot => return Settled::Done,
            }
        }
        COME_BACK
    }

    /// Whose is the socket, and is that still so? `overdue` says that it must be somebody's.
    pub(super) async fn checkup(self, overdue: Overdue) -> Settled {
        let socket = self.socket;
        let whose = self
            .rooms
            .ask(None, |reply| Command::Whose { socket, reply });
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

    async fn settle(self, place: Place, again: Again) -> Settled {
        let (socket, name) = (self.socket, place.channel.name());
        for _ in 0..MOST_TRIES {
            let begin = self.rooms.ask(Begin::Moot, |reply| {
                let place = place.clone();
                Command::Begin {
                    socket,
                    place,
                    again,
                    reply,
                }
            });
            let (who, ticket, known) = match begin.await {
                Begin::Ask { who, ticket, known } => (who, ticket, known),
                Begin::Parked => return Settled::Parked(place.channel),
                Begin::Moot => return Settled::Done,
                Begin::Refused { status, error } => return self.deny(name, status, error),
                Begin::Duplicate => {
                    let text = format!("Existing subscription to channel {name}");
                    self.outbox.reply(protocol::error(None, &text));
                    return Settled::Done;
                }
            };
            let admission = self.admission(&who, &place.channel, known).await;
            let ruling = Box::new(Ruling {
                place: place.clone(),
                who,
                ticket,
                after: match admission {
                    Admission::AdmittedAfter(place) => Some(place),
                    Admission::Admitted | Admission::Refused | Admission::Unavailable => None,
                },
            });
            let verdict = match admission {
                Admission::Admitted | Admission::AdmittedAfter(_) => {
                    self.ask(|reply| Command::Join {
                        socket,
                        ruling,
                        reply,
                    })
                    .await
                }
                Admission::Refused => {
                    self.ask(|reply| Command::Refuse {
                        socket,
                        ruling,
                        reply,
                    })
                    .await
                }
                Admission::Unavailable => return self.postpone(place.clone(), again).await,
            };
            match verdict {
                Verdict::Stale(_) => {}
                Verdict::SomebodyElse => return self.deny(name, 403, SOMEBODY_ELSE),
                Verdict::Full => return self.deny(name, 429, "There are too many here already"),
                Verdict::Done | Verdict::Moot => return Settled::Done,
            }
        }
        self.postpone(place.clone(), again).await
    }

    /// Leaves a subscription for later. A client that was merely refused would stay deaf until it
    /// connects anew, because of a moment in which a database was busy.
    async fn postpone(&self, place: Place, again: Again) -> Settled {
        let (socket, channel) = (self.socket, place.channel.clone());
        let place = Box::new(place);
        let postponed = self.rooms.ask((), |reply| Command::Postpone {
            socket,
            place,
            again,
            reply,
        });
        postponed.await;
        Settled::Postponed(channel)
    }

    async fn admission(&self, who: &Identity, channel: &Channel, known: bool) -> Admission {
        // A claim made by a signature is as good as the session that it was given to.
        if !known {
            match self.standing(who).await {
                Standing::Valid => {}
                Standing::Ended => return Admission::Refused,
                Standing::Unknown => return Admission::Unavailable,
            }
        }
        let shared = self.rooms.shared();
        let answer = shared.authority.admit(who, channel);
        in_time(shared.timing.authority, answer)
            .await
            .unwrap_or(Admission::Unavailable)
    }

    async fn standing(&self, who: &Identity) -> Standing {
        let shared = self.rooms.shared();
        let answer = shared.authority.recheck(who);
        in_time(shared.timing.authority, answer)
            .await
            .unwrap_or(Standing::Unknown)
    }

    async fn ask(&self, command: impl FnOnce(Reply<Verdict>) -> Command) -> Verdict {
        self.rooms.ask(Verdict::Moot, command).await
    }

    fn deny(&self, channel: &str, status: u16, error: &str) -> Settled {
        self.outbox
            .reply(protocol::subscription_error(channel, status, error));
        Settled::Done
    }
}

/// What a subscription that waits is told when nobody has said whose the socket is.
pub(super) fn unanswered(outbox: &Outbox, channel: &Channel) {
    let text = protocol::subscription_error(channel.name(), 401, "Sign in to hear this channel");
    outbox.reply(text);
}

/// Ends a socket that claims to be somebody and is not.
fn reject(why: &str) -> Settled {
    Settled::Reject(protocol::error(Some(Close::Unauthorized.code()), why))
}

async fn in_time<T>(limit: Duration, answer: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(limit, answer).await.ok()
}
