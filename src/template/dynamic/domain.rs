//! Domains, e-mail addresses, user names.

use std::fmt::{self, Write};

use fake::locales::{Data, EN};

use super::internet::PROTOCOLS;
use super::names::{FIRST, LAST};
use super::table::Generator::{OneOf, Rolled};
use super::table::Row;
use crate::template::draw::Dice;

pub(super) const ROWS: &[Row] = &[
    ("$randomDomainName", Rolled(domain_name)),
    ("$randomDomainSuffix", OneOf(EN::INTERNET_DOMAIN_SUFFIX)),
    ("$randomDomainWord", Rolled(domain_word)),
    ("$randomEmail", Rolled(email)),
    ("$randomExampleEmail", Rolled(example_email)),
    ("$randomUserName", Rolled(user_name)),
    ("$randomUrl", Rolled(url)),
];

fn domain_word(dice: &mut Dice, out: &mut String) -> fmt::Result {
    letters(dice.one_of(FIRST)).try_for_each(|letter| out.write_char(letter.to_ascii_lowercase()))
}

fn domain_name(dice: &mut Dice, out: &mut String) -> fmt::Result {
    domain_word(dice, out)?;
    write!(out, ".{}", dice.one_of(EN::INTERNET_DOMAIN_SUFFIX))
}

fn url(dice: &mut Dice, out: &mut String) -> fmt::Result {
    write!(out, "{}://", dice.one_of(PROTOCOLS))?;
    domain_name(dice, out)
}

fn email(dice: &mut Dice, out: &mut String) -> fmt::Result {
    user_name(dice, out)?;
    write!(out, "@{}", dice.one_of(EN::INTERNET_FREE_EMAIL_PROVIDER))
}

fn example_email(dice: &mut Dice, out: &mut String) -> fmt::Result {
    user_name(dice, out)?;
    write!(out, "@example.{}", dice.one_of(&["com", "net", "org"]))
}

/// `Alia99`, `Jarrell.Gutkowski` or `Lottie_Smitham24`.
fn user_name(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let form = dice.below(3);
    out.extend(letters(dice.one_of(FIRST)));
    if form > 0 {
        out.push(dice.one_of(&['.', '_']));
        out.extend(letters(dice.one_of(LAST)));
    }
    if form == 1 { Ok(()) } else { write!(out, "{}", dice.below(100)) }
}

/// A name may have an apostrophe, which no address has.
fn letters(name: &'static str) -> impl Iterator<Item = char> {
    name.chars().filter(char::is_ascii_alphabetic)
}
