//! Whether requests for a path get to a route.

use crate::matching::Path;
use crate::reload::{Route, Serving};
use crate::routing::{Asked, Owner, normal};

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
    let host = route.config.host.sample();
    let asked = Asked { host: host.as_deref(), sent: &sample, path: &normal(&sample), method };
    let Owner::Route(found) = serving.table.owner(&asked) else { return Reach::Outside };
    match serving.routes.get(found) {
        Some(found) if found.name() == route.name() => Reach::Reached,
        Some(found) => Reach::Taken(found),
        None => Reach::Outside,
    }
}
