//! Inviting somebody: the list, a new one, taking one back.
//!
//! Link and code are in the one answer that makes them and nowhere else: not in an address of the
//! inviter's, not in the log, not in the database.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};

use crate::base::clock::moment;
use crate::base::error::{Error, Fields, Result};
use crate::base::ids::{InvitationId, ThreadId};
use crate::domain::guardians;
use crate::domain::invitations::{self, DEFAULT_DAYS, Issued, NewInvitation};
use crate::domain::members::{Me, Role};
use crate::domain::threads;
use crate::views::from_domain;
use crate::views::invitations::{
    InvitationForm, InvitationMadePage, InvitationsPage, NewInvitationPage, grouped,
};
use crate::views::problems::Problems;
use crate::views::qr::Qr;
use crate::views::threads::ThreadView;
use crate::web::extract::SignedIn;
use crate::web::own_address::OwnAddress;
use crate::web::respond::{Answer, form_fields, html, html_with, see_other};
use crate::web::site::Site;

/// In the order they are offered.
const ROLES: [Role; 4] = [Role::Adult, Role::Child, Role::Guest, Role::Admin];
/// Threads a guest may be let into.
const LISTED: usize = 200;

/// `GET /family/invitations`.
pub async fn index(reader: SignedIn, site: web::Data<Site>) -> Answer {
    let me = reader.me.clone();
    let listed = site
        .store
        .read(move |conn| invitations::list(conn, &me))
        .await?;
    let now = site.store.clock().now_ms();
    html(&InvitationsPage {
        frame: &reader.frame,
        invitations: listed
            .iter()
            .map(|listed| from_domain::invitation(listed, now))
            .collect(),
    })
}

/// `GET /family/invitations/new`.
pub async fn new(reader: SignedIn, site: web::Data<Site>) -> Answer {
    guardians::refuse_unless_grown_up(&reader.me)?;
    let form = InvitationForm {
        role: Role::Adult.as_str().to_owned(),
        days: DEFAULT_DAYS,
        uses: 1,
        thread_ids: Vec::new(),
    };
    let page = form_page(&reader, &site, form, Problems::none()).await?;
    html(&page)
}

/// `POST /family/invitations`: a form with `threadIds` any number of times.
pub async fn create(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    form: web::Form<Vec<(String, String)>>,
) -> Answer {
    guardians::refuse_unless_grown_up(&reader.me)?;
    let form = read(form.into_inner());
    match issue(&reader.me, &site, &form).await {
        Ok(issued) => made(&request, &reader, &site, &issued),
        Err(error) => {
            let fields: Fields = form_fields(error)?;
            let problems = Problems::in_fields(fields);
            let page = form_page(&reader, &site, form, problems).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /family/invitations/{invitation}/revoke`.
pub async fn revoke(reader: SignedIn, site: web::Data<Site>, path: web::Path<String>) -> Answer {
    let (me, id) = (
        reader.me.clone(),
        InvitationId::from_outside(path.into_inner()),
    );
    site.store
        .write(move |tx| invitations::revoke(tx, &me, &id))
        .await?;
    Ok(see_other(&reader.frame.url("/family/invitations")))
}

/// What is no number becomes 0, which no rule accepts; what is missing is what most choose.
fn read(pairs: Vec<(String, String)>) -> InvitationForm {
    let mut form = InvitationForm {
        role: String::new(),
        days: DEFAULT_DAYS,
        uses: 1,
        thread_ids: Vec::new(),
    };
    for (name, value) in pairs {
        match name.as_str() {
            "role" => form.role = value,
            "days" => form.days = value.trim().parse().unwrap_or(0),
            "uses" => form.uses = value.trim().parse().unwrap_or(0),
            "threadIds" => form.thread_ids.push(value),
            _ => {}
        }
    }
    form
}

async fn issue(me: &Me, site: &Site, form: &InvitationForm) -> Result<Issued> {
    let role = Role::parse(&form.role).ok_or_else(|| Error::field("role", "required"))?;
    // The page asks everything and hides what does not matter to the role; so it must not matter.
    let new = NewInvitation {
        role,
        days: form.days,
        uses: match invitations::most_uses(role) {
            1 => 1,
            _ => form.uses,
        },
        thread_ids: match role {
            Role::Guest => form.thread_ids.iter().map(ThreadId::from_outside).collect(),
            Role::Admin | Role::Adult | Role::Child => Vec::new(),
        },
    };
    let me = me.clone();
    let written = site
        .store
        .write(move |tx| invitations::issue(tx, &me, &new))
        .await?;
    Ok(written.value)
}

fn made(request: &HttpRequest, reader: &SignedIn, site: &Site, issued: &Issued) -> Answer {
    let frame = &reader.frame;
    let own = OwnAddress::of(request, site);
    let address = own.url(frame, "/join");
    let link = format!("{address}/{}", issued.token);
    let page = InvitationMadePage {
        role: from_domain::role(issued.invitation.role),
        expires_at: moment(issued.invitation.expires_at),
        max_uses: issued.invitation.max_uses,
        qr: Qr::of(&link),
        link,
        address,
        code: grouped(&issued.code),
        is_local: own.is_local(),
        frame,
    };
    html_with(StatusCode::CREATED, &page)
}

async fn form_page<'a>(
    reader: &'a SignedIn,
    site: &Site,
    form: InvitationForm,
    problems: Problems,
) -> Result<NewInvitationPage<'a>> {
    let inviter = reader.me.member().role;
    Ok(NewInvitationPage {
        frame: &reader.frame,
        roles: ROLES
            .into_iter()
            .filter(|role| guardians::may_invite_as(inviter, *role))
            .map(from_domain::role)
            .collect(),
        threads: rooms(site, &reader.me).await?,
        form,
        problems,
    })
}

/// The inviter's threads that a guest can be let into.
async fn rooms(site: &Site, me: &Me) -> Result<Vec<ThreadView>> {
    let me = me.clone();
    site.store
        .read(move |conn| {
            let (listed, _) = threads::list(conn, &me, None, LISTED)?;
            Ok(listed
                .iter()
                .filter(|listed| invitations::takes_guests(&listed.peopled))
                .map(|listed| from_domain::thread(&listed.peopled, &me))
                .collect())
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_refused_rather_than_guessed() {
        let form = read(vec![
            ("role".to_owned(), "adult".to_owned()),
            ("days".to_owned(), "ten".to_owned()),
            ("uses".to_owned(), "-1".to_owned()),
        ]);
        assert_eq!((form.days, form.uses), (0, 0));
    }
}
