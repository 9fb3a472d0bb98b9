//! A family of four on a server of its own, for invitations.

use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;
use std::time::Duration;

use hearth::app::App;
use hearth::base::clock::Clock;
use hearth::base::config::{Config, Sources};
use hearth::domain::arrivals::{self, Founding, Others};
use hearth::domain::audit::Hand;
use hearth::domain::members::{self, Me, Member, NewMember, Role};
use hearth::domain::origin::Origin;
use hearth::domain::sessions;
use hearth::domain::threads::{self, Opening, Reuse};
use hearth::store::Store;
use regex::Regex;
use tempfile::TempDir;
use tokio::sync::oneshot;
use ureq::Agent;

pub(super) const PASSWORD: &str = "grandmother's plum cake";

/// A running server with Anna (admin), Ben (adult), Tilda (child), and a chat of Anna and Ben.
pub(super) struct Home {
    pub(super) folder: TempDir,
    pub(super) address: SocketAddr,
    pub(super) store: Store,
    pub(super) clock: Clock,
    /// The chat of Anna and Ben.
    pub(super) pair: String,
    pub(super) stop: Option<oneshot::Sender<()>>,
    pub(super) thread: Option<JoinHandle<()>>,
}

/// Status, headers and body.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) location: String,
    pub(super) cache: String,
    pub(super) cookie: Option<String>,
    pub(super) body: String,
}

