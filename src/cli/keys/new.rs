//! `understudy keys new`: a random key, printed once, and the lines by which it is known.

use super::Done;
use super::hash::hash_line;
use crate::access::made::{LENGTH, PREFIX};
use crate::cli::args::NewKeyArgs;
use crate::cli::exit::Exit;
use crate::config::Key;
use crate::diagnostic::Diagnostic;

/// Letters and digits alone: a key is selected whole by a double click, and needs no quoting anywhere.
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

pub(super) fn new(args: &NewKeyArgs) -> Done {
    let name = Key::checked_name(&args.name)
        .map_err(|invalid| (Exit::Usage, Diagnostic::from(invalid).at_item("NAME")))?;
    let key = random_key().map_err(|problem| (Exit::Problem, problem))?;
    let limits = [("monthly_limit", args.monthly_limit), ("rate_limit", args.rate_limit)];
    let limits: String =
        limits.iter().filter_map(|(name, limit)| Some(format!("{name} = {}\n", (*limit)?))).collect();
    Ok(format!(
        "The key, which is shown only now:\n\n{key}\n\nThe lines for the config:\n\n\
         [[keys]]\nname = \"{name}\"\n{}{limits}",
        hash_line(key.as_bytes())
    ))
}

/// A key out of the system's random numbers.
fn random_key() -> Result<String, Diagnostic> {
    let mut key = PREFIX.to_owned();
    let mut bytes = [0; 2 * LENGTH];
    while key.len() < LENGTH {
        getrandom::fill(&mut bytes)
            .map_err(|error| Diagnostic::error(format!("the system gives no random numbers: {error}")))?;
        let missing = LENGTH - key.len();
        key.extend(bytes.iter().filter_map(|byte| character(*byte)).take(missing));
    }
    Ok(key)
}

/// The character for a random byte; none for the few that would make some characters likelier than others.
fn character(byte: u8) -> Option<char> {
    const EVEN: usize = 256 - 256 % ALPHABET.len();
    let byte = usize::from(byte);
    (byte < EVEN).then(|| ALPHABET.get(byte % ALPHABET.len()).copied().map(char::from)).flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::access::made::RANDOM;

    #[test]
    fn keys_are_long_prefixed_and_all_different() {
        let keys: std::collections::BTreeSet<_> = (0..100).map(|_| random_key().unwrap()).collect();
        assert_eq!(keys.len(), 100);
        for key in keys {
            let random = key.strip_prefix("usk_").unwrap();
            assert!(
                random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric()),
                "{key}"
            );
        }
        let bits = ALPHABET.len().ilog2() as usize * RANDOM;
        assert!(bits >= 192, "{bits}");
    }

    #[test]
    fn every_character_is_as_likely() {
        let mut counts = BTreeMap::new();
        for character in (0..=u8::MAX).filter_map(character) {
            *counts.entry(character).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 62);
        assert!(counts.values().all(|count| *count == 4), "{counts:?}");
    }
}
