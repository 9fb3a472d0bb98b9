//! `hearth serve`: holds the folder, starts the engine, opens the doors, and stops in order.
//!
//! The order of stopping: commands, web, engine, lock. It takes ten seconds at most, because service
//! managers kill after that; what is cut off then was not acknowledged.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

use super::answer;
use super::ask::{PATIENCE, runtime};
use super::control::{Door, Greeting};
use super::engine::{DEMO_MESSAGES, Engine, Purpose};
use super::front_door::front_door;
use super::lock::{self, Held};
use super::log;
use super::signals::Signals;
use super::stop::{Outcome, Stop};
use super::words::say;
use crate::base::config::Config;

const TIME_TO_STOP: Duration = Duration::from_secs(9);
/// Files that are open besides the live connections: database, requests in flight, uploads.
const OTHER_FILES: u64 = 512;

#[derive(clap::Args)]
pub(super) struct Serve {
    #[arg(long, value_name = "ADDR", help = say("cli-flag-listen", &[]))]
    pub(super) listen: Option<String>,
    #[arg(long, help = say("cli-flag-demo", &[]))]
    demo: bool,
}

impl Serve {
    /// Whether any flag was given.
    pub(super) fn is_given(&self) -> bool {
        self.listen.is_some() || self.demo
    }

    /// Its own flags, and where they say nothing those given before the command's name.
    pub(super) fn or(self, before: Self) -> Self {
        Self {
            listen: self.listen.or(before.listen),
            demo: self.demo || before.demo,
        }
    }

    pub(super) fn run(self, config: &Config) -> Outcome {
        log::start(config, log::For::Server);
        let folder = &config.data;
        let held = lock::make_folder(folder)
            .and_then(|()| Held::wait(folder, PATIENCE))
            .map_err(|cause| Stop::folder_unusable(folder, &cause))?
            .ok_or_else(|| Stop::folder_in_use(folder))?;
        lock::remark_on(folder);
        let listener = bind(config.listen)?;
        if !config.rate_limits {
            tracing::warn!("rate limits are off: passwords can be guessed without end");
        }
        make_room(config.max_sockets as u64);
        let runtime = runtime()?;
        let served = runtime.block_on(self.serve(config, &held, listener));
        // Whatever still computes is not waited for: the promise is to be gone in time.
        runtime.shutdown_background();
        drop(held);
        served
    }

    async fn serve(self, config: &Config, held: &Held, listener: TcpListener) -> Outcome {
        let no_runtime = |cause: std::io::Error| {
            Stop::refused(say("cli-serve-no-runtime", &[("cause", &cause)]))
        };
        let mut signals = Signals::listen().map_err(no_runtime)?;
        let address = listener.local_addr().map_err(no_runtime)?;
        let greeting = Greeting {
            hearth: env!("CARGO_PKG_VERSION").to_owned(),
            address,
        };
        let door = Door::open(held, greeting).map_err(|cause| {
            Stop::refused(say(
                "cli-serve-control-unusable",
                &[("folder", &config.data.display()), ("cause", &cause)],
            ))
        })?;
        let (engine, filled) = tokio::select! {
            opened = self.open(config) => opened?,
            () = signals.next() => return Ok(()),
        };
        let engine = Arc::new(engine);
        let mut serving = match engine.serve(config, listener).await {
            Ok(serving) => serving,
            Err(stop) => {
                engine.close().await;
                return Err(stop);
            }
        };
        let (stop, stopping) = watch::channel(false);
        let commands = tokio::spawn(door.answer(Arc::clone(&engine), stopping));

        answer::line(&say(
            "cli-serve-listening",
            &[("address", &format_args!("http://{address}"))],
        ))?;
        if let Some(filled) = filled {
            answer::line(&say(
                "cli-demo-sign-in",
                &[
                    ("username", &text(&filled, "username")),
                    ("password", &text(&filled, "password")),
                ],
            ))?;
        }
        if let Some(code) = engine.setup_code() {
            let link = format!("{}/setup?code={code}", front_door(config, address));
            answer::line(&say("cli-serve-set-up", &[("address", &link)]))?;
        }

        let ended = tokio::select! {
            () = signals.next() => Ok(()),
            stop = serving.ended() => Err(stop),
        };
        tracing::info!("stopping");
        let finish = async {
            // The receiver is gone only when commands have ended already.
            let _ = stop.send(true);
            let _ = commands.await;
            serving.stop().await;
            engine.close().await;
        };
        tokio::select! {
            () = finish => tracing::info!("stopped"),
            () = tokio::time::sleep(TIME_TO_STOP) => tracing::warn!("stopped before all had finished"),
            () = signals.next() => tracing::warn!("stopped at once, as asked"),
        }
        ended
    }

    /// The engine, and whom to sign in as where the made-up family has just moved in.
    async fn open(&self, config: &Config) -> Outcome<(Engine, Option<Value>)> {
        let engine = Engine::open(config, Purpose::Serve).await?;
        let filled = match self.demo && engine.setup_code().is_some() {
            true => Some(engine.fill(DEMO_MESSAGES).await?),
            false => None,
        };
        Ok((engine, filled))
    }
}

fn text<'a>(answer: &'a Value, field: &str) -> &'a str {
    answer[field].as_str().unwrap_or_default()
}

fn bind(address: SocketAddr) -> Outcome<TcpListener> {
    let bound = TcpListener::bind(address).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    bound.map_err(|cause| {
        Stop::refused(say(
            "cli-serve-cannot-listen",
            &[("address", &address), ("cause", &cause)],
        ))
    })
}

/// Each live connection is an open file, and most systems start programs with 1024 of them.
fn make_room(sockets: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = sockets + OTHER_FILES;
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(u64::MAX);
    let now = limit.current.unwrap_or(u64::MAX);
    if now < wanted {
        let raised = setrlimit(
            Resource::Nofile,
            Rlimit {
                current: Some(wanted.min(most)),
                maximum: limit.maximum,
            },
        );
        if raised.is_err() || most < wanted {
            tracing::warn!(
                files.wanted = wanted,
                files.most = most,
                "the system allows fewer open files than HEARTH_MAX_SOCKETS needs"
            );
        }
    }
}
