//! THE route table: every URL of the product, who may call it, and the handler behind it.
//!
//! Tests walk `TABLE`: what is not in it does not exist, and what is in it is tried by strangers.

use actix_web::guard;
use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Resource};

use super::api;
use super::assets;
use super::extract::Visitor;
use super::pages;
use super::programs;
use super::respond::Failure;
use super::socketio;
use super::sockets;
use crate::base::error::Error;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody, signed in or not.
    Anyone,
    /// A member at a signed-in browser.
    SignedIn,
    /// A member, by cookie or by token.
    Caller,
    /// Anybody may connect; what they hear depends on who they prove to be.
    Socket,
    /// A program that signs with an app's secret.
    Program,
}

/// One verb of one URL.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// `GET` answers `HEAD` too.
    pub verb: &'static str,
    /// The path, with `{names}` for its variable parts.
    pub path: &'static str,
    /// Who may call it.
    pub who: Who,
}

/// `HEAD` is `GET` without the body, which the server leaves out by itself.
macro_rules! verb {
    (GET) => {
        web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
    };
    (POST) => {
        web::post()
    };
    (PUT) => {
        web::put()
    };
    (PATCH) => {
        web::patch()
    };
    (DELETE) => {
        web::delete()
    };
    (OPTIONS) => {
        web::method(Method::OPTIONS)
    };
}

