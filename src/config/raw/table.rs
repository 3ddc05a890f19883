//! A table that knows which of its names were asked for.

use toml::de::DeTable;

use super::{Report, Spot, Value};
use crate::config::scalar::Form;
use crate::config::{Invalid, suggestion};

/// A table of the file. Ask for every setting it may have, then [`finish`](Self::finish).
pub(in crate::config) struct Table<'d> {
    report: &'d Report<'d>,
    entries: &'d DeTable<'d>,
    known: Vec<&'static str>,
    /// Where it stands.
    pub(in crate::config) spot: Spot,
}

/// A table's entry whose name its author chose.
pub(in crate::config) struct Entry<'d> {
    /// As written.
    pub(in crate::config) name: &'d str,
    /// Where the name stands.
    pub(in crate::config) spot: Spot,
    /// What stands behind it.
    pub(in crate::config) value: Value<'d>,
}

impl<'d> Table<'d> {
    pub(super) fn new(report: &'d Report<'d>, entries: &'d DeTable<'d>, spot: Spot) -> Self {
        Self { report, entries, known: Vec::new(), spot }
    }

    /// A setting, if it is there.
    pub(in crate::config) fn get(&mut self, name: &'static str) -> Option<Value<'d>> {
        self.known.push(name);
        let value = self.entries.get(name)?;
        Some(Value::new(self.report, value, self.item(name)))
    }

    /// A setting that must be there; `example` is a value it could have.
    pub(in crate::config) fn require(&mut self, name: &'static str, example: &str) -> Option<Value<'d>> {
        let value = self.get(name);
        if value.is_none() {
            let invalid = Invalid::new(format!("`{name}` is missing"));
            self.report.error(&self.spot, invalid.hint(format!("add a line such as `{name} = {example}`")));
        }
        value
    }

    /// A setting in this form; none where it is not there, or wrong and reported.
    pub(in crate::config) fn read<T>(&mut self, name: &'static str, form: &Form<T>) -> Option<T> {
        self.get(name)?.read(form)
    }

    /// A setting in this form that must be there.
    pub(in crate::config) fn require_in<T>(&mut self, name: &'static str, form: &Form<T>) -> Option<T> {
        self.require(name, form.example)?.read(form)
    }

    /// A setting that is `true` or `false`.
    pub(in crate::config) fn flag(&mut self, name: &'static str) -> Option<bool> {
        self.get(name)?.flag()
    }

    /// A table below this one.
    pub(in crate::config) fn table(&mut self, name: &'static str) -> Option<Self> {
        self.get(name)?.table()
    }

    /// The tables of `[[name]]`.
    pub(in crate::config) fn tables(&mut self, name: &'static str) -> Vec<Self> {
        self.get(name).and_then(|value| value.tables()).unwrap_or_default()
    }

    /// All entries, in the order of the file, for a table whose names are its author's.
    pub(in crate::config) fn entries(&self) -> Vec<Entry<'d>> {
        let entry = |(name, value): (&'d toml::Spanned<toml::de::DeString<'d>>, _)| {
            let item = self.item(name.get_ref());
            Entry {
                name: name.get_ref(),
                spot: Spot { item: item.clone(), offset: name.span().start },
                value: Value::new(self.report, value, item),
            }
        };
        let mut entries = self.entries.iter().map(entry).collect::<Vec<_>>();
        entries.sort_by_key(|entry| entry.spot.offset);
        entries
    }

    /// Reports every name that nobody asked for.
    pub(in crate::config) fn finish(self) {
        for entry in self.entries() {
            if !self.known.contains(&entry.name) {
                let unused = self.known.iter().copied().filter(|name| !self.entries.contains_key(*name));
                self.report.error(
                    &entry.spot,
                    Invalid {
                        message: format!("unknown setting `{}`", entry.name),
                        hint: suggestion::advice(entry.name, unused),
                    },
                );
            }
        }
    }

    /// How an entry is called: a name that is not a bare one is quoted.
    fn item(&self, name: &str) -> String {
        let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let quote = if !name.is_empty() && name.bytes().all(is_bare) { "" } else { "\"" };
        let dot = if self.spot.item.is_empty() { "" } else { "." };
        format!("{}{dot}{quote}{name}{quote}", self.spot.item)
    }
}
