//! Accounts and money.

use std::fmt::{self, Write};

use fake::locales::{Data, EN};

use super::iban;
use super::place::COUNTRY_CODES;
use super::table::Generator::{OneOf, Rolled};
use super::table::Row;
use crate::template::draw::Dice;

pub(super) const ROWS: &[Row] = &[
    ("$randomBankAccount", Rolled(account)),
    ("$randomBankAccountName", OneOf(ACCOUNTS)),
    ("$randomCreditCardMask", Rolled(card_mask)),
    ("$randomBankAccountBic", Rolled(bic)),
    ("$randomBankAccountIban", Rolled(iban::write)),
    ("$randomTransactionType", OneOf(&["deposit", "invoice", "payment", "withdrawal"])),
    ("$randomCurrencyCode", OneOf(EN::CURRENCY_CODE)),
    ("$randomCurrencyName", OneOf(EN::CURRENCY_NAME)),
    ("$randomCurrencySymbol", OneOf(EN::CURRENCY_SYMBOL)),
    ("$randomBitcoin", Rolled(bitcoin)),
];

fn account(dice: &mut Dice, out: &mut String) -> fmt::Result {
    write!(out, "{:08}", dice.below(100_000_000))
}

fn card_mask(dice: &mut Dice, out: &mut String) -> fmt::Result {
    write!(out, "{:04}", dice.below(10_000))
}

/// Bank, country, location (ISO 9362), without a branch.
fn bic(dice: &mut Dice, out: &mut String) -> fmt::Result {
    dice.push(4, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", out)?;
    out.write_str(dice.one_of(COUNTRY_CODES))?;
    dice.push(2, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ23456789", out)
}

/// The form of an address, not one that money could go to.
fn bitcoin(dice: &mut Dice, out: &mut String) -> fmt::Result {
    dice.push(1, b"13", out)?;
    let length = dice.between(25, 33);
    dice.push(length, b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", out)
}

const ACCOUNTS: &[&str] = &[
    "Auto Loan Account",
    "Checking Account",
    "Credit Card Account",
    "Home Loan Account",
    "Investment Account",
    "Money Market Account",
    "Personal Loan Account",
    "Savings Account",
];
