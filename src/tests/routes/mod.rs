//! What the API promises: one file per resource.

mod threads;
