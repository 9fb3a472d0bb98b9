//! The registry and the model side by side, each told the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use serde_json::json;

use super::{
    super::{
        super::{
            App, AppKeys, Channel, Identity, Naming, SocketId, news,
            outbox::{MarkerOf, Outbox},
            protocol::{Person, User},
            revocation::Ticket,
        },
        Again, Begin, Command, Parcel, Place, Registry, Reply, Ruling, SigningIn, Verdict, Whisper,
    },
    CHANNELS, Interruption, LIMITS, MEMBERS, Op, is_presence, is_private,
    naive::Naive,
    room,
};

/// Both of them.
pub(super) struct World {
    pub(super) registry: Registry,
    pub(super) naive: Naive,
    pub(super) outboxes: BTreeMap<usize, Arc<Outbox>>,
    naming: Naming,
    now: Instant,
    pending: Vec<Pending>,
}

/// A question that has been asked and not yet answered.
struct Pending {
    socket: usize,
    who: Identity,
    ticket: Ticket,
    about: About,
    /// Whether something has changed since.
    outdated: bool,
}

/// What it is about, and what the answer was when it was asked.
enum About {
    Who,
    User {
        watched: &'static str,
        user_data: String,
    },
    Place {
        channel: &'static str,
        allowed: bool,
    },
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            registry: Registry::new(LIMITS, Arc::default(), news(1).0),
            naive: Naive::default(),
            outboxes: BTreeMap::new(),
            naming: Naming::new(["thread-"]),
            now: Instant::now(),
            pending: Vec::new(),
        }
    }

    pub(super) fn step(&mut self, op: Op) {
        match op {
            Op::Open(socket) => self.open(socket),
            Op::Gone(socket) => {
                self.tell(Command::Gone { socket: id(socket) });
                self.naive.gone(socket);
            }
            Op::AskWho(socket, member, session) => {
                let (who, ticket) = (identity(member, session), self.registry.changes.ticket());
                self.pend(socket, who, ticket, About::Who);
            }
            Op::AskUser(socket, member, session, watched) => {
                self.ask_user(socket, identity(member, session), MEMBERS[watched]);
            }
            Op::Grant(socket, member, session, channel) => {
                self.grant(socket, identity(member, session), CHANNELS[channel]);
            }
            Op::AskPlace(socket, channel, again) => self.begin(socket, CHANNELS[channel], again),
            Op::Answer(_) if self.pending.is_empty() => {}
            Op::Answer(index) => {
                let index = index.min(self.pending.len() - 1);
                let pending = self.pending.remove(index);
                self.answer(pending);
            }
            Op::Enter(socket, member, session, channel, interruption) => {
                for op in [
                    Op::Open(socket),
                    Op::Allow(member, channel),
                    Op::AskWho(socket, member, session),
                    Op::Answer(usize::MAX),
                    Op::Grant(socket, member, session, channel),
                ] {
                    self.step_and_compare(op);
                }
                let ask = Op::AskPlace(socket, channel, Again::No);
                self.interrupted(ask, interruption, (member, session, channel));
            }
            Op::SignIn(socket, member, session, watched, interruption) => {
                self.step_and_compare(Op::Open(socket));
                let ask = Op::AskUser(socket, member, session, watched);
                self.interrupted(ask, interruption, (member, session, 0));
            }
            Op::Leave(socket, channel) => {
                let channel = CHANNELS[channel];
                self.tell(Command::Leave {
                    socket: id(socket),
                    channel: channel.into(),
                });
                self.naive.leave(socket, channel);
            }
            Op::Publish(channel, except) => {
                let parcel = Parcel {
                    channels: vec![self.channel(CHANNELS[channel])],
                    event: "e".into(),
                    data: "7".into(),
                    except: except.map(id),
                    about: None,
                    to_later: None,
                };
                self.tell(Command::Publish(Box::new(parcel)));
                self.naive.publish(CHANNELS[channel], except);
            }
            Op::Whisper(socket, channel) => {
                let whisper = Whisper {
                    channel: CHANNELS[channel].into(),
                    event: "client-e".into(),
                    data: "7".into(),
                };
                let whisper = Box::new(whisper);
                self.tell(Command::Whisper {
                    socket: id(socket),
                    whisper,
                    reply: None,
                });
                self.naive.whisper(socket, CHANNELS[channel]);
            }
            Op::Allow(member, channel) => {
                let (who, channel) = (MEMBERS[member], CHANNELS[channel]);
                let (member, room) = (who.to_owned(), room(channel).to_owned());
                self.tell(Command::Admit { member, room });
                self.naive.allow(who, channel);
                self.outdate_room(who, channel);
            }
            Op::Forbid(member, channel) => {
                let (who, channel) = (MEMBERS[member], CHANNELS[channel]);
                let (member, room) = (who.to_owned(), room(channel).to_owned());
                self.ask(|reply| Command::Evict {
                    member,
                    room,
                    reply,
                });
                self.naive.forbid(who, channel);
                self.outdate_room(who, channel);
            }
            Op::Withdraw(member, channel) => {
                let (who, name) = (MEMBERS[member], CHANNELS[channel]);
                let (member, room) = (who.to_owned(), room(name).to_owned());
                self.ask(|reply| Command::Withdraw {
                    member,
                    room,
                    name: name.to_owned(),
                    reply,
                });
                self.naive.turn_out(who, |heard| heard == name);
                self.outdate_room(who, name);
            }
            Op::KeepWatching(member, kept) => {
                let (who, kept) = (MEMBERS[member], MEMBERS[kept]);
                self.ask(|reply| Command::KeepWatching {
                    member: who.to_owned(),
                    kept: [kept.to_owned()].into(),
                    reply,
                });
                self.naive.keep_watching(who, kept);
                self.outdate(|pending| !matches!(pending.about, About::Place { .. }));
            }
            Op::EndSession(member, session) => {
                let ended = identity(member, session).session;
                let session = ended.clone().unwrap();
                self.ask(|reply| Command::CloseSession { session, reply });
                self.naive.end(|seen| seen.sessions.contains(&ended));
                self.outdate(|pending| pending.who.session == ended);
            }
            Op::EndMember(member) => {
                let ended = MEMBERS[member].to_owned();
                let member = ended.clone();
                self.ask(|reply| Command::CloseMember { member, reply });
                self.naive.end(|seen| seen.owner.as_ref() == Some(&ended));
                self.outdate(|pending| pending.who.member == ended);
            }
            Op::Terminate(member) => {
                let member = MEMBERS[member].to_owned();
                let user = member.clone();
                self.ask(|reply| Command::Terminate { user, reply });
                self.naive
                    .end(|seen| seen.signed_in && seen.owner.as_ref() == Some(&member));
            }
            Op::Stop => {
                self.ask(|reply| Command::Stop { reply });
                self.naive.stop();
            }
        }
    }

    fn open(&mut self, socket: usize) {
        if self.naive.sockets.contains_key(&socket) {
            return;
        }
        let no_markers: MarkerOf = Arc::new(|_, _| None);
        let outbox = Arc::new(Outbox::new(no_markers));
        self.outboxes.insert(socket, outbox.clone());
        let opened = self.ask(|reply| Command::Open {
            socket: id(socket),
            app: App::own(AppKeys::generate().unwrap()),
            outbox,
            reply,
        });
        let expected = self.naive.open(socket, id(socket).to_string());
        assert_eq!(opened.map(|_| ()), expected);
    }

    /// Asks something, lets something happen, and brings the answer.
    fn interrupted(
        &mut self,
        ask: Op,
        interruption: Interruption,
        (member, session, channel): (usize, usize, usize),
    ) {
        let before = self.pending.len();
        self.step_and_compare(ask);
        match interruption {
            Interruption::Nothing => {}
            Interruption::Forbid => self.step_and_compare(Op::Forbid(member, channel)),
            Interruption::Withdraw => self.step_and_compare(Op::Withdraw(member, channel)),
            Interruption::KeepWatching => self.step_and_compare(Op::KeepWatching(member, 0)),
            Interruption::Allow => self.step_and_compare(Op::Allow(member, channel)),
            Interruption::EndSession => self.step_and_compare(Op::EndSession(member, session)),
            Interruption::EndMember => self.step_and_compare(Op::EndMember(member)),
        }
        if self.pending.len() > before {
            self.step_and_compare(Op::Answer(before));
        }
    }

    fn step_and_compare(&mut self, op: Op) {
        self.step(op);
        self.compare(op);
    }

    fn grant(&mut self, socket: usize, who: Identity, name: &'static str) {
        if !is_private(name) {
            return;
        }
        let (channel, to) = (self.channel(name), who.clone());
        let granted = self.ask(|reply| Command::Grant {
            socket: id(socket),
            channel,
            who: to,
            reply,
        });
        assert_eq!(granted.is_ok(), self.naive.may_claim(socket, &who.member));
        if granted.is_ok() {
            let seen = self.naive.sockets.get_mut(&socket).unwrap();
            seen.grants.insert(name, who);
        }
    }

    fn begin(&mut self, socket: usize, name: &'static str, again: Again) {
        let seen = self.naive.sockets.get(&socket);
        // As whom one comes is what this server has signed.
        let granted = seen.and_then(|seen| seen.grants.get(name));
        let is_told = is_presence(name) && again == Again::No;
        let person = granted.filter(|_| is_told).map(|who| person(&who.member));
        let has_person = person.is_some();
        let place = Place {
            channel: self.channel(name),
            person,
        };
        let begin = self.ask(|reply| Command::Begin {
            socket: id(socket),
            place,
            again,
            reply,
        });
        let expected = self.naive.begin(socket, name, again, has_person);
        match begin {
            Begin::Ask { who, ticket, known } => {
                assert_eq!(expected, Ok(who.clone()), "{name}");
                let sessions = &self.naive.sockets[&socket].sessions;
                assert_eq!(known, sessions.contains(&who.session));
                let allowed = self.naive.may_hear(&who.member, name);
                self.pend(
                    socket,
                    who,
                    ticket,
                    About::Place {
                        channel: name,
                        allowed,
                    },
                );
            }
            other => assert_eq!(expected, Err(other), "{name}"),
        }
    }

    fn ask_user(&mut self, socket: usize, who: Identity, watched: &'static str) {
        let info = json!({ "name": who.member });
        let user_data = User::user_data(&who.member, Some(&info), &[watched.to_owned()]);
        let (text, to) = (user_data.clone(), who.clone());
        let granted = self.ask(|reply| Command::GrantUser {
            socket: id(socket),
            user_data: text,
            who: to,
            reply,
        });
        assert_eq!(granted.is_ok(), self.naive.may_claim(socket, &who.member));
        let text = user_data.clone();
        let begin = self.ask(|reply| Command::BeginSignIn {
            socket: id(socket),
            user_data: text,
            reply,
        });
        match (granted, begin) {
            (
                Ok(()),
                Begin::Ask {
                    who: asked, ticket, ..
                },
            ) => {
                assert_eq!(asked, who);
                let seen = self.naive.sockets.get_mut(&socket).unwrap();
                seen.user_grant = Some(who.clone());
                self.pend(socket, who, ticket, About::User { watched, user_data });
            }
            (Err(_), Begin::Moot | Begin::Refused { .. }) => {}
            other => panic!("{other:?}"),
        }
    }

    fn answer(&mut self, pending: Pending) {
        let Pending {
            socket,
            who,
            ticket,
            about,
            outdated,
        } = pending;
        let (claimed, name) = (who.clone(), id(socket));
        let verdict = match &about {
            About::Who => self.ask(|reply| Command::Identify {
                socket: name,
                who: claimed,
                ticket,
                reply,
            }),
            About::User { user_data, .. } => {
                let user = User::parse(user_data).unwrap();
                let user_data = user_data.clone();
                let signing_in = Box::new(SigningIn {
                    user,
                    user_data,
                    who: claimed,
                    ticket,
                });
                self.ask(|reply| Command::SignIn {
                    socket: name,
                    signing_in,
                    reply,
                })
            }
            About::Place { channel, allowed } => {
                let person = is_presence(channel).then(|| person(&who.member));
                let place = Place {
                    channel: self.channel(channel),
                    person,
                };
                let ruling = Box::new(Ruling {
                    place,
                    who: claimed,
                    ticket,
                    after: None,
                });
                match allowed {
                    true => self.ask(|reply| Command::Join {
                        socket: name,
                        ruling,
                        reply,
                    }),
                    false => self.ask(|reply| Command::Refuse {
                        socket: name,
                        ruling,
                        reply,
                    }),
                }
            }
        };
        if outdated {
            assert!(matches!(verdict, Verdict::Stale(_)), "{verdict:?}");
            return;
        }
        let expected = match about {
            About::Who => self.naive.bind(socket, &who),
            About::User { watched, user_data } => {
                self.naive.sign_in(socket, &who, watched, &user_data)
            }
            About::Place {
                channel,
                allowed: true,
            } => self.naive.join(socket, &who, channel),
            About::Place {
                channel,
                allowed: false,
            } => {
                self.naive.turn_away(socket, channel);
                Verdict::Done
            }
        };
        assert_eq!(verdict, expected);
    }

    fn pend(&mut self, socket: usize, who: Identity, ticket: Ticket, about: About) {
        self.pending.push(Pending {
            socket,
            who,
            ticket,
            about,
            outdated: false,
        });
    }

    fn outdate_room(&mut self, member: &str, changed: &str) {
        self.outdate(|pending| match &pending.about {
            About::Place { channel, .. } => {
                pending.who.member == member && room(channel) == room(changed)
            }
            About::Who | About::User { .. } => false,
        });
    }

    fn outdate(&mut self, what: impl Fn(&Pending) -> bool) {
        for pending in &mut self.pending {
            pending.outdated |= what(pending);
        }
    }

    fn channel(&self, name: &str) -> Channel {
        self.naming.parse(name).unwrap()
    }

    fn tell(&mut self, command: Command) {
        self.registry.apply(command, self.now);
    }

    /// Asks the registry something and takes the answer out of its slot.
    fn ask<T>(&mut self, command: impl FnOnce(Reply<T>) -> Command) -> T {
        let (reply, mut answer) = Reply::new();
        self.registry.apply(command(reply), self.now);
        answer
            .try_recv()
            .expect("every command is answered at once")
    }

    /// Which of the sockets have come and gone is no longer of interest.
    pub(super) fn forget_closed(&mut self) {
        let open: BTreeSet<usize> = self.naive.sockets.keys().copied().collect();
        self.outboxes.retain(|socket, _| open.contains(socket));
        self.naive.closed.clear();
    }
}

pub(super) fn id(socket: usize) -> SocketId {
    format!("0.{socket}").parse().unwrap()
}

fn identity(member: usize, session: usize) -> Identity {
    let member = MEMBERS[member];
    Identity {
        member: member.into(),
        session: Some(format!("{member}-{session}")),
    }
}

fn person(member: &str) -> Arc<Person> {
    let info = json!({ "name": member }).to_string();
    Arc::new(Person {
        user_id: member.into(),
        info,
    })
}
