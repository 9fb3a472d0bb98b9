//! Where the command line touches the app: opening it, serving with it, and doing what commands ask.

use std::net::TcpListener;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::control::{Executor, Request, Response};
use super::front_door::front_door;
use super::moving_in::move_in;
use super::stop::{Outcome, Stop};
use super::words::{self, detail, say};
use crate::app::{self, App, StartError};
use crate::base::clock::{Clock, rfc3339};
use crate::base::config::Config;
use crate::base::error::{Error, Result};
use crate::base::ids::TokenId;
use crate::base::words::Language;
use crate::domain::arrivals::{self, Founding};
use crate::domain::audit::Hand;
use crate::domain::members::{self, NewMember, Scope};
use crate::domain::origin::Origin;
use crate::domain::sessions::at_command_line;
use crate::domain::sessions::tokens::{self, NewToken};
use crate::domain::{apps, families, standing, tickets};
use crate::store::{Folder, OpenError};
use crate::web::pages::setup::{others_beside, system_time_zone};
use crate::worker::janitor::{Mode, Reach};

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
pub(super) struct Engine {
    // Taken out when the engine is closed, which happens once.
    app: tokio::sync::RwLock<Option<App>>,
    folder: Folder,
    // The configured address, until it is known which one was bound.
    front_door: std::sync::RwLock<String>,
}

/// The open web door.
pub(super) struct Serving(app::Serving);

impl Engine {
    pub(super) async fn open(config: &Config, purpose: Purpose) -> Outcome<Self> {
        let app = App::open(config.clone(), Clock::system(), this_program())
            .await
            .map_err(|error| stop(&error))?;
        if purpose == Purpose::Serve {
            tracing::info!(folder = %config.data.display(), "opened the data folder");
        }
        Ok(Self {
            folder: app.site().folder.clone(),
            app: tokio::sync::RwLock::new(Some(app)),
            front_door: std::sync::RwLock::new(front_door(config, config.listen)),
        })
    }

    /// The code for `/setup`, while there is no family.
    pub(super) fn setup_code(&self) -> Option<String> {
        app::setup_code(&self.folder)
    }

    pub(super) async fn fill(&self, messages: u64) -> Outcome<Value> {
        let app = self.app.read().await;
        let Some(app) = app.as_ref() else {
            return Err(Stop::try_again(say("cli-stopping", &[])));
        };
        move_in(app.site(), messages)
            .await
            .map_err(|error| match error {
                Error::Conflict(_) => Stop::refused(say("cli-demo-not-fresh", &[])),
                other => Stop::refused(detail(words::language(), &other)),
            })
    }

    /// Takes over a bound, non-blocking listener and is ready when this returns.
    pub(super) async fn serve(&self, config: &Config, listener: TcpListener) -> Outcome<Serving> {
        let app = self.app.read().await;
        let Some(app) = app.as_ref() else {
            return Err(Stop::try_again(say("cli-stopping", &[])));
        };
        let cannot_listen = |cause: std::io::Error| {
            Stop::refused(say(
                "cli-serve-cannot-listen",
                &[("address", &config.listen), ("cause", &cause)],
            ))
        };
        let address = listener.local_addr().map_err(cannot_listen)?;
        if let Ok(mut known) = self.front_door.write() {
            *known = front_door(config, address);
        }
        app.serve(listener).map(Serving).map_err(cannot_listen)
    }

    /// Where a person opens this Hearth.
    fn front_door(&self) -> String {
        let known = self.front_door.read();
        known.map_or_else(|_| String::new(), |known| known.clone())
    }

    pub(super) async fn close(&self) {
        let app = self.app.write().await.take();
        if let Some(app) = app {
            app.close().await;
        }
    }
}

impl Serving {
    /// Waits until the door closes by itself, which only a failure does.
    pub(super) async fn ended(&mut self) -> Stop {
        let cause = match self.0.ended().await {
            Ok(()) => String::new(),
            Err(cause) => cause.to_string(),
        };
        Stop::refused(say("cli-serve-ended", &[("cause", &cause)]))
    }

    pub(super) async fn stop(self) {
        self.0.stop().await;
    }
}

/// A folder or database that a person must look at is a matter of configuration; the rest is not.
fn stop(error: &StartError) -> Stop {
    let line = error.to_string();
    match error {
        StartError::Open(OpenError::Sqlite(_)) => Stop::refused(line),
        _ => Stop::configuration(line),
    }
}

impl Executor for Engine {
    async fn execute(&self, request: Request, language: Language) -> Response {
        let app = self.app.read().await;
        let done = match app.as_ref() {
            Some(app) => carry_out(app, &self.front_door(), language, request).await,
            None => Err(Error::Unavailable {
                retry_after_secs: 1,
            }),
        };
        match done {
            Ok(answer) => Response::Done(answer),
            Err(error) => {
                if let Error::Internal(cause) = &error {
                    tracing::error!(error = %cause, "a command failed");
                }
                Response::Refused {
                    code: error.code().to_owned(),
                    detail: detail(language, &error),
                }
            }
        }
    }
}

