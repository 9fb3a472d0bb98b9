//! Moments in a reader's language and zone: the time, the day, how long ago, how large.
//!
//! It must never know what happened then. The order and the names come from the catalogue; digits are
//! put in plain, so that nothing isolates the two halves of "9:05".

use jiff::Timestamp;
use jiff::civil::Date;

use super::frame::Frame;
use crate::base::words::Word;

/// Up to this many days back a weekday says it best.
const WEEKDAY_DAYS: i32 = 6;
/// As the settings have it, so that whoever runs the server reads the number that they wrote.
const KILO: u64 = 1_024;
const MEGA: u64 = KILO * KILO;
const GIGA: u64 = KILO * MEGA;

impl Frame {
    /// The machine-readable form for `<time datetime>`.
    pub fn datetime(&self, at: &Timestamp) -> String {
        format!("{at:.3}")
    }

    /// The time of day, such as `9:05`.
    pub fn clock(&self, at: &Timestamp) -> String {
        let local = at.to_zoned(self.zone.clone());
        let hour12 = match local.hour() % 12 {
            0 => 12,
            hour => hour,
        };
        self.say_all(
            "clock",
            &[
                ("hour", Word::plain(local.hour().to_string())),
                ("hour12", Word::plain(hour12.to_string())),
                ("half", Word::from(i64::from(local.hour() / 12))),
                ("minute", Word::plain(format!("{:02}", local.minute()))),
            ],
        )
    }

