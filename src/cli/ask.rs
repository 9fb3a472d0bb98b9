//! What most commands do: have a request executed, by the running server or in its place.

use std::time::Duration;

use serde_json::Value;

use super::control::{Executor, Met, Request, meet};
use super::engine::{Engine, Purpose};
use super::lock::{self, Held};
use super::log;
use super::stop::{Outcome, Stop, answered};
use super::words::{self, say};
use crate::base::config::Config;

/// How long a server may be between two states: holding the folder, but not answering.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// The answer to a request.
pub(super) fn ask(config: &Config, request: Request) -> Outcome<Value> {
    log::start(config, log::For::Command);
    let folder = &config.data;
    if request.founds() {
        lock::make_folder(folder).map_err(|cause| Stop::folder_unusable(folder, &cause))?;
    } else {
        must_be_inhabited(config)?;
    }
    match meet(folder, &request, PATIENCE).map_err(|miss| Stop::missed(&miss, folder))? {
        Met::Server(response) => answered(response),
        Met::Nobody(held) => alone(config, held, |engine| async move {
            answered(engine.execute(request, words::language()).await)
        }),
    }
}

/// Does something with the folder to oneself; the lock is given back when the engine has stopped.
pub(super) fn alone<T, F: Future<Output = Outcome<T>>>(
    config: &Config,
    held: Held,
    act: impl FnOnce(std::sync::Arc<Engine>) -> F,
) -> Outcome<T> {
    lock::remark_on(held.folder());
    let done = runtime()?.block_on(async {
        let engine = std::sync::Arc::new(Engine::open(config, Purpose::Command).await?);
        let done = act(std::sync::Arc::clone(&engine)).await;
        engine.close().await;
        done
    });
    drop(held);
    done
}

/// The threads that everything asynchronous runs on.
pub(super) fn runtime() -> Outcome<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|cause| Stop::refused(say("cli-serve-no-runtime", &[("cause", &cause)])))
}

fn must_be_inhabited(config: &Config) -> Outcome {
    if lock::is_inhabited(&config.data) {
        return Ok(());
    }
    Err(Stop::refused(say(
        "cli-folder-empty",
        &[("folder", &config.data.display())],
    )))
}
