//! The order of what lies beside each other: by `order`, then by name.

use super::super::source::Json;

/// An item or example in format 2, and what its place depends on.
pub(super) struct Entry<'a> {
    /// None comes last.
    order: Option<f64>,
    name: String,
    json: Json<'a>,
}

impl<'a> Entry<'a> {
    /// An entry with this name, and what its file says of its `order`.
    pub(super) fn new(order: Option<&Json<'_>>, name: String, json: Json<'a>) -> Self {
        Self { order: order.and_then(number), name, json }
    }
}

/// A number of any size, which its author may have put in quotes.
fn number(json: &Json<'_>) -> Option<f64> {
    json.text()?.trim().parse().ok()
}

/// In order; what is equal in both keeps its place.
pub(super) fn sorted(mut entries: Vec<Entry<'_>>) -> Json<'_> {
    let by_order = |one: &Entry<'_>, other: &Entry<'_>| match (one.order, other.order) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    };
    entries.sort_by(|one, other| by_order(one, other).then_with(|| one.name.cmp(&other.name)));
    Json::List(entries.into_iter().map(|entry| entry.json).collect())
}

/// The name that a file gives, else that of the file or folder itself.
pub(super) fn name(file: &Json<'_>, otherwise: &str) -> String {
    file.text_of("name").map_or_else(|| otherwise.to_owned(), Into::into)
}