    /// The reader's calendar day, for `data-day` and for parting days.
    pub fn day(&self, at: &Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// Today, where the reader is.
    pub fn today(&self) -> Date {
        self.day(&self.now)
    }

    /// A day in full, such as `Sunday 22 November`; with the year unless it is this one.
    pub fn full_day(&self, day: &Date) -> String {
        let key = if day.year() == self.today().year() {
            "day-full"
        } else {
            "day-full-year"
        };
        self.day_as(key, day)
    }

    /// A day as one says it: today, yesterday, else in full.
    pub fn spoken_day(&self, day: &Date) -> String {
        match self.days_ago(day) {
            0 => self.say("today"),
            1 => self.say("yesterday"),
            _ => self.full_day(day),
        }
    }

    /// The day alone, always with the year, for what is read long after.
    pub fn dated(&self, at: &Timestamp) -> String {
        self.day_as("day-full-year", &self.day(at))
    }

    /// A month with its year, such as `November 2026`.
    pub fn month(&self, day: &Date) -> String {
        self.day_as("month-of-year", day)
    }

    /// Day and time, always with the year: the same for every reader of a zone whenever they look, as
    /// the message partial must be.
    pub fn moment(&self, at: &Timestamp) -> String {
        let day = self.day_as("day-full-year", &self.day(at));
        self.say_all(
            "moment",
            &[
                ("day", Word::plain(day)),
                ("clock", Word::plain(self.clock(at))),
            ],
        )
    }

    /// As short as a list needs it: the time today, then yesterday, the weekday, the date.
    pub fn brief(&self, at: &Timestamp) -> String {
        let day = self.day(at);
        match self.days_ago(&day) {
            0 => self.clock(at),
            1 => self.say("yesterday"),
            2..=WEEKDAY_DAYS => self.day_as("day-weekday", &day),
            _ if day.year() == self.today().year() => self.day_as("day-short", &day),
            _ => self.day_as("day-short-year", &day),
        }
    }

    /// Says `key` of a moment: the sentence gets `$when` (`today`, `yesterday` or `day`), `$day` in
    /// full and `$clock`, because "on" stands before a day and not before "today".
    pub fn say_when(&self, key: &str, at: &Timestamp) -> String {
        let day = self.day(at);
        let when = match self.days_ago(&day) {
            0 => "today",
            1 => "yesterday",
            _ => "day",
        };
        self.say_all(
            key,
            &[
                ("when", Word::plain(when)),
                ("day", Word::plain(self.full_day(&day))),
                ("clock", Word::plain(self.clock(at))),
            ],
        )
    }

    /// How large a file is, in the unit a person would use.
    pub fn size(&self, bytes: &u64) -> String {
        let (key, unit) = match *bytes {
            0..KILO => return self.say_with("size-bytes", "count", *bytes),
            KILO..MEGA => ("size-kilobytes", KILO),
            MEGA..GIGA => ("size-megabytes", MEGA),
            _ => ("size-gigabytes", GIGA),
        };
        // One decimal below ten, as "1.4 MB", none above, as "14 MB".
        let whole = bytes / unit;
        let tenth = if whole < 10 {
            bytes % unit * 10 / unit
        } else {
            0
        };
        self.say_all(
            key,
            &[
                ("whole", Word::plain(whole.to_string())),
                ("tenth", Word::from(tenth)),
            ],
        )
    }

    fn days_ago(&self, day: &Date) -> i32 {
        let since = day
            .until(self.today())
            .map_or(i32::MAX, |span| span.get_days());
        if since < 0 { i32::MAX } else { since }
    }

    fn day_as(&self, key: &'static str, day: &Date) -> String {
        let weekday = self.say_with("weekday", "weekday", day.weekday().to_monday_one_offset());
        let month = self.say_with("month", "month", day.month());
        let short_month = self.say_with("month-short", "month", day.month());
        self.say_all(
            key,
            &[
                ("weekday", Word::plain(weekday)),
                ("day", Word::plain(day.day().to_string())),
                ("month", Word::plain(month)),
                ("shortMonth", Word::plain(short_month)),
                ("year", Word::plain(day.year().to_string())),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::words::Language;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    #[test]
    fn a_moment_is_told_in_the_readers_zone() {
        let frame = Frame::sample();
        assert_eq!(frame.clock(&at("2026-11-22T08:05:00Z")), "9:05");
        assert_eq!(frame.clock(&at("2026-07-01T22:30:00Z")), "0:30");
        assert_eq!(
            frame.day(&at("2026-11-21T23:30:00Z")).to_string(),
            "2026-11-22"
        );
        assert_eq!(
            frame.moment(&at("2026-11-22T08:05:00Z")),
            "Sunday, 22 November 2026, 9:05"
        );
        assert_eq!(
            frame.dated(&at("2026-11-21T23:30:00Z")),
            "Sunday, 22 November 2026"
        );
    }

    #[test]
    fn spanish_writes_days_small_and_joins_them_with_de() {
        let spanish = Language::with_code("es").expect("Spanish is there");
        let frame = Frame::sample().speaking(spanish);
        let brief = |text: &str| frame.brief(&at(text));
        assert_eq!(
            frame.moment(&at("2026-11-22T08:05:00Z")),
            "domingo 22 de noviembre de 2026, 9:05"
        );
        assert_eq!(brief("2026-11-21T08:05:00Z"), "ayer");
        assert_eq!(brief("2026-11-18T08:05:00Z"), "miércoles");
        assert_eq!(brief("2025-09-22T08:05:00Z"), "22 sept 2025");
        let night = frame.say_when("device-begun", &at("2026-11-22T00:05:00Z"));
        assert_eq!(night, "Sesión iniciada hoy a la 1:05");
        assert_eq!(frame.size(&1_440), "1,4 kB");
        assert_eq!(frame.size(&14_400), "14 kB");
        assert_eq!(
            frame
                .names(&["Ana", "Luis", "Inés"])
                .replace(['\u{2068}', '\u{2069}'], ""),
            "Ana, Luis e Inés"
        );
    }

    #[test]
    fn a_list_says_no_more_than_it_needs() {
        let frame = Frame::sample();
        let brief = |text: &str| frame.brief(&at(text));
        assert_eq!(brief("2026-11-22T08:05:00Z"), "9:05");
        assert_eq!(brief("2026-11-21T08:05:00Z"), "Yesterday");
        assert_eq!(brief("2026-11-16T08:05:00Z"), "Monday");
        assert_eq!(brief("2026-11-15T08:05:00Z"), "15 Nov");
        assert_eq!(brief("2025-11-22T08:05:00Z"), "22 Nov 2025");
    }

    #[test]
    fn a_clock_that_was_ahead_is_no_yesterday() {
        let frame = Frame::sample();
        assert_eq!(frame.brief(&at("2026-11-24T08:05:00Z")), "24 Nov");
        assert_eq!(
            frame.spoken_day(&frame.day(&at("2026-11-24T08:05:00Z"))),
            "Tuesday, 24 November"
        );
    }

    #[test]
    fn a_size_is_in_the_unit_a_person_would_use() {
        let frame = Frame::sample();
        for (bytes, words) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1_023, "1,023 bytes"),
            (1_024, "1 kB"),
            (1_440, "1.4 kB"),
            (14_400, "14 kB"),
            (1_048_575, "1023 kB"),
            (4_812_345, "4.5 MB"),
            // The quota of a member, `5G` in the settings.
            (5 << 30, "5 GB"),
            (u64::MAX, "17179869183 GB"),
        ] {
            assert_eq!(frame.size(&bytes), words);
        }
    }
}
