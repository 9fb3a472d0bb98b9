//! Sessions by request and answer: opening one, waiting for what it has, bringing it something.
//!
//! Knows bodies, not headers. A client waits with one request and brings with one request at a time; a
//! second of either ends the session, because from then on the order of things would be a guess.

use std::sync::{Arc, atomic::Ordering::Relaxed};

use tokio::sync::oneshot;

use super::{
    super::{Identity, Rooms},
    Refusal,
    carrier::Carrier,
    engine::Packet,
    lines::{Knock, Line, Lost, Way},
    session,
};

/// Opens a session; the body that says so. `who` is whose the request is, if it says so credibly.
pub async fn open(rooms: &Rooms, who: Option<Identity>) -> Result<String, Refusal> {
    let ends = rooms.shared().lines.open(who.clone());
    let opened = session::greeting(rooms, &ends.line, &["websocket"]);
    session::open(rooms, who, ends, Carrier::Polling(None)).await?;
    Ok(opened)
}

/// Waits for what a session has for its client; the body.
pub async fn poll(rooms: &Rooms, sid: &str, who: Option<&Identity>) -> Result<String, Refusal> {
    let line = polled(rooms, sid, who)?;
    let (waiting, brought) = oneshot::channel();
    line.knock(Knock::Poll(waiting)).await?;
    // It was turned away, or the session has ended meanwhile.
    let unheard = |_| polled(rooms, sid, who).err().unwrap_or(Refusal::BadRequest);
    brought.await.map_err(unheard)
}

/// A POST whose body is still to be read; while it is, there is no other.
pub struct Posting {
    line: Arc<Line>,
}

/// Begins to bring a session something.
pub async fn begin_post(
    rooms: &Rooms,
    sid: &str,
    who: Option<&Identity>,
) -> Result<Posting, Refusal> {
    let line = polled(rooms, sid, who)?;
    if line.posting.swap(true, Relaxed) {
        line.knock(Knock::Overlap).await?;
        return Err(Refusal::BadRequest);
    }
    Ok(Posting { line })
}

impl Posting {
    /// Brings it. Done when the session has heard all of it, which takes its time for one that talks
    /// too much.
    pub async fn deliver(self, body: &[u8]) -> Result<(), Refusal> {
        let Ok(packets) = Packet::parse_all(body) else {
            self.line.say(Way::Polling, Err(Lost::Nonsense)).await?;
            return Err(Refusal::BadRequest);
        };
        for packet in packets {
            self.line.say(Way::Polling, Ok(packet)).await?;
        }
        Ok(())
    }
}

impl Drop for Posting {
    fn drop(&mut self) {
        self.line.posting.store(false, Relaxed);
    }
}

fn polled(rooms: &Rooms, sid: &str, who: Option<&Identity>) -> Result<Arc<Line>, Refusal> {
    let line = rooms.shared().lines.find(sid, who)?;
    match line.on_socket.load(Relaxed) {
        true => Err(Refusal::BadRequest),
        false => Ok(line),
    }
}
