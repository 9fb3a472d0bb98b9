//! Bodies that arrive too slowly: they are given up, whatever would have read them.
//!
//! The framework limits how long a request's head may take and never how long its body does, so a few
//! dozen peers who dribble could hold every place in the house. The one body that may be silent for
//! as long as it likes is a live channel's; its own heartbeat rules it.
//!
//! Only waiting for the peer counts. The time this machine's own disk takes is nobody's slowness.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, Sleep, sleep_until};

use super::respond::render;
use crate::base::error::Error;

/// How long a peer may send nothing.
const STALL: Duration = Duration::from_secs(15);
/// How long it may stay below [`SLOWEST`] at first, while a connection finds its speed.
const GRACE: Duration = Duration::from_secs(15);
/// Bytes a second that must arrive after that, on average.
const SLOWEST: u64 = 1024;

/// How much of a body that nobody wanted is read all the same, …
const MOST_UNWANTED: u64 = 1024 * 1024;
/// … and for how long.
const UNWANTED: Duration = Duration::from_secs(1);

/// Middleware: gives up a body that stalls. A body that was answered before it was read is read to its end
/// where that is near, because a peer that is still sending loses the answer with the connection; else the
/// connection is closed.
pub async fn in_time(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let payload = match request.take_payload() {
        payload @ Payload::None => payload,
        payload if is_channel(&request) => payload,
        payload => {
            let body = Rc::new(RefCell::new(Arriving::new(payload)));
            let stream: Pin<Box<dyn Stream<Item = _>>> = Box::pin(Shared(Rc::clone(&body)));
            request.set_payload(stream.into());
            let response = next.call(request).await?;
            let reading = run_out(&body);
            // It may still be coming when the time is up.
            let _ = tokio::time::timeout(UNWANTED, reading).await;
            return Ok(answered(response, body));
        }
    };
    request.set_payload(payload);
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// Whether the body is a conversation. Nobody else reads the body of a `GET`.
fn is_channel(request: &ServiceRequest) -> bool {
    request.method() == Method::GET && request.headers().contains_key(header::UPGRADE)
}

/// Reads what is left of a body, unless that is much.
async fn run_out(body: &Rc<RefCell<Arriving>>) {
    if body.borrow().has_ended {
        return;
    }
    let wanted = body.borrow().received;
    let mut rest = Shared(Rc::clone(body));
    while body.borrow().received - wanted <= MOST_UNWANTED
        && matches!(rest.next().await, Some(Ok(_)))
    {}
}

fn answered(
    response: ServiceResponse<impl MessageBody + 'static>,
    body: Rc<RefCell<Arriving>>,
) -> ServiceResponse<BoxBody> {
    let (has_ended, has_stalled) = {
        let body = body.borrow();
        (body.has_ended, body.has_stalled)
    };
    let response = match has_stalled && !response.status().is_success() {
        true => {
            let answer = render(response.request(), &Error::TooSlow);
            response.into_response(answer)
        }
        false => response.map_into_boxed_body(),
    };
    if has_ended {
        return response;
    }
    // While somebody holds the rest, the framework closes the connection after the answer; let go, it
    // would read a chunked body for as long as the peer cares to dribble.
    response.map_body(|_, answer| {
        Holding {
            answer,
            _rest: body,
        }
        .boxed()
    })
}

/// A body on its way in, and the time its peer takes.
struct Arriving {
    payload: Payload,
    received: u64,
    waited: Duration,
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    has_ended: bool,
    has_stalled: bool,
}

impl Arriving {
    fn new(payload: Payload) -> Self {
        Self {
            payload,
            received: 0,
            waited: Duration::ZERO,
            waiting: None,
            has_ended: false,
            has_stalled: false,
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, PayloadError>>> {
        if self.has_stalled {
            return Poll::Ready(None);
        }
        match Pin::new(&mut self.payload).poll_next(cx) {
            Poll::Ready(next) => {
                if let Some((since, _)) = self.waiting.take() {
                    self.waited += since.elapsed();
                }
                match &next {
                    Some(Ok(bytes)) => self.received += bytes.len() as u64,
                    Some(Err(_)) | None => self.has_ended = true,
                }
                Poll::Ready(next)
            }
            Poll::Pending => {
                let patience = patience(self.received, self.waited);
                let (_, alarm) = self.waiting.get_or_insert_with(|| {
                    let now = Instant::now();
                    (now, Box::pin(sleep_until(now + patience)))
                });
                if alarm.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                self.has_stalled = true;
                let error = std::io::Error::from(std::io::ErrorKind::TimedOut);
                Poll::Ready(Some(Err(PayloadError::Io(error))))
            }
        }
    }
}

/// How much longer a peer may take that has sent so much after being waited for so long.
fn patience(received: u64, waited: Duration) -> Duration {
    let earned = GRACE + Duration::from_secs(received) / SLOWEST as u32;
    earned.saturating_sub(waited).min(STALL)
}

/// What handlers read.
struct Shared(Rc<RefCell<Arriving>>);

impl Stream for Shared {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.borrow_mut().poll(cx)
    }
}

/// An answer that keeps the unread rest of its request until it is sent.
struct Holding {
    answer: BoxBody,
    _rest: Rc<RefCell<Arriving>>,
}

impl MessageBody for Holding {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.answer.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.answer).poll_next(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_borne_for_15_seconds_and_dribbling_no_longer() {
        let secs = Duration::from_secs;
        let cases = [
            (0, secs(0), secs(15)),
            (0, secs(14), secs(1)),
            (14, secs(15), Duration::from_nanos(13_671_875)),
            // A kibibyte earns a second.
            (1024, secs(15), secs(1)),
            (10 * 1024, secs(24), secs(1)),
            (10 * 1024, secs(26), secs(0)),
            // What came fast is no licence to fall silent.
            (1024 * 1024, secs(1), secs(15)),
            (u64::MAX, secs(1_000_000), secs(15)),
        ];
        for (received, waited, expected) in cases {
            assert_eq!(
                patience(received, waited),
                expected,
                "{received} {waited:?}"
            );
        }
    }
}
