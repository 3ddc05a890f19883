//! A config.

use std::path::Path;

use super::places;
use crate::config::{Config, PathForm, parse};
use crate::diagnostic::Diagnostic;
use crate::routing::{Access, Entry, KeyLimits, RouteTable};
use crate::upstream::{Identity, Onward};

/// Reads a config; one that can be used makes a table of routes.
pub fn config(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match parse(text, Path::new("understudy.toml")) {
        Ok(checked) => {
            assert!(!checked.warnings.iter().any(Diagnostic::is_error), "{:?}", checked.warnings);
            places::check(&checked.warnings, text);
            use_it(&checked.config);
        }
        Err(problems) => {
            assert!(problems.iter().any(Diagnostic::is_error), "{problems:?}");
            places::check(&problems, text);
        }
    }
}

/// A config that targets use.
pub(super) fn known(text: &str) -> Config {
    parse(text, Path::new("understudy.toml")).expect("a config of our own").config
}

fn use_it(config: &Config) {
    let identity = Identity::new(1, config);
    for paths in [PathForm::AsSent, PathForm::Normalised] {
        let entry = |route| {
            let _ = Onward::new(route, &config.server, paths, identity).escapes("/a/../b");
            Entry { route, access: if route.private { Access::Private } else { Access::Public }, paths }
        };
        let entries: Vec<_> = config.routes.iter().map(entry).collect();
        let table = RouteTable::new(&entries, KeyLimits::of(config));
        let found = table.find(Some("shop.example"), "/books/1", "GET");
        assert!(found.is_none_or(|index| index < config.routes.len()));
    }
}
