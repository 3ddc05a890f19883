//! Every route of a config, ready to be found.

use hashbrown::HashMap;

use super::host;
use super::paths::Paths;
use crate::config::{HostPattern, Route};

/// Every route of a config, by host and path.
#[derive(Debug, Clone, Default)]
pub struct RouteTable {
    exact: HashMap<Box<str>, Paths>,
    suffix: HashMap<Box<str>, Paths>,
    any: Paths,
}

impl RouteTable {
    /// The table of these routes; what it finds are indexes into them.
    pub fn new<'r>(routes: impl IntoIterator<Item = &'r Route>) -> Self {
        let mut table = Self::default();
        for (index, route) in routes.into_iter().enumerate() {
            table.paths_of(&route.host).add(route, index);
        }
        table
    }

    /// The index of the route that a request belongs to, or none.
    ///
    /// `host` as the request has it, port included; `path` without the query and not decoded;
    /// `method` upper case, as on the wire. Allocates only where the host has upper-case letters.
    pub fn find(&self, host: Option<&str>, path: &str, method: &str) -> Option<usize> {
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

    fn paths_of(&mut self, host: &HostPattern) -> &mut Paths {
        match host {
            HostPattern::Exact(host) => self.exact.entry(host.as_str().into()).or_default(),
            HostPattern::Suffix(suffix) => self.suffix.entry(suffix.as_str().into()).or_default(),
            HostPattern::Any => &mut self.any,
        }
    }
}
