//! What a call is counted under: key, route, source, and the month.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::moment::Month;
use super::register::Renamed;
use crate::observe::Source;

/// Who called what, and who answered.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Account {
    /// The key's name, or that it is stored under; `none` for no key or an unknown one.
    pub key: Arc<str>,
    /// The route's name.
    pub route: Arc<str>,
    /// Who answered: `live`, `mock` or `fallback`.
    pub source: Source,
}

/// An account in a month, printed as `2026-11/team/shop/mock`. No name has a slash in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The month.
    pub month: Month,
    /// The account.
    pub account: Account,
}

/// The sources that calls are counted by.
pub(super) const SOURCES: [Source; 3] = [Source::Live, Source::Mock, Source::Fallback];

impl Account {
    /// Whether it counts against the key's monthly limit (proxy.md, "Keys and usage").
    pub fn is_limited(&self) -> bool {
        matches!(self.source, Source::Mock | Source::Fallback)
    }

    /// Whether its key's name is another's now, and its key has none.
    pub(super) fn gives_way(&self, renamed: &Renamed) -> bool {
        !renamed.contains_key(&self.key) && renamed.values().any(|name| *name == self.key)
    }

    /// The same with another key, if there is one.
    pub(super) fn renamed(mut self, renamed: &Renamed) -> Self {
        if let Some(name) = renamed.get(&self.key) {
            self.key = Arc::clone(name);
        }
        self
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Account { key, route, source } = &self.account;
        write!(f, "{}/{key}/{route}/{}", self.month, source.as_str())
    }
}

/// Not an entry's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoEntry;

impl FromStr for Entry {
    type Err = NoEntry;

    fn from_str(text: &str) -> Result<Self, NoEntry> {
        let mut parts = text.split('/');
        let mut part = || parts.next().ok_or(NoEntry);
        let month = part()?.parse().map_err(|_| NoEntry)?;
        let (key, route, word) = (part()?.into(), part()?.into(), part()?);
        let source = SOURCES.into_iter().find(|source| source.as_str() == word).ok_or(NoEntry)?;
        match parts.next() {
            None => Ok(Self { month, account: Account { key, route, source } }),
            Some(_) => Err(NoEntry),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_as_it_is_printed() {
        for text in ["2026-11/team/shop/mock", "2027-01/none/a.b_c-d/live", "2027-01/team/shop/fallback"] {
            assert_eq!(text.parse::<Entry>().map(|entry| entry.to_string()).as_deref(), Ok(text));
        }
        for wrong in
            ["", "2026-11/team/shop", "2026-11/team/shop/none", "x/team/shop/mock", "2026-11/a/b/mock/c"]
        {
            assert_eq!(wrong.parse::<Entry>(), Err(NoEntry), "{wrong}");
        }
    }
}
