//! A folder, or the document itself, with the ids of what is in it.

use std::collections::HashSet;

use super::super::source::Json;
use super::document::id;

/// A folder, taken apart.
pub(super) struct Folder<'a> {
    pub(super) id: String,
    pub(super) name: Json<'a>,
    pub(super) variables: Json<'a>,
    /// `folders_order`.
    pub(super) folders: Vec<String>,
    /// `order`.
    pub(super) requests: Vec<String>,
}

impl<'a> Folder<'a> {
    /// Takes a folder apart.
    pub(super) fn of(mut json: Json<'a>) -> Self {
        Self {
            id: id(&json),
            name: json.take("name").unwrap_or_default(),
            variables: json.take("variables").or_else(|| json.take("variable")).unwrap_or_default(),
            folders: ids(json.get("folders_order")),
            requests: ids(json.get("order")),
        }
    }
}

fn ids(list: Option<&Json<'_>>) -> Vec<String> {
    let ids = list.map(Json::elements).unwrap_or_default();
    ids.iter().filter_map(Json::text).map(Into::into).collect()
}

/// The folders that lie in no other, in the order of the document.
pub(super) fn top_folders(folders: &[Folder<'_>]) -> Vec<String> {
    let inner: HashSet<&str> =
        folders.iter().flat_map(|folder| &folder.folders).map(String::as_str).collect();
    let top = folders.iter().filter(|folder| !inner.contains(folder.id.as_str()));
    top.map(|folder| folder.id.clone()).collect()
}
