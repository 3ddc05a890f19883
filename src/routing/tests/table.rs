//! Which of several routes takes a request, as a table.

use std::path::Path;

use proptest::prelude::*;

use crate::config::{Config, HostPattern, PathForm, Route, parse};
use crate::routing::{Access, Entry, KeyLimits, RouteTable, normal};

/// Routes from their name, host, path and methods; `-` for a setting that is left out.
fn config(routes: &[(&str, &str, &str, &str)]) -> Config {
    let lines = routes.iter().map(|(name, host, path, methods)| {
        let methods = methods.split(' ').collect::<Vec<_>>();
        let host = if *host == "-" { String::new() } else { format!("host = \"{host}\"\n") };
        let methods = if methods == ["-"] { String::new() } else { format!("methods = {methods:?}\n") };
        format!("[[routes]]\nname = \"{name}\"\nmock = \"shop\"\npath = \"{path}\"\n{host}{methods}")
    });
    let text = format!("[mocks.shop]\ncollections = [\"shop.json\"]\n{}", lines.collect::<String>());
    parse(&text, Path::new("understudy.toml")).unwrap_or_else(|problems| panic!("{problems:#?}")).config
}

fn table(config: &Config) -> RouteTable {
    let entry = |route| Entry { route, access: Access::Public, paths: PathForm::AsSent };
    RouteTable::new(&config.routes.iter().map(entry).collect::<Vec<_>>(), KeyLimits::None)
}

struct Routes(Config, RouteTable);

impl Routes {
    fn new(routes: &[(&str, &str, &str, &str)]) -> Self {
        let config = config(routes);
        let table = table(&config);
        Self(config, table)
    }

    #[track_caller]
    fn check(&self, host: &str, method: &str, path: &str, expected: &str) {
        let host = (host != "-").then_some(host);
        let found = self.1.find(host, &normal(path), method).map_or("-", |index| &self.0.routes[index].name);
        assert_eq!(found, expected, "{host:?} {method} {path}");
    }
}

#[test]
fn exact_host_before_wildcard_before_none() {
    let routes = Routes::new(&[
        ("none", "-", "/", "-"),
        ("wide", "*.example.com", "/", "-"),
        ("deep", "*.eu.example.com", "/", "-"),
        ("exact", "api.example.com", "/", "-"),
        ("long", "-", "/a/b/c", "-"),
    ]);
    routes.check("api.example.com", "GET", "/a/b/c", "exact");
    routes.check("www.example.com", "GET", "/a/b/c", "wide");
    routes.check("a.b.example.com", "GET", "/", "wide");
    routes.check("api.eu.example.com", "GET", "/", "deep");
    routes.check("example.com", "GET", "/", "none");
    routes.check(".example.com", "GET", "/", "none");
    routes.check("badexample.com", "GET", "/", "none");
    routes.check("eu.example.com", "GET", "/", "wide");
    routes.check("-", "GET", "/", "none");
    routes.check("-", "GET", "/a/b/c/d", "long");
}

#[test]
fn case_and_port_of_the_host_do_not_count() {
    let routes = Routes::new(&[
        ("exact", "API.example.com", "/", "-"),
        ("wide", "*.Example.com", "/", "-"),
        ("six", "[::1]", "/", "-"),
    ]);
    routes.check("api.example.com:8080", "GET", "/", "exact");
    routes.check("api.example.com.", "GET", "/", "exact");
    routes.check("api.example.com.:8080", "GET", "/", "exact");
    routes.check("Api.EXAMPLE.com", "GET", "/", "exact");
    routes.check("WWW.example.com:80", "GET", "/", "wide");
    routes.check("[::1]:8080", "GET", "/", "six");
    routes.check("[::1]", "GET", "/", "six");
    routes.check("[::2]", "GET", "/", "-");
    routes.check("", "GET", "/", "-");
    routes.check("-", "GET", "/", "-");
}

#[test]
fn the_longer_path_wins_and_ends_where_a_segment_ends() {
    let routes = Routes::new(&[
        ("root", "-", "/", "-"),
        ("api", "-", "/api/", "-"),
        ("books", "-", "/api/books", "-"),
    ]);
    routes.check("-", "GET", "/", "root");
    routes.check("-", "GET", "/api", "api");
    routes.check("-", "GET", "/api/", "api");
    routes.check("-", "GET", "/apis", "root");
    routes.check("-", "GET", "/api/book", "api");
    routes.check("-", "GET", "/api/books", "books");
    routes.check("-", "GET", "/api/books/7", "books");
    routes.check("-", "GET", "/api/bookshop", "api");
    routes.check("-", "GET", "//api", "root");
    routes.check("-", "OPTIONS", "*", "root");
    routes.check("-", "GET", "", "root");
    routes.check("-", "GET", "/äpi", "root");
}

