//! One socket's life: the upgrade, hello, frames in and out, heartbeat, goodbye.
//!
//! Knows the WebSocket and the protocol's words; who may hear what is asked elsewhere.
//!
//! The upgrade is always accepted and refusals are close codes, because to a Pusher client a plain
//! HTTP error looks like a broken network and is tried again and again. A client is never waited
//! for: writing happens only when there is room to write, and one that takes nothing for half a
//! minute is dropped.

mod conversation;

mod writer;

use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc};

use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{AggregatedMessageStream, Session};
use bytestring::ByteString;
use conversation::Conversation;
use tokio::time::timeout;

use super::{
    App, Close, Identity, Rooms, SocketId,
    outbox::Outbox,
    protocol,
    registry::{Command, Reply},
    revocation::Ticket,
    wire,
};

/// Upgrades a request to a socket of the app named `key` in its address, and lives its life in a
/// task of its own. `who` is whose the request is, if it says so credibly (that it still is so is
/// asked of the Authority), or why it is turned away before anything is asked.
pub fn accept(
    request: &HttpRequest,
    payload: web::Payload,
    rooms: &Rooms,
    key: Option<&str>,
    who: Result<Option<Identity>, Close>,
) -> Result<HttpResponse, actix_web::Error> {
    let limit = rooms.shared().limits.message_bytes;
    let (response, session, stream) = wire::upgrade(request, payload, limit)?;
    let (key, objection) = (key.map(str::to_owned), objection(request));
    let presence = Present::new(rooms.clone());
    let welcome = welcome(rooms.clone(), key, objection, who);
    actix_web::rt::spawn(live(presence, Box::pin(welcome), session, stream));
    Ok(response)
}

/// Lets a client in, or says why not. What can never work comes first: it tells a client not to come
/// back.
async fn welcome(
    rooms: Rooms,
    key: Option<String>,
    objection: Option<Close>,
    who: Result<Option<Identity>, Close>,
) -> Result<Box<Welcomed>, Close> {
    let key = key.ok_or(Close::UnknownPath)?;
    match (rooms.app(&key).await, objection, who) {
        (Ok(None), ..) => Err(Close::UnknownApp),
        (_, Some(objection), _) | (_, _, Err(objection)) => Err(objection),
        (Err(_), ..) => Err(Close::OverCapacity),
        (Ok(Some(app)), None, Ok(identity)) => {
            Ok(Box::new(Conversation::open(rooms, app, identity).await?))
        }
    }
}

/// What there is to say against a client, going by its address alone.
fn objection(request: &HttpRequest) -> Option<Close> {
    let query = web::Query::<HashMap<String, String>>::from_query(request.query_string());
    let query = query.map(web::Query::into_inner).unwrap_or_default();
    let given = |name: &str| query.get(name).map(String::as_str);
    protocol::objection(given("protocol"), given("version"))
}

/// Counts a connection for as long as it is there, so that stopping can wait for the last one.
pub(super) struct Present {
    rooms: Rooms,
}

impl Present {
    pub(super) fn new(rooms: Rooms) -> Self {
        rooms.connection_began();
        Self { rooms }
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.rooms.connection_ended();
    }
}

/// Takes the socket out of the books even if its task is torn down halfway.
pub(super) struct Booked {
    pub(super) rooms: Rooms,
    pub(super) socket: SocketId,
}

impl Booked {
    /// Enters a new socket of an app into the books.
    pub(super) async fn open(
        rooms: &Rooms,
        app: &App,
        outbox: &Arc<Outbox>,
    ) -> Result<(Self, Ticket), Close> {
        let socket = SocketId::random().map_err(|_| Close::OverCapacity)?;
        // Held before the registry hears of it, and so given back however this ends.
        let booked = Self {
            rooms: rooms.clone(),
            socket,
        };
        let (reply, answer) = Reply::new();
        let command = Command::Open {
            socket,
            app: app.clone(),
            outbox: outbox.clone(),
            reply,
        };
        rooms.tell(command).await;
        let ticket = answer.await.unwrap_or(Err(Close::Restart))?;
        Ok((booked, ticket))
    }
}

impl Drop for Booked {
    fn drop(&mut self) {
        self.rooms.forget(self.socket);
    }
}

/// A socket that is in the books, and what takes it out of them.
type Welcomed = (Conversation, Booked);

/// How a connection ends.
enum Ending {
    /// With a word.
    Say(Close),
    /// With a frame that says what is wrong, and a word.
    Explain(ByteString, Close),
    /// The other side has gone, or takes nothing any more.
    Vanished,
}

/// A connection from its first moment to its last. What it needs only at either end lies in a box of
/// its own, which is gone again for the hours in between: this is what an idle socket takes.
#[expect(
    clippy::manual_async_fn,
    reason = "an async fn keeps what it is given twice over"
)]
fn live(
    presence: Present,
    welcome: Pin<Box<impl Future<Output = Result<Box<Welcomed>, Close>>>>,
    mut session: Session,
    mut stream: AggregatedMessageStream,
) -> impl Future<Output = ()> {
    async move {
        let ending = match welcome.await {
            Ok(mut welcomed) => welcomed.0.run(&mut session, &mut stream).await,
            Err(refusal) => Ending::Say(refusal),
        };
        let (explanation, close) = match ending {
            Ending::Say(close) => (None, close),
            Ending::Explain(text, close) => (Some(text), close),
            Ending::Vanished => return,
        };
        // A client that takes nothing cannot be told anything either.
        let goodbye = presence.rooms.shared().timing.goodbye;
        let saying = wire::say_goodbye(explanation, close, session, stream);
        let _ = Box::pin(timeout(goodbye, saying)).await;
    }
}
