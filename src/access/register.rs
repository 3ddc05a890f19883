//! Which key is which, whatever it is called: one that is renamed keeps what was counted.
//!
//! A key's calls are stored under its first name, for good. So no count moves when it gets another, and processes
//! that share a store need not learn of it at the same moment.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use data_encoding::HEXLOWER_PERMISSIVE;

/// The SHA-256 hash of a key.
pub(super) type Hash = [u8; 32];

/// A key of the config: its name, and its hash.
pub(super) type Named = (Arc<str>, Hash);

/// Every key that was ever seen, by its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Register {
    keys: BTreeMap<Arc<str>, Known>,
}

/// What is known of a key, printed as `<hash> team`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    hash: Hash,
    /// The name that its calls are stored under.
    stored_as: Arc<str>,
}

/// The names that keys had, with those that they have now.
pub(super) type Renamed = HashMap<Arc<str>, Arc<str>>;

impl Register {
    /// Takes in the keys of a config. A key is known by its hash, whatever it is called now; one with a new hash is the
    /// successor of the one that had its name, unless that one has another name now.
    pub(super) fn admit(&mut self, keys: &[Named]) -> Renamed {
        let there: HashSet<Hash> = keys.iter().map(|(_, hash)| *hash).collect();
        let mut taken: HashSet<Arc<str>> =
            self.keys.values().map(|known| Arc::clone(&known.stored_as)).collect();
        let mut known = self.by_hash(keys);
        let mut renamed = Renamed::new();
        let mut admitted = BTreeMap::new();
        for (name, hash) in keys {
            let predecessor = || self.keys.get(name).filter(|known| !there.contains(&known.hash));
            let stored_as = if let Some(before) = known.remove(hash) {
                if before != *name {
                    renamed.insert(Arc::clone(&before), Arc::clone(name));
                }
                self.stored_as(&before)
            } else if let Some(predecessor) = predecessor() {
                Arc::clone(&predecessor.stored_as)
            } else {
                free_name(name, &taken)
            };
            taken.insert(Arc::clone(&stored_as));
            admitted.insert(Arc::clone(name), Known { hash: *hash, stored_as });
        }
        self.keys.retain(|name, _| !renamed.contains_key(name));
        self.keys.extend(admitted);
        renamed
    }

    /// The name that each key had, by its hash: that of the config, where it had several.
    fn by_hash(&self, keys: &[Named]) -> HashMap<Hash, Arc<str>> {
        let all = self.keys.iter().map(|(name, known)| (known.hash, Arc::clone(name)));
        let mut by_hash: HashMap<_, _> = all.collect();
        for (name, hash) in keys {
            if self.keys.get(name).is_some_and(|known| known.hash == *hash) {
                by_hash.insert(*hash, Arc::clone(name));
            }
        }
        by_hash
    }

    /// The name that the calls of the key with this name are stored under.
    pub(super) fn stored_as(&self, name: &Arc<str>) -> Arc<str> {
        Arc::clone(self.keys.get(name).map_or(name, |known| &known.stored_as))
    }

    /// The names of keys by those that their calls are stored under.
    pub(super) fn names(&self) -> Names<'_> {
        let by_stored = self.keys.iter().map(|(name, known)| (&*known.stored_as, name)).collect();
        Names { register: self, by_stored }
    }

    /// Every key, as it is stored.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&str, String)> {
        self.keys.iter().map(|(name, known)| (&**name, known.to_string()))
    }

    /// What was stored. What a later version may have written beside is left out.
    pub(super) fn of_rows<N: AsRef<str>, K: AsRef<str>>(rows: impl IntoIterator<Item = (N, K)>) -> Self {
        let rows = rows.into_iter();
        let known =
            rows.filter_map(|(name, known)| Some((name.as_ref().into(), known.as_ref().parse().ok()?)));
        Self { keys: known.collect() }
    }
}

/// The names of keys by those that their calls are stored under.
pub(super) struct Names<'r> {
    register: &'r Register,
    by_stored: HashMap<&'r str, &'r Arc<str>>,
}

impl Names<'_> {
    /// The name of the key whose calls are stored as this. What is of no known key keeps its name, unless a key has
    /// it whose calls are stored under another: then it is nobody's.
    pub(super) fn name(&self, stored_as: &Arc<str>) -> Option<Arc<str>> {
        match self.by_stored.get(&**stored_as) {
            Some(name) => Some(Arc::clone(name)),
            None if self.register.keys.contains_key(stored_as) => None,
            None => Some(Arc::clone(stored_as)),
        }
    }
}

