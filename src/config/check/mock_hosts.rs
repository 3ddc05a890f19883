//! The hosts that mocks have of their own, beside the routes of the file.

use super::targets::Targets;
use crate::config::model::{NoHost, own_route};
use crate::config::raw::Report;
use crate::config::{Config, HostPattern, Invalid, Target};

/// Reports routes that have the host of a mock, and mocks that can have none.
pub(super) fn mock_hosts(config: &Config, targets: &Targets<'_>, report: &Report<'_>) {
    for (mock, host) in config.mock_hosts() {
        let Some(spot) = targets.all(Target::Mock).get(mock) else { continue };
        match host {
            Ok(host) => {
                let pattern = HostPattern::Exact(host);
                if let Some(route) = config.routes.iter().find(|route| route.host == pattern) {
                    let own = own_route(mock);
                    let invalid = Invalid::new(format!(
                        "`{pattern}` is the host of mock `{mock}` (route `{own}`), and of route `{}`",
                        route.name
                    ));
                    report.error(spot, invalid.hint("give the route another host, or rename the mock"));
                }
            }
            Err(NoHost::NoLabel) => {
                let invalid = Invalid::new(format!("mock `{mock}` has no host below `server.mock_domain`"));
                report.warn(
                    spot,
                    invalid.hint("a name of letters, digits and `-` within, 63 at most, can be one"),
                );
            }
            Err(NoHost::TakenBy(first)) => {
                let invalid = Invalid::new(format!(
                    "mock `{mock}` has no host below `server.mock_domain`: mock `{first}` has it"
                ));
                report.warn(spot, invalid.hint("case does not count in hosts; rename one of them"));
            }
        }
    }
}
