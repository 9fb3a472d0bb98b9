//! Tests.

mod face;
mod gallery;
mod invitations;
mod words;
