//! Every key that does something, as a page of its own and for a sheet over an open page.

use actix_web::HttpRequest;

use crate::views::shortcuts::{ShortcutsFragment, ShortcutsPage};
use crate::web::extract::{SignedIn, is_fragment};
use crate::web::respond::{Answer, html};

/// `GET /shortcuts`.
pub async fn show(request: HttpRequest, reader: SignedIn) -> Answer {
    let frame = &reader.frame;
    match is_fragment(&request) {
        true => html(&ShortcutsFragment { frame }),
        false => html(&ShortcutsPage { frame }),
    }
}
