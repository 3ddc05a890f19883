//! `{{$now}}`: the time, moved and written as a template asks (templates.md, 6).

use std::fmt::{self, Write};

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// When, and in which form.
#[derive(Debug, PartialEq)]
pub(super) struct Now {
    offset: Offset,
    form: Form,
}

/// How far from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Offset {
    amount: i64,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Seconds,
    Minutes,
    Hours,
    Days,
    Weeks,
    Months,
    Years,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Form {
    #[default]
    Iso,
    Unix,
    Milliseconds,
    Date,
    Http,
}

/// No time that a computer counts lies further away than this many of any unit.
const MOST: i64 = 1_000_000_000;

impl Now {
    /// Reads `$now '+3d' 'unix'`: an offset and a form, each optional.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let arguments = text.strip_prefix("$now")?;
        if !arguments.is_empty() && !arguments.starts_with(char::is_whitespace) {
            return None;
        }
        let mut rest = arguments.trim();
        let mut now = Self { offset: Offset { amount: 0, unit: Unit::Seconds }, form: Form::default() };
        if let Some((offset, behind)) = quoted(rest).and_then(|(text, rest)| Some((Offset::of(text)?, rest)))
        {
            (now.offset, rest) = (offset, behind);
        }
        if let Some((form, behind)) = quoted(rest).and_then(|(text, rest)| Some((Form::of(text)?, rest))) {
            (now.form, rest) = (form, behind);
        }
        rest.is_empty().then_some(now)
    }

    /// Writes it; a time that no calendar has becomes the first or the last that one has.
    pub(super) fn write(&self, now: Timestamp, out: &mut String) -> fmt::Result {
        let time = self.offset.from(now);
        match self.form {
            Form::Iso => write!(out, "{time:.3}"),
            Form::Unix => write!(out, "{}", time.as_second()),
            Form::Milliseconds => write!(out, "{}", time.as_millisecond()),
            Form::Date => write!(out, "{}", time.strftime("%Y-%m-%d")),
            Form::Http => write!(out, "{}", time.strftime("%a, %d %b %Y %H:%M:%S GMT")),
        }
    }
}

/// A text in single quotes, and what follows it. Arguments are apart by white space.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let (argument, rest) = text.strip_prefix('\'')?.split_once('\'')?;
    let is_apart = rest.is_empty() || rest.starts_with(char::is_whitespace);
    is_apart.then_some((argument, rest.trim_start()))
}

impl Offset {
    fn of(text: &str) -> Option<Self> {
        let (sign, amount) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+')?),
        };
        let unit = Unit::of(amount.chars().next_back()?)?;
        let digits = amount.get(..amount.len() - 1)?;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        let amount = digits.parse::<i64>().ok().filter(|amount| is_number && *amount <= MOST)?;
        Some(Self { amount: sign * amount, unit })
    }

    /// Months and years end on the last day of a month that has no such day.
    fn from(self, now: Timestamp) -> Timestamp {
        let edge = if self.amount < 0 { Timestamp::MIN } else { Timestamp::MAX };
        let moved = || {
            let time = TimeZone::UTC.to_datetime(now).checked_add(self.span()?).ok()?;
            TimeZone::UTC.to_timestamp(time).ok()
        };
        moved().unwrap_or(edge)
    }

    /// None where no calendar reaches so far.
    fn span(self) -> Option<Span> {
        let (span, amount) = (Span::new(), self.amount);
        let span = match self.unit {
            Unit::Seconds => span.try_seconds(amount),
            Unit::Minutes => span.try_minutes(amount),
            Unit::Hours => span.try_hours(amount),
            Unit::Days => span.try_days(amount),
            Unit::Weeks => span.try_weeks(amount),
            Unit::Months => span.try_months(amount),
            Unit::Years => span.try_years(amount),
        };
        span.ok()
    }
}

impl Unit {
    fn of(letter: char) -> Option<Self> {
        Some(match letter {
            's' => Self::Seconds,
            'm' => Self::Minutes,
            'h' => Self::Hours,
            'd' => Self::Days,
            'w' => Self::Weeks,
            'M' => Self::Months,
            'y' => Self::Years,
            _ => return None,
        })
    }
}

impl Form {
    fn of(text: &str) -> Option<Self> {
        Some(match text {
            "iso" => Self::Iso,
            "unix" => Self::Unix,
            "ms" => Self::Milliseconds,
            "date" => Self::Date,
            "http" => Self::Http,
            _ => return None,
        })
    }
}
