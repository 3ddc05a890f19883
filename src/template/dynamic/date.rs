//! Dates around the present, weekdays, months.

use std::fmt::{self, Write};

use jiff::{SignedDuration, Timestamp};

use super::table::Generator::{OneOf, Timed};
use super::table::Row;
use crate::template::draw::Dice;

pub(super) const ROWS: &[Row] = &[
    ("$randomDateFuture", Timed(future)),
    ("$randomDatePast", Timed(past)),
    ("$randomDateRecent", Timed(recent)),
    ("$randomWeekday", OneOf(WEEKDAYS)),
    ("$randomMonth", OneOf(MONTHS)),
];

/// In seconds.
const DAY: u64 = 24 * 60 * 60;
/// In seconds.
const YEAR: u64 = 365 * DAY;

/// As JavaScript prints a `Date`.
const FORMAT: &str = "%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)";

/// Within a year.
fn future(now: Timestamp, dice: &mut Dice, out: &mut String) -> fmt::Result {
    let date = now.checked_add(within(YEAR, dice)).unwrap_or(now);
    write!(out, "{}", date.strftime(FORMAT))
}

/// Within a year.
fn past(now: Timestamp, dice: &mut Dice, out: &mut String) -> fmt::Result {
    before(now, YEAR, dice, out)
}

/// Within a day.
fn recent(now: Timestamp, dice: &mut Dice, out: &mut String) -> fmt::Result {
    before(now, DAY, dice, out)
}

fn before(now: Timestamp, most: u64, dice: &mut Dice, out: &mut String) -> fmt::Result {
    let date = now.checked_sub(within(most, dice)).unwrap_or(now);
    write!(out, "{}", date.strftime(FORMAT))
}

/// At least a second, so that it shows.
fn within(seconds: u64, dice: &mut Dice) -> SignedDuration {
    SignedDuration::from_secs(dice.between(1, seconds).cast_signed())
}

const WEEKDAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