macro_rules! routes {
    ($(
        $(#[$doc:meta])*
        $group:ident { $( $path:literal: $first:ident $first_who:ident $first_handler:path $(, $verb:ident $who:ident $handler:path)*; )* }
    )*) => {
        /// Every route.
        pub const TABLE: &[Route] = &[ $( $(
            Route { verb: stringify!($first), path: $path, who: Who::$first_who },
            $( Route { verb: stringify!($verb), path: $path, who: Who::$who }, )*
        )* )* ];

        $(
            $(#[$doc])*
            pub fn $group(config: &mut ServiceConfig) {
                $(
                    let resource = web::resource($path)
                        .route(verb!($first).to($first_handler))
                        $( .route(verb!($verb).to($handler)) )*;
                    config.service(with_allow(resource, concat!(stringify!($first) $(, ", ", stringify!($verb))*)));
                )*
            }
        )*
    };
}

routes! {
    /// For monitors: no session is looked up, and no `Host` is wrong.
    probes {
        "/livez": GET Anyone pages::health::live;
        "/readyz": GET Anyone pages::health::ready;
        "/up": GET Anyone pages::health::live;
        "/metrics": GET Anyone pages::health::metrics;
    }

    /// The folder of static files: no session is looked up.
    files {
        "/assets/{digest}/{path:.*}": GET Anyone assets::show;
    }

    /// For people in a browser.
    for_people {
        "/setup": GET Anyone pages::setup::new, POST Anyone pages::setup::create;
        "/login": GET Anyone pages::sessions::new, POST Anyone pages::sessions::create;
        "/login/passkey": POST Anyone pages::passkey_proofs::sign_in;
        "/login/passkey/begin": POST Anyone pages::passkey_proofs::begin_sign_in;
        "/logout": POST Anyone pages::sessions::destroy;
        "/": GET SignedIn pages::threads::index;
        "/threads": GET SignedIn pages::threads::index, POST SignedIn pages::new_threads::create;
        "/threads/new": GET SignedIn pages::new_threads::new;
        "/threads/{thread}": GET SignedIn pages::threads::show;
        "/threads/{thread}/settings": GET SignedIn pages::thread_settings::edit, POST SignedIn pages::thread_settings::update;
        "/threads/{thread}/picture": GET Caller pages::portraits::show_of_thread, POST SignedIn pages::portraits::update_of_thread;
        "/threads/{thread}/mute": POST SignedIn pages::marks::mute;
        "/threads/{thread}/pin": POST SignedIn pages::marks::pin;
        "/threads/{thread}/archive": POST SignedIn pages::marks::archive;
        "/threads/{thread}/people": POST SignedIn pages::seats::create;
        "/threads/{thread}/people/new": GET SignedIn pages::seats::new;
        "/threads/{thread}/people/{member}/remove": GET SignedIn pages::seats::ask_to_remove, POST SignedIn pages::seats::remove;
        "/threads/{thread}/leave": GET SignedIn pages::seats::ask_to_leave, POST SignedIn pages::seats::leave;
        "/threads/{thread}/messages": GET SignedIn pages::messages::index, POST SignedIn pages::messages::create;
        "/threads/{thread}/messages/{message}": GET SignedIn pages::acts::show;
        "/threads/{thread}/messages/{message}/edit": GET SignedIn pages::edits::edit, POST SignedIn pages::edits::update;
        "/threads/{thread}/messages/{message}/delete": GET SignedIn pages::removals::new, POST SignedIn pages::removals::create;
        "/threads/{thread}/messages/{message}/reactions": POST SignedIn pages::reactions::toggle;
        "/threads/{thread}/messages/{message}/forward": GET SignedIn pages::forwards::new, POST SignedIn pages::forwards::create;
        "/threads/{thread}/mentions": GET SignedIn pages::mentions::index;
        "/threads/{thread}/read": GET SignedIn pages::receipts::index, POST SignedIn pages::receipts::create;
        "/search": GET SignedIn pages::search::index;
        "/shortcuts": GET SignedIn pages::shortcuts::show;
        "/settings": GET SignedIn pages::settings::edit, POST SignedIn pages::settings::update;
        "/settings/appearance": GET SignedIn pages::appearance::edit, POST SignedIn pages::appearance::update;
        "/settings/chatting": GET SignedIn pages::chatting::edit, POST SignedIn pages::chatting::update;
        "/settings/sharing": GET SignedIn pages::sharing::edit, POST SignedIn pages::sharing::update;
        "/settings/profile": GET SignedIn pages::profile::edit, POST SignedIn pages::profile::update;
        "/settings/picture": POST SignedIn pages::portraits::update;
        "/settings/confirm": GET SignedIn pages::confirm::new, POST SignedIn pages::confirm::create;
        "/settings/confirm/passkey": POST SignedIn pages::passkey_proofs::confirm;
        "/settings/confirm/passkey/begin": POST SignedIn pages::passkey_proofs::begin_confirm;
        "/settings/card": GET SignedIn pages::cards::show_own, POST SignedIn pages::cards::create_own;
        "/settings/card/revoke": POST SignedIn pages::cards::destroy_own;
        "/settings/devices": GET SignedIn pages::devices::index;
        "/settings/devices/link": POST SignedIn pages::device_links::create;
        "/settings/devices/others/end": POST SignedIn pages::devices::destroy_others;
        "/settings/devices/{device}/end": POST SignedIn pages::devices::destroy;
        "/settings/passkeys": GET SignedIn pages::passkeys::index, POST SignedIn pages::passkeys::create;
        "/settings/passkeys/begin": POST SignedIn pages::passkeys::begin;
        "/settings/passkeys/{passkey}": POST SignedIn pages::passkeys::update;
        "/settings/passkeys/{passkey}/remove": POST SignedIn pages::passkeys::destroy;
        "/settings/password": GET SignedIn pages::password::edit, POST SignedIn pages::password::update;
        "/settings/tokens": GET SignedIn pages::tokens::index, POST SignedIn pages::tokens::create;
        "/settings/tokens/{token}/revoke": POST SignedIn pages::tokens::destroy;
        "/family": GET SignedIn pages::family::show;
        "/family/picture": GET Caller pages::portraits::show_of_family, POST SignedIn pages::portraits::update_of_family;
        "/family/invitations": GET SignedIn pages::invitations::index, POST SignedIn pages::invitations::create;
        "/family/invitations/new": GET SignedIn pages::invitations::new;
        "/family/invitations/{invitation}/revoke": POST SignedIn pages::invitations::revoke;
        "/family/settings": GET SignedIn pages::house::edit, POST SignedIn pages::house::update;
        "/family/record": GET SignedIn pages::record::index;
        "/family/programs": GET SignedIn pages::programs::index;
        "/family/programs/secret": POST SignedIn pages::programs::show_secret;
        "/family/programs/events": POST SignedIn pages::programs::tell;
        "/family/programs/webhooks": GET SignedIn pages::webhooks::index, POST SignedIn pages::webhooks::create;
        "/family/programs/webhooks/{webhook}/test": POST SignedIn pages::webhooks::test;
        "/family/programs/webhooks/{webhook}/pause": POST SignedIn pages::webhooks::pause;
        "/family/programs/webhooks/{webhook}/resume": POST SignedIn pages::webhooks::resume;
        "/family/programs/webhooks/{webhook}/remove": POST SignedIn pages::webhooks::remove;
        "/family/{member}": GET SignedIn pages::relatives::show;
        "/family/{member}/role": POST SignedIn pages::relatives::update_role;
        "/family/{member}/shut-out": GET SignedIn pages::relatives::ask_to_shut_out, POST SignedIn pages::relatives::shut_out;
        "/family/{member}/let-in": POST SignedIn pages::relatives::let_in;
        "/family/{member}/card": GET SignedIn pages::cards::show, POST SignedIn pages::cards::create;
        "/family/{member}/card/revoke": POST SignedIn pages::cards::destroy;
        "/family/{member}/recovery": POST SignedIn pages::recoveries::create;
        "/ticket": GET Anyone pages::tickets::new, POST Anyone pages::tickets::find;
        "/ticket/{token}": GET Anyone pages::tickets::show, POST Anyone pages::tickets::create;
        "/join": GET Anyone pages::join::new, POST Anyone pages::join::find;
        "/join/{token}": GET Anyone pages::join::show, POST Anyone pages::join::create;
        "/people/{member}/picture": GET Caller pages::portraits::show;
        "/gallery": GET SignedIn pages::gallery::index;
        "/threads/{thread}/gallery": GET SignedIn pages::gallery::show;
        "/files/{file}": GET Caller pages::files::show;
        "/files/{file}/{variant}": GET Caller pages::files::variant;
        "/api/docs": GET Anyone pages::docs::show;
    }

    /// For programs: the JSON API.
    for_programs {
        "/api/openapi.json": GET Anyone api::openapi::show;
        "/api/session": POST Anyone api::session::create, DELETE Anyone api::session::destroy;
        "/api/me": GET Caller api::members::me;
        "/api/members": GET Caller api::members::index;
        "/api/threads": GET Caller api::threads::index, POST Caller api::threads::create;
        "/api/threads/{thread}": GET Caller api::threads::show, PATCH Caller api::threads::update;
        "/api/threads/{thread}/members": POST Caller api::seats::create, DELETE Caller api::seats::destroy;
        "/api/threads/{thread}/mute": PUT Caller api::marks::mute, DELETE Caller api::marks::unmute;
        "/api/threads/{thread}/pin": PUT Caller api::marks::pin, DELETE Caller api::marks::unpin;
        "/api/threads/{thread}/archive": PUT Caller api::marks::archive, DELETE Caller api::marks::unarchive;
        "/api/threads/{thread}/read": POST Caller api::receipts::create;
        "/api/threads/{thread}/messages": GET Caller api::messages::index, POST Caller api::messages::create;
        "/api/messages/{message}": PATCH Caller api::messages::update, DELETE Caller api::messages::destroy;
        "/api/messages/{message}/reactions/{emoji}": PUT Caller api::reactions::update, DELETE Caller api::reactions::destroy;
        "/api/search": GET Caller api::search::index;
        "/api/files": POST Caller api::files::create;
        "/api/files/{file}/status": GET Caller api::files::status;
        "/api/uploads": OPTIONS Anyone api::uploads::about, POST Caller api::uploads::create;
        "/api/uploads/{upload}": GET Caller api::uploads::show, PATCH Caller api::uploads::update, DELETE Caller api::uploads::destroy, POST Caller api::uploads::overridden;
    }

    /// For clients of Pusher and of Socket.IO.
    for_sockets {
        "/app": GET Socket sockets::upgrade;
        "/app/": GET Socket sockets::upgrade;
        "/app/{key}": GET Socket sockets::upgrade;
        "/pusher/auth": POST Caller sockets::sign;
        "/pusher/user-auth": POST Caller sockets::sign_in;
        "/broadcasting/auth": POST Caller sockets::sign;
        "/broadcasting/user-auth": POST Caller sockets::sign_in;
        "/socket.io/": GET Socket socketio::show, POST Socket socketio::create;
    }

    /// For the family's own servers, as the protocol's libraries call them: no session is looked up.
    for_servers {
        "/apps/{app}/events": POST Program programs::events::create;
        "/apps/{app}/batch_events": POST Program programs::events::create_batch;
        "/apps/{app}/channels": GET Program programs::channels::index;
        "/apps/{app}/channels/{channel}": GET Program programs::channels::show;
        "/apps/{app}/channels/{channel}/users": GET Program programs::channels::users;
        "/apps/{app}/users/{user}/terminate_connections": POST Program programs::users::terminate;
        "/users/{user}/terminate_connections": POST Program programs::users::terminate;
    }
}

/// What no route matches. Who asks is found out all the same: whoever needs large letters needs them to
/// read that something is not there.
pub async fn nothing_here(_: Option<Visitor>) -> Result<HttpResponse, Failure> {
    Err(Failure(Error::NotFound("not_found")))
}

fn with_allow(resource: Resource, allow: &'static str) -> Resource {
    resource.default_service(web::to(move || async move {
        Err::<HttpResponse, _>(Failure(Error::MethodNotAllowed { allow }))
    }))
}
