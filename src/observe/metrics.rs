//! Every metric that Understudy exports: its name, labels and help text.
//!
//! The names are a contract (proxy.md, "Metrics"), so nobody else spells one: the rest of the program
//! says what happened. The registry is our own, not the process-wide one: servers in one process do
//! not see each other's numbers.

use std::sync::Arc;
use std::time::Duration;

use prometheus::{Registry, TextEncoder};

use super::Outcome;
use super::connections::Connections;
use super::endpoints::EndpointFamily;
use super::family::Family;
use super::route::{NONE, RouteFamilies, RouteMetrics};
use super::series::{Counter, Gauge, Histogram, Zero};
use super::shown::{Shown, ShownIn};
use super::upstreams::{UpstreamFamilies, UpstreamWatch};

/// Every mode a route can be in (proxy.md, "Modes").
const MODES: [&str; 4] = ["live", "fallback", "mock-first", "mock"];

/// Upper bounds for a reload, in seconds.
const RELOAD_TIME: [f64; 10] = [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

/// Whether a reload was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReloadResult {
    /// Everything that was read is in force.
    Ok,
    /// Something could not be used; what was serving before still does.
    Failed,
}

impl ReloadResult {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
        }
    }
}

/// How much a mock has loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MockSize<'a> {
    /// The mock's name in the config.
    pub mock: &'a str,
    /// Examples that can answer.
    pub examples: usize,
    /// Warnings that loading gave.
    pub warnings: usize,
}

/// Every metric of one server.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    route: RouteFamilies,
    route_mode: Family<Gauge>,
    reloads: Family<Counter>,
    reload_duration: Histogram,
    generation: Family<Gauge>,
    examples: Family<Gauge>,
    load_warnings: Family<Gauge>,
    key_limit: Family<Gauge>,
    key_usage: Family<Gauge>,
    store_up: Family<Gauge>,
    upstreams: UpstreamFamilies,
    connections: Connections,
    unrouted: Arc<RouteMetrics>,
    /// The build, which stands for all of them in other registries.
    build: Family<Gauge>,
}

