//! How often somebody may do something: token buckets in memory, one for each person or address.
//!
//! A family shares one address, so what a member does is counted by member; only what nobody has
//! signed in for is counted by address. Wrong passwords are counted by account and slow that account
//! down, but never for a device that has signed in to it before: nobody can lock Grandma out of her
//! own telephone. A restart forgets all of it, which costs an attacker's patience and nobody's data.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::base::error::{Error, Result};
use crate::base::ids::MemberKey;

/// Wrong passwords an account forgives before it answers ever more slowly.
const FORGIVEN: u32 = 5;
/// The longest an account makes somebody wait.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);
/// Buckets are swept when a map has grown to this many.
const SWEEP_AT: usize = 4_096;

/// Every limit of the web door.
pub struct Limits {
    is_on: bool,
    clock: DefaultClock,
    sign_ins: Buckets<IpAddr>,
    passkeys: Buckets<IpAddr>,
    keys_of_the_house: Buckets<IpAddr>,
    requests: Buckets<MemberKey>,
    messages: Buckets<MemberKey>,
    uploads: Buckets<MemberKey>,
    searches: Buckets<MemberKey>,
    sockets_of: Buckets<String>,
    programs: Buckets<String>,
    sockets_from: Buckets<IpAddr>,
    wrong: Mutex<HashMap<Account, Wrong>>,
}

type Buckets<K> = DefaultKeyedRateLimiter<K>;

/// An account as somebody tries to enter it: by its folded user name, and from which known device.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Account {
    /// The user name, folded.
    pub username: String,
    /// The device, if it has signed in to this account before.
    pub device: Option<String>,
}

/// Wrong passwords in a row.
struct Wrong {
    count: u32,
    open_again: Instant,
}

impl Limits {
    /// The limits; switched off they allow everything.
    pub fn new(is_on: bool) -> Self {
        Self {
            is_on,
            clock: DefaultClock::default(),
            sign_ins: buckets(20, Duration::from_secs(600)),
            passkeys: buckets(60, Duration::from_secs(600)),
            keys_of_the_house: buckets(10, Duration::from_secs(3600)),
            requests: buckets(100, Duration::from_secs(10)),
            messages: buckets(30, Duration::from_secs(6)),
            uploads: buckets(60, Duration::from_secs(60)),
            searches: buckets(15, Duration::from_secs(15)),
            programs: buckets(1_000, Duration::from_secs(10)),
            sockets_of: buckets(20, Duration::from_secs(60)),
            sockets_from: buckets(30, Duration::from_secs(60)),
            wrong: Mutex::new(HashMap::new()),
        }
    }

    /// Trying to sign in: 20 in ten minutes from one address.
    pub fn sign_in(&self, address: IpAddr) -> Result<()> {
        self.take(&self.sign_ins, bucket_of(address))
    }

    /// Asking to be asked for a passkey: 60 in ten minutes from one address, because the page for
    /// signing in does so by itself.
    pub fn passkey(&self, address: IpAddr) -> Result<()> {
        self.take(&self.passkeys, bucket_of(address))
    }

    /// Trying the set-up code, an invitation or a recovery link: 10 in an hour from one address.
    pub fn key_of_the_house(&self, address: IpAddr) -> Result<()> {
        self.take(&self.keys_of_the_house, bucket_of(address))
    }

    /// A request of a family's own server: 100 a second, 1,000 at once, for each app.
    pub fn programs(&self, app: &str) -> Result<()> {
        self.take(&self.programs, app.to_owned())
    }

    /// Any request of a program or page: 10 a second, 100 at once.
    pub fn request(&self, member: MemberKey) -> Result<()> {
        self.take(&self.requests, member)
    }

    /// The same for whoever can wait for it, a few seconds at most: a piece of an upload that comes too soon
    /// is no mistake of its sender's, and their program would take a refusal for the end.
    pub async fn request_in_turn(&self, member: MemberKey) -> Result<()> {
        const STEP: Duration = Duration::from_millis(100);
        const MOST_STEPS: u32 = 50;
        for _ in 0..MOST_STEPS {
            match self.request(member) {
                Err(Error::TooMany { .. }) => tokio::time::sleep(STEP).await,
                done => return done,
            }
        }
        self.request(member)
    }

    /// Posting: 5 a second, 30 at once.
    pub fn message(&self, member: MemberKey) -> Result<()> {
        self.take(&self.messages, member)
    }

    /// Uploading: 60 a minute.
    pub fn upload(&self, member: MemberKey) -> Result<()> {
        self.take(&self.uploads, member)
    }

    /// Searching: once a second, 15 at once.
    pub fn search(&self, member: MemberKey) -> Result<()> {
        self.take(&self.searches, member)
    }

    /// Opening a live channel as this session or token: 20 a minute.
    pub fn socket_of(&self, session: &str) -> Result<()> {
        self.take(&self.sockets_of, session.to_owned())
    }

    /// Opening one without saying who it is: 30 a minute from one address.
    pub fn socket_from(&self, address: IpAddr) -> Result<()> {
        self.take(&self.sockets_from, bucket_of(address))
    }

