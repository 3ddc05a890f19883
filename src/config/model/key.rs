//! An API key: who holds it, what it may use, and how much of it.

use std::sync::Arc;

use crate::config::{Invalid, scalar};

/// An API key, of which only the hash is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The label of its metrics; never `none`, which stands for no known key.
    pub name: Arc<str>,
    /// The SHA-256 hash of the key's text.
    pub sha256: [u8; 32],
    /// Answers of the mock in a calendar month (UTC), fallback included.
    pub monthly_limit: Option<u64>,
    /// Requests in a calendar minute, live ones included.
    pub rate_limit: Option<u64>,
    /// What it may be used for.
    pub routes: KeyRoutes,
    /// From when on it is refused, in seconds since 1970-01-01 UTC.
    pub expires: Option<i64>,
}

impl Key {
    /// A name that a key can have.
    ///
    /// # Errors
    /// Characters that no name has, or `none`, which metrics say where there is no known key.
    pub fn checked_name(text: &str) -> Result<Arc<str>, Invalid> {
        match (scalar::NAME.parse)(text)? {
            name if &*name == "none" => Err(Invalid::new("a key cannot be called `none`")
                .hint("metrics say `none` where there is no known key; take another name")),
            name => Ok(name),
        }
    }

    /// A key without limits.
    pub fn new(name: impl Into<Arc<str>>, sha256: [u8; 32]) -> Self {
        Self {
            name: name.into(),
            sha256,
            monthly_limit: None,
            rate_limit: None,
            routes: KeyRoutes::Any,
            expires: None,
        }
    }
}

/// The routes that a key may be used for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum KeyRoutes {
    /// All of them.
    #[default]
    Any,
    /// Those with these names.
    Only(Vec<Arc<str>>),
}

impl KeyRoutes {
    /// Whether the route with this name is among them.
    pub fn include(&self, route: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(names) => names.iter().any(|name| **name == *route),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_of_a_key() {
        let only = |names: &[&str]| KeyRoutes::Only(names.iter().map(|name| Arc::from(*name)).collect());
        for (routes, expected) in [
            (KeyRoutes::Any, true),
            (only(&["a", "shop"]), true),
            (only(&["shops"]), false),
            (only(&[]), false),
        ] {
            assert_eq!(routes.include("shop"), expected, "{routes:?}");
        }
    }
}
