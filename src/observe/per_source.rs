//! One of each for every source.

use super::{BySource, Source};

/// One of each for every source.
#[derive(Debug)]
pub(super) struct PerSource<T> {
    live: T,
    mock: T,
    fallback: T,
    none: T,
}

impl<T> PerSource<T> {
    pub(super) fn new(of: impl Fn(Source) -> T) -> Self {
        Self {
            live: of(Source::Live),
            mock: of(Source::Mock),
            fallback: of(Source::Fallback),
            none: of(Source::None),
        }
    }

    pub(super) fn by_source(&self, count: impl Fn(&T) -> u64) -> BySource {
        BySource {
            live: count(&self.live),
            mock: count(&self.mock),
            fallback: count(&self.fallback),
            none: count(&self.none),
        }
    }

    pub(super) fn each(&self) -> [(Source, &T); 4] {
        [Source::Live, Source::Mock, Source::Fallback, Source::None].map(|source| (source, self.get(source)))
    }

    pub(super) fn get(&self, source: Source) -> &T {
        match source {
            Source::Live => &self.live,
            Source::Mock => &self.mock,
            Source::Fallback => &self.fallback,
            Source::None => &self.none,
        }
    }
}
