//! A config put together by a program: held to what the rest of Understudy relies on, as one from a file is.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::scalar::NAME;
use super::{Checked, Config, Invalid, Mock, Places, Route, Target, Upstream};
use crate::diagnostic::Diagnostic;

impl Upstream {
    /// A backend at this URL, with everything else as by default.
    ///
    /// # Errors
    /// It is not the URL of an upstream, such as `http://127.0.0.1:3000`.
    pub fn parse(name: &str, url: &str) -> Result<Self, Invalid> {
        Ok(Self::at(name.into(), vec![url.parse()?]))
    }
}

impl Config {
    /// With this upstream, in the place of one with its name.
    #[must_use]
    pub fn with_upstream(mut self, upstream: Upstream) -> Self {
        self.upstreams.insert(Arc::clone(&upstream.name), upstream);
        self
    }

    /// With this mock, in the place of one with its name.
    #[must_use]
    pub fn with_mock(mut self, mock: Mock) -> Self {
        self.mocks.insert(Arc::clone(&mock.name), mock);
        self
    }

    /// With this route behind the others.
    #[must_use]
    pub fn with_route(mut self, route: Route) -> Self {
        self.routes.push(route);
        self
    }

    /// Checks what a file is checked for while it is read.
    ///
    /// # Errors
    /// Every name that is unknown, given twice or cannot be one, and every mode that lacks what it needs.
    pub fn check(self) -> Result<Checked, Vec<Diagnostic>> {
        let named = self.routes.iter().flat_map(|route| self.faults(route));
        let problems: Vec<_> =
            self.wrong_names().chain(self.amiss()).chain(named).map(Diagnostic::from).collect();
        if problems.is_empty() {
            Ok(Checked { config: self, warnings: Vec::new(), places: Places::default() })
        } else {
            Err(problems)
        }
    }

    fn wrong_names(&self) -> impl Iterator<Item = Invalid> {
        let keys = repeated("key", self.keys.iter().map(|key| &key.name));
        let routes = repeated("route", self.routes.iter().map(|route| &route.name));
        let names = self.routes.iter().map(|route| &route.name).chain(self.keys.iter().map(|key| &key.name));
        let names = names.chain(self.upstreams.keys()).chain(self.mocks.keys());
        keys.into_iter().chain(routes).chain(names.filter_map(|name| (NAME.parse)(name).err()))
    }

    /// What is wrong with upstreams.
    fn amiss(&self) -> impl Iterator<Item = Invalid> {
        self.upstreams.values().flat_map(|upstream| {
            let nowhere = upstream.servers.is_empty().then_some(("it has no server", "give it at least one"));
            let is_restless = upstream.health.as_ref().is_some_and(|health| health.interval.is_zero());
            let restless = is_restless.then_some(("its health check never rests", "give it an interval"));
            let told =
                |(what, hint)| Invalid::new(format!("upstream `{}`: {what}", upstream.name)).hint(hint);
            [nowhere, restless].into_iter().flatten().map(told).collect::<Vec<_>>()
        })
    }

    /// What is wrong with a route.
    fn faults(&self, route: &Route) -> Vec<Invalid> {
        let name = &route.name;
        let is_known = |target, known: &Arc<str>| match target {
            Target::Upstream => self.upstreams.contains_key(known),
            Target::Mock => self.mocks.contains_key(known),
        };
        let targets = [Target::Upstream, Target::Mock].into_iter();
        let named = targets.filter_map(|target| Some((target, route.target(target)?)));
        let unknown = named.filter(|(target, known)| !is_known(*target, known)).map(|(target, known)| {
            Invalid::new(format!("route `{name}`: there is no {target} `{known}`"))
                .hint("add it to the config")
        });
        let modes = route.endpoints.iter().map(|endpoint| endpoint.mode).chain([route.mode]);
        let lacking = modes.filter_map(|mode| Some((mode, route.lacks(mode)?))).map(|(mode, target)| {
            Invalid::new(format!("route `{name}`: mode `{mode}` needs `{target}`, which the route lacks"))
                .hint("name one, or use another mode")
        });
        unknown.chain(lacking).collect()
    }
}

/// A problem for each name that is there again.
fn repeated<'n>(what: &str, names: impl Iterator<Item = &'n Arc<str>>) -> Vec<Invalid> {
    let mut known = BTreeSet::new();
    let again = names.filter(|name| !known.insert(Arc::clone(name)));
    again
        .map(|name| Invalid::new(format!("a second {what} `{name}`")).hint("give each a name of its own"))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::config::{Health, Key, Mode};

    /// A config with an upstream and a mock.
    fn shop() -> Config {
        let upstream = Upstream::parse("shop", "http://127.0.0.1:3000").unwrap();
        Config::default().with_upstream(upstream).with_mock(Mock::of("shop", ["shop.json"]))
    }

    fn route(name: &str, upstream: Option<&str>, mock: Option<&str>, mode: Mode) -> Route {
        Route { upstream: upstream.map(Arc::from), mock: mock.map(Arc::from), mode, ..Route::of(name) }
    }

    #[track_caller]
    fn check(row: &str, config: Config, expected: &[&str]) {
        let problems = config.check().err().unwrap_or_default();
        let told: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(told, expected, "{row}");
    }

    #[test]
    fn values_are_held_to_what_a_file_is() {
        let live = || route("a", Some("shop"), None, Mode::Live);
        check("nothing", Config::default(), &[]);
        check("a route", shop().with_route(live()), &[]);
        check("a name twice", shop().with_route(live()).with_route(live()), &["a second route `a`"]);
        let upstream = Upstream { servers: Vec::new(), ..Upstream::parse("shop", "http://shop").unwrap() };
        check("no server", shop().with_upstream(upstream), &["upstream `shop`: it has no server"]);
        let health = Some(Health { interval: Duration::ZERO, ..Health::default() });
        let upstream = Upstream { health, ..Upstream::parse("shop", "http://shop").unwrap() };
        check("no rest", shop().with_upstream(upstream), &["upstream `shop`: its health check never rests"]);
        let odd = route("a b", Some("shop"), None, Mode::Live);
        check("no name", shop().with_route(odd), &["`a b` cannot be a name"]);
        let unknown = route("a", Some("shop"), Some("cart"), Mode::Fallback);
        check("an unknown mock", shop().with_route(unknown), &["route `a`: there is no mock `cart`"]);
        let lacking = route("a", Some("shop"), None, Mode::Fallback);
        let told = "route `a`: mode `fallback` needs `mock`, which the route lacks";
        check("a mode that lacks something", shop().with_route(lacking), &[told]);
        let keys = vec![Key::new("a", [1; 32]), Key::new("a", [2; 32])];
        check("keys", Config { keys, ..shop() }, &["a second key `a`"]);
    }
}
