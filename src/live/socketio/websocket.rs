//! Sessions on a WebSocket, from their beginning or taken over from polling.
//!
//! What comes is read here, on the thread that the WebSocket belongs to, and handed to the session,
//! which may live on another; what goes is written by the session. Reading stops while the session has
//! no ears, so a client that talks too much is slowed down by its own connection.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, Session as WebSocket};

use super::{
    super::{Close, Identity, Rooms, wire},
    Refusal,
    carrier::Carrier,
    engine::Packet,
    lines::{Knock, Line, Lost, Way},
    session,
};

/// Upgrades a request to the WebSocket of the session `sid`, or of a new one.
pub async fn accept(
    request: &HttpRequest,
    payload: web::Payload,
    rooms: &Rooms,
    sid: Option<&str>,
    who: Option<Identity>,
) -> Result<Result<HttpResponse, Refusal>, actix_web::Error> {
    // One whose session is unknown is told so before anything is upgraded.
    let known = sid.map(|sid| rooms.shared().lines.find(sid, who.as_ref()));
    let known = match known.transpose() {
        Ok(known) => known,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let limit = rooms.shared().limits.message_bytes;
    let (response, socket, stream) = wire::upgrade(request, payload, limit)?;
    let (line, way) = match known {
        Some(line) => {
            let way = line.new_way();
            let knock = Knock::Socket {
                way,
                socket: socket.clone(),
            };
            if let Err(refusal) = line.knock(knock).await {
                return Ok(Err(refusal));
            }
            (line, way)
        }
        None => {
            let ends = rooms.shared().lines.open(who.clone());
            let (line, way) = (ends.line.clone(), ends.line.new_way());
            let carrier = Carrier::Socket {
                way,
                socket: socket.clone(),
            };
            if let Err(close) = session::open(rooms, who, ends, carrier).await {
                return Ok(Err(close.into()));
            }
            (line, way)
        }
    };
    actix_web::rt::spawn(read(line, way, socket, stream));
    Ok(Ok(response))
}

/// Hands on what comes until nothing more does or nobody listens any more.
async fn read(
    line: Arc<Line>,
    way: Way,
    mut socket: WebSocket,
    mut stream: AggregatedMessageStream,
) {
    loop {
        let received = tokio::select! {
            received = stream.recv() => received,
            () = line.heard.closed() => return,
        };
        let what = match received {
            Some(Ok(AggregatedMessage::Text(text))) => Packet::parse(&text).map_err(Lost::from),
            Some(Ok(AggregatedMessage::Binary(bytes))) => Ok(Packet::Binary(bytes)),
            Some(Ok(AggregatedMessage::Ping(payload))) => {
                // A client that takes nothing is not waited for here: the session sees that it stalls.
                let answered = tokio::select! {
                    answered = socket.pong(&payload) => answered.is_ok(),
                    () = line.heard.closed() => false,
                };
                match answered {
                    true => continue,
                    false => return,
                }
            }
            Some(Ok(AggregatedMessage::Pong(_))) => continue,
            Some(Ok(AggregatedMessage::Close(_))) => Err(Lost::Closed(Close::Normal)),
            Some(Err(error)) => Err(Lost::Closed(wire::blame(&error))),
            None => Err(Lost::Gone),
        };
        let is_last = what.is_err();
        if line.say(way, what).await.is_err() || is_last {
            return;
        }
    }
}
