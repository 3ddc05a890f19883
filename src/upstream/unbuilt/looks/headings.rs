//! A long page by its headings: pages of development print headers, logs and routes.

use std::sync::LazyLock;

use regex::Regex;

/// A page that is longer is known by its headings alone, in bytes.
const LONG: usize = 8 * 1024;

static TITLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?is)<title[^>]*>").ok());
static HEADINGS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?is)<(?:title|h1|h2)(?:\s[^>]*)?>(.*?)</(?:title|h1|h2)>").ok());

/// The title and the first two levels of headings of a long page; none of what is short or has no title.
pub(super) fn headings(page: &str) -> Option<String> {
    let is_long_page = page.len() > LONG && TITLE.as_ref()?.is_match(page);
    if !is_long_page {
        return None;
    }
    let found = HEADINGS.as_ref()?.captures_iter(page);
    Some(found.filter_map(|heading| Some(format!("{}\n", heading.get(1)?.as_str()))).collect())
}
