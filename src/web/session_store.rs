//! Cookie sessions kept in the database: only a digest of the cookie's key, and only for members.
//!
//! A session that has ended is never written again: `update` changes nothing in the database, so a
//! request still in flight cannot bring back what another one revoked.

use std::collections::HashMap;

use actix_session::storage::{
    LoadError, SaveError, SessionKey, SessionStore, UpdateError, generate_session_key,
};
use actix_web::cookie::time::Duration;

use crate::base::error::Error;
use crate::base::ids::{MemberId, SessionId};
use crate::base::token;
use crate::domain::origin::Origin;
use crate::domain::sessions::{self, Beginning, Way};
use crate::store::Store;

/// Whose session it is.
pub const MEMBER: &str = "member";
/// Which session it is.
pub const SESSION: &str = "session";
/// What the browser says it is, while signing in.
pub const USER_AGENT: &str = "agent";
/// The address it signs in from.
pub const ADDRESS: &str = "address";
/// The way it signs in by.
pub const WAY: &str = "way";

/// The store behind the cookie.
pub struct DatabaseSessions(pub Store);

type State = HashMap<String, String>;

impl SessionStore for DatabaseSessions {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        let digest = token::digest(key.as_ref());
        let now = self.0.clock().now_ms();
        let found = self
            .0
            .read(move |conn| sessions::find(conn, &digest, now))
            .await
            .map_err(|error| LoadError::Other(error.into()))?;
        let Some((member, session)) = found else {
            return Ok(None);
        };
        let state = [(MEMBER, member.as_str()), (SESSION, session.as_str())];
        Ok(Some(
            state
                .into_iter()
                .map(|(name, value)| (name.to_owned(), quoted(value)))
                .collect(),
        ))
    }

    async fn save(&self, state: State, _ttl: &Duration) -> Result<SessionKey, SaveError> {
        let failed = |error: Error| SaveError::Other(error.into());
        let missing = || failed(Error::internal("a session without a member"));
        let text = |name| unquoted(&state, name);
        let key = generate_session_key();
        let beginning = Beginning {
            member: MemberId::from_outside(text(MEMBER).ok_or_else(missing)?),
            session: SessionId::from_outside(text(SESSION).ok_or_else(missing)?),
            digest: token::digest(key.as_ref()),
            origin: Origin::new(
                text(ADDRESS).and_then(|address| address.parse().ok()),
                &text(USER_AGENT).unwrap_or_default(),
            ),
            way: text(WAY)
                .and_then(|way| Way::parse(&way))
                .ok_or_else(missing)?,
        };
        let written = self
            .0
            .write(move |tx| sessions::begin(tx, &beginning))
            .await
            .map_err(failed)?;
        // One browser too many ended another: its sockets close before this one is let in.
        written.dispatched().await;
        Ok(key)
    }

    async fn update(
        &self,
        key: SessionKey,
        _state: State,
        _ttl: &Duration,
    ) -> Result<SessionKey, UpdateError> {
        Ok(key)
    }

    async fn update_ttl(&self, _key: &SessionKey, _ttl: &Duration) -> Result<(), anyhow::Error> {
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        let digest = token::digest(key.as_ref());
        let written = self.0.write(move |tx| sessions::end(tx, &digest)).await?;
        // The sockets of this session are closed before the browser hears that it is signed out.
        written.dispatched().await;
        Ok(())
    }
}

/// The middleware keeps values as JSON.
fn quoted(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

fn unquoted(state: &State, name: &str) -> Option<String> {
    serde_json::from_str(state.get(name)?).ok()
}
