//! The headers of answers, each block kept once where several answers have it: a map of three headers takes ten
//! times what they say.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashTable};
use http::HeaderMap;

/// The blocks of the answers prepared so far. Needed while they are prepared, and not later.
#[derive(Debug, Default)]
pub(super) struct HeaderBlocks {
    known: HashTable<Arc<HeaderMap>>,
    hasher: DefaultHashBuilder,
}

impl HeaderBlocks {
    /// These headers, with no more room than they need. Equal are those that are sent as the same lines in the same
    /// order.
    pub(super) fn share(&mut self, headers: &HeaderMap) -> Arc<HeaderMap> {
        let is_same = |known: &Arc<HeaderMap>| known.iter().eq(headers);
        let hasher = &self.hasher;
        let rehash = |known: &Arc<HeaderMap>| hash(hasher, known);
        let entry = self.known.entry(hash(hasher, headers), is_same, rehash);
        Arc::clone(entry.or_insert_with(|| Arc::new(headers.clone())).get())
    }
}

fn hash(hasher: &DefaultHashBuilder, headers: &HeaderMap) -> u64 {
    let mut hasher = hasher.build_hasher();
    headers.iter().for_each(|line| line.hash(&mut hasher));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let line = |(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
        let mut headers = HeaderMap::with_capacity(50);
        lines.iter().copied().map(line).for_each(|(name, value)| {
            headers.append(name, value);
        });
        headers
    }

    #[track_caller]
    fn check(
        row: &str,
        one: &[(&'static str, &'static str)],
        other: &[(&'static str, &'static str)],
        same: bool,
    ) {
        let mut blocks = HeaderBlocks::default();
        let [first, second] = [one, other].map(|lines| blocks.share(&headers(lines)));
        assert_eq!(Arc::ptr_eq(&first, &second), same, "{row}");
        assert!(second.iter().eq(&headers(other)), "{row}");
    }

    #[test]
    fn kept_once_where_they_are_sent_the_same() {
        check("nothing", &[], &[], true);
        check("equal", &[("a", "1"), ("b", "2")], &[("a", "1"), ("b", "2")], true);
        check("another value", &[("a", "1")], &[("a", "2")], false);
        check("another order", &[("a", "1"), ("b", "2")], &[("b", "2"), ("a", "1")], false);
        check("one name twice", &[("a", "1"), ("a", "2")], &[("a", "1"), ("a", "2")], true);
        check("one more", &[("a", "1")], &[("a", "1"), ("a", "2")], false);
    }
}
