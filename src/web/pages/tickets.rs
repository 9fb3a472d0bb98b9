//! Coming in by a ticket: a card, a code of another device, a link to a new password.
//!
//! Looking changes nothing, so a preview in another program uses nothing up. A link carries 128 random
//! bits, so guessing finds nothing; who guesses is slowed down all the same. The six digits of a card
//! are few, so wrong ones count like wrong passwords, and answer the same for a name that nobody has.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::sessions::{keep_time_zone, note_failure, start};
use crate::base::error::{Error, Result};
use crate::domain::members::Member;
use crate::domain::passwords;
use crate::domain::sessions::Way;
use crate::domain::tickets::code::{self, Device, Guess, Typed};
use crate::domain::tickets::{self, Kind, Preview};
use crate::views::problems::Problems;
use crate::views::tickets::{CodePage, ResetPage, TicketPage};
use crate::web::client_address::client_address;
use crate::web::devices;
use crate::web::extract::{Visitor, origin};
use crate::web::respond::{Answer, form_fields, html, html_with, see_other};
use crate::web::site::Site;

/// `GET /ticket`.
pub async fn new(visitor: Visitor) -> Answer {
    html(&CodePage {
        frame: &visitor.frame,
        username: String::new(),
        problems: Problems::none(),
    })
}

/// What stands on a card.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    username: String,
    digits: String,
    time_zone: Option<String>,
}

/// `POST /ticket`: in by user name and six digits.
pub async fn find(
    request: HttpRequest,
    visitor: Visitor,
    session: Session,
    site: web::Data<Site>,
    form: web::Form<Card>,
) -> Answer {
    let Card {
        username,
        digits,
        time_zone,
    } = form.into_inner();
    match by_digits(&request, &site, &username, digits).await? {
        Some(member) => {
            keep_time_zone(&site, &member, time_zone).await?;
            enter(&request, &visitor, &session, &site, &member, Way::Card)
        }
        None => html_with(
            StatusCode::UNAUTHORIZED,
            &CodePage {
                frame: &visitor.frame,
                username,
                problems: Problems::general("wrong_digits"),
            },
        ),
    }
}

async fn by_digits(
    request: &HttpRequest,
    site: &Site,
    username: &str,
    digits: String,
) -> Result<Option<Member>> {
    let account = devices::account(request, site, username);
    site.limits.account(&account)?;
    let device = match &account.device {
        Some(_) => Device::Known,
        None => Device::New,
    };
    if device == Device::New
        && let Some(address) = client_address(request)
    {
        site.limits.key_of_the_house(address)?;
    }
    let typed = Typed {
        username: username.to_owned(),
        digits,
        device,
    };
    let (key, now) = (site.code_key.clone(), site.store.clock().now_ms());
    let guess = site
        .store
        .read(move |conn| code::guess(conn, &key, &typed, now))
        .await?;
    match guess {
        Guess::Right(card) => {
            site.limits.right_password(&account);
            let origin = origin(request);
            let written = site
                .store
                .write(move |tx| code::redeem_guessed(tx, card, &origin))
                .await?;
            Ok(Some(written.value.member))
        }
        Guess::Wrong(whose) => {
            site.limits.wrong_password(&account);
            if let Some(member) = whose {
                note_failure(site, member, origin(request), Way::Card);
            }
            Ok(None)
        }
    }
}

/// `GET /ticket/{token}`.
pub async fn show(
    request: HttpRequest,
    visitor: Visitor,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let token = path.into_inner();
    let preview = preview(&request, &site, &token).await?;
    page(StatusCode::OK, &visitor, &token, preview, Problems::none())
}

/// A new password, where the ticket is for one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    time_zone: Option<String>,
    password: Option<String>,
    again: Option<String>,
}

/// `POST /ticket/{token}`.
pub async fn create(
    request: HttpRequest,
    visitor: Visitor,
    session: Session,
    site: web::Data<Site>,
    path: web::Path<String>,
    form: web::Form<Choice>,
) -> Answer {
    let (token, mut form) = (path.into_inner(), form.into_inner());
    let time_zone = form.time_zone.take();
    let preview = preview(&request, &site, &token).await?;
    let way = match preview.kind {
        Kind::Card => Way::Card,
        Kind::Device => Way::Device,
        Kind::Recovery => Way::Recovery,
    };
    let member = match way {
        Way::Recovery => match reset(&request, &site, &token, &preview, form).await {
            Ok(member) => member,
            Err(error) => {
                let problems = Problems::in_fields(form_fields(error)?);
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return page(status, &visitor, &token, preview, problems);
            }
        },
        _ => {
            let origin = origin(&request);
            let written = site
                .store
                .write(move |tx| tickets::redeem(tx, &token, &origin))
                .await?;
            written.value.member
        }
    };
    keep_time_zone(&site, &member, time_zone).await?;
    enter(&request, &visitor, &session, &site, &member, way)
}

/// Everything else that was signed in as this person is out before this returns.
async fn reset(
    request: &HttpRequest,
    site: &Site,
    token: &str,
    preview: &Preview,
    choice: Choice,
) -> Result<Member> {
    // Before the slow hash: even whoever holds a link may not make this machine hash without end.
    if let Some(address) = client_address(request) {
        site.limits.sign_in(address)?;
    }
    let password = choice.password.unwrap_or_default();
    if choice.again.is_some_and(|again| again != password) {
        return Err(Error::field("again", "invalid"));
    }
    let Preview { member, family, .. } = preview;
    let names = [&*member.username, &*member.name, &**family];
    let hash = site.hasher.hash("password", &password, &names).await?;
    let (token, origin) = (token.to_owned(), origin(request));
    let written = site
        .store
        .write(move |tx| passwords::reset(tx, &token, &hash, &origin))
        .await?;
    Ok(written.dispatched().await)
}

fn enter(
    request: &HttpRequest,
    visitor: &Visitor,
    session: &Session,
    site: &Site,
    member: &Member,
    way: Way,
) -> Answer {
    start(request, session, member, way)?;
    let mut response = see_other(&visitor.frame.url("/"));
    devices::remember(request, site, &member.username, &mut response);
    Ok(response)
}

/// What the holder of a token is told. Whoever tries tokens that are none is counted.
async fn preview(request: &HttpRequest, site: &Site, token: &str) -> Result<Preview> {
    let (token, now) = (token.to_owned(), site.store.clock().now_ms());
    let found = site
        .store
        .read(move |conn| tickets::preview(conn, &token, now))
        .await;
    if let Err(Error::NotFound(_)) = found
        && let Some(address) = client_address(request)
    {
        site.limits.key_of_the_house(address)?;
    }
    found
}

fn page(
    status: StatusCode,
    visitor: &Visitor,
    token: &str,
    preview: Preview,
    problems: Problems,
) -> Answer {
    let frame = &visitor.frame;
    let Preview {
        kind,
        member,
        family,
    } = preview;
    match kind {
        Kind::Recovery => html_with(
            status,
            &ResetPage {
                frame,
                token: token.to_owned(),
                name: member.name,
                username: member.username,
                problems,
            },
        ),
        Kind::Card | Kind::Device => html_with(
            status,
            &TicketPage {
                frame,
                token: token.to_owned(),
                name: member.name,
                family,
            },
        ),
    }
}
