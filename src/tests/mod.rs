//! Tests.

mod cli;
mod documented;
mod face;
mod gallery;
mod words;
