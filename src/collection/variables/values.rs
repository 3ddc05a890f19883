//! The values of one scope: an environment, a collection, or a folder.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::source::{Json, rows};

/// Enabled variables and their values as written, ordered by name. Of two with one name the later counts (1.6).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variables(BTreeMap<String, String>);

impl Variables {
    /// The value as written: it may refer to other variables.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// From a list of rows or a map; disabled ones do not count, nor does one without a name.
    pub(crate) fn of(json: Option<&Json<'_>>) -> Self {
        let Some(json) = json else { return Self::default() };
        let rows = rows(json, &["key", "id"]).into_iter();
        rows.filter(|row| !row.key.is_empty()).map(|row| (row.key, row.value)).map(Self::owned).collect()
    }

    fn owned((name, value): (Cow<'_, str>, Cow<'_, str>)) -> (String, String) {
        (name.into_owned(), value.into_owned())
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Variables {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}
