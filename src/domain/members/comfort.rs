//! What each person chose for themself: how their pages look, how they write, what the others notice.
//!
//! It must never know what a page or a socket makes of a choice. Every choice is the person's own: no
//! rule of the family and no admin changes it.

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::{Me, queries};
use crate::base::error::Result;
use crate::base::event::Event;
use crate::base::ids::MemberId;
use crate::store::Tx;
use crate::store::schema::members;
use crate::text_enum;

text_enum! {
    /// Light or dark pages.
    Theme {
        /// As the device says.
        Auto = "auto",
        /// Always light.
        Light = "light",
        /// Always dark.
        Dark = "dark",
    }
}

text_enum! {
    /// How large all letters are.
    TextSize {
        /// For sharp eyes and small screens.
        Small = "small",
        /// As most people like it.
        Medium = "medium",
        /// A step up.
        Large = "large",
        /// To be read without glasses.
        Huge = "huge",
    }
}

text_enum! {
    /// How close things stand to one another.
    Density {
        /// With room to breathe.
        Cosy = "cosy",
        /// More on one screen.
        Compact = "compact",
    }
}

text_enum! {
    /// How strongly letters and edges stand out.
    Contrast {
        /// As the device says.
        Auto = "auto",
        /// Always strongly.
        More = "more",
    }
}

text_enum! {
    /// Whether things on a page move.
    Motion {
        /// As the device says.
        Auto = "auto",
        /// Never more than they must.
        Less = "less",
    }
}

/// How somebody's pages look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = members, check_for_backend(Sqlite))]
pub struct Looks {
    /// Light or dark.
    pub theme: Theme,
    /// How large the letters are.
    pub text_size: TextSize,
    /// How close things stand.
    pub density: Density,
    /// How strongly they stand out.
    pub contrast: Contrast,
    /// Whether they move.
    pub motion: Motion,
}

impl Default for Looks {
    fn default() -> Self {
        Self {
            theme: Theme::Auto,
            text_size: TextSize::Medium,
            density: Density::Cosy,
            contrast: Contrast::Auto,
            motion: Motion::Auto,
        }
    }
}

/// What somebody's keys and speakers do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = members, check_for_backend(Sqlite))]
pub struct Habits {
    /// Whether the Enter key sends; else it begins a new line.
    pub enter_sends: bool,
    /// Whether a message of somebody else is heard.
    pub sound: bool,
    /// Whether single keys do something outside of fields.
    pub shortcuts: bool,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            enter_sends: true,
            sound: true,
            shortcuts: true,
        }
    }
}

/// What somebody lets the others notice, and notices of them in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = members, check_for_backend(Sqlite))]
pub struct Shares {
    /// That they are writing.
    #[diesel(column_name = shares_typing)]
    pub typing: bool,
    /// That they are here.
    #[diesel(column_name = shares_presence)]
    pub presence: bool,
    /// Up to where they have read.
    #[diesel(column_name = shares_reading)]
    pub reading: bool,
}

impl Default for Shares {
    fn default() -> Self {
        Self {
            typing: true,
            presence: true,
            reading: true,
        }
    }
}

/// Whether somebody, named from outside, is seen to be here, and so sees who is. Nobody is not.
pub fn sees_company(conn: &mut SqliteConnection, id: &MemberId) -> Result<bool> {
    Ok(queries::shares_presence(conn, id)
        .optional()?
        .unwrap_or(false))
}

/// Sets how somebody's pages look.
pub fn look(tx: &mut Tx<'_>, me: &Me, looks: Looks) -> Result<()> {
    queries::set_looks(tx.conn(), me.key(), looks)?;
    Ok(())
}

/// Sets what somebody's keys and speakers do.
pub fn accustom(tx: &mut Tx<'_>, me: &Me, habits: Habits) -> Result<()> {
    queries::set_habits(tx.conn(), me.key(), habits)?;
    Ok(())
}

/// Sets what somebody lets the others notice.
pub fn share(tx: &mut Tx<'_>, me: &Me, shares: Shares) -> Result<()> {
    let was_seen = sees_company(tx.conn(), me.id())?;
    queries::set_shares(tx.conn(), me.key(), shares)?;
    tx.emit(Event::SharesChanged {
        member: me.key(),
        presence: (shares.presence != was_seen).then_some(shares.presence),
    });
    Ok(())
}