    /// Refuses an account that is making somebody wait.
    pub fn account(&self, account: &Account) -> Result<()> {
        if !self.is_on {
            return Ok(());
        }
        let wrong = self.wrong.lock().map_err(|_| poisoned())?;
        match wrong.get(account) {
            Some(known) => match known.open_again.checked_duration_since(Instant::now()) {
                Some(wait) if !wait.is_zero() => Err(too_many(wait)),
                _ => Ok(()),
            },
            None => Ok(()),
        }
    }

    /// Notes a wrong password: after the forgiven ones each doubles the wait.
    pub fn wrong_password(&self, account: &Account) {
        let Ok(mut wrong) = self.wrong.lock() else {
            return;
        };
        let now = Instant::now();
        if wrong.len() >= SWEEP_AT {
            wrong.retain(|_, known| known.open_again + LONGEST_WAIT > now);
        }
        let known = wrong.entry(account.clone()).or_insert(Wrong {
            count: 0,
            open_again: now,
        });
        known.count = known.count.saturating_add(1);
        if known.count >= FORGIVEN {
            let doublings = (known.count - FORGIVEN).min(16);
            let wait = Duration::from_secs(1 << doublings).min(LONGEST_WAIT);
            known.open_again = now + wait;
        }
    }

    /// Notes the right password: the account forgets the wrong ones.
    pub fn right_password(&self, account: &Account) {
        if let Ok(mut wrong) = self.wrong.lock() {
            wrong.remove(account);
        }
    }

    fn take<K: Hash + Eq + Clone>(&self, buckets: &Buckets<K>, key: K) -> Result<()> {
        if !self.is_on {
            return Ok(());
        }
        if buckets.len() >= SWEEP_AT {
            buckets.retain_recent();
        }
        buckets
            .check_key(&key)
            .map_err(|until| too_many(until.wait_time_from(self.clock.now())))
    }
}

/// `burst` at once, refilled evenly over `period`.
fn buckets<K: Hash + Eq + Clone>(burst: u32, period: Duration) -> Buckets<K> {
    let burst = NonZeroU32::new(burst).expect("the figures above are not zero");
    let quota = Quota::with_period(period / burst.get())
        .expect("the periods above are not zero")
        .allow_burst(burst);
    RateLimiter::keyed(quota)
}

/// One household, one bucket: IPv6 gives each device a new address every day within one /64.
fn bucket_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = u128::from(address) >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from(network))
        }
        v4 => v4,
    }
}

fn too_many(wait: Duration) -> Error {
    Error::TooMany {
        // Rounded up: asking again exactly then must succeed.
        retry_after_secs: wait.as_secs() + 1,
    }
}

fn poisoned() -> Error {
    Error::internal("the count of wrong passwords is unusable")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grandma(device: Option<&str>) -> Account {
        Account {
            username: "grandma".into(),
            device: device.map(str::to_owned),
        }
    }

    #[test]
    fn wrong_passwords_slow_an_account_down_but_never_its_own_devices() {
        let limits = Limits::new(true);
        for _ in 0..FORGIVEN {
            assert!(limits.account(&grandma(None)).is_ok());
            limits.wrong_password(&grandma(None));
        }
        assert!(matches!(
            limits.account(&grandma(None)),
            Err(Error::TooMany {
                retry_after_secs: 1..=2
            })
        ));
        assert!(limits.account(&grandma(Some("tablet"))).is_ok());
        for _ in 0..40 {
            limits.wrong_password(&grandma(None));
        }
        assert!(matches!(
            limits.account(&grandma(None)),
            Err(Error::TooMany { retry_after_secs }) if retry_after_secs <= 901
        ));
    }

    #[test]
    fn a_full_bucket_says_when_to_come_back_and_fills_no_other() {
        let limits = Limits::new(true);
        let address: IpAddr = "192.168.1.7".parse().expect("an address");
        for _ in 0..20 {
            assert!(limits.sign_in(address).is_ok());
        }
        assert!(matches!(
            limits.sign_in(address),
            Err(Error::TooMany {
                retry_after_secs: 1..=31
            })
        ));
        assert!(
            limits
                .sign_in("192.168.1.8".parse().expect("an address"))
                .is_ok()
        );
    }

    #[test]
    fn fifteen_searches_are_no_haste_and_one_more_is() {
        let limits = Limits::new(true);
        for _ in 0..15 {
            assert!(limits.search(MemberKey(1)).is_ok());
        }
        assert!(matches!(
            limits.search(MemberKey(1)),
            Err(Error::TooMany {
                retry_after_secs: 1..=2
            })
        ));
        assert!(limits.search(MemberKey(2)).is_ok());
    }

    #[test]
    fn one_ipv6_household_is_one_bucket() {
        let bucket = |text: &str| bucket_of(text.parse().expect("an address"));
        assert_eq!(bucket("2001:db8:1:2::7"), bucket("2001:db8:1:2:aaaa::9"));
        assert_ne!(bucket("2001:db8:1:2::7"), bucket("2001:db8:1:3::7"));
        assert_eq!(bucket("::ffff:10.0.0.1"), bucket("10.0.0.1"));
    }

    #[test]
    fn switched_off_nothing_is_counted() {
        let limits = Limits::new(false);
        for _ in 0..100 {
            assert!(
                limits
                    .sign_in("10.0.0.1".parse().expect("an address"))
                    .is_ok()
            );
        }
    }
}
