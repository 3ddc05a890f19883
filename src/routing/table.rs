//! Every route of a config, ready to be found.

use hashbrown::HashMap;

use super::guard::{Entry, Guard, KeyLimits};
use super::host;
use super::paths::Paths;
use super::spelling::normal;
use crate::config::HostPattern;

/// Every route of a config, by host and path.
#[derive(Debug, Clone, Default)]
pub struct RouteTable {
    hosts: Hosts,
    pub(super) guard: Option<Guard>,
}

/// Routes by host.
#[derive(Debug, Clone, Default)]
pub(super) struct Hosts {
    exact: HashMap<Box<str>, Paths>,
    suffix: HashMap<Box<str>, Paths>,
    any: Paths,
}

impl RouteTable {
    /// The table of these routes; what it finds are indexes into them.
    pub fn new(entries: &[Entry<'_>], limits: KeyLimits) -> Self {
        let mut hosts = Hosts::default();
        for (index, Entry { route, .. }) in entries.iter().enumerate() {
            hosts.paths_of(&route.host).add(&normal(&route.path), &route.methods, index);
        }
        Self { hosts, guard: Guard::new(entries, limits) }
    }

    /// The index of the route that takes a path in its normal form, or none.
    ///
    /// `host` as the request has it, port included; `path` without the query; `method` upper case, as on the wire.
    /// Allocates only where the host has upper-case letters.
    pub fn find(&self, host: Option<&str>, path: &str, method: &str) -> Option<usize> {
        self.hosts.find(host, path, method)
    }
}

impl Hosts {
    pub(super) fn find(&self, host: Option<&str>, path: &str, method: &str) -> Option<usize> {
        host.and_then(|host| self.find_by_host(host, path, method)).or_else(|| self.any.find(path, method))
    }

    fn find_by_host(&self, host: &str, path: &str, method: &str) -> Option<usize> {
        if self.exact.is_empty() && self.suffix.is_empty() {
            return None;
        }
        let host = host::normalized(host);
        let by_suffix = || {
            let mut paths = host::suffixes(&host).filter_map(|suffix| self.suffix.get(suffix));
            paths.find_map(|paths| paths.find(path, method))
        };
        self.exact.get(&*host).and_then(|paths| paths.find(path, method)).or_else(by_suffix)
    }

    pub(super) fn paths_of(&mut self, host: &HostPattern) -> &mut Paths {
        match host {
            HostPattern::Exact(host) => self.exact.entry(host.as_str().into()).or_default(),
            HostPattern::Suffix(suffix) => self.suffix.entry(suffix.as_str().into()).or_default(),
            HostPattern::Any => &mut self.any,
        }
    }
}
