//! What one hash costs: measured once on this machine, between two fixed bounds.
//!
//! It must never fall below the minimum, whatever a file says: a copy of the database is only worth
//! as much to a thief as its passwords are slow to guess.

use std::fmt;
use std::time::Duration;

use argon2::Params;

use super::OUTPUT;

/// How long one hash should keep this machine busy: bearable for whoever signs in.
const TARGET: Duration = Duration::from_millis(250);
/// Memory is chosen in steps of this many KiB.
const STEP_KIB: u32 = 1024;

/// Memory and passes of Argon2id, in one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
}

impl Cost {
    /// OWASP's first choice for Argon2id. What tests use, too.
    pub const LEAST: Self = Self {
        memory_kib: 19_456,
        passes: 2,
    };
    /// More would let a few sign-ins at once exhaust a small computer.
    pub const MOST: Self = Self {
        memory_kib: 65_536,
        passes: 3,
    };

    /// The cost that takes about a quarter of a second here. `time` says how long one hash takes at best.
    pub fn measured<E>(mut time: impl FnMut(Self) -> Result<Duration, E>) -> Result<Self, E> {
        let guess = Self::LEAST.scaled(time(Self::LEAST)?);
        let taken = time(guess)?;
        // More memory can take longer than in proportion, where it leaves the processor's cache.
        Ok(match taken > TARGET + TARGET / 4 {
            true => guess.scaled(taken),
            false => guess,
        })
    }

    /// A kept cost, brought within the bounds; none if the text is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let (memory, passes) = text.trim().split_once(',')?;
        let memory: u32 = memory.strip_prefix("m=")?.parse().ok()?;
        let passes: u32 = passes.strip_prefix("t=")?.parse().ok()?;
        Some(Self {
            memory_kib: memory.clamp(Self::LEAST.memory_kib, Self::MOST.memory_kib),
            passes: passes.clamp(Self::LEAST.passes, Self::MOST.passes),
        })
    }

    /// What a stored hash has cost.
    pub(super) fn of(params: &Params) -> Self {
        Self {
            memory_kib: params.m_cost(),
            passes: params.t_cost(),
        }
    }

    /// Whether checking a hash of this cost cannot exhaust the machine. Others are not ours.
    pub(super) fn is_bearable(self) -> bool {
        self.memory_kib <= Self::MOST.memory_kib && self.passes <= Self::MOST.passes
    }

    /// As the algorithm takes it.
    pub(super) fn params(self) -> Params {
        Params::new(self.memory_kib, self.passes, 1, Some(OUTPUT))
            .expect("both bounds are within Argon2's own, and so is all between them")
    }

    /// How much slower this is than `other`, as a cost of its own; none where it is not.
    pub(super) fn beyond(self, other: Self) -> Option<Self> {
        let work = self.work().checked_sub(other.work())?;
        // Less than this is less than Argon2 can do, and no one's clock can tell.
        let memory_kib = u32::try_from(work / u64::from(self.passes)).ok()?;
        (memory_kib >= STEP_KIB).then_some(Self {
            memory_kib,
            passes: self.passes,
        })
    }

    /// KiB written, all passes together: what the time goes into.
    fn work(self) -> u64 {
        u64::from(self.memory_kib) * u64::from(self.passes)
    }

    /// The cost that should take [`TARGET`] where this one took `taken`: memory first, since that is
    /// what a thief's hardware has least of, and a third pass only where even that is quick.
    fn scaled(self, taken: Duration) -> Self {
        let times = TARGET.as_secs_f64() / taken.as_secs_f64().max(1e-6);
        let work = self.work() as f64 * times;
        if work >= Self::MOST.work() as f64 {
            return Self::MOST;
        }
        let memory = (work / f64::from(Self::LEAST.passes)) as u32;
        Self {
            memory_kib: (memory / STEP_KIB * STEP_KIB)
                .clamp(Self::LEAST.memory_kib, Self::MOST.memory_kib),
            passes: Self::LEAST.passes,
        }
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "m={},t={}", self.memory_kib, self.passes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A machine that writes so many MiB in a second, half as fast from `cache` KiB on.
    fn on(mib_a_second: u64, cache: u32) -> Cost {
        let time = |cost: Cost| {
            let nanos = cost.work() * 1_000_000_000 / 1024 / mib_a_second;
            let nanos = nanos << u32::from(cost.memory_kib > cache);
            Ok::<_, ()>(Duration::from_nanos(nanos))
        };
        Cost::measured(time).expect("it never fails")
    }

    fn cost(memory_kib: u32, passes: u32) -> Cost {
        Cost { memory_kib, passes }
    }

    #[test]
    fn a_machine_gets_what_it_does_in_a_quarter_of_a_second_within_bounds() {
        assert_eq!(on(10_000, u32::MAX), Cost::MOST);
        assert_eq!(on(700, u32::MAX), cost(65_536, 2));
        assert_eq!(on(400, u32::MAX), cost(51_200, 2));
        // A small board: the minimum takes longer there, and stays the minimum.
        assert_eq!(on(40, u32::MAX), Cost::LEAST);
        // Measured within the cache, used beyond it.
        assert_eq!(on(400, 30_000), cost(25_600, 2));
    }

    #[test]
    fn a_kept_cost_is_never_below_the_minimum_nor_above_the_cap() {
        for kept in [Cost::LEAST, Cost::MOST, cost(32_768, 2)] {
            assert_eq!(Cost::parse(&format!("{kept}\n")), Some(kept));
        }
        assert_eq!(Cost::parse("m=8,t=1"), Some(Cost::LEAST));
        assert_eq!(Cost::parse("m=4000000000,t=99"), Some(Cost::MOST));
        for text in ["", "m=19456", "t=2,m=19456", "m=-1,t=2", "m=19456,t=2,p=1"] {
            assert_eq!(Cost::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_missing_to_a_higher_cost_makes_up_for_it() {
        let missing = Cost::MOST.beyond(Cost::LEAST).expect("it is slower");
        assert!(
            Cost::MOST
                .work()
                .abs_diff(missing.work() + Cost::LEAST.work())
                < 3
        );
        assert_eq!(Cost::LEAST.beyond(Cost::LEAST), None);
        assert_eq!(Cost::LEAST.beyond(Cost::MOST), None);
    }
}
