//! IN: HTTP. Extract, call the domain, respond; no query language, no broadcasting.
//!
//! `routes` is the table of every URL. The permission of a handler is the type of its extractor
//! (`extract`); what every request passes is in `guard`; what becomes of an error is in
//! `respond`.

/// What handlers work with.
pub mod site;

/// Every URL of the product.
pub mod routes;

/// Who is asking, as types; bodies and queries.
pub mod extract;

/// Errors and small answers.
pub mod respond;

/// What every request passes: request id, host, cross-site, headers.
pub mod guard;

/// The door of Socket.IO.
pub mod socketio;

/// What every connection gets.
pub mod connections;

/// Bodies that arrive too slowly.
pub mod bodies;

/// Where a request comes from.
pub mod client_address;

/// Proxies that nobody told Hearth about.
pub mod proxies;

/// Under which address people reach this server.
pub mod own_address;

/// How often somebody may do something.
pub mod limits;

/// Refusals in the record.
pub mod denials;

/// Devices that have signed in before.
pub mod devices;

/// The cookie sessions' store.
pub mod session_store;

/// Multipart bodies, streamed to disk.
pub mod uploads;

/// The words of tus.
pub mod tus;

/// One upload, one sender at a time.
pub mod turns;

/// Uploads that arrive in pieces.
pub mod pieces;

/// Parts of a file, for players and broken downloads.
pub mod ranges;

/// Static files under one digest-named folder.
pub mod assets;

/// The live channels' doors.
pub mod sockets;

/// Pages and fragments.
pub mod pages;

/// The live channels' HTTP side, for the family's own servers.
pub mod programs;

/// JSON for programs.
pub mod api;
