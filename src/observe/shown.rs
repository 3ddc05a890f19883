//! Our metrics in a registry of somebody else's, beside what it has.
//!
//! They stay in our own registry too. That of the process as such (`process_*`) is left out: who has a registry
//! has that already, or does not want it.

use std::fmt;

use prometheus::Registry;
use prometheus::core::{Collector, Desc};
use prometheus::proto::MetricFamily;

/// What all names of ours begin with.
const OURS: &str = "understudy_";

/// All of a registry's metrics that are ours, as one thing that another registry collects.
#[derive(Clone)]
pub(super) struct Shown {
    registry: Registry,
    /// One of them, which stands for all: no registry can have it twice.
    first: Desc,
}

impl Shown {
    pub(super) fn new(registry: Registry, first: Desc) -> Self {
        Self { registry, first }
    }
}

impl Collector for Shown {
    fn desc(&self) -> Vec<&Desc> {
        vec![&self.first]
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let families = self.registry.gather().into_iter();
        families.filter(|family| family.name().starts_with(OURS)).collect()
    }
}

/// Our metrics are shown in somebody else's registry for as long as this lives.
pub struct ShownIn {
    registry: Registry,
    shown: Shown,
}

impl ShownIn {
    pub(super) fn new(registry: &Registry, shown: Shown) -> Result<Self, prometheus::Error> {
        registry.register(Box::new(shown.clone()))?;
        Ok(Self { registry: registry.clone(), shown })
    }
}

impl Drop for ShownIn {
    fn drop(&mut self) {
        // Who took them out before has done what is wanted.
        let _ = self.registry.unregister(Box::new(self.shown.clone()));
    }
}

impl fmt::Debug for ShownIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownIn")
    }
}
