//! The least that actix-ws can do: everybody's session in a list, and every message to each in turn.

use std::sync::{Arc, Mutex};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use actix_ws::{Message, Session};
use bytestring::ByteString;
use futures_util::StreamExt;

type Sessions = Arc<Mutex<Vec<Session>>>;

/// Serves until it is killed.
pub fn serve() {
    let sessions = Sessions::default();
    let served = actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(sessions.clone()))
                .app_data(web::PayloadConfig::new(1 << 20))
                .route("/socket", web::get().to(socket))
                .route("/send", web::post().to(send))
        })
        .bind(("127.0.0.1", 0))?;
        println!("{}", server.addrs()[0].port());
        server.run().await
    });
    served.expect("it serves");
}

async fn socket(
    request: HttpRequest,
    body: web::Payload,
    sessions: web::Data<Sessions>,
) -> actix_web::Result<HttpResponse> {
    let (response, mut session, mut stream) = actix_ws::handle(&request, body)?;
    actix_web::rt::spawn(async move {
        let _ = session.text("welcome").await;
        sessions.lock().expect("whole").push(session.clone());
        while let Some(Ok(message)) = stream.next().await {
            match message {
                Message::Close(_) => break,
                Message::Ping(bytes) => drop(session.pong(&bytes).await),
                _ => {}
            }
        }
    });
    Ok(response)
}

async fn send(body: web::Bytes, sessions: web::Data<Sessions>) -> HttpResponse {
    let messages: Vec<serde_json::Value> = serde_json::from_slice(&body).expect("a list");
    let everybody = sessions.lock().expect("whole").clone();
    for message in messages {
        let text = ByteString::from(message.to_string());
        for mut session in everybody.iter().cloned() {
            // Whoever has gone does not hear it.
            let _ = session.text(text.clone()).await;
        }
    }
    HttpResponse::Ok().json(serde_json::json!({}))
}
