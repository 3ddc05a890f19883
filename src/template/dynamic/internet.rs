//! Addresses, agents, versions.

use std::fmt::{self, Write};
use std::net::{Ipv4Addr, Ipv6Addr};

use fake::locales::{Data, EN};

use super::table::Generator::{OneOf, Rolled};
use super::table::Row;
use crate::template::draw::Dice;

pub(super) const ROWS: &[Row] = &[
    ("$randomIP", Rolled(ip)),
    ("$randomIPV6", Rolled(ip_v6)),
    ("$randomMACAddress", Rolled(mac_address)),
    ("$randomPassword", Rolled(password)),
    ("$randomLocale", OneOf(LOCALES)),
    ("$randomUserAgent", OneOf(EN::INTERNET_USER_AGENT)),
    ("$randomProtocol", OneOf(PROTOCOLS)),
    ("$randomSemver", Rolled(semver)),
];

pub(super) const PROTOCOLS: &[&str] = &["http", "https"];

fn ip(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let [a, b, c, d, ..] = dice.number().to_be_bytes();
    write!(out, "{}", Ipv4Addr::new(a, b, c, d))
}

/// All eight groups with all four digits, as Postman has it.
fn ip_v6(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let address = (u128::from(dice.number()) << 64) | u128::from(dice.number());
    let [first, rest @ ..] = Ipv6Addr::from(address).segments();
    write!(out, "{first:04x}")?;
    rest.iter().try_for_each(|group| write!(out, ":{group:04x}"))
}

fn mac_address(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let [first, rest @ .., _, _] = dice.number().to_be_bytes();
    write!(out, "{first:02x}")?;
    rest.iter().try_for_each(|byte| write!(out, ":{byte:02x}"))
}

fn password(dice: &mut Dice, out: &mut String) -> fmt::Result {
    dice.push(15, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", out)
}

fn semver(dice: &mut Dice, out: &mut String) -> fmt::Result {
    write!(out, "{}.{}.{}", dice.below(10), dice.below(10), dice.below(10))
}

/// Languages (ISO 639-1).
const LOCALES: &[&str] = &[
    "af", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo", "es", "et",
    "eu", "fa", "fi", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka",
    "kk", "km", "kn", "ko", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "mt", "my", "nb", "ne", "nl", "nn",
    "ny", "pa", "pl", "pt", "ro", "ru", "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr",
    "uk", "ur", "uz", "vi", "xh", "zh", "zu",
];
