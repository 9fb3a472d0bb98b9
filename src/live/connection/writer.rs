//! Writing to a client for exactly as long as it takes what is written.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Instant,
};

use actix_web::web::Bytes;
use actix_ws::{Message, Session};
use futures_util::Sink;

use super::super::{
    outbox::{Outbox, Turn},
    timers::Timers,
};

/// Control frames to write: at most one of each, however many the client asks for.
#[derive(Default)]
pub(super) struct Control {
    pub(super) ping: bool,
    pub(super) pong: Option<Bytes>,
}

/// Writes for as long as there is something to write and the client takes it. Ready with what else
/// is to be done, or with nothing when the client has gone.
pub(super) fn poll_write(
    outbox: &Outbox,
    control: &mut Control,
    timers: &mut Timers,
    session: &mut Session,
    cx: &mut Context<'_>,
) -> Poll<Option<Turn>> {
    let mut session = Pin::new(session);
    loop {
        if control.is_empty() {
            match ready!(outbox.poll_turn(cx)) {
                Turn::Write => {}
                turn => return Poll::Ready(Some(turn)),
            }
        }
        match session.as_mut().poll_ready(cx) {
            Poll::Ready(Ok(())) => timers.flowing(),
            Poll::Ready(Err(_)) => return Poll::Ready(None),
            Poll::Pending => {
                timers.blocked(Instant::now());
                return outbox.poll_urgent(cx).map(Some);
            }
        }
        // What was there to write may have been taken back by now.
        let message = control.take().or_else(|| outbox.pop().map(Message::Text));
        if let Some(message) = message
            && session.as_mut().start_send(message).is_err()
        {
            return Poll::Ready(None);
        }
    }
}

impl Control {
    fn is_empty(&self) -> bool {
        !self.ping && self.pong.is_none()
    }

    fn take(&mut self) -> Option<Message> {
        if std::mem::take(&mut self.ping) {
            return Some(Message::Ping(Bytes::new()));
        }
        self.pong.take().map(Message::Pong)
    }
}
