//! The examples of a collection, by the folder they are in.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::source::{Json, Warnings};
use super::files::Parsed;
use super::order::{Entry, name, sorted};
use super::response;
use crate::diagnostic::Diagnostic;

/// Examples that no request has asked for yet.
#[derive(Default)]
pub(super) struct Examples<'t> {
    folders: BTreeMap<&'t str, Vec<(&'t Path, Entry<'t>)>>,
}

impl<'t> Examples<'t> {
    /// Adds the example of a file, unless it is one of another protocol.
    pub(super) fn add(&mut self, file: Parsed<'t>, warnings: &mut Warnings<'t>) {
        let Some(json) = file.json.filter(|json| is_kind(json, &["http-example", "graphql-example"])) else {
            return;
        };
        let (anchor, order) = (json.anchor(), json.get("order").cloned());
        let name = name(&json, &file.located.stem);
        match response::convert(json, &file.located.stem) {
            Some(example) => {
                let entry = Entry::new(order.as_ref(), name, example);
                self.folders.entry(&file.located.folder).or_default().push((file.path, entry));
            }
            None => warnings.add(anchor, || {
                Diagnostic::warning("there is no `response`: the example is left out")
                    .hint("give it one, or save it in Postman again")
            }),
        }
    }

    /// Whether there are examples in this folder.
    pub(super) fn has(&self, folder: &str) -> bool {
        self.folders.contains_key(folder)
    }

    /// The examples of this folder in order.
    pub(super) fn take(&mut self, folder: &str) -> Json<'t> {
        let entries = self.folders.remove(folder).unwrap_or_default();
        sorted(entries.into_iter().map(|(_, entry)| entry).collect())
    }

    /// Warns of each that no request has asked for.
    pub(super) fn finish(self, warnings: &mut Warnings<'t>) {
        for (path, _) in self.folders.into_values().flatten() {
            warnings.add(None, || {
                Diagnostic::warning("no request has its examples in this folder: the example is left out")
                    .in_file(path)
                    .hint("name the folder as the `examples` of a request, or remove it")
            });
        }
    }
}

/// Whether a file is of one of these `$kind`s, or does not say.
pub(super) fn is_kind(json: &Json<'_>, kinds: &[&str]) -> bool {
    json.get("$kind").is_none_or(|said| said.as_text().is_some_and(|said| kinds.contains(&said)))
}
