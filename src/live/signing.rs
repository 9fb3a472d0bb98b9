//! Signatures handed out by this server: each is noted together with the one it is given to.
//!
//! The signature is what the protocol wants. The note is what we believe: a signature that was
//! given to nobody, or to somebody else, opens no room of members.

use serde::Serialize;
use serde_json::Value;

use super::{
    BadChannel, Identity, Kind, Rooms, SocketId,
    protocol::{Person, User},
    registry::Command,
};

/// Why a signature was not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    /// The socket id is malformed, or no such socket is open on this server.
    #[error("No such socket")]
    NoSuchSocket,
    /// The socket has been claimed by another member.
    #[error("This socket is somebody else's")]
    SomebodyElse,
    /// The name is not that of a channel.
    #[error(transparent)]
    BadChannel(#[from] BadChannel),
    /// The channel is of a kind that is not signed, or that this server does not sign.
    #[error("This channel takes no signature")]
    NotSignable,
}

/// What `POST /pusher/auth` answers, field by field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChannelAuth {
    /// Key and signature.
    pub auth: String,
    /// The text that was signed along with a presence channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_data: Option<String>,
}

/// What `POST /pusher/user-auth` answers, field by field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UserAuth {
    /// Key and signature.
    pub auth: String,
    /// The text that was signed.
    pub user_data: String,
}

impl Rooms {
    /// Signs a private or presence channel for a socket, and notes for whom: the signature is of
    /// use to this socket and this member only. The caller has made sure that `who` is the one
    /// who asks and may hear the channel. `user_info` is what others see on a presence channel.
    pub async fn sign_channel(
        &self,
        socket_id: &str,
        channel: &str,
        who: Identity,
        user_info: Option<&Value>,
    ) -> Result<ChannelAuth, NotSigned> {
        let socket: SocketId = socket_id.parse().map_err(|_| NotSigned::NoSuchSocket)?;
        let app = self
            .app_of(socket_id)
            .await
            .ok_or(NotSigned::NoSuchSocket)?;
        let channel = self.channel_of(&app, channel)?;
        let channel_data = match channel.kind() {
            Kind::Private => None,
            Kind::Presence => Some(Person::channel_data(&who.member, user_info)),
            Kind::Public | Kind::Encrypted | Kind::ToUser => return Err(NotSigned::NotSignable),
        };
        let auth = app
            .keys()
            .sign_channel(socket_id, channel.name(), channel_data.as_deref());
        self.ask(Err(NotSigned::NoSuchSocket), |reply| Command::Grant {
            socket,
            channel,
            who,
            reply,
        })
        .await?;
        Ok(ChannelAuth { auth, channel_data })
    }

    /// Signs for the user of a socket, and notes for whom, as [`sign_channel`](Self::sign_channel)
    /// does. `watchlist` names the members whose coming and going the user is told of.
    pub async fn sign_user(
        &self,
        socket_id: &str,
        who: Identity,
        user_info: Option<&Value>,
        watchlist: &[String],
    ) -> Result<UserAuth, NotSigned> {
        let socket: SocketId = socket_id.parse().map_err(|_| NotSigned::NoSuchSocket)?;
        let user_data = User::user_data(&who.member, user_info, watchlist);
        let app = self
            .app_of(socket_id)
            .await
            .ok_or(NotSigned::NoSuchSocket)?;
        let auth = app.keys().sign_user(socket_id, &user_data);
        let signed = user_data.clone();
        self.ask(Err(NotSigned::NoSuchSocket), |reply| Command::GrantUser {
            socket,
            user_data,
            who,
            reply,
        })
        .await?;
        Ok(UserAuth {
            auth,
            user_data: signed,
        })
    }
}
