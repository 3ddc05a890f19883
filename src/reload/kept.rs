//! What one load leaves for the next one: entries that a load does not ask for are forgotten.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

/// Entries by name, each refreshed at most once a load.
#[derive(Debug)]
pub(super) struct Kept<K, V> {
    now: HashMap<K, V>,
    last: HashMap<K, V>,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self { now: HashMap::new(), last: HashMap::new() }
    }
}

impl<K: Eq + Hash, V: Default> Kept<K, V> {
    /// Begins a load.
    pub(super) fn begin(&mut self) {
        self.last = std::mem::take(&mut self.now);
    }

    /// Ends a load: what was not asked for goes.
    pub(super) fn end(&mut self) {
        self.last = HashMap::new();
    }

    /// The entry, after `refresh` if this load asks for it for the first time.
    pub(super) fn get(&mut self, key: K, refresh: impl FnOnce(&mut V)) -> &V {
        match self.now.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let mut value = self.last.remove(entry.key()).unwrap_or_default();
                refresh(&mut value);
                entry.insert(value)
            }
        }
    }

    /// Whether there is such an entry, in this load or the last one.
    pub(super) fn has(&self, key: &K) -> bool {
        self.now.contains_key(key) || self.last.contains_key(key)
    }

    /// The names of what the last load asked for.
    pub(super) fn keys(&self) -> impl Iterator<Item = &K> {
        self.now.keys()
    }

    /// What the last load asked for.
    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.now.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refreshed_once_a_load_and_forgotten_when_not_asked_for() {
        let mut kept = Kept::<&str, u32>::default();
        let mut load = |names: &[&'static str]| {
            kept.begin();
            let counts: Vec<_> = names.iter().map(|name| *kept.get(name, |count| *count += 1)).collect();
            kept.end();
            counts
        };
        assert_eq!(load(&["a", "a", "b"]), [1, 1, 1]);
        assert_eq!(load(&["a"]), [2]);
        assert_eq!(load(&["b", "a"]), [1, 3], "`b` was forgotten");
    }
}
