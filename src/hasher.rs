//! Passwords' slow hash (Argon2id), on threads of its own with a reused work area.
//!
//! On a runtime's blocking pool each hash would leave its 19 MiB in another of the allocator's arenas:
//! after a hundred sign-ins the program held a gigabyte. Two threads that keep their memory hold 38 MiB
//! and bound the work an attacker can ask for; a full queue answers 503.

use std::sync::{Arc, Mutex, mpsc};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use data_encoding::BASE64_NOPAD;
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;

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

/// What a hash costs: OWASP's first choice for Argon2id.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes that ask for more than this are not ours; checking one must not exhaust the machine.
const MOST_MEMORY_KIB: u32 = 65_536;

/// The handle: give it passwords, await hashes.
#[derive(Clone)]
pub struct Hasher {
    queue: mpsc::SyncSender<Task>,
    /// A hash that no password fits, so that an unknown name costs the same time as a wrong password.
    decoy: Arc<str>,
}

enum Task {
    Hash(String, oneshot::Sender<Result<String>>),
    Verify(String, String, oneshot::Sender<Result<bool>>),
}

impl Hasher {
    /// Starts the threads; they end when the last handle is dropped.
    pub fn start() -> std::io::Result<Self> {
        let (queue, tasks) = mpsc::sync_channel(QUEUE);
        let tasks = Arc::new(Mutex::new(tasks));
        for number in 1..=THREADS {
            let tasks = Arc::clone(&tasks);
            std::thread::Builder::new()
                .name(format!("hasher-{number}"))
                .spawn(move || work(&tasks))?;
        }
        let decoy = phc(
            &Params::default_cost(),
            &token::random_bytes::<SALT>(),
            &token::random_bytes::<OUTPUT>(),
        );
        Ok(Self {
            queue,
            decoy: decoy.into(),
        })
    }

    /// The hash to store for a new password; one that is too short, too long or common is refused.
    pub async fn hash(&self, field: &'static str, password: &str) -> Result<String> {
        acceptable(field, password)?;
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

/// Length rules for a new password.
fn acceptable(field: &'static str, password: &str) -> Result<()> {
    if password.chars().count() < MIN_CHARS {
        return Err(Error::field(field, "too_short"));
    }
    if password.len() > MAX_BYTES {
        return Err(Error::field(field, "too_long"));
    }
    if COMMON
        .lines()
        .any(|common| common.eq_ignore_ascii_case(password))
    {
        return Err(Error::field(field, "common"));
    }
    Ok(())
}

/// Passwords of ten characters and more that everybody tries first.
const COMMON: &str = include_str!("hasher/common_passwords.txt");

fn work(tasks: &Mutex<mpsc::Receiver<Task>>) {
    let mut area = Vec::new();
    loop {
        let task = match tasks.lock() {
            Ok(tasks) => tasks.recv(),
            Err(_) => return,
        };
        match task {
            Ok(Task::Hash(password, answer)) => {
                let salt = token::random_bytes::<SALT>();
                let params = Params::default_cost();
                let hash = derive(&params, &password, &salt, &mut area)
                    .map(|output| phc(&params, &salt, &output));
                let _ = answer.send(hash);
            }
            Ok(Task::Verify(password, stored, answer)) => {
                let _ = answer.send(fits(&password, &stored, &mut area));
            }
            Err(_) => return,
        }
    }
}

fn fits(password: &str, stored: &str, area: &mut Vec<Block>) -> Result<bool> {
    let (params, salt, expected) =
        parse(stored).ok_or_else(|| Error::internal("a stored password hash is unreadable"))?;
    let output = derive(&params, password, &salt, area)?;
    Ok(output.ct_eq(&expected).into())
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

trait DefaultCost {
    fn default_cost() -> Self;
}

impl DefaultCost for Params {
    fn default_cost() -> Self {
        Params::new(MEMORY_KIB, PASSES, LANES, Some(OUTPUT))
            .expect("the constants above are within Argon2's bounds")
    }
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
    if memory > MOST_MEMORY_KIB {
        return None;
    }
    let params = Params::new(memory, passes, lanes, Some(OUTPUT)).ok()?;
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
        let hasher = Hasher::start().expect("threads start");
        let hash = hasher
            .hash("password", "correct horse battery")
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
        let hasher = Hasher::start().expect("threads start");
        for password in ["short", "Password123", "qwertyuiop", &"é".repeat(129)] {
            assert!(
                matches!(
                    hasher.hash("password", password).await,
                    Err(Error::Invalid(_))
                ),
                "{password:?} passed"
            );
        }
    }
}
