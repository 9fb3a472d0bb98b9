//! The WebSocket as every channel here has it: how large a message may be, which rule of it a client has
//! broken, and how it is left.
//!
//! Knows nothing of what is said on it. An outside suite is let loose on this very module: see
//! `cargo bench --bench echo`.

use std::io;

use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseReason, ProtocolError, Session};
use bytestring::ByteString;

use super::Close;

/// Upgrades a request to a WebSocket on which no message, in one frame or in many, is larger than
/// `limit` bytes.
pub fn upgrade(
    request: &HttpRequest,
    payload: web::Payload,
    limit: usize,
) -> Result<(HttpResponse, Session, AggregatedMessageStream), actix_web::Error> {
    let (response, session, stream) = actix_ws::handle(request, payload)?;
    let stream = stream
        .max_frame_size(limit)
        .aggregate_continuations()
        .max_continuation_size(limit);
    Ok((response, session, stream))
}

/// Which rule of the WebSocket a client has broken.
pub fn blame(error: &ProtocolError) -> Close {
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

/// Sends the close frame and waits for the other half; leaving earlier would reset the connection
/// while the code is still on its way, and the client would never learn what it was.
pub async fn say_goodbye(
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
