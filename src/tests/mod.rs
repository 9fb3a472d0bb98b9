//! Tests.

mod documented;
mod face;
mod gallery;
mod words;
