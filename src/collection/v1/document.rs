//! The document: its name, its variables, its items.

use super::super::source::{Json, Warnings};
use super::folder::{Folder, top_folders};
use super::items::Items;
use super::requests::Requests;

/// A collection in format 1 as one in format 2. `length` is the length of the file in bytes:
/// requests that responses name by id are copied only up to a multiple of it.
pub(crate) fn convert<'a>(mut document: Json<'a>, length: usize, warnings: &mut Warnings<'a>) -> Json<'a> {
    let requests = document.take("requests").map(Json::into_elements).unwrap_or_default();
    let folders = document.take("folders").map(Json::into_elements).unwrap_or_default();
    let has_order =
        document.get("order").is_some() || folders.iter().any(|folder| folder.get("order").is_some());
    let mut root = Folder::of(document);
    let mut folders: Vec<_> = folders.into_iter().map(Folder::of).collect();
    if root.folders.is_empty() {
        root.folders = top_folders(&folders);
    }
    if !has_order {
        order_by_folder(&requests, &mut root, &mut folders);
    }
    let name = std::mem::take(&mut root.name);
    let item = Items::new(folders, Requests::new(requests, length), warnings).into_item(root);
    let Json::Object(mut members) = item else { return item };
    members.push(("info".into(), Json::object([("name", name)])));
    Json::Object(members)
}

/// Only where a document has no order at all, each request goes where its `folder` says.
fn order_by_folder<'a>(requests: &[Json<'a>], root: &mut Folder<'a>, folders: &mut [Folder<'a>]) {
    let places: std::collections::HashMap<_, _> =
        folders.iter().enumerate().map(|(place, folder)| (folder.id.clone(), place)).collect();
    for request in requests {
        let folder = request.text_of("folder").and_then(|id| places.get(id.as_ref()));
        let folder = folder.and_then(|place| folders.get_mut(*place)).unwrap_or(root);
        folder.requests.push(id(request));
    }
}

/// The id by which lists of order name a folder or request.
pub(super) fn id(json: &Json<'_>) -> String {
    json.text_of("id").unwrap_or_default().into_owned()
}
