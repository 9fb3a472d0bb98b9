//! By what the family's own programs reach Hearth, for whoever looks after it. The secret is shown when it
//! is asked for, to somebody who has just shown who they are, and the record says so.

use actix_web::{HttpRequest, web};

use crate::base::error::Result;
use crate::domain::{apps, programs};
use crate::live::AppKeys;
use crate::views::family::programs::ProgramsPage;
use crate::web::extract::{Confirmed, SignedIn};
use crate::web::own_address::OwnAddress;
use crate::web::respond::{Answer, html};
use crate::web::site::Site;

/// `GET /family/programs`.
pub async fn index(reader: SignedIn, site: web::Data<Site>, request: HttpRequest) -> Answer {
    programs::refuse_unless_keeper(&reader.me)?;
    let keys = keys(&reader, &site).await?;
    html(&page(&reader, &site, &request, keys))
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
async fn keys(reader: &SignedIn, site: &Site) -> Result<AppKeys> {
    let family = reader.me.family();
    let app = site.store.read(move |conn| apps::of(conn, family)).await?;
    let own = site.rooms.keys();
    Ok(match app {
        Some(app) => own.derived(app.id, app.key),
        None => own.clone(),
    })
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
        key: keys.key,
        secret: None,
        is_fresh: reader.me.is_fresh(site.store.clock().now_ms()),
    }
}
