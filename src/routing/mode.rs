//! Whose word on a mode counts: the one place where the config and a person's toggles meet.
//!
//! 1. A toggle goes before the config.
//! 2. Of two toggles, one on the endpoint and one on its route, the later goes first: who mocks a whole
//!    route means everything on it, and who then picks an endpoint out means that.
//! 3. In the config, the endpoint goes before the route.

use crate::config::Mode;

/// A mode that a person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Toggled {
    /// Who is to answer.
    pub mode: Mode,
    /// The later a toggle was set, the greater.
    pub order: u64,
}

/// Everything that is said about the mode of one endpoint, or of a route's other requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// The route's mode in the config.
    pub route: Mode,
    /// The endpoint's mode in the config.
    pub endpoint: Option<Mode>,
    /// The toggle of the route.
    pub route_toggle: Option<Toggled>,
    /// The toggle of the endpoint.
    pub endpoint_toggle: Option<Toggled>,
}

/// A mode in force, and whose word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InForce {
    /// Who answers.
    pub mode: Mode,
    /// Who says so.
    pub said_by: SaidBy,
}

/// Whose word a mode is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaidBy {
    /// The config's, for the route.
    Route,
    /// The config's, for the endpoint.
    Endpoint,
    /// A toggle's of the route.
    RouteToggle,
    /// A toggle's of the endpoint.
    EndpointToggle,
}

impl SaidBy {
    /// As it is written in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::Endpoint => "endpoint",
            Self::RouteToggle => "route-toggle",
            Self::EndpointToggle => "endpoint-toggle",
        }
    }
}

impl Words {
    /// The mode in force.
    pub fn in_force(self) -> InForce {
        let endpoint = self.endpoint_toggle.map(|toggle| (toggle.order, toggle.mode, SaidBy::EndpointToggle));
        let route = self.route_toggle.map(|toggle| (toggle.order, toggle.mode, SaidBy::RouteToggle));
        let toggle = endpoint.into_iter().chain(route).max_by_key(|(order, ..)| *order);
        let (mode, said_by) = match (toggle, self.endpoint) {
            (Some((_, mode, said_by)), _) => (mode, said_by),
            (None, Some(mode)) => (mode, SaidBy::Endpoint),
            (None, None) => (self.route, SaidBy::Route),
        };
        InForce { mode, said_by }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Toggles by mode and order.
    #[track_caller]
    fn check(
        row: &str,
        endpoint: Option<Mode>,
        route_toggle: Option<(Mode, u64)>,
        endpoint_toggle: Option<(Mode, u64)>,
        expected: (Mode, SaidBy),
    ) {
        let toggled = |toggle: Option<(Mode, u64)>| toggle.map(|(mode, order)| Toggled { mode, order });
        let words = Words {
            route: Mode::Fallback,
            endpoint,
            route_toggle: toggled(route_toggle),
            endpoint_toggle: toggled(endpoint_toggle),
        };
        let in_force = words.in_force();
        assert_eq!((in_force.mode, in_force.said_by), expected, "{row}");
    }

    #[test]
    fn whose_word_counts() {
        use Mode::{Live, Mock, MockFirst};
        let fallback = Mode::Fallback;
        check("nobody says more", None, None, None, (fallback, SaidBy::Route));
        check("config of the endpoint", Some(Live), None, None, (Live, SaidBy::Endpoint));
        check("a toggled route", None, Some((Mock, 1)), None, (Mock, SaidBy::RouteToggle));
        check(
            "a toggled route takes all its endpoints along",
            Some(Live),
            Some((Mock, 1)),
            None,
            (Mock, SaidBy::RouteToggle),
        );
        check("a toggled endpoint", Some(Live), None, Some((Mock, 1)), (Mock, SaidBy::EndpointToggle));
        check(
            "then the endpoint",
            None,
            Some((Mock, 1)),
            Some((MockFirst, 2)),
            (MockFirst, SaidBy::EndpointToggle),
        );
        check("then the route", None, Some((Mock, 2)), Some((MockFirst, 1)), (Mock, SaidBy::RouteToggle));
    }
}
