//! A point in time as counting sees it: its calendar month and its minute, both in UTC.
//!
//! Reads no clock: the edge does, once a request, and passes the moment on.

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A point in time, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    seconds: i64,
}

/// A calendar month in UTC, printed as `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(u32);

/// A calendar minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute(u32);

impl Moment {
    /// This many seconds after 1970-01-01 UTC.
    pub fn from_seconds(seconds: i64) -> Self {
        Self { seconds }
    }

    /// Seconds since 1970-01-01 UTC.
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// Its month.
    pub fn month(self) -> Month {
        let date = self.timestamp().to_zoned(TimeZone::UTC).date();
        Month(u32::from(date.year().unsigned_abs()) * 12 + u32::from(date.month().unsigned_abs()) - 1)
    }

    /// Its minute.
    pub fn minute(self) -> Minute {
        Minute(u32::try_from(self.seconds.max(0) / 60).unwrap_or(u32::MAX))
    }

    /// As near as the calendar comes: it has the years from 1970 to 9999.
    fn timestamp(self) -> Timestamp {
        let seconds = self.seconds.clamp(0, Timestamp::MAX.as_second());
        Timestamp::from_second(seconds).unwrap_or_default()
    }
}

impl From<SystemTime> for Moment {
    fn from(time: SystemTime) -> Self {
        let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Self { seconds: i64::try_from(seconds).unwrap_or(i64::MAX) }
    }
}

/// As RFC 3339 has it.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

impl Month {
    /// Its number among all months: 12 a year.
    pub(super) fn number(self) -> u32 {
        self.0
    }

    pub(super) fn of_number(number: u32) -> Self {
        Self(number)
    }

    /// The month this many before it.
    #[must_use]
    pub fn before(self, months: u32) -> Self {
        Self(self.0.saturating_sub(months))
    }

    /// When the month after it begins.
    pub fn end(self) -> Moment {
        let next = self.0 + 1;
        let year = i16::try_from(next / 12).unwrap_or(i16::MAX);
        let month = i8::try_from(next % 12).unwrap_or_default() + 1;
        let start = Date::new(year, month, 1).and_then(|date| date.to_zoned(TimeZone::UTC));
        Moment { seconds: start.map_or(i64::MAX, |start| start.timestamp().as_second()) }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0 / 12, self.0 % 12 + 1)
    }
}

/// Not a month, as in `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoMonth;

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        let (year, month) = text.split_once('-').ok_or(NoMonth)?;
        let number = |text: &str| text.parse::<u32>().map_err(|_| NoMonth);
        match (number(year)?, number(month)?) {
            (year @ 0..=9999, month @ 1..=12) => Ok(Self(year * 12 + month - 1)),
            _ => Err(NoMonth),
        }
    }
}

impl Minute {
    pub(super) fn number(self) -> u32 {
        self.0
    }

    /// When the minute after it begins.
    pub fn end(self) -> Moment {
        Moment { seconds: (i64::from(self.0) + 1) * 60 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::from_seconds(text.parse::<Timestamp>().unwrap().as_second())
    }

    #[test]
    fn months_are_of_the_calendar_in_utc() {
        for (time, month, end) in [
            ("2026-11-22T10:00:00Z", "2026-11", "2026-12-01T00:00:00Z"),
            ("2026-12-31T23:59:59Z", "2026-12", "2027-01-01T00:00:00Z"),
            ("2027-01-01T00:00:00Z", "2027-01", "2027-02-01T00:00:00Z"),
            ("2028-02-29T12:00:00Z", "2028-02", "2028-03-01T00:00:00Z"),
            ("2027-01-01T00:30:00+01:00", "2026-12", "2027-01-01T00:00:00Z"),
            ("1970-01-01T00:00:00Z", "1970-01", "1970-02-01T00:00:00Z"),
            ("2051-11-25T00:00:00Z", "2051-11", "2051-12-01T00:00:00Z"),
            ("9999-11-30T00:00:00Z", "9999-11", "9999-12-01T00:00:00Z"),
        ] {
            let found = at(time).month();
            assert_eq!(found.to_string(), month, "{time}");
            assert_eq!(found.end().to_string(), end, "{time}");
            assert_eq!(month.parse(), Ok(found), "{time}");
        }
    }

    #[test]
    fn months_go_back_over_years() {
        let january: Month = "2027-01".parse().unwrap();
        assert_eq!(january.before(1).to_string(), "2026-12");
        assert_eq!(january.before(12).to_string(), "2026-01");
        for wrong in ["2027", "2027-13", "2027-00", "a-b", "-1-01", ""] {
            assert_eq!(wrong.parse::<Month>(), Err(NoMonth), "{wrong}");
        }
    }

    #[test]
    fn minutes_end_at_the_next_full_one() {
        for (time, end) in [
            ("2026-11-22T10:00:00Z", "2026-11-22T10:01:00Z"),
            ("2026-11-22T10:00:59Z", "2026-11-22T10:01:00Z"),
            ("1970-01-01T00:00:00Z", "1970-01-01T00:01:00Z"),
            ("1970-01-01T00:01:00Z", "1970-01-01T00:02:00Z"),
            ("2051-11-24T20:16:00Z", "2051-11-24T20:17:00Z"),
            ("9999-11-30T00:00:00Z", "9999-11-30T00:01:00Z"),
        ] {
            assert_eq!(at(time).minute().end().to_string(), end, "{time}");
        }
        assert_ne!(at("2026-11-22T10:00:59Z").minute(), at("2026-11-22T10:01:00Z").minute());
    }

    #[test]
    fn a_clock_beyond_the_calendar_is_at_its_end() {
        let (before, beyond) = (Moment::from_seconds(-1), Moment::from_seconds(i64::MAX));
        assert_eq!(
            (before.month().to_string(), before.to_string()),
            ("1970-01".into(), "1970-01-01T00:00:00Z".into())
        );
        assert_eq!(beyond.month().to_string(), "9999-12");
        assert!(beyond.to_string().starts_with("9999-12-30T"), "{beyond}");
        assert!(beyond.minute().end() > at("2026-11-22T10:00:00Z"));
    }
}
