//! By which way a session reaches its client: a GET that waits, or a WebSocket.
//!
//! Writes only when there is somebody to take it. What nobody takes stays in the queue, where the
//! registry can still take it back.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Instant,
};

use actix_ws::{CloseReason, Message, Session as WebSocket};
use futures_util::Sink;
use tokio::sync::oneshot;

use super::{
    super::{
        Close,
        outbox::{Outbox, Turn},
        timers::Timers,
    },
    engine,
    lines::Way,
};

/// How much one poll brings home, but for the packet that goes beyond it.
const MOST_AT_ONCE: usize = 256 * 1024;

/// By which way a session reaches its client.
pub(super) enum Carrier {
    /// The GET that waits, if one does.
    Polling(Option<oneshot::Sender<String>>),
    /// A WebSocket.
    Socket { way: Way, socket: WebSocket },
}

/// What is said beside the queue.
#[derive(Debug, Default)]
pub(super) struct Signals {
    /// Ask the client whether it is there.
    pub(super) ping: bool,
    /// Let the GET go home, with nothing if there is nothing.
    pub(super) release: bool,
}

impl Carrier {
    pub(super) fn way(&self) -> Way {
        match self {
            Self::Polling(_) => Way::Polling,
            Self::Socket { way, .. } => *way,
        }
    }

    /// Writes for as long as there is something to write and the client takes it. Ready with what else
    /// is to be done, or with nothing when the client has gone.
    pub(super) fn poll_write(
        &mut self,
        outbox: &Outbox,
        signals: &mut Signals,
        timers: &mut Timers,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Turn>> {
        match self {
            Self::Polling(waiting) => poll_answer(waiting, outbox, signals, cx),
            Self::Socket { socket, .. } => poll_frames(socket, outbox, signals, timers, cx),
        }
    }
}

/// There is nobody to say it to.
#[derive(Debug)]
pub(super) struct Gone;

/// Closes a WebSocket after these last words.
pub(super) async fn say_goodbye(
    mut socket: WebSocket,
    last: &[&str],
    close: Close,
) -> Result<(), Gone> {
    // That the session ends says the WebSocket by itself.
    let is_said = |packet: &&&str| ![engine::CLOSE, engine::NOOP].contains(*packet);
    for packet in last.iter().filter(is_said) {
        socket.text(*packet).await.map_err(|_| Gone)?;
    }
    let reason = CloseReason {
        code: close.code().into(),
        description: Some(close.reason().into()),
    };
    socket.close(Some(reason)).await.map_err(|_| Gone)
}

fn poll_answer(
    slot: &mut Option<oneshot::Sender<String>>,
    outbox: &Outbox,
    signals: &mut Signals,
    cx: &mut Context<'_>,
) -> Poll<Option<Turn>> {
    loop {
        let Some(waiting) = slot else {
            return outbox.poll_urgent(cx).map(Some);
        };
        // A request that was given up: what it was to bring home would be lost.
        if waiting.poll_closed(cx).is_ready() {
            return Poll::Ready(None);
        }
        if !signals.ping && !signals.release {
            match ready!(outbox.poll_turn(cx)) {
                Turn::Write => {}
                turn => return Poll::Ready(Some(turn)),
            }
        }
        let mut body = String::new();
        if std::mem::take(&mut signals.ping) {
            engine::append(&mut body, engine::PING);
        }
        while body.len() < MOST_AT_ONCE
            && let Some(text) = outbox.pop()
        {
            engine::append(&mut body, &text);
        }
        if std::mem::take(&mut signals.release) && body.is_empty() {
            engine::append(&mut body, engine::NOOP);
        }
        // What was there to write may have been taken back by now.
        if !body.is_empty()
            && let Some(waiting) = slot.take()
            && waiting.send(body).is_err()
        {
            return Poll::Ready(None);
        }
    }
}

fn poll_frames(
    socket: &mut WebSocket,
    outbox: &Outbox,
    signals: &mut Signals,
    timers: &mut Timers,
    cx: &mut Context<'_>,
) -> Poll<Option<Turn>> {
    let mut socket = Pin::new(socket);
    loop {
        if !signals.ping {
            match ready!(outbox.poll_turn(cx)) {
                Turn::Write => {}
                turn => return Poll::Ready(Some(turn)),
            }
        }
        match socket.as_mut().poll_ready(cx) {
            Poll::Ready(Ok(())) => timers.flowing(),
            Poll::Ready(Err(_)) => return Poll::Ready(None),
            Poll::Pending => {
                timers.blocked(Instant::now());
                return outbox.poll_urgent(cx).map(Some);
            }
        }
        let text = match std::mem::take(&mut signals.ping) {
            true => Some(engine::PING.into()),
            false => outbox.pop(),
        };
        if let Some(text) = text
            && socket.as_mut().start_send(Message::Text(text)).is_err()
        {
            return Poll::Ready(None);
        }
    }
}
