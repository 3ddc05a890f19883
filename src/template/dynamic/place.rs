//! Telephones, addresses, places on the globe.

use std::fmt::{self, Write};

use fake::locales::{Data, EN};

use super::names::{FIRST, LAST};
use super::table::Generator::{OneOf, Rolled};
use super::table::Row;
use crate::template::draw::Dice;

pub(super) const COUNTRY_CODES: &[&str] = EN::ADDRESS_COUNTRY_CODE;

pub(super) const ROWS: &[Row] = &[
    ("$randomPhoneNumber", Rolled(phone_number)),
    ("$randomPhoneNumberExt", Rolled(phone_number_with_extension)),
    ("$randomCity", Rolled(city)),
    ("$randomStreetName", Rolled(street_name)),
    ("$randomStreetAddress", Rolled(street_address)),
    ("$randomCountry", OneOf(EN::ADDRESS_COUNTRY)),
    ("$randomCountryCode", OneOf(COUNTRY_CODES)),
    ("$randomLatitude", Rolled(latitude)),
    ("$randomLongitude", Rolled(longitude)),
];

fn phone_number(dice: &mut Dice, out: &mut String) -> fmt::Result {
    write!(out, "{:03}-{:03}-{:04}", dice.below(1000), dice.below(1000), dice.below(10_000))
}

fn phone_number_with_extension(dice: &mut Dice, out: &mut String) -> fmt::Result {
    write!(out, "{:02}-", dice.below(100))?;
    phone_number(dice, out)
}

fn city(dice: &mut Dice, out: &mut String) -> fmt::Result {
    if dice.below(3) == 0 {
        write!(out, "{} ", dice.one_of(EN::ADDRESS_CITY_PREFIX))?;
    }
    write!(out, "{}{}", any_name(dice), dice.one_of(EN::ADDRESS_CITY_SUFFIX))
}

fn street_name(dice: &mut Dice, out: &mut String) -> fmt::Result {
    write!(out, "{} {}", any_name(dice), dice.one_of(EN::ADDRESS_STREET_SUFFIX))
}

fn street_address(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let most = dice.one_of(&[999, 9_999, 99_999]);
    write!(out, "{} ", dice.between(most / 10 + 1, most))?;
    street_name(dice, out)
}

fn latitude(dice: &mut Dice, out: &mut String) -> fmt::Result {
    degrees(90, dice, out)
}

fn longitude(dice: &mut Dice, out: &mut String) -> fmt::Result {
    degrees(180, dice, out)
}

/// Up to `most` degrees to either side, with four decimals.
fn degrees(most: u64, dice: &mut Dice, out: &mut String) -> fmt::Result {
    let sign = if dice.flip() { "-" } else { "" };
    let parts = dice.between(1, most * 10_000);
    write!(out, "{sign}{}.{:04}", parts / 10_000, parts % 10_000)
}

fn any_name(dice: &mut Dice) -> &'static str {
    let names = if dice.flip() { FIRST } else { LAST };
    dice.one_of(names)
}
