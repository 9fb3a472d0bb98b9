//! For monitors: is the process there, can it read and write.

use actix_web::{HttpResponse, web};

use crate::base::error::Error;
use crate::domain::families;
use crate::web::respond::{Answer, json_ok};
use crate::web::site::Site;

/// `GET /livez` and `/up`: the process runs.
pub async fn live() -> Answer {
    json_ok(&serde_json::json!({ "status": "ok" }))
}

/// `GET /readyz`: the database can be read, and the writer commits.
pub async fn ready(site: web::Data<Site>) -> Answer {
    site.store
        .read(|conn| families::any(conn).map(drop))
        .await?;
    site.store.write(|_| Ok(())).await?;
    json_ok(&serde_json::json!({ "status": "ok" }))
}

/// `GET /metrics`: off until it is configured, and then indistinguishable from not being there.
pub async fn metrics() -> Result<HttpResponse, crate::web::respond::Failure> {
    Err(Error::NotFound("not_found").into())
}
