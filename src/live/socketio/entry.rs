//! How a client says whose it is, and what it hears without asking.
//!
//! What makes a token or a session somebody's is the Authority's to know; the registry takes the answer
//! only together with the ticket from before the question, so that nobody slips in behind a removal.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    super::{
        App, Identity,
        protocol::Person,
        registry::{Again, Place},
        revocation::Ticket,
        subscribing::{Asker, Claim, Outcome, Settled, in_time},
    },
    talk::{Answer, FORBIDDEN, Known, UNAUTHENTICATED, UNAVAILABLE},
    words,
};

/// A client on its way in.
pub(super) struct Connecting {
    pub(super) asker: Asker,
    pub(super) ticket: Ticket,
    /// The token it shows. Like a bearer header it speaks alone: no cookie stands in for one that is not
    /// valid.
    pub(super) bearer: Option<String>,
    /// Whose request opened the session, if it said so.
    pub(super) opened_by: Option<Identity>,
}

impl Connecting {
    pub(super) async fn run(self) -> Answer {
        match self.try_run().await {
            Ok(known) => Answer::Connected(Box::new(known)),
            Err(Some((message, error))) => {
                let refusal = words::connect_error(message, error);
                self.asker.outbox.reply(refusal);
                Answer::NotConnected
            }
            // It has been cut off, and is told so elsewhere.
            Err(None) => Answer::Settled(Settled::Done),
        }
    }

    async fn try_run(&self) -> Result<Known, Option<(&'static str, &'static str)>> {
        const STRANGER: Option<(&str, &str)> = Some(("Not signed in", UNAUTHENTICATED));
        const LATER: Option<(&str, &str)> = Some(("Try again in a moment", UNAVAILABLE));
        let asker = &self.asker;
        let shared = asker.rooms.shared();
        let who = match &self.bearer {
            Some(bearer) => {
                let asked = shared.authority.bearer(bearer);
                match in_time(shared.timing.authority, asked).await {
                    Some(Ok(who)) => who,
                    Some(Err(_)) | None => return Err(LATER),
                }
            }
            None => self.opened_by.clone(),
        };
        let who = who.ok_or(STRANGER)?;
        match asker.claim(&who, self.ticket).await {
            Claim::Accepted => {}
            Claim::Ended | Claim::SomebodyElse => return Err(STRANGER),
            Claim::Unknown => return Err(LATER),
            Claim::Moot => return Err(None),
        }
        let asked = shared.authority.welcome(&who);
        let welcome = match in_time(shared.timing.authority, asked).await {
            Some(Ok(welcome)) => welcome,
            Some(Err(_)) | None => return Err(LATER),
        };
        let app = match welcome.app {
            Some(keys) => App::further(keys),
            None => asker.rooms.own_app().clone(),
        };
        let info = welcome.info.unwrap_or(Value::Null).to_string();
        let person = Arc::new(Person {
            user_id: who.member.clone(),
            info,
        });
        let name = crate::base::token::random_id();
        asker.outbox.reply(words::connected(&name));
        let own = welcome.own.map(|name| asker.rooms.channel_of(&app, &name));
        let postponed = match own {
            Some(Ok(channel)) => {
                let place = Place {
                    channel,
                    person: None,
                };
                match asker.enter(place, Again::No).await {
                    Outcome::Postponed(channel) => Some(channel),
                    _ => None,
                }
            }
            _ => None,
        };
        Ok(Known {
            who,
            app,
            person,
            postponed,
        })
    }
}

/// Lets a token vouch for a subscription: it must be the same member's, and if it ends, so does the
/// session.
pub(super) async fn vouch(
    asker: &Asker,
    who: &Identity,
    bearer: &str,
    ticket: Ticket,
) -> Result<(), (u16, &'static str)> {
    let shared = asker.rooms.shared();
    let asked = shared.authority.bearer(bearer);
    let claimed = match in_time(shared.timing.authority, asked).await {
        Some(Ok(claimed)) => claimed.ok_or((401, UNAUTHENTICATED))?,
        Some(Err(_)) | None => return Err((503, UNAVAILABLE)),
    };
    if claimed.member != who.member {
        return Err((403, FORBIDDEN));
    }
    match asker.claim(&claimed, ticket).await {
        Claim::Accepted | Claim::Moot => Ok(()),
        Claim::Ended => Err((401, UNAUTHENTICATED)),
        Claim::SomebodyElse => Err((403, FORBIDDEN)),
        Claim::Unknown => Err((503, UNAVAILABLE)),
    }
}

/// The token that a client shows: in a field of its own, or in the header that Laravel Echo would send
/// to an endpoint.
pub(super) fn bearer(auth: &Map<String, Value>) -> Option<String> {
    let token = auth.get("token").and_then(Value::as_str);
    let header = || {
        let headers = auth.get("headers")?.as_object()?;
        let (_, value) = headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))?;
        let (scheme, token) = value.as_str()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    };
    token.or_else(header).map(str::to_owned)
}
