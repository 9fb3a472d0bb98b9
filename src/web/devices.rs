//! Devices that have signed in before: a mark by which wrong passwords of strangers do not lock out
//! the people of the house.
//!
//! The cookie signs nobody in and names nobody: it holds a random device id and, for each account that
//! has signed in there, a code that only this server can make.

use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::{HttpRequest, HttpResponse};
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::limits::Account;
use super::site::Site;
use crate::base::text;
use crate::base::token;

const COOKIE: &str = "device";
/// Accounts one device is remembered for; a family's tablet has a few.
const ACCOUNTS: usize = 8;
const DAYS: i64 = 365;

/// The account that somebody tries to enter, as limits count it.
pub fn account(request: &HttpRequest, site: &Site, username: &str) -> Account {
    // A name that nobody can have is counted as it is, so that guessing names is slow as well.
    let username = text::username(username).unwrap_or_else(|_| username.chars().take(64).collect());
    let device = mark(request).and_then(|mark| {
        let mut parts = mark.split('.');
        let id = parts.next()?.to_owned();
        let code = code(site, &id, &username);
        parts
            .any(|known| known.as_bytes().ct_eq(code.as_bytes()).into())
            .then_some(id)
    });
    Account { username, device }
}

/// Remembers on the device that this account has signed in there.
pub fn remember(request: &HttpRequest, site: &Site, username: &str, response: &mut HttpResponse) {
    let old = mark(request).unwrap_or_default();
    let mut parts = old.split('.').filter(|part| !part.is_empty());
    let id = match parts.next() {
        Some(id) if id.len() == 26 => id.to_owned(),
        _ => token::random_id(),
    };
    let new = code(site, &id, username);
    let mut codes: Vec<&str> = parts.filter(|known| **known != *new).collect();
    codes.insert(0, &new);
    codes.truncate(ACCOUNTS);
    let cookie = Cookie::build(COOKIE, format!("{id}.{}", codes.join(".")))
        .path("/")
        .http_only(true)
        .secure(site.config.is_https())
        .same_site(SameSite::Strict)
        .max_age(time::Duration::days(DAYS))
        .finish();
    // Too long a cookie cannot be written; then the device is merely not remembered.
    let _ = response.add_cookie(&cookie);
}

fn mark(request: &HttpRequest) -> Option<String> {
    let cookie = request.cookie(COOKIE)?;
    (cookie.value().len() <= 1024).then(|| cookie.value().to_owned())
}

fn code(site: &Site, id: &str, username: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(&site.device_key).expect("HMAC takes a key of any length");
    mac.update(format!("device {id} of {username}").as_bytes());
    BASE64URL_NOPAD.encode(&mac.finalize().into_bytes()[..16])
}
