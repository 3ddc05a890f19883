//! What is private stays private however a path is spelt (proxy.md, "Paths, routes and loops").
//!
//! Which route takes a request is decided on the normal form of its path. Beside private routes that is not enough:
//! a backend may decode more or fold letters, of a path or a method, and find something private where the table sees
//! another route.

use std::borrow::Cow;

use super::spelling::{Readings, Sent, fold, has_one_reading, lenient_keys};
use super::table::{Hosts, RouteTable};
use crate::config::{Config, KeyRoutes, PathForm, Route};

/// What a table has to know of a route beside the place it takes.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'r> {
    /// The route.
    pub route: &'r Route,
    /// Whom it answers.
    pub access: Access,
    /// In which form its upstream gets paths, where a private route shares the upstream; otherwise it does not matter.
    pub paths: PathForm,
}

/// Whom a route answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone.
    Public,
    /// Callers with a known key.
    Private,
}

/// Which route takes a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// This one, an index into the routes of the table.
    Route(usize),
    /// None.
    Nobody,
    /// One or another, as a backend reads the path.
    Ambiguous,
}

/// The routes of a config with something private, as lenient backends compare paths.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    /// By lenient path; of one place those first that are private.
    lenient: Hosts,
    /// By index.
    terms: Vec<(Access, PathForm)>,
    /// Whether a path that can be read in one way only is no lenient reading of something private.
    trusts_plain: bool,
}

impl Guard {
    /// None where the config has nothing to guard.
    pub(super) fn new(entries: &[Entry<'_>], limits: KeyLimits) -> Option<Self> {
        let is_private = |entry: &Entry<'_>| entry.access == Access::Private;
        if limits == KeyLimits::None && !entries.iter().any(is_private) {
            return None;
        }
        let mut lenient = Hosts::default();
        let numbered = || entries.iter().enumerate();
        let private_first = numbered().filter(|(_, entry)| is_private(entry));
        for (index, entry) in private_first.chain(numbered().filter(|(_, entry)| !is_private(entry))) {
            for path in lenient_keys(&entry.route.path) {
                lenient.paths_of(&entry.route.host).add(&path, &entry.route.methods, index);
            }
        }
        let mut private = entries.iter().filter(|entry| is_private(entry));
        let trusts_plain = private.all(|entry| has_one_reading(&entry.route.path));
        Some(Self {
            lenient,
            trusts_plain,
            terms: entries.iter().map(|entry| (entry.access, entry.paths)).collect(),
        })
    }

    /// The owner of a request that `base` takes by the normal form of its path.
    fn owner(&self, table: &RouteTable, base: Option<usize>, asked: &Asked<'_>) -> Owner {
        let unguarded = base.map_or(Owner::Nobody, Owner::Route);
        let method = upper(asked.method);
        if self.trusts_plain && has_one_reading(asked.sent) && *method == *asked.method {
            return unguarded;
        }
        let readings = Readings::new(asked.sent, asked.path);
        let is_other = |path: &str| table.find(asked.host, path, asked.method) != base;
        if readings.decoded().any(|path| is_other(&path)) {
            return Owner::Ambiguous;
        }
        let is_private =
            |index: usize| self.terms.get(index).is_some_and(|(access, _)| *access == Access::Private);
        let sent = match base.and_then(|base| self.terms.get(base)) {
            Some((_, PathForm::AsSent)) => Sent::AsSent,
            Some((_, PathForm::Normalised)) | None => Sent::Normal,
        };
        // Who reads a path in one unusual way need not fold its letters, nor those of the method.
        let lenient = readings.lenient(sent).flat_map(|path| {
            let folded = fold(&path);
            [asked.method, &method].map(|method| {
                [table.find(asked.host, &path, method), self.lenient.find(asked.host, &folded, method)]
            })
        });
        let lenient = lenient.flatten().flatten();
        let mut owner = base.filter(|base| is_private(*base));
        for index in lenient.filter(|index| is_private(*index)) {
            if owner.is_some_and(|owner| owner != index) {
                return Owner::Ambiguous;
            }
            owner = Some(index);
        }
        owner.map_or(unguarded, Owner::Route)
    }
}

/// A method as lenient backends compare it: without regard to case.
fn upper(method: &str) -> Cow<'_, str> {
    if method.bytes().any(|byte| byte.is_ascii_lowercase()) {
        Cow::Owned(method.to_ascii_uppercase())
    } else {
        Cow::Borrowed(method)
    }
}

/// Whether any key is for some routes only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyLimits {
    /// No key is.
    None,
    /// Some key is.
    Routes,
}

impl KeyLimits {
    /// Of the keys of a config.
    pub fn of(config: &Config) -> Self {
        let is_limited = config.keys.iter().any(|key| key.routes != KeyRoutes::Any);
        if is_limited { Self::Routes } else { Self::None }
    }
}

/// What a request says of where it belongs.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The host, port included.
    pub host: Option<&'a str>,
    /// The path as it was sent, without the query.
    pub sent: &'a str,
    /// Its [`normal`](super::normal) form.
    pub path: &'a str,
    /// As on the wire, where its case matters.
    pub method: &'a str,
}

impl RouteTable {
    /// The route that a request belongs to, however its path is spelt.
    pub fn owner(&self, asked: &Asked<'_>) -> Owner {
        let base = self.find(asked.host, asked.path, asked.method);
        match &self.guard {
            Some(guard) => guard.owner(self, base, asked),
            None => base.map_or(Owner::Nobody, Owner::Route),
        }
    }
}
