//! `Refresh`, which browsers read as HTML says (its standard's "shared declarative refresh steps").

use super::Rewrite;

impl Rewrite<'_> {
    /// `5; url=/login`, with or without `url=` and quotes.
    pub(super) fn refresh(&self, text: &str) -> Option<String> {
        let reference = &text[start(text)?..];
        let (reference, rest) = match reference.bytes().next() {
            Some(quote @ (b'"' | b'\'')) => {
                let inner = &reference[1..];
                inner.split_at(inner.find(char::from(quote)).unwrap_or(inner.len()))
            }
            _ => (reference, ""),
        };
        let before = &text[..text.len() - reference.len() - rest.len()];
        Some(format!("{before}{}{rest}", self.reference(reference)?))
    }
}

/// Where the reference, or the quote before it, begins.
fn start(text: &str) -> Option<usize> {
    let after_time = &text[text.find([';', ','])? + 1..];
    let reference = after_time.trim_start();
    let is_named = reference.get(..3).is_some_and(|name| name.eq_ignore_ascii_case("url"));
    let value = is_named.then(|| reference[3..].trim_start().strip_prefix('=')).flatten();
    Some(text.len() - value.map_or(reference, str::trim_start).len())
}
