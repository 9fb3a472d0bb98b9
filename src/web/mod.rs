//! The door in: HTTP. No Diesel, no SQL, no broadcasting.

/// Embedded static files under one digest-named folder.
pub mod assets;
