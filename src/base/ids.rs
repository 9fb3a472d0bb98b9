//! Identifiers as types, so that a thread's can never stand where a member's belongs.
//!
//! Each thing has two. Its *id* is public, random and without order. Its *key* is the row's integer
//! in the database: it carries the one order the writer assigned and never leaves the program.

use std::fmt;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::Sqlite;
use serde::{Deserialize, Serialize};

use super::token;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, AsExpression, FromSqlRow, utoipa::ToSchema)]
        #[diesel(sql_type = Text)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// A fresh, unguessable id.
            #[allow(clippy::new_without_default, reason = "a default that differs each time would surprise")]
            pub fn new() -> Self {
                Self(token::random_id())
            }

            /// What someone outside sent as an id: kept as it is, and found or not found.
            pub fn from_outside(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromSql<Text, Sqlite> for $name {
            fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                <String as FromSql<Text, Sqlite>>::from_sql(value).map(Self)
            }
        }

        impl ToSql<Text, Sqlite> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                <str as ToSql<Text, Sqlite>>::to_sql(&self.0, out)
            }
        }
    )*};
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
        #[diesel(sql_type = BigInt)]
        pub struct $name(pub i64);

        impl FromSql<BigInt, Sqlite> for $name {
            fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                <i64 as FromSql<BigInt, Sqlite>>::from_sql(value).map(Self)
            }
        }

        impl ToSql<BigInt, Sqlite> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                <i64 as ToSql<BigInt, Sqlite>>::to_sql(&self.0, out)
            }
        }
    )*};
}

ids! {
    /// A household.
    FamilyId;
    /// A person's place in a family.
    MemberId;
    /// A conversation.
    ThreadId;
    /// One message.
    MessageId;
    /// An uploaded file.
    FileId;
    /// A file on its way in.
    UploadId;
    /// A signed-in browser.
    SessionId;
    /// A program's bearer token (its name, not the secret).
    TokenId;
    /// An invitation (its name, not the secret).
    InvitationId;
    /// What signs somebody in without their password (its name, not the secret).
    TicketId;
    /// A passkey (our name for it).
    PasskeyId;
    /// Where a server of the family's own is told things.
    WebhookId;
}

keys! {
    /// Row of a family.
    FamilyKey;
    /// Row of a member.
    MemberKey;
    /// Row of a thread.
    ThreadKey;
    /// Row of a message; a greater key was committed later.
    MessageKey;
    /// Row of a content.
    ContentKey;
    /// Row of a file.
    FileKey;
    /// Row of a job.
    JobKey;
    /// Row of a file on its way in.
    UploadKey;
    /// Row of an invitation.
    InvitationKey;
    /// Row of a ticket.
    TicketKey;
    /// Row of a webhook.
    WebhookKey;
}
