//! Whether a request is let in: private routes and mocks, and the terms of the key it carries.
//!
//! Decided before any other work is done on the request (matching.md, section 7). A key that is known is
//! held to its terms on every route, public ones too: who sends it asks as its holder.

use http::HeaderMap;
use http::request::Parts;

use super::visit::Visit;
use crate::access::{KeyIndex, Moment};
use crate::mock::Preflight;
use crate::reload::{Route, Serving};

/// What becomes of a request at the gate.
#[derive(Debug, Clone, Copy)]
pub enum Gate<'r> {
    /// It is let in.
    Open,
    /// It is a browser's question about a request that will carry a key, and is allowed (7.4).
    Allowed(Preflight<'r>),
    /// It is not let in.
    Refused(Denial),
}

/// Why a request is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// The route or mock is private, and the request carries no known key.
    NoKey,
    /// Its key has run out.
    Expired(Moment),
    /// Its key is for other routes.
    OtherRoutes,
}

/// What becomes of a request that belongs to `visit`.
pub fn gate<'r>(serving: &Serving, visit: &Visit, request: &'r Parts, now: Moment) -> Gate<'r> {
    let Some(route) = serving.routes.get(visit.route) else { return Gate::Open };
    let Some(denial) = denial(serving, route, visit, now) else { return Gate::Open };
    match Preflight::read(request.method.as_str(), &request.headers) {
        Some(preflight) => Gate::Allowed(preflight),
        None => Gate::Refused(denial),
    }
}

fn denial(serving: &Serving, route: &Route, visit: &Visit, now: Moment) -> Option<Denial> {
    let held_to = visit.held_to.and_then(|held_to| serving.routes.get(held_to));
    let Some(key) = visit.key else {
        let asks = held_to.is_some() || route.privacy.asks_for_key(visit.mode);
        return asks.then_some(Denial::NoKey);
    };
    if let Some(expiry) = serving.holders.get(key.number()).and_then(|holder| holder.expired(now)) {
        return Some(Denial::Expired(expiry));
    }
    let name = held_to.unwrap_or(route).name();
    let is_for_route = serving.config.keys.get(key.number()).is_some_and(|key| key.routes.include(name));
    (!is_for_route).then_some(Denial::OtherRoutes)
}

/// The key that a request carries, if it is known. Of several headers, the first with a known one counts.
pub fn known_key(serving: &Serving, headers: &HeaderMap) -> Option<KeyIndex> {
    if serving.keys.is_empty() {
        return None;
    }
    let presented = headers.get_all(&serving.config.server.key_header);
    presented.into_iter().find_map(|key| serving.keys.find(key.as_bytes()))
}
