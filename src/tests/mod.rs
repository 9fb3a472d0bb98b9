//! Tests.

mod gallery;
