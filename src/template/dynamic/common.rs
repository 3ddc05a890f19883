//! Identifiers and the present.

use std::fmt::{self, Write};

use jiff::Timestamp;

use super::table::Generator::{Rolled, Timed};
use super::table::Row;
use crate::template::draw::Dice;

pub(super) const ROWS: &[Row] = &[
    ("$guid", Rolled(uuid)),
    ("$timestamp", Timed(seconds)),
    ("$isoTimestamp", Timed(iso)),
    ("$randomUUID", Rolled(uuid)),
];

/// Version 4, variant 1 (RFC 9562).
pub(in crate::template) fn uuid(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let (time, version) = (dice.below(1 << 48), dice.below(1 << 12));
    let (variant, node) = (dice.between(0x8000, 0xBFFF), dice.below(1 << 48));
    write!(out, "{:08x}-{:04x}-4{version:03x}-{variant:04x}-{node:012x}", time >> 16, time & 0xFFFF)
}

fn seconds(now: Timestamp, _: &mut Dice, out: &mut String) -> fmt::Result {
    write!(out, "{}", now.as_second())
}

fn iso(now: Timestamp, _: &mut Dice, out: &mut String) -> fmt::Result {
    write!(out, "{now:.3}")
}
