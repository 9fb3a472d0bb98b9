//! Questions that end in time: a word for SQL that stops a question once its time is up.
//!
//! It must never know what is asked. `in_time(row, until)` stands among the conditions of a question
//! and is true for every row it meets until the moment `until`; the first row after that ends the whole
//! question with an error. SQLite's own handler for this cannot be reached through Diesel without
//! unsafe code. The row's key is asked for only so that SQLite asks for each row anew.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Bool;
use diesel::sqlite::Sqlite;

use crate::base::error::Error;

/// How a question that was ended says so.
const TIME_IS_UP: &str = "the time for this question is up";
/// When to try again: by then the machine may be less busy.
const RETRY_AFTER_SECS: u64 = 5;

/// Moments are counted from here: nobody sets this clock.
static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);

diesel::define_sql_function! {
    /// True until the moment given; from then on an error.
    fn in_time(row: diesel::sql_types::BigInt, until: diesel::sql_types::BigInt) -> Bool;
}

/// The moment when this much time will have passed, as `in_time` understands it.
pub fn after(patience: Duration) -> i64 {
    i64::try_from((BEGINNING.elapsed() + patience).as_micros()).unwrap_or(i64::MAX)
}

/// What a question's failure is: `unavailable` if its time was up.
pub fn outcome(error: diesel::result::Error) -> Error {
    match error {
        diesel::result::Error::DatabaseError(_, info) if info.message().contains(TIME_IS_UP) => {
            Error::Unavailable {
                retry_after_secs: RETRY_AFTER_SECS,
            }
        }
        other => other.into(),
    }
}

/// Teaches a connection the word.
pub(super) fn teach(connection: &mut SqliteConnection) -> QueryResult<()> {
    in_time_utils::register_nondeterministic_impl(connection, |_row: i64, until: i64| {
        Verdict(after(Duration::ZERO) < until)
    })
}

#[derive(Debug)]
struct Verdict(bool);

impl ToSql<Bool, Sqlite> for Verdict {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        match self.0 {
            true => <bool as ToSql<Bool, Sqlite>>::to_sql(&self.0, out),
            false => Err(TIME_IS_UP.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use diesel::sql_types::BigInt;

    use super::*;

    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        rows: i64,
    }

    /// Counts to `last` within `patience`.
    fn count(last: i64, patience: Duration) -> Result<i64, Error> {
        let mut connection = SqliteConnection::establish(":memory:").expect("a database");
        teach(&mut connection).expect("a word");
        diesel::sql_query(
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
             SELECT count(*) AS rows FROM numbers WHERE in_time(n, ?)",
        )
        .bind::<BigInt, _>(last)
        .bind::<BigInt, _>(after(patience))
        .get_result::<Count>(&mut connection)
        .map(|count| count.rows)
        .map_err(outcome)
    }

    #[test]
    fn a_question_ends_when_its_time_is_up_and_not_before() {
        assert_eq!(
            count(1_000, Duration::from_secs(60)).expect("in time"),
            1_000
        );
        let began = Instant::now();
        let cut_off = count(i64::MAX, Duration::from_millis(20));
        assert!(matches!(cut_off, Err(Error::Unavailable { .. })));
        assert!(began.elapsed() < Duration::from_secs(10));
    }
}
