//! International bank account numbers (ISO 13616), 15 to 31 characters, with valid check digits.

use std::fmt;

use crate::template::draw::Dice;

/// A country and what its account numbers are made of: `A` a letter, `0` a digit, `X` either.
const COUNTRIES: &[(&str, &str)] = &[
    ("AT", "0000000000000000"),
    ("BE", "000000000000"),
    ("BR", "00000000000000000000000AX"),
    ("CH", "00000XXXXXXXXXXXX"),
    ("DE", "000000000000000000"),
    ("ES", "00000000000000000000"),
    ("FR", "0000000000XXXXXXXXXXX00"),
    ("GB", "AAAA00000000000000"),
    ("IT", "A0000000000XXXXXXXXXXXX"),
    ("MT", "AAAA00000XXXXXXXXXXXXXXXXXX"),
    ("MU", "AAAA0000000000000000000AAA"),
    ("NL", "AAAA0000000000"),
    ("NO", "00000000000"),
    ("SE", "00000000000000000000"),
    ("XK", "0000000000000000"),
];

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &[u8] = b"0123456789";
const BOTH: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

pub(super) fn write(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let (country, pattern) = dice.one_of(COUNTRIES);
    let mut account = String::with_capacity(pattern.len());
    for kind in pattern.bytes() {
        let alphabet = match kind {
            b'A' => LETTERS,
            b'0' => DIGITS,
            _ => BOTH,
        };
        dice.push(1, alphabet, &mut account)?;
    }
    // ISO 7064: with the country and 00 behind it, what is lacking to 98 modulo 97.
    let check = 98 - remainder(account.bytes().chain(country.bytes()).chain(*b"00"));
    fmt::Write::write_fmt(out, format_args!("{country}{check:02}{account}"))
}

/// Of a number in which letters count from 10 on, modulo 97.
pub(super) fn remainder(characters: impl Iterator<Item = u8>) -> u32 {
    characters.fold(0, |remainder, character| match char::from(character).to_digit(36) {
        Some(digit @ 0..10) => (remainder * 10 + digit) % 97,
        Some(letter) => (remainder * 100 + letter) % 97,
        None => remainder,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the standard's registry.
    #[test]
    fn known_numbers_leave_one() {
        for known in ["GB29NWBK60161331926819", "DE89370400440532013000", "MT84MALT011000012345MTLCAST001S"] {
            let (head, account) = known.split_at(4);
            assert_eq!(remainder(account.bytes().chain(head.bytes())), 1, "{known}");
        }
    }
}
