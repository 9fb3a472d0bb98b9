//! Passwords' slow hash (Argon2id), on threads of its own with a reused work area.
//!
//! On a runtime's blocking pool each hash would leave its memory in another of the allocator's arenas:
//! after a hundred sign-ins the program held a gigabyte. Two threads that keep their work area hold
//! twice one hash's and bound what an attacker can ask for; a full queue answers 503.
//!
//! `cost` is what a hash costs on this machine, `common` the passwords that no cost protects.

mod common;

mod cost;

use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use data_encoding::BASE64_NOPAD;
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;

pub use self::cost::Cost;
use crate::base::error::{Error, Result};
use crate::base::token;

/// Shortest password, in characters.
pub const MIN_CHARS: usize = 10;
/// Longest password, in bytes: longer ones are refused, never cut.
pub const MAX_BYTES: usize = 256;

/// Two hash at once; on a small machine more would only slow each other and the chat.
const THREADS: usize = 2;
const QUEUE: usize = 16;
const SALT: usize = 16;
const OUTPUT: usize = 32;
/// How often a cost is tried when it is measured.
const TRIES: u32 = 3;

/// The handle: give it passwords, await hashes.
#[derive(Clone)]
pub struct Hasher {
    queue: mpsc::SyncSender<Task>,
    cost: Cost,
    /// A hash that no password fits, so that an unknown name costs the same time as a wrong password.
    decoy: Arc<str>,
}

enum Task {
    Hash(String, oneshot::Sender<Result<String>>),
    Verify(String, String, oneshot::Sender<Result<bool>>),
}

impl Hasher {
    /// Starts the threads, which hash at this cost; they end when the last handle is dropped.
    pub fn start(cost: Cost) -> std::io::Result<Self> {
        let (queue, tasks) = mpsc::sync_channel(QUEUE);
        let tasks = Arc::new(Mutex::new(tasks));
        for number in 1..=THREADS {
            let tasks = Arc::clone(&tasks);
            std::thread::Builder::new()
                .name(format!("hasher-{number}"))
                .spawn(move || work(&tasks, cost))?;
        }
        let decoy = phc(
            &cost.params(),
            &token::random_bytes::<SALT>(),
            &token::random_bytes::<OUTPUT>(),
        );
        Ok(Self {
            queue,
            cost,
            decoy: decoy.into(),
        })
    }

    /// The hash to store for a new password; one that is too short, too long or common is refused.
    /// `names` are what others know of its owner: such a password is as common as any.
    pub async fn hash(
        &self,
        field: &'static str,
        password: &str,
        names: &[&str],
    ) -> Result<String> {
        acceptable(field, password, names)?;
        self.hash_anyway(password).await
    }

    /// A hash of today's cost for a password that fits one of a lower cost; none where it is not lower.
    pub async fn renewed(&self, password: &str, stored: &str) -> Result<Option<String>> {
        let stored = parse(stored).map(|(params, ..)| Cost::of(&params));
        match stored.and_then(|stored| self.cost.beyond(stored)) {
            Some(_) => self.hash_anyway(password).await.map(Some),
            None => Ok(None),
        }
    }

    async fn hash_anyway(&self, password: &str) -> Result<String> {
        let (answer, hash) = oneshot::channel();
        self.enqueue(Task::Hash(password.to_owned(), answer))?;
        hash.await.map_err(Error::internal)?
    }

    /// Whether a password fits a stored hash. `None`, for a name nobody has, takes as long and fails.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool> {
        if password.len() > MAX_BYTES {
            return Ok(false);
        }
        let (answer, fits) = oneshot::channel();
        // Somebody who never had a password is nobody to this door.
        let hash = hash.filter(|hash| !hash.is_empty());
        let stored = hash.unwrap_or(&self.decoy).to_owned();
        self.enqueue(Task::Verify(password.to_owned(), stored, answer))?;
        let fits = fits.await.map_err(Error::internal)??;
        Ok(fits && hash.is_some())
    }

    fn enqueue(&self, task: Task) -> Result<()> {
        self.queue.try_send(task).map_err(|_| Error::Unavailable {
            retry_after_secs: 1,
        })
    }
}

/// The cost that takes about a quarter of a second on this machine; finding it takes a second or so.
pub fn measure() -> Result<Cost> {
    // Getting memory from the system takes longer than hashing in it, and happens once.
    let mut area = vec![Block::default(); Cost::MOST.params().block_count()];
    let salt = [0; SALT];
    Cost::measured(|cost| {
        // The quickest counts: the others tell what else this machine was doing just then.
        let mut quickest = Duration::MAX;
        for _ in 0..TRIES {
            let begun = Instant::now();
            derive(&cost.params(), "any password", &salt, &mut area)?;
            quickest = quickest.min(begun.elapsed());
        }
        Ok(quickest)
    })
}

/// The rules for a new password.
fn acceptable(field: &'static str, password: &str, names: &[&str]) -> Result<()> {
    if password.chars().count() < MIN_CHARS {
        return Err(Error::field(field, "too_short"));
    }
    if password.len() > MAX_BYTES {
        return Err(Error::field(field, "too_long"));
    }
    if common::is_common(password) || common::is_personal(password, names) {
        return Err(Error::field(field, "common"));
    }
    Ok(())
}

