//! Every message back to whoever sent it, on Hearth's own WebSocket: for an outside conformance suite.
//!
//! `cargo bench --profile dev --bench echo`, then the fuzzing client of the Autobahn test suite against
//! the address that is printed. What comes is read with the limit given after `--`, in bytes (16 MiB
//! without one, which is what the suite's largest cases need); breaking a rule and leaving are answered
//! as Hearth answers them. docs/measurements.md has what it found.

use std::time::Duration;

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, Session};
use hearth::live::{Close, wire};

const LIMIT: usize = 16 << 20;

fn main() -> std::io::Result<()> {
    let given = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let limit: usize = given.unwrap_or(LIMIT);
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(limit))
                .default_service(web::to(accept))
        })
        // As the product has it: whoever has said goodbye is not waited for.
        .client_disconnect_timeout(Duration::ZERO)
        .bind(("127.0.0.1", 0))?;
        println!("ws://{}", server.addrs()[0]);
        server.run().await
    })
}

async fn accept(
    request: HttpRequest,
    payload: web::Payload,
    limit: web::Data<usize>,
) -> actix_web::Result<HttpResponse> {
    let (response, session, stream) = wire::upgrade(&request, payload, **limit)?;
    actix_web::rt::spawn(echo(session, stream));
    Ok(response)
}

async fn echo(mut session: Session, mut stream: AggregatedMessageStream) {
    let close = loop {
        let answered = match stream.recv().await {
            Some(Ok(AggregatedMessage::Text(text))) => session.text(text).await,
            Some(Ok(AggregatedMessage::Binary(bytes))) => session.binary(bytes).await,
            Some(Ok(AggregatedMessage::Ping(payload))) => session.pong(&payload).await,
            Some(Ok(AggregatedMessage::Pong(_))) => Ok(()),
            Some(Ok(AggregatedMessage::Close(_))) => break Close::Normal,
            Some(Err(error)) => break wire::blame(&error),
            None => return,
        };
        if answered.is_err() {
            return;
        }
    };
    wire::say_goodbye(None, close, session, stream).await;
}
