//! The questions this server asks upward: may this one hear that channel, and is it still so?
//!
//! An identity is two opaque texts. What a member or a session is, nobody here knows. What is published
//! may be about something that has a place in an order of the room's own, a number; somebody may be let
//! into a room only for what comes after a place in it. Since the place is fixed by the same answer that
//! lets them in, nothing from before it can slip through between the two.

use std::{future::Future, pin::Pin};

use serde_json::Value;

use super::{AppKeys, Channel};

/// Who a socket belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The one whom rooms are opened and closed to.
    pub member: String,
    /// What vouches for the member on this socket and can end by itself: a sign-in, a token.
    pub session: Option<String>,
}

/// Whether a channel is open to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It is: for all that is published there from now on.
    Admitted,
    /// It is, but for what is about something at this place of the room's order or before it.
    AdmittedAfter(i64),
    /// It is not, or there is no such thing. The two are never told apart.
    Refused,
    /// It cannot be known now. Nobody is let in by this.
    Unavailable,
}

/// Whether an identity is still what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The session goes on.
    Valid,
    /// The session or the member has gone.
    Ended,
    /// It cannot be known now. Sockets that are open stay open, and nobody new is believed.
    Unknown,
}

/// It cannot be known now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unavailable;

/// What a client that comes without an app's key is to know of the one whose it is.
#[derive(Clone, Debug, Default)]
pub struct Welcome {
    /// The app by whose names it means channels; none is the server's own.
    pub app: Option<AppKeys>,
    /// The channel that it hears without asking.
    pub own: Option<String>,
    /// What others on a presence channel see of its member.
    pub info: Option<Value>,
}

/// A question under way: it may take a look into a database.
pub type Asked<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Answers for rooms and sessions, from the present state of things and never from a cache: an
/// answer that is older than the removal of a member would let the member back in.
pub trait Authority: Send + Sync + 'static {
    /// May `who` hear `channel`? Asked at every subscription, signed or not.
    fn admit<'a>(&'a self, who: &'a Identity, channel: &'a Channel) -> Asked<'a, Admission>;

    /// Is `who` still signed in? Asked when a socket claims to be somebody, and every minute.
    fn recheck<'a>(&'a self, who: &'a Identity) -> Asked<'a, Standing>;

    /// Whom of those on a watchlist may `who` know to be here? Asked when a user signs in: since the list
    /// was signed somebody may have gone, or hide now.
    fn watched<'a>(
        &'a self,
        _who: &'a Identity,
        watchlist: Vec<String>,
    ) -> Asked<'a, Result<Vec<String>, Unavailable>> {
        Box::pin(async { Ok(watchlist) })
    }

    /// The app with this key, if there is one beside the server's own.
    fn app<'a>(&'a self, _key: &'a str) -> Asked<'a, Result<Option<AppKeys>, Unavailable>> {
        Box::pin(async { Ok(None) })
    }

    /// Whose bearer token is this? Nobody's if it may not listen.
    fn bearer<'a>(&'a self, _token: &'a str) -> Asked<'a, Result<Option<Identity>, Unavailable>> {
        Box::pin(async { Ok(None) })
    }

    /// How is somebody received who has come without an app's key?
    fn welcome<'a>(&'a self, _who: &'a Identity) -> Asked<'a, Result<Welcome, Unavailable>> {
        Box::pin(async { Ok(Welcome::default()) })
    }
}
