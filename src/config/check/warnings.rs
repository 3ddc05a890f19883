//! What works and was probably not meant.

use std::collections::BTreeSet;

use super::targets::Targets;
use crate::config::raw::{Report, Spot};
use crate::config::{Config, Invalid, PathForm, Target};

/// Reports what was probably not meant, unless there are errors: those may be its cause.
pub(super) fn warn(config: &Config, targets: &Targets<'_>, report: &Report<'_>) {
    if report.has_errors() {
        return;
    }
    no_routes(config, report);
    unused(config, targets, Target::Upstream, report);
    unused(config, targets, Target::Mock, report);
    private_without_keys(config, targets, report);
    as_sent_beside_private(config, targets, report);
}

fn no_routes(config: &Config, report: &Report<'_>) {
    if config.routes.is_empty() && config.mock_routes().is_empty() {
        let start = Spot { item: String::new(), offset: 0 };
        let invalid = Invalid::new("there are no routes: every request will be answered with 404");
        report.warn(&start, invalid.hint("add one, beginning with a line `[[routes]]`"));
    }
}

fn unused(config: &Config, targets: &Targets<'_>, target: Target, report: &Report<'_>) {
    let own = config.mock_routes();
    let routes = config.routes.iter().chain(&own);
    let used = routes.filter_map(|route| route.target(target)).collect::<BTreeSet<_>>();
    for (name, spot) in targets.all(target) {
        if !used.contains(*name) {
            let invalid = Invalid::new(format!("no route uses {target} `{name}`"));
            report.warn(spot, invalid.hint(format!("add `{target} = \"{name}\"` to a route, or remove it")));
        }
    }
}

fn private_without_keys(config: &Config, targets: &Targets<'_>, report: &Report<'_>) {
    if !config.keys.is_empty() {
        return;
    }
    if let Some(route) = config.routes.iter().find(|route| route.private) {
        let start = Spot { item: String::new(), offset: 0 };
        let message = format!("route `{}` is private and there are no keys: it answers nobody", route.name);
        report.warn(
            &start,
            Invalid::new(message).hint("`understudy keys new NAME` prints a key and the lines to add"),
        );
    }
    for (name, spot) in targets.all(Target::Mock) {
        if config.mocks.get(*name).is_some_and(|mock| mock.private) {
            let invalid =
                Invalid::new(format!("mock `{name}` is private and there are no keys: it answers nobody"));
            report.warn(spot, invalid.hint("`understudy keys new NAME` prints a key and the lines to add"));
        }
    }
}

/// A backend may read another path out of what a client sent than routes do.
fn as_sent_beside_private(config: &Config, targets: &Targets<'_>, report: &Report<'_>) {
    let mut told = BTreeSet::new();
    for route in config.routes.iter().filter(|route| config.is_beside_private(route)) {
        let Some(name) = &route.upstream else { continue };
        let is_as_sent = config.upstreams.get(name).is_some_and(|it| it.paths == Some(PathForm::AsSent));
        if let Some(spot) =
            targets.all(Target::Upstream).get(name).filter(|_| is_as_sent && told.insert(name))
        {
            let message = format!(
                "upstream `{name}` gets paths as they are sent, and a private route shares its servers"
            );
            let hint = "remove `paths = \"as-sent\"`, unless requests are signed and the backend reads paths as routes do";
            report.warn(spot, Invalid::new(message).hint(hint));
        }
    }
}
