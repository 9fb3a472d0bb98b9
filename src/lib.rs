//! Hearth: a family's own chat, on a computer at home.

/// Words every floor shares.
pub mod base;

/// SQLite and disk.
pub mod store;

/// Passwords' slow hash.
pub mod hasher;

/// The family and its rules.
pub mod domain;
