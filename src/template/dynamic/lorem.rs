//! Lorem ipsum.

use std::fmt::{self, Write};

use fake::locales::{Data, EN};

use super::table::Generator::{OneOf, Rolled};
use super::table::Row;
use crate::template::draw::Dice;

const WORDS: &[&str] = EN::LOREM_WORD;

pub(super) const ROWS: &[Row] = &[
    ("$randomLoremWord", OneOf(WORDS)),
    ("$randomLoremWords", Rolled(|dice, out| words(3, " ", dice, out))),
    ("$randomLoremSentence", Rolled(sentence)),
    ("$randomLoremSentences", Rolled(|dice, out| sentences(2, 6, " ", dice, out))),
    ("$randomLoremParagraph", Rolled(paragraph)),
    ("$randomLoremParagraphs", Rolled(paragraphs)),
    ("$randomLoremText", Rolled(text)),
    ("$randomLoremSlug", Rolled(|dice, out| words(3, "-", dice, out))),
    ("$randomLoremLines", Rolled(|dice, out| sentences(1, 5, "\n", dice, out))),
];

fn words(count: u64, between: &str, dice: &mut Dice, out: &mut String) -> fmt::Result {
    out.push_str(dice.one_of(WORDS));
    (1..count).try_for_each(|_| write!(out, "{between}{}", dice.one_of(WORDS)))
}

fn sentence(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let start = out.len();
    let count = dice.between(3, 10);
    words(count, " ", dice, out)?;
    if let Some(first) = out.get_mut(start..=start) {
        first.make_ascii_uppercase();
    }
    out.push('.');
    Ok(())
}

fn sentences(least: u64, most: u64, between: &str, dice: &mut Dice, out: &mut String) -> fmt::Result {
    let count = dice.between(least, most);
    sentence(dice, out)?;
    (1..count).try_for_each(|_| {
        out.push_str(between);
        sentence(dice, out)
    })
}

fn paragraph(dice: &mut Dice, out: &mut String) -> fmt::Result {
    sentences(3, 6, " ", dice, out)
}

fn paragraphs(dice: &mut Dice, out: &mut String) -> fmt::Result {
    paragraph(dice, out)?;
    (1..3).try_for_each(|_| {
        out.push('\n');
        paragraph(dice, out)
    })
}

/// Any amount of it.
fn text(dice: &mut Dice, out: &mut String) -> fmt::Result {
    match dice.below(4) {
        0 => sentence(dice, out),
        1 => sentences(1, 5, "\n", dice, out),
        2 => paragraph(dice, out),
        _ => paragraphs(dice, out),
    }
}