impl Home {
    pub(super) fn new() -> Self {
        let folder = crate::support::app::folder();
        let config = Config::read(&Sources {
            flags: vec![("data", folder.path().display().to_string())],
            environment: vec![("HEARTH_RATE_LIMITS".into(), "off".into())],
            read: &|_| Err(std::io::ErrorKind::NotFound.into()),
        })
        .unwrap_or_else(|problem| panic!("{problem:?}"));
        let clock = Clock::stopped_at("2026-11-22T12:00:00Z".parse().expect("a moment"));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a usable socket");
        let address = listener.local_addr().expect("a bound socket");
        let (stop, stopped) = oneshot::channel();
        let (ready, started) = std::sync::mpsc::channel();
        let (time, program) = (clock.clone(), crate::support::app::program());
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async move {
                let app = App::open(config, time, program).await.expect("it opens");
                let site = app.site();
                let hash = site
                    .hasher
                    .hash("password", PASSWORD, &[])
                    .await
                    .expect("a hash");
                let pair = site
                    .store
                    .write(move |tx| move_in(tx, &hash))
                    .await
                    .expect("they move in")
                    .value;
                let serving = app.serve(listener).expect("it serves");
                ready
                    .send((site.store.clone(), pair))
                    .expect("the test waits");
                let _ = stopped.await;
                serving.stop().await;
                app.close().await;
            });
        });
        let (store, pair) = started.recv().expect("it starts");
        Self {
            folder,
            address,
            store,
            clock,
            pair,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub(super) fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = agent()
            .get(self.url(path))
            .header("accept", "text/html")
            .header("cookie", cookie);
        answer(request.call().expect("an answer"))
    }

    pub(super) fn get_json(&self, path: &str) -> Answer {
        let request = agent()
            .get(self.url(path))
            .header("accept", "application/json");
        answer(request.call().expect("an answer"))
    }

    pub(super) fn post(&self, path: &str, cookie: &str, form: &[(&str, &str)]) -> Answer {
        let request = agent()
            .post(self.url(path))
            .header("accept", "text/html")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", cookie);
        answer(request.send_form(form.iter().copied()).expect("an answer"))
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(super) fn sign_in(&self, username: &str) -> String {
        self.post(
            "/login",
            "",
            &[("username", username), ("password", PASSWORD)],
        )
        .cookie
        .expect("a cookie")
    }

    /// Makes an invitation and returns the path of its link and its code.
    pub(super) fn invite(&self, cookie: &str, form: &[(&str, &str)]) -> (String, String) {
        let made = self.post("/family/invitations", cookie, form);
        assert_eq!(made.status, 201, "{}", made.body);
        let found = |pattern: &str| {
            Regex::new(pattern)
                .expect("a pattern")
                .captures(&made.body)
                .unwrap_or_else(|| panic!("no {pattern} in {}", made.body))[1]
                .to_owned()
        };
        (
            found(r#"id="link">http://[^/]+(/join/[a-z2-7]{26})<"#),
            found(r#"id="code">([a-z2-9-]{14})<"#),
        )
    }

    pub(super) fn join(&self, path: &str, username: &str) -> Answer {
        self.post(
            path,
            "",
            &[
                ("name", "Somebody New"),
                ("username", username),
                ("password", PASSWORD),
                ("timeZone", "Europe/Berlin"),
            ],
        )
    }

    /// How many members there are, whatever they are called.
    pub(super) fn people(&self) -> usize {
        self.store
            .reader()
            .read(|conn| {
                let anna = members::by_username(conn, "anna")?;
                Ok(members::active(conn, anna.family_key)?.len())
            })
            .expect("a count")
    }

    pub(super) fn threads_of(&self, username: &'static str) -> Vec<String> {
        self.store
            .reader()
            .read(move |conn| {
                let me = me(members::by_username(conn, username)?);
                let (listed, _) = threads::list(conn, &me, None, 50)?;
                Ok(listed
                    .iter()
                    .map(|listed| listed.seat.thread().id.to_string())
                    .collect())
            })
            .expect("a list")
    }

    pub(super) fn ids_of_invitations(&self, cookie: &str) -> Vec<String> {
        let page = self.get("/family/invitations", cookie);
        assert_eq!(page.status, 200);
        Regex::new(r"/family/invitations/([a-z2-7]{26})/revoke")
            .expect("a pattern")
            .captures_iter(&page.body)
            .map(|found| found[1].to_owned())
            .collect()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub(super) fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
}

pub(super) fn answer(mut response: ureq::http::Response<ureq::Body>) -> Answer {
    let header = |name: &str| {
        response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    let cookies: Vec<_> = response
        .headers()
        .get_all("set-cookie")
        .iter()
        .filter_map(|value| value.to_str().ok()?.split(';').next().map(str::to_owned))
        .filter(|cookie| cookie.starts_with("session="))
        .collect();
    Answer {
        status: response.status().as_u16(),
        location: header("location"),
        cache: header("cache-control"),
        cookie: cookies.into_iter().next(),
        body: response.body_mut().read_to_string().expect("text"),
    }
}

pub(super) fn me(member: Member) -> Me {
    sessions::at_command_line(member).expect("they are active")
}

pub(super) fn move_in(
    tx: &mut hearth::store::Tx<'_>,
    hash: &str,
) -> hearth::base::error::Result<String> {
    let (family, anna) = arrivals::found(
        tx,
        &Founding {
            family: "The Lindens".to_owned(),
            name: "Anna".to_owned(),
            username: "anna".to_owned(),
            password_hash: hash.to_owned(),
            language: "en".to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            origin: Origin::default(),
        },
        Others::Refused,
    )?;
    for (name, role) in [
        ("ben", Role::Adult),
        ("tilda", Role::Child),
        ("gustaf", Role::Guest),
    ] {
        arrivals::admit(
            tx,
            family.key,
            &NewMember {
                name: name.to_owned(),
                username: name.to_owned(),
                role,
                password_hash: hash.to_owned(),
            },
            &Hand::host(),
        )?;
    }
    let ben = members::by_username(tx.conn(), "ben")?;
    let opening = Opening {
        member_ids: vec![ben.id],
        title: Some("Plans".to_owned()),
        reuse: Reuse::Any,
    };
    Ok(threads::open(tx, &me(anna), &opening)?
        .thread
        .id
        .to_string())
}