#[test]
fn paths_are_compared_in_their_normal_form() {
    let routes = Routes::new(&[
        ("root", "-", "/", "-"),
        ("api", "-", "/api", "-"),
        ("space", "-", "/a%20b", "-"),
        ("letter", "-", "/%62", "-"),
    ]);
    routes.check("-", "GET", "/%61pi", "api");
    routes.check("-", "GET", "/x/../api/y", "api");
    routes.check("-", "GET", "/x/%2e%2e/api", "api");
    routes.check("-", "GET", "/API", "root");
    routes.check("-", "GET", "/api%2Fx", "root");
    routes.check("-", "GET", "/a%20b/c", "space");
    routes.check("-", "GET", "/b/c", "letter");
}

#[test]
fn nothing_takes_a_request_outside_of_every_route() {
    let routes = Routes::new(&[("api", "-", "/api", "-")]);
    routes.check("-", "GET", "/", "-");
    routes.check("any.example", "GET", "/ap", "-");
    Routes::new(&[]).check("-", "GET", "/", "-");
}

#[test]
fn a_route_that_leaves_the_method_out_is_passed_over() {
    let routes = Routes::new(&[
        ("reads", "-", "/api", "GET"),
        ("writes", "-", "/api", "POST PUT"),
        ("host", "api.example", "/", "DELETE"),
        ("rest", "-", "/", "-"),
    ]);
    routes.check("-", "GET", "/api", "reads");
    routes.check("-", "HEAD", "/api", "reads");
    routes.check("-", "PUT", "/api", "writes");
    routes.check("-", "PATCH", "/api", "rest");
    routes.check("api.example", "DELETE", "/api", "host");
    routes.check("api.example", "GET", "/api", "reads");
    routes.check("api.example", "PATCH", "/api", "rest");
}

#[test]
fn of_equals_the_first_in_the_file_wins() {
    let routes = Routes::new(&[("some", "-", "/", "GET"), ("all", "-", "/", "-")]);
    routes.check("-", "GET", "/", "some");
    routes.check("-", "POST", "/", "all");
}

/// The rule as it is written, one route at a time.
fn find_by_rule(routes: &[Route], host: &str, path: &str, method: &str) -> Option<usize> {
    let host_rank = |route: &Route| match &route.host {
        HostPattern::Exact(exact) if exact == host => Some(usize::MAX),
        HostPattern::Suffix(suffix) => {
            host.strip_suffix(suffix)?.strip_suffix('.').filter(|rest| !rest.is_empty()).map(|_| suffix.len())
        }
        HostPattern::Any => Some(0),
        HostPattern::Exact(_) => None,
    };
    let takes = |route: &Route| {
        let prefix = if route.path == "/" { "" } else { &route.path };
        let rest = path.strip_prefix(prefix)?;
        let fits = (rest.is_empty() || rest.starts_with('/')) && route.methods.take(method);
        fits.then_some(())
    };
    let ranked = routes.iter().enumerate().filter_map(|(index, route)| {
        takes(route)?;
        Some((host_rank(route)?, route.path.len(), std::cmp::Reverse(index)))
    });
    ranked.max().map(|(_, _, index)| index.0)
}

proptest! {
    #[test]
    fn the_table_finds_what_the_rule_says(
        routes in prop::collection::vec(
            ("(\\*\\.)?[ab](\\.[ab]){0,2}|-", "(/[ab]{1,2}){0,3}", "GET|POST|-"),
            0..12,
        ),
        host in "[ab](\\.[ab]){0,3}",
        path in "(/[ab]{0,2}){1,4}",
        method in "GET|POST|HEAD",
    ) {
        let mut seen = std::collections::HashSet::new();
        let names = (0..routes.len()).map(|index| format!("r{index}")).collect::<Vec<_>>();
        let unique = routes.iter().zip(&names).filter(|((host, path, _), _)| seen.insert((host, path)));
        let rows = unique
            .map(|((host, path, methods), name)| {
                (name.as_str(), host.as_str(), if path.is_empty() { "/" } else { path }, methods.as_str())
            })
            .collect::<Vec<_>>();
        let config = config(&rows);
        let table = table(&config);
        prop_assert_eq!(
            table.find(Some(&host), &path, &method),
            find_by_rule(&config.routes, &host, &path, &method)
        );
    }
}
