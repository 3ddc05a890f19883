//! `[routes.endpoints]`: endpoints with a mode of their own.

use std::collections::BTreeSet;

use super::parties::Parties;
use crate::config::raw::{Entry, Report, Table};
use crate::config::scalar::METHOD;
use crate::config::{EndpointMode, Invalid};

/// Those that are usable. Whether a collection has them is found out when it is loaded.
pub(super) fn endpoints(route: &mut Table<'_>, parties: &Parties, report: &Report<'_>) -> Vec<EndpointMode> {
    let Some(table) = route.table("endpoints") else { return Vec::new() };
    let mut patterns = BTreeSet::new();
    let mut endpoints = Vec::new();
    for entry in table.entries() {
        let Some(endpoint) = endpoint(&entry, parties, report) else { continue };
        report.remember(endpoint.item(&route.spot.item), &entry.spot);
        if !patterns.insert((endpoint.method.clone(), endpoint.path.clone())) {
            let invalid = Invalid::new(format!("a second mode for `{} {}`", endpoint.method, endpoint.path));
            report.error(&entry.spot, invalid.hint("remove one of them"));
        }
        endpoints.push(endpoint);
    }
    endpoints
}

fn endpoint(entry: &Entry<'_>, parties: &Parties, report: &Report<'_>) -> Option<EndpointMode> {
    let pattern = parse_pattern(entry.name).map_err(|invalid| report.error(&entry.spot, invalid)).ok();
    let mode = parties.mode_of(&entry.value);
    let (method, path) = pattern?;
    Some(EndpointMode { method, path, mode: mode? })
}

/// `GET /books/:id`, as a collection writes it.
fn parse_pattern(text: &str) -> Result<(String, String), Invalid> {
    let refuse =
        |message: String| Invalid::new(message).hint("write method and path, such as `\"GET /books/:id\"`");
    let (method, path) = text
        .split_once(' ')
        .ok_or_else(|| refuse(format!("`{text}` is not an endpoint: it has no method or no path")))?;
    let method = (METHOD.parse)(method).map_err(|invalid| refuse(invalid.message))?;
    let path = path.trim();
    if !path.starts_with('/') {
        return Err(refuse(format!("`{path}` is not an endpoint's path: it does not begin with a slash")));
    }
    if path.contains(|character: char| matches!(character, '?' | '#') || character.is_whitespace()) {
        return Err(refuse(format!("`{path}` is not an endpoint's path: it has a query or white space")));
    }
    if path.split('/').any(|segment| segment == ":") {
        return Err(refuse(format!("`{path}` is not an endpoint's path: a `:` needs a name")));
    }
    Ok((method, path.to_owned()))
}
