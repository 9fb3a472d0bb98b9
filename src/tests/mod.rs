//! Tests.

mod face;
mod gallery;
mod words;
