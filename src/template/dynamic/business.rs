//! Companies and how they speak.

use std::fmt::{self, Write};

use fake::locales::{Data, EN};

use super::names::LAST;
use super::table::Generator::{OneOf, Rolled};
use super::table::Row;
use crate::template::draw::Dice;

pub(super) const ROWS: &[Row] = &[
    ("$randomCompanyName", Rolled(company)),
    ("$randomCompanySuffix", OneOf(EN::COMPANY_SUFFIX)),
    ("$randomBs", Rolled(business_speak)),
    ("$randomBsAdjective", OneOf(EN::COMPANY_BS_ADJ)),
    ("$randomBsBuzz", OneOf(EN::COMPANY_BS_VERBS)),
    ("$randomBsNoun", OneOf(EN::COMPANY_BS_NOUNS)),
    ("$randomCatchPhrase", Rolled(catch_phrase)),
    ("$randomCatchPhraseAdjective", OneOf(EN::COMPANY_BUZZWORD_HEAD)),
    ("$randomCatchPhraseDescriptor", OneOf(EN::COMPANY_BUZZWORD_MIDDLE)),
    ("$randomCatchPhraseNoun", OneOf(EN::COMPANY_BUZZWORD_TAIL)),
];

fn company(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let (form, founder) = (dice.below(3), dice.one_of(LAST));
    match form {
        0 => write!(out, "{founder} {}", dice.one_of(EN::COMPANY_SUFFIX)),
        1 => write!(out, "{founder} - {}", dice.one_of(LAST)),
        _ => write!(out, "{founder}, {} and {}", dice.one_of(LAST), dice.one_of(LAST)),
    }
}

/// In the order of Postman's example, `killer leverage schemas`.
fn business_speak(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let (adjective, buzz) = (dice.one_of(EN::COMPANY_BS_ADJ), dice.one_of(EN::COMPANY_BS_VERBS));
    write!(out, "{adjective} {buzz} {}", dice.one_of(EN::COMPANY_BS_NOUNS))
}

fn catch_phrase(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let (adjective, descriptor) =
        (dice.one_of(EN::COMPANY_BUZZWORD_HEAD), dice.one_of(EN::COMPANY_BUZZWORD_MIDDLE));
    write!(out, "{adjective} {descriptor} {}", dice.one_of(EN::COMPANY_BUZZWORD_TAIL))
}
