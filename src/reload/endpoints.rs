//! Endpoints of the config that were probably not meant: those that no collection has, and those that are
//! one endpoint to a request. Only the loaded collections can tell.

use std::collections::BTreeSet;

use super::serving::{Route, Serving};
use super::settings::Settings;
use crate::config::{EndpointMode, closest};
use crate::diagnostic::Diagnostic;
use crate::routing::Endpoint;

/// A warning for each, in the order of the config.
pub(super) fn doubtful_endpoints(serving: &Serving, settings: &Settings) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for (index, route) in serving.routes.iter().enumerate() {
        let mut known = BTreeSet::new();
        for (mode, at) in route.config.endpoints.iter().zip(route.endpoints.configured()) {
            let doubt = if known.insert(*at) { unknown(route, mode, *at) } else { Some(repeated(mode)) };
            let item = || mode.item(&format!("routes[{index}]"));
            warnings.extend(doubt.map(|doubt| settings.placed(doubt.at_item(item()))));
        }
    }
    warnings
}

/// Of a mock without any endpoint nothing is known, so nothing is said.
fn unknown(route: &Route, mode: &EndpointMode, at: usize) -> Option<Diagnostic> {
    let collected = route.endpoints.collected();
    let mock = route.config.mock.as_ref()?;
    if collected.is_empty() || at < collected.len() {
        return None;
    }
    let message = format!("no collection of mock `{mock}` has the endpoint `{mode}`");
    let hint = match alike(mode, collected) {
        Some(alike) => format!("did you mean `{alike}`?"),
        None => "write it as the collection does; its mode applies all the same".to_owned(),
    };
    Some(Diagnostic::warning(message).hint(hint))
}

/// The endpoint whose path is most like this one's; of one path, that with the same method first.
fn alike<'e>(mode: &EndpointMode, collected: &'e [Endpoint]) -> Option<&'e str> {
    let labels = || collected.iter().map(|endpoint| &*endpoint.label);
    let path = closest(path_of(&mode.to_string()), labels().map(path_of))?;
    let has_method =
        |label: &&str| label.strip_prefix(&*mode.method).is_some_and(|rest| rest.starts_with(' '));
    let mut with_path = labels().filter(|label| path_of(label) == path);
    with_path.clone().find(has_method).or_else(|| with_path.next())
}

/// What makes one label another: not the method and the leading slash, in which so many are alike.
fn path_of(label: &str) -> &str {
    label.split_once(" /").map_or(label, |(_, path)| path)
}

fn repeated(mode: &EndpointMode) -> Diagnostic {
    Diagnostic::warning(format!("a second mode for the requests of `{mode}`: this one applies"))
        .hint("remove one of them: case, trailing slashes and the names of wildcards make no difference")
}