fn work(tasks: &Mutex<mpsc::Receiver<Task>>, cost: Cost) {
    let mut area = Vec::new();
    loop {
        let task = match tasks.lock() {
            Ok(tasks) => tasks.recv(),
            Err(_) => return,
        };
        match task {
            Ok(Task::Hash(password, answer)) => {
                let salt = token::random_bytes::<SALT>();
                let params = cost.params();
                let hash = derive(&params, &password, &salt, &mut area)
                    .map(|output| phc(&params, &salt, &output));
                let _ = answer.send(hash);
            }
            Ok(Task::Verify(password, stored, answer)) => {
                let _ = answer.send(fits(&password, &stored, cost, &mut area));
            }
            Err(_) => return,
        }
    }
}

fn fits(password: &str, stored: &str, cost: Cost, area: &mut Vec<Block>) -> Result<bool> {
    let (params, salt, expected) =
        parse(stored).ok_or_else(|| Error::internal("a stored password hash is unreadable"))?;
    let output = derive(&params, password, &salt, area)?;
    let fits: bool = output.ct_eq(&expected).into();
    if !fits && let Some(missing) = cost.beyond(Cost::of(&params)) {
        // A refusal takes as long as for a name nobody has; one that is quicker would tell that
        // somebody has it, and has not signed in for long.
        derive(&missing.params(), password, &salt, area)?;
    }
    Ok(fits)
}

fn derive(
    params: &Params,
    password: &str,
    salt: &[u8],
    area: &mut Vec<Block>,
) -> Result<[u8; OUTPUT]> {
    let blocks = params.block_count();
    if area.len() < blocks {
        area.resize(blocks, Block::default());
    }
    let mut output = [0; OUTPUT];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut output, &mut area[..blocks])
        .map_err(|error| Error::internal(error.to_string()))?;
    Ok(output)
}

/// A hash as text in the PHC format, cost and salt included.
fn phc(params: &Params, salt: &[u8], output: &[u8]) -> String {
    format!(
        "$argon2id$v=19$m={},t={},p={}${}${}",
        params.m_cost(),
        params.t_cost(),
        params.p_cost(),
        BASE64_NOPAD.encode(salt),
        BASE64_NOPAD.encode(output),
    )
}

fn parse(text: &str) -> Option<(Params, Vec<u8>, Vec<u8>)> {
    let rest = text.strip_prefix("$argon2id$v=19$")?;
    let mut parts = rest.split('$');
    let (cost, salt, output) = (parts.next()?, parts.next()?, parts.next()?);
    let mut numbers = cost.split(',').zip(["m=", "t=", "p="]).map(|(part, name)| {
        part.strip_prefix(name)
            .and_then(|number| number.parse::<u32>().ok())
    });
    let (memory, passes, lanes) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let params = Params::new(memory, passes, lanes, Some(OUTPUT)).ok()?;
    if !Cost::of(&params).is_bearable() {
        return None;
    }
    Some((
        params,
        BASE64_NOPAD.decode(salt.as_bytes()).ok()?,
        BASE64_NOPAD.decode(output.as_bytes()).ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_and_no_other() {
        let hasher = Hasher::start(Cost::LEAST).expect("threads start");
        let hash = hasher
            .hash("password", "correct horse battery", &[])
            .await
            .expect("hashes");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(
            hasher
                .verify("correct horse battery", Some(&hash))
                .await
                .expect("verifies")
        );
        assert!(
            !hasher
                .verify("correct horse batterz", Some(&hash))
                .await
                .expect("verifies")
        );
        assert!(
            !hasher
                .verify("correct horse battery", None)
                .await
                .expect("verifies")
        );
    }

    #[tokio::test]
    async fn short_long_and_common_passwords_are_refused() {
        let hasher = Hasher::start(Cost::LEAST).expect("threads start");
        for password in [
            "short",
            "Password123",
            "qwertyuiop",
            "Inga Berg 1948",
            &"é".repeat(129),
        ] {
            assert!(
                matches!(
                    hasher.hash("password", password, &["Inga Berg"]).await,
                    Err(Error::Invalid(_))
                ),
                "{password:?} passed"
            );
        }
    }

    #[tokio::test]
    async fn a_hash_of_lower_cost_is_renewed_and_one_of_todays_is_not() {
        let (old, now) = (Cost::LEAST, Cost::parse("m=24576,t=2").expect("a cost"));
        let before = Hasher::start(old).expect("threads start");
        let after = Hasher::start(now).expect("threads start");
        let password = "correct horse battery";
        let stored = before
            .hash("password", password, &[])
            .await
            .expect("hashes");
        assert!(
            after
                .verify(password, Some(&stored))
                .await
                .expect("verifies")
        );
        let renewed = after.renewed(password, &stored).await.expect("hashes");
        let renewed = renewed.expect("its cost is lower");
        assert!(renewed.starts_with("$argon2id$v=19$m=24576,t=2,p=1$"));
        assert!(
            after
                .verify(password, Some(&renewed))
                .await
                .expect("verifies")
        );
        for (hasher, stored) in [(&after, &renewed), (&before, &renewed), (&before, &stored)] {
            assert_eq!(hasher.renewed(password, stored).await.expect("asks"), None);
        }
    }

    #[tokio::test]
    async fn somebody_without_a_password_is_let_in_by_none() {
        let hasher = Hasher::start(Cost::LEAST).expect("threads start");
        for password in ["", "correct horse battery"] {
            assert!(!hasher.verify(password, Some("")).await.expect("verifies"));
        }
    }
}
