//! From items, each with the path of its folder, to items within items.

use std::collections::BTreeMap;

use super::super::source::Json;
use super::order::{Entry, name, sorted};
use super::rows::variables;

/// The folders of a collection and what is in them so far.
#[derive(Default)]
pub(super) struct Folders<'t> {
    definitions: BTreeMap<&'t str, Json<'t>>,
    entries: BTreeMap<String, Vec<Entry<'t>>>,
}

impl<'t> Folders<'t> {
    /// Notes what a folder says of itself.
    pub(super) fn define(&mut self, folder: &'t str, definition: Json<'t>) {
        self.definitions.entry(folder).or_insert(definition);
        self.entries.entry(folder.to_owned()).or_default();
    }

    /// Puts an item into a folder.
    pub(super) fn add(&mut self, folder: &str, entry: Entry<'t>) {
        match self.entries.get_mut(folder) {
            Some(entries) => entries.push(entry),
            None => {
                self.entries.insert(folder.to_owned(), vec![entry]);
            }
        }
    }

    /// The collection in format 2.
    pub(super) fn into_collection(mut self) -> Json<'t> {
        // The last path is never that of a folder with others in it, and the first is the collection's own.
        while let Some((folder, entries)) = self.entries.pop_last() {
            let mut definition = self.definitions.remove(folder.as_str()).unwrap_or_default();
            let (outer, own_name) = folder.rsplit_once('/').unwrap_or(("", &folder));
            let name = name(&definition, own_name);
            let order = definition.take("order");
            let text = ("name", Json::Text(name.clone().into()));
            let anchor = definition.anchor();
            let variables = Json::List(variables(definition.take("variables").unwrap_or_default()));
            let (variables, items) = (("variable", variables), ("item", sorted(entries)));
            if folder.is_empty() {
                return Json::object([("info", Json::object([text])), variables, items]);
            }
            let item = Json::object([text, variables, items]).at(anchor);
            self.add(outer, Entry::new(order.as_ref(), name, item));
        }
        Json::Null
    }
}
