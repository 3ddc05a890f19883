//! What serves and where, printed at the start: URLs that can be copied, with the mode of each.

use std::fmt::Write as _;
use std::net::SocketAddr;

use crate::reload::{Route, Serving};

/// How many endpoints of a route are listed.
const LISTED: usize = 40;

/// The overview, over several lines.
pub(super) fn overview(serving: &Serving, proxy: SocketAddr, admin: Option<SocketAddr>) -> String {
    let mut text = format!("Understudy {}\n\n  proxy  http://{proxy}\n", env!("CARGO_PKG_VERSION"));
    if let Some(admin) = admin {
        let _ = writeln!(text, "  admin  http://{admin}/\n         http://{admin}/metrics");
    }
    for route in &serving.routes {
        text.push('\n');
        write_route(&mut text, route, proxy);
    }
    if serving.routes.is_empty() {
        text.push_str("\nNo routes: every request is answered with 404.\n");
    }
    text
}

fn write_route(text: &mut String, route: &Route, proxy: SocketAddr) {
    let _ = write!(text, "Route {}: {}", route.name(), route.mode);
    if let Some(upstream) = &route.upstream {
        let config = upstream.config();
        let _ = write!(text, ", upstream {}://{}", config.scheme, config.address());
    }
    if let Some(mock) = &route.mock {
        let noun = if mock.len() == 1 { "example" } else { "examples" };
        let _ = write!(text, ", {} {noun}", mock.len());
    }
    text.push('\n');
    write_slice(text, route);
    let endpoints = route.endpoints.list();
    for endpoint in endpoints.iter().take(LISTED) {
        let (method, path) = endpoint.label.split_once(' ').unwrap_or(("", &endpoint.label));
        let mode = endpoint.mode.unwrap_or(route.mode);
        let _ = writeln!(text, "  {mode:<10} {method:<7} http://{proxy}{path}");
    }
    if let Some(more) = endpoints.len().checked_sub(LISTED).filter(|more| *more > 0) {
        let _ = writeln!(text, "  ... and {more} more");
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
