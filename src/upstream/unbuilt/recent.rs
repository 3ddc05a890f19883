//! The looks of the last answers: clients ask for the same things again and again, and are answered the same.

use std::hash::BuildHasher;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use hashbrown::DefaultHashBuilder;

use super::looks::{Asked, Look, Seen};

/// How many answers are kept; a later one takes the place of an earlier one.
const SLOTS: usize = 64;

/// A longer answer is not kept, in bytes.
const LONGEST: usize = 8 * 1024;

/// Looks, each beside all that it depends on.
#[derive(Debug)]
pub(crate) struct RecentLooks {
    slots: [ArcSwapOption<Recent>; SLOTS],
    hashing: DefaultHashBuilder,
}

#[derive(Debug)]
struct Recent {
    seen: Seen,
    path: String,
    query: Option<String>,
    probe: Option<String>,
    look: Arc<Look>,
}

impl Default for RecentLooks {
    fn default() -> Self {
        Self {
            slots: [const { ArcSwapOption::const_empty() }; SLOTS],
            hashing: DefaultHashBuilder::default(),
        }
    }
}

impl RecentLooks {
    /// As [`Look::of`].
    pub(crate) fn of(&self, seen: &Seen, asked: Asked<'_>) -> Arc<Look> {
        let slot = self.slot(asked.path);
        if let Some(recent) =
            slot.and_then(|slot| slot.load().clone()).filter(|recent| recent.is_of(seen, asked))
        {
            return Arc::clone(&recent.look);
        }
        let look = Arc::new(Look::of(seen, asked));
        if let Some(slot) = slot.filter(|_| seen.body.len() <= LONGEST) {
            slot.store(Some(Arc::new(Recent::new(seen, asked, &look))));
        }
        look
    }

    fn slot(&self, path: &str) -> Option<&ArcSwapOption<Recent>> {
        let number = usize::try_from(self.hashing.hash_one(path) % SLOTS as u64).ok()?;
        self.slots.get(number)
    }
}

impl Recent {
    fn new(seen: &Seen, asked: Asked<'_>, look: &Arc<Look>) -> Self {
        Self {
            seen: seen.clone(),
            path: asked.path.to_owned(),
            query: asked.query.map(str::to_owned),
            probe: asked.probe.map(str::to_owned),
            look: Arc::clone(look),
        }
    }

    fn is_of(&self, seen: &Seen, asked: Asked<'_>) -> bool {
        self.path == asked.path
            && self.query.as_deref() == asked.query
            && self.probe.as_deref() == asked.probe
            && self.seen == *seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(body: &str) -> Seen {
        Seen { status: 404, content_type: "text/html".to_owned(), body: body.into(), ..Seen::default() }
    }

    #[test]
    fn a_look_is_the_same_again_and_another_where_anything_is_another() {
        let recent = RecentLooks::default();
        let asked = |path| Asked { path, query: None, probe: None };
        let long = "a ".repeat(LONGEST);
        let rows = [
            ("first", seen("Cannot GET /a"), asked("/a")),
            ("again", seen("Cannot GET /a"), asked("/a")),
            ("another body", seen("Cannot GET /b"), asked("/a")),
            ("another path", seen("Cannot GET /b"), asked("/b")),
            ("another status", Seen { status: 200, ..seen("Cannot GET /b") }, asked("/b")),
            ("a query", seen("no x=1"), Asked { query: Some("x=1"), ..asked("/b") }),
            ("without the query", seen("no x=1"), asked("/b")),
            ("a probe", seen("no it"), Asked { probe: Some("it"), ..asked("/b") }),
            ("without the probe", seen("no it"), asked("/b")),
            ("long", seen(&long), asked("/long")),
            ("long again", seen(&long), asked("/long")),
        ];
        for (row, seen, asked) in rows {
            assert_eq!(*recent.of(&seen, asked), Look::of(&seen, asked), "{row}");
        }
    }

    #[test]
    fn what_came_before_is_kept() {
        let recent = RecentLooks::default();
        let asked = Asked { path: "/a", query: None, probe: None };
        let first = recent.of(&seen("Cannot GET /a"), asked);
        assert!(Arc::ptr_eq(&first, &recent.of(&seen("Cannot GET /a"), asked)));
    }
}
