//! Which routes reach what a private route is to keep: by a server or by a mock that both have.

use super::{Config, PathForm, Route, Upstream};

impl Config {
    /// Whether a route asks for a key in some mode: by itself, or because its mock is private.
    pub fn asks_for_key(&self, route: &Route) -> bool {
        let has_private_mock =
            || route.mock.as_ref().and_then(|mock| self.mocks.get(mock)).is_some_and(|mock| mock.private);
        route.private || has_private_mock()
    }

    /// In which form the upstream of a route gets paths: as its config says or, where that says nothing, normalised
    /// beside a private route.
    pub fn path_form(&self, route: &Route) -> PathForm {
        let said = self.upstream_of(route).and_then(|upstream| upstream.paths);
        said.unwrap_or(if self.is_beside_private(route) { PathForm::Normalised } else { PathForm::AsSent })
    }

    /// Whether the upstream of a route is also that of another one, and one of the two is private.
    pub fn is_beside_private(&self, route: &Route) -> bool {
        let is_beside = |other: &&Route| other.name != route.name && self.share_server(route, other);
        let mut others = self.routes.iter().filter(is_beside);
        others.any(|other| self.asks_for_key(route) || self.asks_for_key(other))
    }

    /// Whether two routes have a server in common, under one name of an upstream or two.
    pub fn share_server(&self, one: &Route, other: &Route) -> bool {
        let (Some(one), Some(other)) = (self.upstream_of(one), self.upstream_of(other)) else { return false };
        one.servers.iter().any(|server| other.servers.iter().any(|other| server.is_same_server(other)))
    }

    fn upstream_of(&self, route: &Route) -> Option<&Upstream> {
        route.upstream.as_ref().and_then(|name| self.upstreams.get(name))
    }
}
