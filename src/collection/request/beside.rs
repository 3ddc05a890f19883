//! A URL as formats 1 and 3 keep it: a text, with the rows of its query and its path variables beside it.

use std::borrow::Cow;
use std::collections::HashSet;

use super::super::source::Json;
use super::decoding::decode_form;
use super::url::query_of;

/// The URL in format 2. The text serves for the path; where there are rows, they and what only the text has
/// are the query. A row that is disabled says that the text shall not add it again.
pub(crate) fn url_with_rows_beside<'a>(
    raw: Json<'a>,
    mut query: Vec<Json<'a>>,
    variables: Vec<Json<'a>>,
) -> Json<'a> {
    if !query.is_empty() {
        let added = only_in_text(raw.as_text().unwrap_or_default(), &query);
        query.extend(added);
    }
    let query = if query.is_empty() { Json::Null } else { Json::List(query) };
    Json::object([("raw", raw), ("query", query), ("variable", Json::List(variables))])
}

fn only_in_text(text: &str, rows: &[Json<'_>]) -> Vec<Json<'static>> {
    let keys: Vec<_> = rows.iter().filter_map(|row| row.get("key")?.text()).collect();
    let seen: HashSet<_> = keys.iter().map(|key| decode_form(key)).collect();
    let pairs = query_of(text).into_iter().filter(|(key, _)| !seen.contains(&decode_form(key)));
    pairs.map(|(key, value)| Json::object([("key", owned(key)), ("value", owned(value))])).collect()
}

fn owned(text: &str) -> Json<'static> {
    Json::Text(Cow::Owned(text.to_owned()))
}
