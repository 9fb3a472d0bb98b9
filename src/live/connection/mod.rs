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

use std::{collections::HashMap, io};

use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseReason, ProtocolError, Session};
use bytestring::ByteString;
use conversation::Conversation;
use tokio::time::timeout;

use super::{App, Close, Identity, Rooms, SocketId, protocol};

/// Upgrades a request to a socket of the app named `key` in its address, and lives its life in a
/// task of its own. `who` is whose the request is, if it says so credibly (that it still is so is
/// asked of the Authority), or why it is turned away before anything is asked.
pub fn accept(
    request: &HttpRequest,
    payload: web::Payload,
    rooms: &Rooms,
    key: &str,
    who: Result<Option<Identity>, Close>,
) -> Result<HttpResponse, actix_web::Error> {
    let (response, session, stream) = actix_ws::handle(request, payload)?;
    let limit = rooms.shared().limits.message_bytes;
    let stream = stream
        .max_frame_size(limit)
        .aggregate_continuations()
        .max_continuation_size(limit);
    let (key, objection) = (key.to_owned(), objection(request));
    let presence = Present::new(rooms.clone());
    actix_web::rt::spawn(async move {
        let rooms = presence.rooms.clone();
        // What can never work comes first: it tells a client not to come back.
        let welcome = match (rooms.app(&key).await, objection, who) {
            (Ok(None), ..) => Err(Close::UnknownApp),
            (_, Some(objection), _) | (_, _, Err(objection)) => Err(objection),
            (Err(_), ..) => Err(Close::OverCapacity),
            (Ok(Some(app)), None, Ok(identity)) => Ok((app, identity)),
        };
        live(rooms, welcome, session, stream).await;
        drop(presence);
    });
    Ok(response)
}

/// What there is to say against a client, going by its address alone.
fn objection(request: &HttpRequest) -> Option<Close> {
    let query = web::Query::<HashMap<String, String>>::from_query(request.query_string());
    let query = query.map(web::Query::into_inner).unwrap_or_default();
    let given = |name: &str| query.get(name).map(String::as_str);
    protocol::objection(given("protocol"), given("version"))
}

/// Counts a connection for as long as it is there, so that stopping can wait for the last one.
struct Present {
    rooms: Rooms,
}

impl Present {
    fn new(rooms: Rooms) -> Self {
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
struct Booked {
    rooms: Rooms,
    socket: SocketId,
}

impl Drop for Booked {
    fn drop(&mut self) {
        self.rooms.forget(self.socket);
    }
}

/// How a connection ends.
enum Ending {
    /// With a word.
    Say(Close),
    /// With a frame that says what is wrong, and a word.
    Explain(ByteString, Close),
    /// The other side has gone, or takes nothing any more.
    Vanished,
}

async fn live(
    rooms: Rooms,
    welcome: Result<(App, Option<Identity>), Close>,
    mut session: Session,
    mut stream: AggregatedMessageStream,
) {
    let goodbye = rooms.shared().timing.goodbye;
    let ending = match welcome {
        Err(objection) => Ending::Say(objection),
        Ok((app, identity)) => match Conversation::open(rooms, app, identity).await {
            Ok((mut conversation, _booked)) => conversation.run(&mut session, &mut stream).await,
            Err(refusal) => Ending::Say(refusal),
        },
    };
    let (explanation, close) = match ending {
        Ending::Say(close) => (None, close),
        Ending::Explain(text, close) => (Some(text), close),
        Ending::Vanished => return,
    };
    // A client that takes nothing cannot be told anything either.
    let _ = timeout(goodbye, say_goodbye(explanation, close, session, stream)).await;
}

/// Sends the close frame and waits for the other half; leaving earlier would reset the connection
/// while the code is still on its way, and the client would never learn what it was.
async fn say_goodbye(
    explanation: Option<ByteString>,
    close: Close,
    mut session: Session,
    mut stream: AggregatedMessageStream,
) {
    if let Some(text) = explanation
        && session.text(text).await.is_err()
    {
        return;
    }
    let reason = CloseReason {
        code: close.code().into(),
        description: Some(close.reason().into()),
    };
    if session.close(Some(reason)).await.is_err() {
        return;
    }
    while let Some(Ok(message)) = stream.recv().await {
        if matches!(message, AggregatedMessage::Close(_)) {
            return;
        }
    }
}

/// Which rule of the WebSocket a client has broken.
fn blame(error: &ProtocolError) -> Close {
    match error {
        ProtocolError::Overflow => Close::TooBig,
        // The library reports several things as I/O errors and tells them apart by words alone.
        ProtocolError::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            if error.to_string().contains("utf-8") {
                Close::NotUtf8
            } else {
                Close::BadFrame
            }
        }
        ProtocolError::Io(error) if error.to_string().contains("maximum continuation size") => {
            Close::TooBig
        }
        _ => Close::BadFrame,
    }
}
