//! The keys that the config knows, found by the key a client presents.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::lengths::Lengths;
use super::made;

/// The SHA-256 hash of a raw key, as the config stores it.
pub fn hash(raw: &[u8]) -> [u8; 32] {
    Sha256::digest(raw).into()
}

/// Which of the known keys; its number is its place in the list given to [`Keys::new`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyIndex(usize);

impl KeyIndex {
    /// The place in the list given to [`Keys::new`], counted from 0.
    pub fn number(self) -> usize {
        self.0
    }
}

/// Every key that the config knows.
#[derive(Default)]
pub struct Keys {
    known: Vec<Known>,
    /// Places in `known`, by the start of the hash.
    by_start: HashMap<Start, Vec<KeyIndex>>,
    lengths: Arc<Lengths>,
}

struct Known {
    name: Box<str>,
    hash: [u8; 32],
}

type Start = [u8; 8];

impl Keys {
    /// Takes names with the SHA-256 hashes of their keys. Of two with the same hash the first is found.
    pub fn new<N: AsRef<str>>(keys: &[(N, [u8; 32])]) -> Self {
        let mut all = Self::default();
        for (place, (name, hash)) in keys.iter().enumerate() {
            all.by_start.entry(start(hash)).or_default().push(KeyIndex(place));
            all.known.push(Known { name: name.as_ref().into(), hash: *hash });
        }
        all
    }

    /// With what was learned before of how long keys are.
    pub(super) fn with_lengths(self, lengths: Arc<Lengths>) -> Self {
        Self { lengths, ..self }
    }

    /// How long those are that were found.
    pub(super) fn lengths(&self) -> &Lengths {
        &self.lengths
    }

    /// The key that was presented, if it is known. How long this takes tells nothing about known keys.
    pub fn find(&self, raw: &[u8]) -> Option<KeyIndex> {
        let presented = hash(raw);
        // Finding the candidates may take more or less time, which is harmless: it depends on the
        // hash alone, and nobody can choose a key whose hash comes close to one they do not know.
        let candidates = self.by_start.get(&start(&presented))?;
        let found = candidates.iter().copied().find(|&candidate| self.has_hash(candidate, &presented))?;
        if !made::is_made(raw) {
            self.lengths.learn(raw.len());
        }
        Some(found)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The key's name in the config; empty for an index that other keys gave.
    pub fn name(&self, key: KeyIndex) -> &str {
        self.known.get(key.0).map_or("", |known| &known.name)
    }

    /// All names, in the order of their numbers.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.known.iter().map(|known| &*known.name)
    }

    fn has_hash(&self, key: KeyIndex, presented: &[u8; 32]) -> bool {
        self.known.get(key.0).is_some_and(|known| known.hash.ct_eq(presented).into())
    }
}

/// Names only: a hash is of no use to a reader, and some to an attacker.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

fn start(hash: &[u8; 32]) -> Start {
    hash.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEAM_KEY: &[u8] = b"team-key-of-the-test";

    fn keys() -> Keys {
        let mut same_start = hash(TEAM_KEY);
        same_start[31] ^= 1;
        Keys::new(&[
            ("close-to-team", same_start),
            ("team", hash(TEAM_KEY)),
            ("partner", hash(b"partner-key-of-the-test")),
            ("team-again", hash(TEAM_KEY)),
        ])
    }

    #[track_caller]
    fn check(row: &str, raw: &[u8], expected: Option<&str>) {
        let keys = keys();
        assert_eq!(keys.find(raw).map(|key| keys.name(key)), expected, "{row}");
    }

    #[test]
    fn a_key_is_found_by_its_hash() {
        check("known; the first of two with one hash", TEAM_KEY, Some("team"));
        check("another known one", b"partner-key-of-the-test", Some("partner"));
        check("unknown", b"guess", None);
        check("empty", b"", None);
        check("a part of a known one", &TEAM_KEY[..4], None);
        check("a known one with more behind", b"team-key-of-the-test ", None);
        check("the hash itself", &hash(TEAM_KEY), None);
        check("not text", &[0xff, 0, 0x80], None);
    }

    #[test]
    fn a_hash_is_sha_256() {
        let hex = |hash: [u8; 32]| hash.map(|byte| format!("{byte:02x}")).concat();
        assert_eq!(hex(hash(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn an_index_is_the_place_in_the_list() {
        let keys = keys();
        assert_eq!(keys.find(TEAM_KEY).map(KeyIndex::number), Some(1));
        assert_eq!(keys.names().collect::<Vec<_>>(), ["close-to-team", "team", "partner", "team-again"]);
        assert_eq!(keys.name(KeyIndex(9)), "");
    }

    #[test]
    fn nothing_but_names_is_printed() {
        assert_eq!(format!("{:?}", keys()), r#"["close-to-team", "team", "partner", "team-again"]"#);
    }

    #[test]
    fn without_keys_none_is_found() {
        assert_eq!(Keys::default().find(TEAM_KEY), None);
    }
}
