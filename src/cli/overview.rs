//! What serves and where, printed at the start: URLs that can be copied, with the mode of each.

use std::fmt::Write as _;
use std::net::SocketAddr;

use crate::config::{HostPattern, Mode};
use crate::reload::{Origin, Route, Serving};
use crate::server::Running;

/// How many endpoints of a route are listed.
const LISTED: usize = 40;

/// Where it listens.
pub(super) struct Addresses {
    proxy: SocketAddr,
    tls: Option<SocketAddr>,
    admin: Option<SocketAddr>,
}

impl Addresses {
    pub(super) fn of(running: &Running) -> Self {
        Self { proxy: running.proxy(), tls: running.tls(), admin: running.admin() }
    }
}

/// The overview, over several lines.
pub(super) fn overview(serving: &Serving, addresses: &Addresses) -> String {
    let proxy = addresses.proxy;
    let mut text = format!("Understudy {}\n\n  proxy  http://{proxy}\n", env!("CARGO_PKG_VERSION"));
    if let Some(tls) = addresses.tls {
        let _ = writeln!(text, "         https://{tls}");
    }
    if let Some(admin) = addresses.admin {
        let _ = writeln!(text, "  admin  http://{admin}/\n         http://{admin}/metrics");
    }
    let (own, of_config): (Vec<_>, Vec<_>) =
        serving.routes.iter().partition(|route| route.origin == Origin::MockDomain);
    for (at, route) in own.iter().enumerate() {
        let (word, url) = (if at == 0 { "mocks" } else { "" }, route.own_url(proxy).unwrap_or_default());
        let _ = writeln!(text, "  {word:<5}  {url}{}{}", amount(route), key(route, route.mode));
    }
    for route in &of_config {
        text.push('\n');
        write_route(&mut text, route, proxy);
    }
    if of_config.is_empty() {
        let other = if own.is_empty() { "" } else { "other " };
        let _ = writeln!(text, "\nNo routes: every {other}request is answered with 404.");
    }
    text
}

fn write_route(text: &mut String, route: &Route, proxy: SocketAddr) {
    let _ = write!(text, "Route {}: {}", route.name(), route.mode);
    if let Some(upstream) = &route.upstream {
        let config = upstream.config();
        let _ = write!(text, ", upstream {}", config.urls());
    }
    let _ = writeln!(text, "{}{}", amount(route), key(route, route.mode));
    write_slice(text, route);
    let site = site(route, proxy);
    let (endpoints, is_mocked) = (route.endpoints.list(), route.mock.is_some());
    for endpoint in endpoints.iter().take(LISTED) {
        let (method, path) = endpoint.label.split_once(' ').unwrap_or(("", &endpoint.label));
        let mode = endpoint.mode.unwrap_or(route.mode);
        let mark = if is_mocked && !endpoint.has_example { "  (no example)" } else { "" };
        let (mode, key) = (mode.as_str(), key(route, mode));
        let _ = writeln!(text, "  {mode:<10} {method:<7} {site}{path}{mark}{key}");
    }
    if let Some(more) = endpoints.len().checked_sub(LISTED).filter(|more| *more > 0) {
        let _ = writeln!(text, "  ... and {more} more");
    }
}

/// Where clients find the route: at the address of the proxy, or by its host, `*` for any name, at that port.
fn site(route: &Route, proxy: SocketAddr) -> String {
    match (&route.config.host, proxy.port()) {
        (HostPattern::Any, _) => format!("http://{proxy}"),
        (host, 80) => format!("http://{host}"),
        (host, port) => format!("http://{host}:{port}"),
    }
}

/// A mark for what only a known key gets.
fn key(route: &Route, mode: Mode) -> &'static str {
    if route.privacy.asks_for_key(mode) { "  (key)" } else { "" }
}

/// How much its mock has, and what it lacks.
fn amount(route: &Route) -> String {
    let examples = match route.mock.as_ref().map(|mock| mock.len()) {
        None => return String::new(),
        Some(1) => ", 1 example".to_owned(),
        Some(count) => format!(", {count} examples"),
    };
    match route.endpoints.collected().iter().filter(|endpoint| !endpoint.has_example).count() {
        0 => examples,
        1 => examples + ", 1 request without one",
        count => format!("{examples}, {count} requests without one"),
    }
}

/// Which requests the route takes, where it does not take all.
fn write_slice(text: &mut String, route: &Route) {
    let (host, path, methods) =
        (route.config.host.to_string(), &route.config.path, route.config.methods.to_string());
    let parts = [("host", host.as_str(), "*"), ("path", path, "/"), ("methods", &methods, "any")];
    let parts = parts.iter().filter(|(_, value, any)| value != any);
    let parts: Vec<_> = parts.map(|(name, value, _)| format!("{name} {value}")).collect();
    if !parts.is_empty() {
        let _ = writeln!(text, "  takes {}", parts.join(", "));
    }
}
