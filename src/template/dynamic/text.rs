//! Characters, numbers, colours.

use std::fmt::{self, Write};

use super::table::Generator::{OneOf, Rolled};
use super::table::Row;
use crate::template::draw::Dice;

pub(super) const ROWS: &[Row] = &[
    ("$randomAlphaNumeric", Rolled(alphanumeric)),
    ("$randomBoolean", OneOf(&["true", "false"])),
    ("$randomInt", Rolled(integer)),
    ("$randomColor", OneOf(COLORS)),
    ("$randomHexColor", Rolled(hex_color)),
    ("$randomAbbreviation", OneOf(ABBREVIATIONS)),
];

fn alphanumeric(dice: &mut Dice, out: &mut String) -> fmt::Result {
    dice.push(1, b"abcdefghijklmnopqrstuvwxyz0123456789", out)
}

fn integer(dice: &mut Dice, out: &mut String) -> fmt::Result {
    write!(out, "{}", dice.between(0, 1000))
}

fn hex_color(dice: &mut Dice, out: &mut String) -> fmt::Result {
    write!(out, "#{:06x}", dice.below(1 << 24))
}

const COLORS: &[&str] = &[
    "azure",
    "black",
    "blue",
    "cyan",
    "fuchsia",
    "gold",
    "green",
    "grey",
    "indigo",
    "ivory",
    "lavender",
    "lime",
    "magenta",
    "maroon",
    "olive",
    "orange",
    "orchid",
    "pink",
    "plum",
    "purple",
    "red",
    "salmon",
    "silver",
    "tan",
    "teal",
    "turquoise",
    "violet",
    "white",
    "yellow",
];

pub(super) const ABBREVIATIONS: &[&str] = &[
    "AI", "API", "CSS", "CSV", "DNS", "FTP", "GB", "HDD", "HTTP", "IP", "JSON", "PCI", "PNG", "RAM", "RSS",
    "SDK", "SMS", "SMTP", "SQL", "SSD", "SSL", "TCP", "TLS", "UDP", "USB", "XML", "XSS",
];
