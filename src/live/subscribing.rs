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

/// What came of asking for a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The socket hears the channel from now on.
    Entered,
    /// It did already.
    Already,
    /// It may not, and has been told so in its words.
    Refused(u16),
    /// It waits for the socket to say whose it is.
    Parked(Channel),
    /// It waits for the Authority to be able to answer.
    Postponed(Channel),
    /// The socket has gone, or no longer wants it.
    Moot,
}

/// What came of saying whose a socket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// It is this one's.
    Accepted,
    /// This one is signed in no more.
    Ended,
    /// It is somebody else's.
    SomebodyElse,
    /// It cannot be known now.
    Unknown,
    /// The socket has gone.
    Moot,
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
#[derive(Clone)]
pub(super) struct Asker {
    pub(super) rooms: Rooms,
    pub(super) app: App,
    pub(super) socket: SocketId,
    pub(super) outbox: Arc<Outbox>,
}

impl Asker {
    /// The socket was opened by somebody: is it still so?
    pub(super) async fn identify(self, who: Identity, ticket: Ticket) -> Settled {
        match self.claim(&who, ticket).await {
            Claim::Unknown => COME_BACK,
            // Whoever it was is not any more: the socket may still be somebody else's.
            Claim::Accepted | Claim::Ended | Claim::SomebodyElse | Claim::Moot => Settled::Done,
        }
    }

    /// Somebody says that the socket is theirs.
    pub(super) async fn claim(&self, who: &Identity, mut ticket: Ticket) -> Claim {
        for _ in 0..MOST_TRIES {
            match self.standing(who).await {
                Standing::Valid => {}
                Standing::Ended => return Claim::Ended,
                Standing::Unknown => return Claim::Unknown,
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
                Verdict::SomebodyElse => return Claim::SomebodyElse,
                Verdict::Done => return Claim::Accepted,
                Verdict::Full | Verdict::Moot => return Claim::Moot,
            }
        }
        Claim::Unknown
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
            let Some(user) = self.seeing(&who, user).await else {
                return COME_BACK;
            };
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
        let name = place.channel.shared_name();
        match self.enter(place, again).await {
            Outcome::Parked(channel) => Settled::Parked(channel),
            Outcome::Postponed(channel) => Settled::Postponed(channel),
            Outcome::Already => {
                let text = format!("Existing subscription to channel {name}");
                self.outbox.reply(protocol::error(None, &text));
                Settled::Done
            }
            Outcome::Entered | Outcome::Refused(_) | Outcome::Moot => Settled::Done,
        }
    }

    /// Asks for a place, and takes it if the Authority allows it.
    pub(super) async fn enter(&self, place: Place, again: Again) -> Outcome {
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
                Begin::Parked => return Outcome::Parked(place.channel),
                Begin::Moot => return Outcome::Moot,
                Begin::Refused { status, error } => return self.refuse(name, status, error),
                Begin::Duplicate => return Outcome::Already,
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
            let (verdict, done) = match admission {
                Admission::Admitted | Admission::AdmittedAfter(_) => {
                    let verdict = self.ask(|reply| Command::Join {
                        socket,
                        ruling,
                        reply,
                    });
                    (verdict.await, Outcome::Entered)
                }
                Admission::Refused => {
                    let verdict = self.ask(|reply| Command::Refuse {
                        socket,
                        ruling,
                        reply,
                    });
                    (verdict.await, Outcome::Refused(403))
                }
                Admission::Unavailable => return self.postpone(place.clone(), again).await,
            };
            match verdict {
                Verdict::Stale(_) => {}
                Verdict::SomebodyElse => return self.refuse(name, 403, SOMEBODY_ELSE),
                Verdict::Full => return self.refuse(name, 429, "There are too many here already"),
                Verdict::Done => return done,
                Verdict::Moot => return Outcome::Moot,
            }
        }
        self.postpone(place.clone(), again).await
    }

    /// Leaves a subscription for later. A client that was merely refused would stay deaf until it
    /// connects anew, because of a moment in which a database was busy.
    async fn postpone(&self, place: Place, again: Again) -> Outcome {
        let (socket, channel) = (self.socket, place.channel.clone());
        let place = Box::new(place);
        let postponed = self.rooms.ask((), |reply| Command::Postpone {
            socket,
            place,
            again,
            reply,
        });
        postponed.await;
        Outcome::Postponed(channel)
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

    /// A user who watches nobody but those that they may know to be here.
    async fn seeing(&self, who: &Identity, mut user: User) -> Option<User> {
        let shared = self.rooms.shared();
        let asked = std::mem::take(&mut user.watchlist);
        if !asked.is_empty() {
            let answer = shared.authority.watched(who, asked);
            user.watchlist = in_time(shared.timing.authority, answer).await?.ok()?;
        }
        Some(user)
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
        self.refuse(channel, status, error);
        Settled::Done
    }

    /// Tells the socket in its words that it does not hear a channel.
    pub(super) fn refuse(&self, channel: &str, status: u16, error: &str) -> Outcome {
        if let Some(text) = self.outbox.dialect().refused(channel, status, error) {
            self.outbox.reply(text);
        }
        Outcome::Refused(status)
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

pub(super) async fn in_time<T>(limit: Duration, answer: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(limit, answer).await.ok()
}
