//! Putting away what has had its time: each kind of thing has one chore, and they are listed here.

use crate::base::clock;
use crate::base::error::Result;
use crate::domain::{audit, sessions, tickets};
use crate::store::{Store, Tx};

/// What is put away, and how: a batch at a time, so that no message waits long behind it. It says how
/// many it put away, and is called again until there are none.
struct Chore {
    what: &'static str,
    put_away: fn(&mut Tx<'_>) -> Result<usize>,
}

const CHORES: &[Chore] = &[
    Chore {
        what: "sessions",
        put_away: sessions::expiry::end_overdue,
    },
    Chore {
        what: "tokens",
        put_away: sessions::expiry::forget_tokens,
    },
    Chore {
        what: "cards, codes and links",
        put_away: tickets::forget,
    },
    Chore {
        what: "lines of the record",
        put_away: audit::sweep,
    },
];

/// Most batches of one chore in one round; what is left waits for the next.
const MOST_BATCHES: usize = 1_000;

/// Does every chore once. While the clock cannot be right (a small computer without a battery starts
/// in 1970) nothing is old.
pub async fn tidy(store: &Store) {
    if !clock::is_set(store.clock().now_ms()) {
        tracing::warn!("this computer's clock is not set; nothing ends by age until it is");
        return;
    }
    for chore in CHORES {
        match done(store, chore).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "put away old {}", chore.what),
            Err(error) => tracing::warn!(error = %error, "could not put away old {}", chore.what),
        }
    }
}

async fn done(store: &Store, chore: &Chore) -> Result<usize> {
    let mut total = 0;
    for _ in 0..MOST_BATCHES {
        let count = store.write(chore.put_away).await?.dispatched().await;
        if count == 0 {
            break;
        }
        total += count;
    }
    Ok(total)
}