/// How a key stands in the month that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage<'a> {
    /// The key's name in the config.
    pub key: &'a str,
    /// Calls that count against its monthly limit.
    pub usage: u64,
    /// That limit, if there is one.
    pub limit: Option<u64>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// All metrics at zero, in a registry of their own.
    pub fn new() -> Self {
        let registry = Registry::new();
        let route = route_families(&registry);
        let unrouted = Arc::new(RouteMetrics::new(&route, NONE, &[], &[""; 0]));
        let build = build_info(&registry);
        describe_process(&registry);
        Self {
            route_mode: route_mode(&registry),
            reloads: reloads(&registry),
            reload_duration: reload_duration(&registry),
            generation: generation(&registry),
            examples: examples(&registry),
            load_warnings: load_warnings(&registry),
            key_limit: key_limit(&registry),
            key_usage: key_usage(&registry),
            store_up: store_up(&registry),
            upstreams: UpstreamFamilies::register(&registry),
            connections: Connections::register(&registry),
            route,
            unrouted,
            build,
            registry,
        }
    }

    /// The counters of the route `name`. They survive reloads: the same names give the same counters.
    ///
    /// `endpoints` and `keys` give the meaning of the indexes in an [`Outcome`]. All names come from
    /// the config, none from a client.
    pub fn route(&self, name: &str, endpoints: &[Arc<str>], keys: &[impl AsRef<str>]) -> Arc<RouteMetrics> {
        Arc::new(RouteMetrics::new(&self.route, name, endpoints, keys))
    }

    /// The counters for requests that no route took.
    pub fn unrouted(&self) -> &Arc<RouteMetrics> {
        &self.unrouted
    }

    /// The connections of clients.
    pub fn connections(&self) -> &Connections {
        &self.connections
    }

    /// Counts a request that has ended. Only atomic additions; waits for nothing.
    pub fn request_finished(&self, outcome: &Outcome<'_>) {
        outcome.route.record(outcome);
    }

    /// Tells what a new snapshot serves. What it no longer has is no longer shown; counters stay.
    ///
    /// `routes` are names with the mode in force.
    pub fn snapshot_published(&self, generation: u64, routes: &[(&str, &str)], mocks: &[MockSize<'_>]) {
        self.generation.set(Vec::new(), Gauge::of(generation));
        self.route_mode.replace(routes.iter().flat_map(|&(route, mode)| modes(route, mode)));
        let per_mock = |size: fn(&MockSize<'_>) -> usize| {
            mocks.iter().map(move |mock| (vec![mock.mock.to_owned()], Gauge::of(size(mock) as u64)))
        };
        self.examples.replace(per_mock(|mock| mock.examples));
        self.load_warnings.replace(per_mock(|mock| mock.warnings));
    }

    /// Tells which upstreams there are, and how to ask them. Those that are gone are no longer shown.
    pub fn upstreams_published(&self, upstreams: &[UpstreamWatch]) {
        self.upstreams.replace(upstreams);
    }

    /// Tells that `mode` is now in force for `route`.
    pub fn mode_changed(&self, route: &str, mode: &str) {
        for (values, gauge) in modes(route, mode) {
            self.route_mode.set(values, gauge);
        }
    }

    /// Counts a reload that took this long.
    pub fn reload_finished(&self, result: ReloadResult, took: Duration) {
        self.reloads.series(&[result.as_str()], || Counter::new(Zero::Shown)).increment();
        self.reload_duration.observe(took);
    }

    /// Tells how every key stands. Those that are gone are no longer shown.
    pub fn keys_counted(&self, keys: &[KeyUsage<'_>]) {
        let named = |key: &KeyUsage<'_>, number| (vec![key.key.to_owned()], Gauge::of(number));
        self.key_usage.replace(keys.iter().map(|key| named(key, key.usage)));
        self.key_limit.replace(keys.iter().filter_map(|key| Some(named(key, key.limit?))));
    }

    /// Tells whether usage can be stored; `store` says where.
    pub fn usage_store(&self, store: &str, is_up: bool) {
        self.store_up.set(vec![store.to_owned()], Gauge::of(u64::from(is_up)));
    }

    /// Shows them in another registry too, all but those of the process as such, until what this gives is dropped.
    ///
    /// # Errors
    /// That registry has metrics of these names.
    pub fn show_in(&self, registry: &Registry) -> Result<ShownIn, prometheus::Error> {
        ShownIn::new(registry, Shown::new(self.registry.clone(), self.build.description().clone()))
    }

    /// All metrics in the Prometheus text format.
    pub fn render(&self) -> String {
        let families = self.registry.gather();
        TextEncoder::new().encode_to_string(&families).unwrap_or_else(|error| format!("# {error}\n"))
    }
}

fn modes(route: &str, in_force: &str) -> impl Iterator<Item = (Vec<String>, Gauge)> {
    MODES
        .into_iter()
        .map(move |mode| (vec![route.to_owned(), mode.to_owned()], Gauge::of(u64::from(mode == in_force))))
}

fn route_families(registry: &Registry) -> RouteFamilies {
    RouteFamilies {
        requests: Family::register(
            registry,
            "understudy_requests_total",
            "Requests, by who answered and the class of the status.",
            &["route", "source", "status"],
        ),
        durations: Family::register(
            registry,
            "understudy_request_duration_seconds",
            "Understudy's own time for a request; time spent with the upstream is not in it.",
            &["route", "source"],
        ),
        calls: Family::register(
            registry,
            "understudy_calls_total",
            "Answers by the mock and by the upstream, by key; key `none` is no key or an unknown one.",
            &["key", "route", "source"],
        ),
        endpoint_requests: EndpointFamily::register(
            registry,
            "understudy_endpoint_requests_total",
            "Requests to an endpoint of the route's collections.",
        ),
        unmatched: Family::register(
            registry,
            "understudy_unmatched_total",
            "Requests that the mock was asked and no example matched.",
            &["route"],
        ),
        fallbacks: Family::register(
            registry,
            "understudy_fallback_total",
            "Requests turned to the mock because the upstream is down, whether or not an example matched.",
            &["route", "reason"],
        ),
    }
}

fn route_mode(registry: &Registry) -> Family<Gauge> {
    let help = "1 for the mode in force on the route, 0 for the others.";
    Family::register(registry, "understudy_route_mode", help, &["route", "mode"])
}

fn reloads(registry: &Registry) -> Family<Counter> {
    let help = "Reloads of config and collections.";
    let reloads = Family::register(registry, "understudy_reloads_total", help, &["result"]);
    for result in [ReloadResult::Ok, ReloadResult::Failed] {
        reloads.series(&[result.as_str()], || Counter::new(Zero::Shown));
    }
    reloads
}

fn reload_duration(registry: &Registry) -> Histogram {
    let help = "How long a reload took, from reading to publishing.";
    Family::register(registry, "understudy_reload_duration_seconds", help, &[])
        .series(&[], || Histogram::new(&RELOAD_TIME))
}

fn generation(registry: &Registry) -> Family<Gauge> {
    let help = "The number of the snapshot that serves; grows with every reload that was applied.";
    Family::register(registry, "understudy_config_generation", help, &[])
}

fn examples(registry: &Registry) -> Family<Gauge> {
    let help = "Examples that can answer.";
    Family::register(registry, "understudy_examples", help, &["mock"])
}

fn load_warnings(registry: &Registry) -> Family<Gauge> {
    let help = "Warnings that loading the mock gave.";
    Family::register(registry, "understudy_load_warnings", help, &["mock"])
}

fn key_limit(registry: &Registry) -> Family<Gauge> {
    let help = "Answers of the mock that the key may get in a calendar month.";
    Family::register(registry, "understudy_key_limit", help, &["key"])
}

fn key_usage(registry: &Registry) -> Family<Gauge> {
    let help = "Answers of the mock that the key got in this calendar month, from every process that shares the count.";
    Family::register(registry, "understudy_key_usage", help, &["key"])
}

fn store_up(registry: &Registry) -> Family<Gauge> {
    let help = "1 while counted calls can be stored, 0 while they are kept in memory alone.";
    Family::register(registry, "understudy_usage_store_up", help, &["store"])
}

fn build_info(registry: &Registry) -> Family<Gauge> {
    let help = "Always 1; the version is the label.";
    let build = Family::register(registry, "understudy_build_info", help, &["version"]);
    build.set(vec![env!("CARGO_PKG_VERSION").to_owned()], Gauge::of(1));
    build
}

fn describe_process(registry: &Registry) {
    #[cfg(target_os = "linux")]
    registry
        .register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))
        .expect("the process is described once");
}
