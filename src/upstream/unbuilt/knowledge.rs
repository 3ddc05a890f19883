//! What was learned of one upstream. Reading it takes no lock.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use arc_swap::{ArcSwap, ArcSwapOption};
use hashbrown::HashSet;
use http::HeaderValue;
use pingora::connectors::http::Connector;

use super::probe::probe;
use super::shape::Shape;
use crate::upstream::Upstream;

/// How long no probe is tried after one that failed.
const PAUSE: Duration = Duration::from_secs(10);

/// What is asked for below a prefix: frameworks may differ from prefix to prefix, and answer browsers in HTML.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Asked {
    /// A route's path, as the upstream sees it, so that there are as many as the config has.
    pub(crate) prefix: String,
    /// Whether HTML is accepted.
    pub(crate) html: bool,
}

/// What was learned from asking for what cannot exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Learned {
    /// A 404 of this type and shape.
    NotFound {
        /// The whole `content-type`; none where there was none.
        content_type: Option<HeaderValue>,
        /// Of the body.
        shape: Shape,
    },
    /// Something else, or never the same twice: nothing can be told by it.
    Nothing,
}

/// What was learned of an upstream.
#[derive(Default)]
pub(crate) struct Unbuilt {
    learned: ArcSwap<HashMap<Asked, Arc<Learned>>>,
    /// The endpoints that have answered for themselves.
    built: ArcSwap<HashSet<Arc<str>>>,
    is_indistinct: AtomicBool,
    is_probing: AtomicBool,
    /// When it did not answer a probe.
    failed: ArcSwapOption<Instant>,
    connector: OnceLock<Connector>,
}

impl Unbuilt {
    /// What was learned, learning it if need be; none where it could not be, or another request is at it.
    pub(crate) async fn learned(
        &self,
        upstream: &Upstream,
        asked: Asked,
        host: Option<&HeaderValue>,
    ) -> Option<Arc<Learned>> {
        if let Some(learned) = self.learned.load().get(&asked) {
            return Some(Arc::clone(learned));
        }
        let failed = self.failed.load();
        if failed.as_ref().is_some_and(|failed| failed.elapsed() < PAUSE) {
            return None;
        }
        let _turn = Turn::take(&self.is_probing)?;
        let connector = self.connector.get_or_init(|| Connector::new(None));
        let learned = match probe(connector, upstream, &asked, host).await {
            Ok(learned) => Arc::new(learned),
            Err(error) => {
                tracing::debug!(%error, upstream = upstream.name(), "Its answer for unknown paths was not learned");
                self.failed.store(Some(Arc::new(Instant::now())));
                return None;
            }
        };
        self.learned.rcu(|known| {
            let mut known = HashMap::clone(known);
            known.insert(asked.clone(), Arc::clone(&learned));
            known
        });
        Some(learned)
    }

    /// The upstream was gone; who knows what comes back.
    pub(crate) fn forget(&self) {
        self.failed.store(None);
        if !self.learned.load().is_empty() {
            self.learned.store(Arc::default());
            self.is_indistinct.store(false, Ordering::Relaxed);
        }
    }

    /// Whether this endpoint has answered for itself.
    pub(crate) fn is_built(&self, endpoint: &str) -> bool {
        self.built.load().contains(endpoint)
    }

    /// This endpoint has answered for itself.
    pub(crate) fn built(&self, endpoint: &Arc<str>) {
        if !self.is_built(endpoint) {
            self.built.rcu(|built| {
                let mut built = HashSet::clone(built);
                built.insert(Arc::clone(endpoint));
                built
            });
        }
    }

    /// An endpoint that is built has answered as for what cannot exist.
    pub(crate) fn confuse(&self) {
        self.is_indistinct.store(true, Ordering::Relaxed);
    }

    /// Whether what is unknown and what is missing cannot be told apart.
    pub(crate) fn is_indistinct(&self) -> bool {
        self.is_indistinct.load(Ordering::Relaxed)
    }

    /// Whether anything was learned.
    pub(crate) fn has_learned(&self) -> bool {
        self.learned.load().values().any(|learned| **learned != Learned::Nothing)
    }
}

impl std::fmt::Debug for Unbuilt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unbuilt").field("learned", &self.learned).finish_non_exhaustive()
    }
}

/// One request probes at a time; the others do not wait for it.
struct Turn<'u>(&'u AtomicBool);

impl<'u> Turn<'u> {
    fn take(is_taken: &'u AtomicBool) -> Option<Self> {
        (!is_taken.swap(true, Ordering::Acquire)).then_some(Self(is_taken))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}
