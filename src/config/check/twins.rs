//! Routes that an earlier one leaves nothing to.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::raw::{Report, Spot};
use crate::config::{HostPattern, Invalid, Methods, Route};

/// What the routes so far take, by host and path.
#[derive(Default)]
pub(super) struct Twins {
    places: BTreeMap<(HostPattern, String), Vec<Earlier>>,
}

struct Earlier {
    name: Arc<str>,
    spot: Spot,
    methods: Methods,
}

impl Twins {
    /// Adds a route; reports it where earlier ones of the same host and path leave it nothing, or
    /// not a method that it names.
    ///
    /// A route for every method behind one for some is no twin: it takes the rest.
    pub(super) fn add(&mut self, route: &Route, spot: &Spot, report: &Report<'_>) {
        let place = self.places.entry((route.host.clone(), route.path.clone())).or_default();
        let takes_from = |earlier: &&Earlier| match (&earlier.methods, &route.methods) {
            (Methods::Any, _) => true,
            (Methods::Only(_), Methods::Any) => false,
            (taken, Methods::Only(methods)) => methods.iter().any(|method| taken.take(method)),
        };
        if let Some(earlier) = place.iter().find(takes_from) {
            report.error(spot, twin(route, earlier, report.line(&earlier.spot)));
        }
        let (name, methods) = (Arc::clone(&route.name), route.methods.clone());
        place.push(Earlier { name, spot: spot.clone(), methods });
    }
}

fn twin(route: &Route, earlier: &Earlier, line: usize) -> Invalid {
    let Earlier { name, methods, .. } = earlier;
    let advice = match (methods, &route.methods) {
        (Methods::Any, Methods::Only(_)) => format!("put route `{}` before it", route.name),
        _ => "change the host, path or methods of one of them, or remove one".to_owned(),
    };
    Invalid::new(format!(
        "route `{}` is left without requests by route `{name}` on line {line}: host `{}`, path `{}`, methods {methods}",
        route.name, route.host, route.path
    ))
    .hint(advice)
}
