//! Where the family's own servers are told what happens on the channels of its app, for whoever looks after
//! Hearth: seeing, adding, trying, pausing and removing. Each is sensitive: it decides what leaves the house.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use super::programs::keys;
use crate::base::error::{Error, Result};
use crate::base::ids::WebhookId;
use crate::domain::members::Me;
use crate::domain::programs::refuse_unless_keeper;
use crate::domain::webhooks::{self, Attempt, NewWebhook, Topic, Webhook};
use crate::outbound::{Destination, Failure, Letter, Refused};
use crate::store::Tx;
use crate::views::api::webhooks::{MEDIA_TYPE, Told, body, headers};
use crate::views::family::webhooks::{WebhookForm, WebhooksPage};
use crate::views::problems::Problems;
use crate::web::extract::{Confirmed, SignedIn};
use crate::web::respond::{Answer, form_fields, html, html_with, see_other};
use crate::web::site::Site;

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// `GET /family/programs/webhooks`.
pub async fn index(reader: SignedIn, site: web::Data<Site>, done: web::Query<Done>) -> Answer {
    let mut page = page(&reader, &site, WebhookForm::default(), Problems::none()).await?;
    page.done = done.into_inner().done;
    html(&page)
}

/// `POST /family/programs/webhooks`: a form with `topic` any number of times.
pub async fn create(
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
    form: web::Form<Vec<(String, String)>>,
) -> Answer {
    let form = wanted(form.into_inner());
    match add(&reader, &site, &form).await {
        Ok(()) => Ok(back(&reader, "added")),
        Err(error) => {
            let problems = Problems::in_fields(form_fields(error)?);
            let page = page(&reader, &site, form, problems).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /family/programs/webhooks/{webhook}/test`: sends it something now, and says how that went.
pub async fn test(
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let (me, wanted) = (reader.me.clone(), id(path));
    let webhook = site
        .store
        .read(move |conn| webhooks::find(conn, &me, &wanted))
        .await?;
    let attempt = try_it(&reader, &site, &webhook).await?;
    let me = reader.me.clone();
    site.store
        .write(move |tx| webhooks::note_try(tx, &me, &webhook.id, attempt))
        .await?;
    Ok(back(&reader, "tested"))
}

/// `POST /family/programs/webhooks/{webhook}/pause`.
pub async fn pause(
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    change(&reader, &site, path, webhooks::pause, "paused").await
}

/// `POST /family/programs/webhooks/{webhook}/resume`.
pub async fn resume(
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    change(&reader, &site, path, webhooks::resume, "resumed").await
}

/// `POST /family/programs/webhooks/{webhook}/remove`.
pub async fn remove(
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    change(&reader, &site, path, webhooks::remove, "removed").await
}

/// Does what one of the buttons beside a webhook is for.
async fn change(
    reader: &SignedIn,
    site: &Site,
    path: web::Path<String>,
    act: fn(&mut Tx<'_>, &Me, &WebhookId) -> Result<()>,
    done: &str,
) -> Answer {
    let (me, id) = (reader.me.clone(), id(path));
    site.store.write(move |tx| act(tx, &me, &id)).await?;
    Ok(back(reader, done))
}

async fn add(reader: &SignedIn, site: &Site, form: &WebhookForm) -> Result<()> {
    let me = reader.me.clone();
    refuse_unless_keeper(&me)?;
    let to = destination(site, &form.url)?;
    let new = NewWebhook {
        url: to.as_str().to_owned(),
        host: to.name().to_owned(),
        topics: form.topics.clone(),
    };
    site.store
        .write(move |tx| webhooks::add(tx, &me, &new))
        .await?;
    Ok(())
}

/// Where a form says that something is to be told, if that may be asked.
fn destination(site: &Site, url: &str) -> Result<Destination> {
    if url.trim().is_empty() {
        return Err(Error::field("url", "required"));
    }
    let code = |refused| match refused {
        Refused::NoUrl => "no_url",
        Refused::Scheme => "scheme",
        Refused::Credentials => "credentials",
        Refused::Port => "port",
        Refused::Address => "address",
    };
    site.outbound
        .destination(url)
        .map_err(|refused| Error::field("url", code(refused)))
}

async fn try_it(reader: &SignedIn, site: &Site, webhook: &Webhook) -> Result<Attempt> {
    let Ok(to) = site.outbound.destination(&webhook.url) else {
        return Ok(Attempt::of(Err(Failure::Forbidden.word())));
    };
    let keys = keys(reader, site).await?;
    let body = body(site.store.clock().now_ms(), [&Told::sample()]);
    let letter = Letter {
        to,
        media_type: MEDIA_TYPE,
        headers: headers(&keys.key, keys.sign(&body)),
        body,
    };
    let answer = site.outbound.post(letter).await;
    Ok(Attempt::of(answer.map_err(Failure::word)))
}

fn wanted(fields: Vec<(String, String)>) -> WebhookForm {
    let mut form = WebhookForm {
        url: String::new(),
        topics: Vec::new(),
    };
    for (name, value) in fields {
        match name.as_str() {
            "url" => form.url = value,
            "topic" => form.topics.extend(Topic::parse(&value)),
            _ => {}
        }
    }
    form
}

fn id(path: web::Path<String>) -> WebhookId {
    WebhookId::from_outside(path.into_inner())
}

fn back(reader: &SignedIn, done: &str) -> actix_web::HttpResponse {
    let path = format!("/family/programs/webhooks?done={done}");
    see_other(&reader.frame.url(path))
}

async fn page<'a>(
    reader: &'a SignedIn,
    site: &Site,
    form: WebhookForm,
    problems: Problems,
) -> Result<WebhooksPage<'a>> {
    let me = reader.me.clone();
    let all = site
        .store
        .read(move |conn| webhooks::all(conn, &me))
        .await?;
    Ok(WebhooksPage {
        frame: &reader.frame,
        webhooks: all,
        form,
        problems,
        done: None,
        reaches_home: site.config.outbound_home,
        is_fresh: reader.me.is_fresh(site.store.clock().now_ms()),
    })
}
