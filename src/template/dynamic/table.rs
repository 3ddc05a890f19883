//! Which name makes which value.

use std::fmt;

use jiff::Timestamp;

use super::{
    business, common, database, date, domain, file, finance, grammar, image, internet, lorem, names, place,
    profession, store, text,
};
use crate::template::draw::Dice;

/// A name, `$` included, and how its values are made.
pub(super) type Row = (&'static str, Generator);

/// How a value is made.
#[derive(Debug, Clone, Copy)]
pub(in crate::template) enum Generator {
    /// One of these.
    OneOf(&'static [&'static str]),
    /// Written by chance.
    Rolled(fn(&mut Dice, &mut String) -> fmt::Result),
    /// Written by chance and the present.
    Timed(fn(Timestamp, &mut Dice, &mut String) -> fmt::Result),
}

impl Generator {
    /// A new value, written into `scratch` unless it is a fixed word.
    pub(in crate::template) fn value<'s>(
        &self,
        now: Timestamp,
        dice: &mut Dice,
        scratch: &'s mut String,
    ) -> &'s str {
        scratch.clear();
        let written = match self {
            Self::OneOf(words) => return dice.one_of(words),
            Self::Rolled(write) => write(dice, scratch),
            Self::Timed(write) => write(now, dice, scratch),
        };
        debug_assert!(written.is_ok(), "writing to a String does not fail");
        scratch
    }
}

/// The variable called `name`.
pub(in crate::template) fn find(name: &str) -> Option<&'static Generator> {
    rows().find(|(known, _)| *known == name).map(|(_, generator)| generator)
}

/// All of them.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    GROUPS.into_iter().flatten()
}

const GROUPS: [&[Row]; 16] = [
    common::ROWS,
    text::ROWS,
    internet::ROWS,
    names::ROWS,
    profession::ROWS,
    place::ROWS,
    image::ROWS,
    finance::ROWS,
    business::ROWS,
    database::ROWS,
    date::ROWS,
    domain::ROWS,
    file::ROWS,
    store::ROWS,
    grammar::ROWS,
    lorem::ROWS,
];