/// The name, or one that no key can have where the calls of another are stored under that.
fn free_name(name: &Arc<str>, taken: &HashSet<Arc<str>>) -> Arc<str> {
    let others = (1..).map(|number| Arc::from(format!("{name}~{number}")));
    let mut all = std::iter::once(Arc::clone(name)).chain(others);
    all.find(|candidate| !taken.contains(candidate)).unwrap_or_else(|| Arc::clone(name))
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", HEXLOWER_PERMISSIVE.encode(&self.hash), self.stored_as)
    }
}

/// Not what is known of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotKnown;

impl FromStr for Known {
    type Err = NotKnown;

    fn from_str(text: &str) -> Result<Self, NotKnown> {
        let (hash, stored_as) = text.split_once(' ').ok_or(NotKnown)?;
        let hash = HEXLOWER_PERMISSIVE.decode(hash.as_bytes()).map_err(|_| NotKnown)?;
        let hash = hash.try_into().map_err(|_| NotKnown)?;
        if stored_as.is_empty() || stored_as.contains('/') {
            return Err(NotKnown);
        }
        Ok(Self { hash, stored_as: stored_as.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Configs one after the other, each as `name:key ...`: every name with what its calls are stored under at the
    /// end.
    #[track_caller]
    fn check(row: &str, configs: &[&str], expected: &str) {
        let mut register = Register::default();
        for config in configs {
            let keys = config.split_whitespace().map(|key| {
                let (name, key) = key.split_once(':').unwrap();
                (Arc::from(name), crate::access::hash(key.as_bytes()))
            });
            register.admit(&keys.collect::<Vec<_>>());
            let again = Register::of_rows(register.rows());
            assert_eq!(again, register, "{row}: stored and read");
            let names = register.names();
            for name in register.keys.keys() {
                assert_eq!(
                    names.name(&register.stored_as(name)).as_ref(),
                    Some(name),
                    "{row}: there and back"
                );
            }
        }
        let told: Vec<_> =
            register.keys.iter().map(|(name, known)| format!("{name}={}", known.stored_as)).collect();
        assert_eq!(told.join(" "), expected, "{row}");
    }

    #[test]
    fn calls_stay_under_the_first_name_of_a_key() {
        check("as it was", &["a:1 b:2", "a:1 b:2"], "a=a b=b");
        check("renamed", &["a:1", "b:1"], "b=a");
        check("renamed twice", &["a:1", "b:1", "c:1"], "c=a");
        check("and back", &["a:1", "b:1", "a:1"], "a=a");
        check("after some time without it", &["a:1 c:3", "c:3", "b:1 c:3"], "b=a c=c");
        check("another key of the same name", &["a:1", "a:2"], "a=a");
        check("another name and another key", &["a:1", "b:2"], "a=a b=b");
        check("the old name has another key", &["a:1", "a:2 b:1"], "a=a~1 b=a");
        check("then the old name goes", &["a:1", "a:2 b:1", "b:1"], "a=a~1 b=a");
        check("the old name comes back later", &["a:1", "b:1", "b:1 a:2"], "a=a~1 b=a");
        check("and is renamed in turn", &["a:1", "b:1", "b:1 a:2", "b:1 c:2"], "b=a c=a~1");
        check("names are exchanged", &["a:1 b:2", "a:2 b:1"], "a=b b=a");
        check("each has the name of the next", &["a:1 b:2", "b:1 c:2"], "b=a c=b");
        check("a name that another key had", &["a:1 b:2", "b:1"], "b=a");
        check("and that one comes back", &["a:1 b:2", "b:1", "b:1 c:2"], "b=a c=c");
        check("all are renamed", &["a:1 b:2", "c:2 d:1"], "c=b d=a");
    }

    #[test]
    fn what_is_of_no_known_key_keeps_its_name() {
        let mut register = Register::default();
        register.admit(&[("a".into(), [1; 32])]);
        register.admit(&[("b".into(), [1; 32])]);
        let names = register.names();
        for (stored, expected) in
            [("a", Some("b")), ("none", Some("none")), ("gone", Some("gone")), ("b", None)]
        {
            assert_eq!(names.name(&stored.into()).as_deref(), expected, "{stored}");
        }
        assert_eq!(&*register.stored_as(&"none".into()), "none");
    }

    #[test]
    fn what_is_no_row_is_left_out() {
        let hash = "00".repeat(32);
        let rows =
            [String::new(), "a".to_owned(), "xy a".to_owned(), format!("{hash} "), format!("{hash} a/b")];
        assert_eq!(Register::of_rows(rows.iter().map(|row| ("a", row))), Register::default());
        assert_ne!(Register::of_rows([("a", format!("{hash} a"))]), Register::default());
    }
}
