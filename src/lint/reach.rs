//! Whether requests for a path get to a route.

use crate::config::HostPattern;
use crate::matching::Path;
use crate::reload::{Route, Serving};

/// Where a request for some method and path goes that a route might get.
pub(super) enum Reach<'s> {
    /// To that route.
    Reached,
    /// To this one, which is more specific.
    Taken(&'s Route),
    /// Nowhere near: the route's path or methods leave it out.
    Outside,
}

/// Where requests go that might be for this route.
pub(super) fn reach<'s>(serving: &'s Serving, route: &Route, method: &str, path: &Path) -> Reach<'s> {
    let sample = path.sample_below(&route.config.path).filter(|_| route.config.methods.take(method));
    let Some(sample) = sample else { return Reach::Outside };
    let found = serving.table.find(host(&route.config.host).as_deref(), &sample, method);
    match found.and_then(|at| serving.routes.get(at)) {
        Some(found) if found.name() == route.name() => Reach::Reached,
        Some(found) => Reach::Taken(found),
        None => Reach::Outside,
    }
}

/// A host that fits.
fn host(pattern: &HostPattern) -> Option<String> {
    match pattern {
        HostPattern::Any => None,
        HostPattern::Exact(host) => Some(host.clone()),
        HostPattern::Suffix(suffix) => Some(format!("any.{suffix}")),
    }
}
