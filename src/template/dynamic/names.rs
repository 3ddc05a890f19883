//! People.

use std::fmt::{self, Write};

use fake::locales::{Data, EN};

use super::table::Generator::{OneOf, Rolled};
use super::table::Row;
use crate::template::draw::Dice;

pub(super) const FIRST: &[&str] = EN::NAME_FIRST_NAME;
pub(super) const LAST: &[&str] = EN::NAME_LAST_NAME;

pub(super) const ROWS: &[Row] = &[
    ("$randomFirstName", OneOf(FIRST)),
    ("$randomLastName", OneOf(LAST)),
    ("$randomFullName", Rolled(full_name)),
    ("$randomNamePrefix", OneOf(EN::NAME_TITLE)),
    ("$randomNameSuffix", OneOf(EN::NAME_SUFFIX)),
];

fn full_name(dice: &mut Dice, out: &mut String) -> fmt::Result {
    write!(out, "{} {}", dice.one_of(FIRST), dice.one_of(LAST))
}
