//! Pages and fragments for people: one file per resource. Every task works without JavaScript.

/// First run.
pub mod setup;

/// Signing in and out.
pub mod sessions;

/// The list of threads, one open.
pub mod threads;

/// Starting a thread.
pub mod new_threads;

/// What a thread is to its people.
pub mod thread_settings;

/// What one makes of a thread for oneself.
pub mod marks;

/// Who comes into a thread and who leaves it.
pub mod seats;

/// Messages of a thread: pieces of the page, and posting.
pub mod messages;

/// Finding what was said.
pub mod search;

/// One message: its page, and where something done with it leads.
pub mod acts;

/// Changing what one's own message says.
pub mod edits;

/// Removing a message.
pub mod removals;

/// Reacting to a message.
pub mod reactions;

/// Forwarding a message.
pub mod forwards;

/// Whom a message can speak to, for the composer.
pub mod mentions;

/// Read marks from the open page.
pub mod receipts;

/// Files.
pub mod files;

/// Pictures and films by themselves.
pub mod gallery;

/// Every key that does something.
pub mod shortcuts;

/// One's own settings.
pub mod settings;

/// How one's own pages look.
pub mod appearance;

/// What one's own keys and speakers do.
pub mod chatting;

/// What one lets the others notice.
pub mod sharing;

/// Who one is to the others.
pub mod profile;

/// Pictures of people and of the family.
pub mod portraits;

/// Showing once more that it is oneself.
pub mod confirm;

/// One's signed-in browsers.
pub mod devices;

/// One's passkeys.
pub mod passkeys;

/// Showing a passkey: to sign in, or that it is oneself.
pub mod passkey_proofs;

/// Signing in another of one's own devices.
pub mod device_links;

/// Printed cards.
pub mod cards;

/// Coming in by a card, a code or a link.
pub mod tickets;

/// One's own password.
pub mod password;

/// Links to a new password for others.
pub mod recoveries;

/// The people of the family.
pub mod family;

/// One person of it.
pub mod relatives;

/// What the family says of itself.
pub mod house;

/// By what the family's own programs reach Hearth.
pub mod programs;

/// Where the family's own servers are told things.
pub mod webhooks;

/// What was done with its keys.
pub mod record;

/// One's tokens for programs.
pub mod tokens;

/// Inviting.
pub mod invitations;

/// Coming in by an invitation.
pub mod join;

/// The API, described for a person.
pub mod docs;

/// For monitors.
pub mod health;

use serde::Deserialize;

use super::extract::BODY_LIMIT;

/// Form bodies are read up to the same bound as JSON.
pub fn form_config() -> actix_web::web::FormConfig {
    actix_web::web::FormConfig::default().limit(BODY_LIMIT)
}

/// A field that a browser sends empty when nothing was chosen.
fn chosen(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

/// What a link to a form may bring along.
#[derive(Deserialize)]
pub struct Hint {
    code: Option<String>,
    next: Option<String>,
}
