//! By what the family's own programs reach Hearth, for whoever looks after it. The secret is shown when it
//! is asked for, to somebody who has just shown who they are, and the record says so. Here they also try
//! whether it all works: they tell an event, and watch what comes.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::base::error::{Error, Result};
use crate::domain::{apps, programs};
use crate::live::{App, AppKeys, Publication};
use crate::views::family::programs::{EventForm, ProgramsPage};
use crate::views::problems::Problems;
use crate::web::extract::{Confirmed, SignedIn, is_fragment};
use crate::web::own_address::OwnAddress;
use crate::web::respond::{Answer, form_fields, html, html_with, see_other};
use crate::web::site::Site;

/// The longest name of an event, in characters, and the most it carries, in bytes.
const LONGEST_NAME: usize = 200;
const MOST_DATA: usize = 10 * 1024;

/// What was just told.
#[derive(Deserialize)]
pub struct Told {
    told: Option<String>,
}

/// `GET /family/programs`.
pub async fn index(
    reader: SignedIn,
    site: web::Data<Site>,
    request: HttpRequest,
    told: web::Query<Told>,
) -> Answer {
    programs::refuse_unless_keeper(&reader.me)?;
    let keys = keys(&reader, &site).await?;
    let mut page = page(&reader, &site, &request, keys);
    if let Some(channel) = told.into_inner().told {
        page.form.channel = channel;
        page.told = true;
    }
    html(&page)
}

/// `POST /family/programs/events`: tells one event on a channel of the family's app, to see who hears it. A
/// page that does this by itself stays where it is.
pub async fn tell(
    reader: SignedIn,
    site: web::Data<Site>,
    request: HttpRequest,
    form: web::Form<EventForm>,
) -> Answer {
    programs::refuse_unless_keeper(&reader.me)?;
    site.limits.request(reader.me.key())?;
    let (form, keys) = (form.into_inner(), keys(&reader, &site).await?);
    match publication(&site, &keys, &form) {
        Ok(publication) => {
            site.rooms.publish(publication).await;
            if is_fragment(&request) {
                return Ok(HttpResponse::NoContent().finish());
            }
            // Names of channels have no character that would have to be written otherwise here.
            let to = format!("/family/programs?told={}#try", form.channel.trim());
            Ok(see_other(&reader.frame.url(to)))
        }
        Err(error) => {
            let mut page = page(&reader, &site, &request, keys);
            page.problems = Problems::in_fields(form_fields(error)?);
            page.form = form;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// What a form says is to be told. On the rooms that people talk in nothing is, by nobody here.
fn publication(site: &Site, keys: &AppKeys, form: &EventForm) -> Result<Publication> {
    let app = match site.rooms.keys().id == keys.id {
        true => site.rooms.own_app().clone(),
        false => App::further(keys.clone()),
    };
    let (name, event) = (form.channel.trim(), form.event.trim());
    let channel = site
        .rooms
        .channel_of(&app, name)
        .map_err(|_| Error::field("channel", "invalid"))?;
    if channel.is_common() || channel.to_user().is_some() {
        return Err(Error::field("channel", "not_free"));
    }
    let is_protocols = event.starts_with("pusher:") || event.starts_with("pusher_internal:");
    if is_protocols || !(1..=LONGEST_NAME).contains(&event.chars().count()) {
        return Err(Error::field("event", "invalid"));
    }
    if form.data.len() > MOST_DATA {
        return Err(Error::field("data", "too_long"));
    }
    // A form's lines end as on a typewriter; a program would be surprised.
    let data = form.data.replace("\r\n", "\n");
    Ok(Publication::new(name, event, data).by(&app))
}

/// `POST /family/programs/secret`: the same page with the secret, which is in this answer alone.
pub async fn show_secret(
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
    request: HttpRequest,
) -> Answer {
    let me = reader.me.clone();
    site.store
        .write(move |tx| programs::show_secret(tx, &me))
        .await?;
    let keys = keys(&reader, &site).await?;
    let secret = keys.secret.clone();
    let mut page = page(&reader, &site, &request, keys);
    page.secret = Some(secret);
    html(&page)
}

/// Those of the reader's family.
pub(super) async fn keys(reader: &SignedIn, site: &Site) -> Result<AppKeys> {
    let family = reader.me.family();
    let app = site.store.read(move |conn| apps::of(conn, family)).await?;
    let own = site.rooms.keys();
    Ok(own.of(app.map(|app| (app.id, app.key))))
}

fn page<'a>(
    reader: &'a SignedIn,
    site: &Site,
    request: &HttpRequest,
    keys: AppKeys,
) -> ProgramsPage<'a> {
    let address = OwnAddress::of(request, site).url(&reader.frame, "");
    ProgramsPage {
        frame: &reader.frame,
        address,
        app_id: keys.id,
        live: format!("{}/app/{}", site.base(), keys.key),
        key: keys.key,
        secret: None,
        form: EventForm::default(),
        problems: Problems::none(),
        told: false,
        is_fresh: reader.me.is_fresh(site.store.clock().now_ms()),
    }
}
