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
//! | 4 doors | [`web`] (in), [`dispatch`] (out), [`webhooks`] (out, to servers of the family's own), [`worker`] (by the clock) | views, domain, machines, base | one another |
//! | 3 faces | [`views`] | domain, base | HTTP, sockets, SQL |
//! | 2 rules | [`domain`] | store, media, base | web, live: a rule cannot reach the network |
//! | 1 machines | [`store`], [`live`], [`media`], [`hasher`], [`authenticators`], [`outbound`] | base | one another; anything about families |
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
//! # Files
//!
//! Bytes come in a form (`web::uploads`) or in pieces that survive a broken line (tus, `web::pieces`; one
//! sender at a time, `web::turns`). They are written aside, synced and moved to where their digest says
//! ([`store::blobs`]), and only then may a row name them: a row never lacks its file. What a content is,
//! and what was made of it, is kept once for each run of bytes; who sent it, and on which message it is,
//! for each file ([`domain::files`]). How much anybody may keep is in [`domain::uploads`].
//!
//! Whatever has to be looked at is *pending*, and a job in a durable queue ([`domain::jobs`]), written in
//! the same transaction. [`worker::files`] empties it, one job of a kind at a time and behind everything
//! else; what takes a file apart runs in a process of its own that may die of it ([`media`]). The result
//! is one more write, whose event turns the placeholder into the picture. The gallery
//! (`domain::messages::gallery`) is a question about messages, asked like every other. What no row
//! names is taken away by [`worker::janitor`], which asks once more before each content.
//!
//! # Programs
//!
//! A family's programs come by the same doors as its pages. [`live`] knows rooms, sockets and signatures,
//! and asks an `Authority` (here `web::sockets::Gate`) who may hear what; the Pusher protocol and Socket.IO
//! (`live::socketio`) are two ways to speak to one registry, and a socket's dialect says in which words it
//! is told things. Revoking closes its sockets before it answers. What happens on the channels of a
//! family's own app, never on those of its chats, is also handed to [`webhooks`], which gather it, sign it
//! and send it by [`outbound`]: the one place that connects to anybody, and only to addresses it has
//! checked. Neither is ever waited for: what comes faster than it can be told is counted and dropped.
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
//! - **webhook**: where a server of the family's own is told what happens on the channels of its app; a
//!   **topic** is what it is told of.
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

/// Asking other servers, and the guard that keeps this from being a way into the home.
pub mod outbound;

/// The family and its rules.
pub mod domain;

/// Pages and JSON as values.
pub mod views;

/// In: HTTP.
pub mod web;

/// Out: what happened, told to whom it concerns.
pub mod dispatch;

/// Out: what happens on the channels of an app, told to servers of the family's own.
pub mod webhooks;

/// By the clock: what nobody asks for.
pub mod worker;

/// Builds every machine, connects them, starts and stops them in order.
pub mod app;

/// The command line.
pub mod cli;
