//! From flat lists of folders and requests, tied by ids, to items within items.
//!
//! `folders_order` and `order` say what is where. What they do not name Postman's converter leaves out,
//! and so does this, with a warning.

use std::collections::HashMap;

use super::super::source::{Json, Warnings};
use super::folder::Folder;
use super::request;
use super::requests::{Copy, Requests};
use super::response::{self, Original};
use crate::diagnostic::Diagnostic;

/// How deep folders may lie within each other; ids could tie them deeper than a walk can recurse.
const DEPTH: usize = 48;

/// The folders and requests of a document on the way to their places.
pub(super) struct Items<'a, 'w> {
    folders: HashMap<String, Folder<'a>>,
    requests: Requests<'a>,
    warnings: &'w mut Warnings<'a>,
}

impl<'a, 'w> Items<'a, 'w> {
    pub(super) fn new(
        folders: Vec<Folder<'a>>,
        requests: Requests<'a>,
        warnings: &'w mut Warnings<'a>,
    ) -> Self {
        let folders = folders.into_iter().map(|folder| (folder.id.clone(), folder)).collect();
        Self { folders, requests, warnings }
    }

    /// The document as an item, with all that has a place in it.
    pub(super) fn into_item(mut self, root: Folder<'a>) -> Json<'a> {
        let item = self.folder(root, 0);
        for request in self.requests.left() {
            let name = request.text_of("name").unwrap_or_default();
            self.warnings.add(request.anchor(), || {
                Diagnostic::warning(format!(
                    "no `order` leads to the request `{name}`; it is left out, as in Postman"
                ))
                .hint("name its id in the `order` of its folder")
            });
        }
        item
    }

    /// Folders first, then requests. Each finds one place only, so that folders in a circle come to an end.
    fn folder(&mut self, folder: Folder<'a>, depth: usize) -> Json<'a> {
        let mut items = Vec::new();
        for id in folder.folders.iter().filter(|_| depth < DEPTH) {
            if let Some(inner) = self.folders.remove(id) {
                items.push(self.folder(inner, depth + 1));
            }
        }
        items.extend(folder.requests.iter().filter_map(|id| self.request(id)));
        Json::object([("name", folder.name), ("variable", folder.variables), ("item", Json::List(items))])
    }

    fn request(&mut self, id: &str) -> Option<Json<'a>> {
        let (json, responses) = self.requests.take(id)?;
        let name = json.get("name").cloned().unwrap_or_default();
        let variables = json.get("variables").cloned().unwrap_or_default();
        let anchor = json.anchor();
        let request = request::convert(json);
        let responses = responses.into_iter().map(|saved| self.response(saved, id)).collect();
        let item = Json::object([
            ("name", name),
            ("variable", variables),
            ("request", request),
            ("response", Json::List(responses)),
        ]);
        Some(item.at(anchor))
    }

    /// A response without a request of its own takes over the one it belongs to.
    fn response(&mut self, saved: Json<'a>, own_id: &str) -> Json<'a> {
        let anchor = saved.anchor();
        let (saved, original) = response::convert(saved);
        let original = match original {
            Original::Request(request) => request::convert(&request),
            Original::Id(id) if id != own_id => match self.requests.copy(&id) {
                Copy::Of(request) => request,
                Copy::Missing => Json::Null,
                Copy::TooLarge => {
                    self.warnings.add(anchor, || {
                        Diagnostic::warning(
                            "too many responses name a request by its id; the item's own is taken",
                        )
                        .hint("export the collection in format 2.1")
                    });
                    Json::Null
                }
            },
            Original::Id(_) | Original::None => Json::Null,
        };
        let Json::Object(mut members) = saved else { return saved };
        members.push(("originalRequest".into(), original));
        Json::Object(members).at(anchor)
    }
}
