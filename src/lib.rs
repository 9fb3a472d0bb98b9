//! Hearth: a family's own chat, on a computer at home.
//!
//! One program, one folder, one port. This page is the architecture; read it before the code.
//!
//! # The floor plan
//!
//! Data flows one way, and imports flow one way too: down.
//!
//! ```text
//! browser ──HTTP──▶ web ──▶ domain ──▶ store ──COMMIT──▶ events ──▶ dispatch ──▶ live ──▶ browser
//!                  (in)    (rules)   (SQLite)                       (out)     (sockets)
//! ```
//!
//! | floor | modules | may import | must never know |
//! |---|---|---|---|
//! | 6 entrances | [`cli`] | everything below | |
//! | 5 wiring | [`app`] | everything below | |
//! | 4 doors | [`web`] (in), [`dispatch`] (out), [`worker`] (by the clock) | views, domain, machines, base | one another |
//! | 3 faces | [`views`] | domain, base | HTTP, sockets, SQL |
//! | 2 rules | [`domain`] | store, media, base | web, live: a rule cannot reach the network |
//! | 1 machines | [`store`], [`live`], [`media`], [`hasher`], [`authenticators`] | base | one another; anything about families |
//! | 0 words | [`base`] | small crates | everything above |
//!
//! `src/tests/floors.rs` keeps this true. Within a floor the order of the `pub mod` lines below, and of
//! those in [`domain`], is the reading order.
//!
//! # The spine
//!
//! [`store::Store::write`] queues a closure to the one writer thread. It runs all queued closures as
//! savepoints of one transaction, commits once with a synced disk, answers every caller, and hands the
//! collected events to [`dispatch`] in commit order. So: acknowledged means on disk; one writer and
//! one dispatcher give one total order; a failed write publishes nothing; events carry keys, and whoever
//! reacts loads the present truth. A broadcast may die with the process, because every reader catches
//! up by `since`.
//!
//! # Proofs instead of checks
//!
//! Only [`domain`] can make a [`domain::members::Me`] (somebody active is asking), a
//! [`domain::threads::Seat`] (they are in this thread) and a [`domain::messages::Sight`] (they may see
//! this message). Operations take the proof, so forgetting to ask does not compile. What somebody may
//! not see does not exist for them: 404, never 403. Rules about children and guests stand in
//! [`domain::guardians`] and are asked by the operations, so every door obeys them. What is done with
//! keys is written into the record ([`domain::audit`]) in the transaction that does it.
//!
//! # Glossary
//!
//! The same words in Rust, SQL, URLs, CSS and JavaScript.
//!
//! - **family**: a household; **member**: a person's place in it (admin, adult, child or **guest**).
//! - **thread**: a conversation and who is in it; a member's **seat** is the proof that they are.
//! - **message**: what is said; a removed one stays as a **tombstone**. Its **change** is the number it
//!   got from its thread's change count when it last changed.
//! - **file**: an uploaded content with a name; an **attachment** is a file on a message; a **blob** is
//!   the content on disk.
//! - **reaction**, **receipt** (read up to here), **mention**.
//! - **session**: a signed-in browser; **token**: what a program signs in with; **ticket**: what signs
//!   somebody in without their password (a printed **card**, a code for another of their devices, a
//!   link to choose a new password); **passkey**: WebAuthn's word.
//! - **record**: what was done with the family's keys, line by line; an **act** is what was done, a
//!   **hand** who did it, an **origin** from where.
//! - **id**: public, random, without order; **key**: the database's integer, never shown, in the
//!   writer's order.
//! - **channel**, **event**, **subscription**, **presence**, **socket id**: the Pusher protocol's own
//!   words; a **room** is an occupied channel in [`live`], whatever name it was entered by.
//! - **fragment**: a piece of a page sent by itself; **partial**: the template it is made from.

/// Words every floor shares.
pub mod base;

/// SQLite and disk.
pub mod store;

/// A Pusher Channels server that has never heard of families.
pub mod live;

/// What a file really is, and pictures made from it.
pub mod media;

/// Passwords' slow hash.
pub mod hasher;

/// Passkeys: asking a browser for one, and checking what it answers.
pub mod authenticators;

/// The family and its rules.
pub mod domain;

/// Pages and JSON as values.
pub mod views;

/// In: HTTP.
pub mod web;

/// Out: what happened, told to whom it concerns.
pub mod dispatch;

/// By the clock: what nobody asks for.
pub mod worker;

/// Builds every machine, connects them, starts and stops them in order.
pub mod app;

/// The command line.
pub mod cli;
