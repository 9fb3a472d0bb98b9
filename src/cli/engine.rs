//! Where the command line touches the app: opening it, serving with it, and doing what commands ask.
//!
//! A stand-in until the app exists: it listens and is well, and refuses every request.

use std::net::TcpListener;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::control::{Executor, Request, Response};
use super::stop::{Outcome, Stop};
use crate::base::config::Config;

/// How much the made-up family has written unless somebody says otherwise.
pub(super) const DEMO_MESSAGES: u64 = 3000;

/// What the engine is opened for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// One command.
    Command,
    /// The server.
    Serve,
}

/// Everything behind the commands, on a folder whose lock is held.
pub(super) struct Engine;

/// The open web door.
pub(super) struct Serving {
    task: tokio::task::JoinHandle<()>,
}

impl Engine {
    pub(super) async fn open(_config: &Config, _purpose: Purpose) -> Outcome<Self> {
        Ok(Self)
    }

    /// The code for `/setup`, while there is no family.
    pub(super) fn setup_code(&self) -> Option<String> {
        Some("stand-in".to_owned())
    }

    pub(super) async fn fill(&self, _messages: u64) -> Outcome<Value> {
        Err(Stop::try_again("stand-in".to_owned()))
    }

    /// Takes over a bound, non-blocking listener and is ready when this returns.
    pub(super) async fn serve(&self, _config: &Config, listener: TcpListener) -> Outcome<Serving> {
        let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 1024]).await;
                let _ = stream
                    .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                    .await;
            }
        });
        Ok(Serving { task })
    }

    pub(super) async fn close(&self) {}
}

impl Serving {
    /// Waits until the door closes by itself, which only a failure does.
    pub(super) async fn ended(&mut self) -> Stop {
        let _ = (&mut self.task).await;
        Stop::refused("stand-in".to_owned())
    }

    pub(super) async fn stop(self) {
        self.task.abort();
    }
}

impl Executor for Engine {
    async fn execute(&self, _request: Request) -> Response {
        Response::Refused {
            code: "stand_in".to_owned(),
            detail: "stand-in".to_owned(),
        }
    }
}
