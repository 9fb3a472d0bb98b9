//! Signing in, as the protocol knows it: whose coming and going is watched, and whose sockets can
//! be ended by name.
//!
//! A user's id is the member's: nobody can sign in as somebody that this server has not signed.

use std::{collections::HashSet, time::Instant};

use bytestring::ByteString;

use super::{
    super::{
        Close, Identity, SocketId,
        outbox::Frame,
        protocol::{self, User},
        revocation::Change,
        signing::NotSigned,
    },
    Begin, Owner, Registry, SigningIn, Verdict, take_from,
};

const UNKNOWN_SIGNATURE: &str = "This signature was not given for this socket";

impl Registry {
    pub(super) fn grant_user(
        &mut self,
        id: SocketId,
        user_data: String,
        who: Identity,
    ) -> Result<(), NotSigned> {
        let socket = self.sockets.get_mut(&id).ok_or(NotSigned::NoSuchSocket)?;
        if socket.is_claimed_by_other(&who.member) {
            return Err(NotSigned::SomebodyElse);
        }
        socket.user_grant = Some(Box::new((user_data, who)));
        Ok(())
    }

    pub(super) fn begin_sign_in(&mut self, id: SocketId, user_data: &str) -> Begin {
        let Some(socket) = self.sockets.get(&id) else {
            return Begin::Moot;
        };
        let grant = socket
            .user_grant
            .as_ref()
            .filter(|grant| grant.0 == user_data);
        let Some((_, who)) = grant.map(|grant| &**grant) else {
            return Begin::Refused {
                status: 401,
                error: UNKNOWN_SIGNATURE,
            };
        };
        let known = socket.owner.as_ref().is_some_and(|owner| owner.is(who));
        Begin::Ask {
            who: who.clone(),
            ticket: self.changes.ticket(),
            known,
        }
    }

    pub(super) fn sign_in(&mut self, id: SocketId, signing_in: SigningIn, now: Instant) -> Verdict {
        let SigningIn {
            user,
            user_data,
            who,
            ticket,
        } = signing_in;
        if self.changes.outdated(ticket, &who, None) {
            return Verdict::Stale(self.changes.ticket());
        }
        if user.person.user_id != who.member {
            return Verdict::SomebodyElse;
        }
        let bound = self.bind(id, &who, now);
        let Some(socket) = self.sockets.get_mut(&id).filter(|_| bound == Verdict::Done) else {
            return bound;
        };
        let before = socket.user.replace(Box::new(user.clone()));
        let outbox = socket.outbox.clone();
        let say = |text: ByteString| self.put(&outbox, &Frame::plain(text), now);
        say(protocol::signin_success(&user_data));
        if user.watches_too_many {
            say(protocol::error(Some(4302), "Too many users to watch"));
        }
        if let Some(before) = before {
            self.unwatch(id, &before);
        }
        let theirs = self.users.entry(who.member.clone()).or_default();
        let first = theirs.is_empty();
        theirs.insert(id);
        // Afterwards, so that one who watches oneself is there.
        self.watch(id, &user, now);
        if first {
            self.tell_watchers(&who.member, protocol::watchlist(&[&who.member], &[]), now);
        }
        Verdict::Done
    }

    /// The socket that a user was signed in on has gone.
    pub(super) fn sign_out(&mut self, id: SocketId, user: &User, now: Instant) {
        self.unwatch(id, user);
        let member = &user.person.user_id;
        take_from(&mut self.users, member, id);
        if !self.users.contains_key(member) {
            self.tell_watchers(member, protocol::watchlist(&[], &[member]), now);
        }
    }

    /// Nobody outside `kept` is watched by the member any more, nor watches the member. Who was there is
    /// gone for those who may not know it any longer.
    pub(super) fn keep_watching(&mut self, member: &str, kept: &HashSet<String>, now: Instant) {
        let ends = |other: &str| other != member && !kept.contains(other);
        for id in self.users.get(member).cloned().unwrap_or_default() {
            self.stop_watching(id, ends, now);
        }
        let watchers = self.watchers.get(member).into_iter().flatten();
        let strangers: Vec<SocketId> = watchers
            .filter(|id| {
                let owner = self
                    .sockets
                    .get(id)
                    .and_then(|socket| socket.owner.as_ref());
                owner.is_some_and(|owner| ends(owner.member()))
            })
            .copied()
            .collect();
        for id in strangers {
            self.stop_watching(id, |other| other == member, now);
        }
        self.changes.record(Change::Company);
    }

    fn stop_watching(&mut self, id: SocketId, ends: impl Fn(&str) -> bool, now: Instant) {
        let Some(socket) = self.sockets.get_mut(&id) else {
            return;
        };
        let outbox = socket.outbox.clone();
        let Some(user) = &mut socket.user else {
            return;
        };
        let watchlist = std::mem::take(&mut user.watchlist);
        let (ended, kept): (Vec<_>, Vec<_>) = watchlist.into_iter().partition(|other| ends(other));
        user.watchlist = kept;
        for other in &ended {
            take_from(&mut self.watchers, other, id);
        }
        let was_here = ended.iter().map(String::as_str);
        let gone: Vec<&str> = was_here
            .filter(|other| self.users.contains_key(*other))
            .collect();
        if !gone.is_empty() {
            self.put(&outbox, &Frame::plain(protocol::watchlist(&[], &gone)), now);
        }
    }

    pub(super) fn terminate(&mut self, user: &str, now: Instant) {
        let theirs: Vec<_> = self
            .users
            .get(user)
            .into_iter()
            .flatten()
            .copied()
            .collect();
        for id in theirs {
            self.expel(id, Close::Unauthorized, now);
        }
    }

    fn watch(&mut self, id: SocketId, user: &User, now: Instant) {
        if user.watchlist.is_empty() {
            return;
        }
        for watched in &user.watchlist {
            self.watchers.entry(watched.clone()).or_default().insert(id);
        }
        let watched = user.watchlist.iter().map(String::as_str);
        let (online, offline): (Vec<_>, Vec<_>) =
            watched.partition(|watched| self.users.contains_key(*watched));
        if let Some(socket) = self.sockets.get(&id) {
            let frame = Frame::plain(protocol::watchlist(&online, &offline));
            self.put(&socket.outbox, &frame, now);
        }
    }

    fn unwatch(&mut self, id: SocketId, user: &User) {
        for watched in &user.watchlist {
            take_from(&mut self.watchers, watched, id);
        }
    }

    fn tell_watchers(&self, user: &str, text: ByteString, now: Instant) {
        let frame = Frame::plain(text);
        for id in self.watchers.get(user).into_iter().flatten() {
            // One who watches oneself knows.
            let watcher = self
                .sockets
                .get(id)
                .filter(|socket| !is_own(&socket.owner, user));
            if let Some(socket) = watcher {
                self.put(&socket.outbox, &frame, now);
            }
        }
    }
}

fn is_own(owner: &Option<Owner>, member: &str) -> bool {
    owner.as_ref().is_some_and(|owner| owner.member() == member)
}
