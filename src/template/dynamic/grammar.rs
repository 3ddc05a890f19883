//! Words and phrases.

use std::fmt::{self, Write};

use super::table::Generator::{OneOf, Rolled};
use super::table::Row;
use super::text::ABBREVIATIONS;
use crate::template::draw::Dice;

pub(super) const ROWS: &[Row] = &[
    ("$randomNoun", OneOf(NOUNS)),
    ("$randomVerb", OneOf(VERBS)),
    ("$randomIngverb", OneOf(ING_VERBS)),
    ("$randomAdjective", OneOf(ADJECTIVES)),
    ("$randomWord", Rolled(word)),
    ("$randomWords", Rolled(words)),
    ("$randomPhrase", Rolled(phrase)),
];

/// A noun that stands for a word of any kind.
pub(in crate::template) fn noun(dice: &mut Dice) -> &'static str {
    dice.one_of(NOUNS)
}

/// Without white space, so that words can be counted.
fn any_word(dice: &mut Dice) -> &'static str {
    let list = dice.one_of(&[NOUNS, VERBS, ADJECTIVES, ABBREVIATIONS]);
    dice.one_of(list)
}

fn word(dice: &mut Dice, out: &mut String) -> fmt::Result {
    out.write_str(any_word(dice))
}

/// Two to five.
fn words(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let more = dice.between(1, 4);
    out.push_str(any_word(dice));
    (0..more).try_for_each(|_| write!(out, " {}", any_word(dice)))
}

fn phrase(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let (verb, ing_verb) = (dice.one_of(VERBS), dice.one_of(ING_VERBS));
    let (noun, other) = (dice.one_of(NOUNS), dice.one_of(NOUNS));
    let (adjective, abbreviation) = (dice.one_of(ADJECTIVES), dice.one_of(ABBREVIATIONS));
    match dice.below(5) {
        0 => write!(
            out,
            "You can't {verb} the {noun} without {ing_verb} the {adjective} {abbreviation} {other}!"
        ),
        1 => write!(
            out,
            "Try to {verb} the {abbreviation} {noun}, maybe it will {verb} the {adjective} {other}!"
        ),
        2 => write!(out, "Use the {adjective} {abbreviation} {noun}, then you can {verb} the {other}!"),
        3 => write!(out, "I'll {verb} the {adjective} {abbreviation} {noun}, that should help the {other}!"),
        _ => write!(
            out,
            "Without {ing_verb} the {noun}, nobody can {verb} the {adjective} {abbreviation} {other}!"
        ),
    }
}

pub(super) const NOUNS: &[&str] = &[
    "alarm",
    "application",
    "array",
    "bandwidth",
    "bus",
    "cable",
    "capacitor",
    "card",
    "circuit",
    "driver",
    "feed",
    "firewall",
    "hard-drive",
    "index",
    "interface",
    "matrix",
    "microchip",
    "monitor",
    "panel",
    "pixel",
    "port",
    "program",
    "protocol",
    "router",
    "sensor",
    "server",
    "system",
    "transmitter",
];

const VERBS: &[&str] = &[
    "bypass",
    "calculate",
    "compress",
    "connect",
    "copy",
    "generate",
    "hack",
    "index",
    "input",
    "navigate",
    "override",
    "parse",
    "program",
    "quantify",
    "reboot",
    "synthesize",
    "transmit",
];

const ING_VERBS: &[&str] = &[
    "backing up",
    "bypassing",
    "calculating",
    "compressing",
    "connecting",
    "copying",
    "generating",
    "hacking",
    "indexing",
    "navigating",
    "overriding",
    "parsing",
    "programming",
    "quantifying",
    "rebooting",
    "synthesizing",
    "transmitting",
];

pub(super) const ADJECTIVES: &[&str] = &[
    "1080p",
    "auxiliary",
    "back-end",
    "bluetooth",
    "cross-platform",
    "digital",
    "haptic",
    "mobile",
    "multi-byte",
    "neural",
    "online",
    "open-source",
    "optical",
    "primary",
    "redundant",
    "sensory",
    "solid-state",
    "virtual",
    "wireless",
];
