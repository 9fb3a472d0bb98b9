//! Tests.

mod gallery;
mod cli;