async fn carry_out(
    app: &App,
    front_door: &str,
    language: Language,
    request: Request,
) -> Result<Value> {
    let site = app.site();
    match request {
        Request::SetUp {
            family,
            name,
            username,
            password,
        } => {
            let names = [&*family, &*name, &*username];
            let password_hash = site.hasher.hash("password", &password.0, &names).await?;
            let founding = Founding {
                family,
                name,
                username,
                password_hash,
                language: language.code(),
                time_zone: system_time_zone(),
                origin: Origin::default(),
            };
            let others = others_beside(site);
            let (family, founder) = site
                .store
                .write(move |tx| arrivals::found(tx, &founding, others))
                .await?
                .value;
            site.forget_setup_code();
            Ok(json!({ "familyId": family.id, "memberId": founder.id }))
        }
        Request::MemberAdd {
            name,
            username,
            role,
            password,
        } => {
            let family = site.store.read(families::first).await?;
            let names = [&*family.name, &*name, &*username];
            let password_hash = site.hasher.hash("password", &password.0, &names).await?;
            let new = NewMember {
                name,
                username,
                role,
                password_hash,
            };
            let member = site
                .store
                .write(move |tx| arrivals::admit(tx, family.key, &new, &Hand::host()))
                .await?
                .dispatched()
                .await;
            Ok(json!({ "id": member.id }))
        }
        Request::MemberList => {
            let members = site
                .store
                .read(|conn| {
                    let family = families::first(conn)?;
                    members::active(conn, family.key)
                })
                .await?;
            let list: Vec<_> = members
                .iter()
                .map(|member| {
                    json!({
                        "id": member.id,
                        "name": member.name,
                        "username": member.username,
                        "role": member.role,
                    })
                })
                .collect();
            Ok(json!({ "members": list }))
        }
        Request::MemberResetPassword { username } => {
            let made = site
                .store
                .write(move |tx| tickets::make_recovery_at_command_line(tx, &username))
                .await?
                .value;
            Ok(json!({ "link": format!("{front_door}/ticket/{}", made.token) }))
        }
        Request::MemberDeactivate { username } => {
            let member = site
                .store
                .write(move |tx| standing::deactivate_at_command_line(tx, &username))
                .await?
                .dispatched()
                .await;
            Ok(json!({ "id": member.id }))
        }
        Request::TokenCreate {
            username,
            label,
            scopes,
            days,
        } => {
            let new = NewToken {
                label,
                scopes: Scope::ALL
                    .into_iter()
                    .filter(|scope| scopes.iter().any(|word| word == scope.as_str()))
                    .collect(),
                days,
            };
            let token = site
                .store
                .write(move |tx| {
                    let member = members::by_username(tx.conn(), &username)?;
                    tokens::create(tx, &at_command_line(member)?, &new)
                })
                .await?
                .value;
            Ok(json!({ "token": token }))
        }
        Request::TokenList => {
            let tokens = site.store.read(tokens::all).await?;
            let list: Vec<_> = tokens
                .iter()
                .map(|(token, username)| {
                    json!({
                        "id": token.id,
                        "username": username,
                        "label": token.label,
                        "scopes": token.scopes.split(',').collect::<Vec<_>>(),
                        "createdAt": rfc3339(token.created_at),
                        "expiresAt": rfc3339(token.expires_at),
                        "lastUsedAt": token.used_at.map(rfc3339),
                        "revokedAt": token.revoked_at.map(rfc3339),
                    })
                })
                .collect();
            Ok(json!({ "tokens": list }))
        }
        Request::TokenRevoke { id } => {
            let id = TokenId::from_outside(id);
            site.store
                .write(move |tx| tokens::revoke(tx, &id))
                .await?
                .dispatched()
                .await;
            Ok(Value::Null)
        }
        Request::FilesTidy { dry_run } => {
            let mode = match dry_run {
                true => Mode::Dry,
                false => Mode::Real,
            };
            let report = app.janitor().tidy(mode, Reach::Disk).await?;
            serde_json::to_value(report).map_err(Error::internal)
        }
        Request::Channels { family } => {
            let own = site.rooms.keys().clone();
            let app = match family {
                Some(name) => {
                    site.store
                        .read(move |conn| apps::of_named(conn, &name))
                        .await?
                }
                None => None,
            };
            let keys = own.of(app.map(|app| (app.id, app.key)));
            Ok(json!({ "appId": keys.id, "key": keys.key, "secret": keys.secret }))
        }
    }
}

/// Where this program lies. By its link in `/proc` it is still this very version after an update has
/// put another file in its place.
fn this_program() -> PathBuf {
    let own = PathBuf::from("/proc/self/exe");
    match own.exists() {
        true => own,
        false => std::env::current_exe().unwrap_or(own),
    }
}
