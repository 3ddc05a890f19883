//! Answers that lead clients to other hosts, where no mock answers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::config;
use crate::diagnostic::{Diagnostic, Level};
use crate::matching::Algorithm;
use crate::mock::{Library, Rewriting};
use crate::reload::LoadedMock;

/// Hosts of addresses that only name something: nobody follows them.
const NAMES: [&str; 8] = [
    "www.w3.org",
    "w3.org",
    "schemas.xmlsoap.org",
    "schemas.microsoft.com",
    "json-schema.org",
    "schema.org",
    "tools.ietf.org",
    "tempuri.org",
];

/// How many hosts are named.
const NAMED: usize = 3;

/// Of each collection whose answers hold addresses that stay as they are (matching.md 8.9), one hint. Where none is to
/// be replaced, that is as it is meant.
pub(super) fn leading_away(config: &config::Mock, mock: &LoadedMock) -> Vec<Diagnostic> {
    if config.rewriting == Rewriting::Off || config.matching == Algorithm::Postman {
        return Vec::new();
    }
    let libraries = mock.shelf.libraries.iter().zip(&mock.shelf.files);
    libraries.filter_map(|(library, file)| of_collection(library, file)).collect()
}

fn of_collection(library: &Library, file: &Path) -> Option<Diagnostic> {
    let mut hosts: BTreeMap<String, usize> = BTreeMap::new();
    let mut first = None;
    for (example, texts) in library.texts_as_saved() {
        let own: BTreeSet<_> = texts.flat_map(hosts_in).collect();
        if !own.is_empty() {
            first = first.or(Some(example));
        }
        for host in own {
            *hosts.entry(host).or_default() += 1;
        }
    }
    let first = first?;
    Some(lead_to(hosts).in_file(file).at_item(format!("{} / {}", first.item, first.name)))
}

/// Those that most answers lead to first.
fn lead_to(hosts: BTreeMap<String, usize>) -> Diagnostic {
    let count = hosts.values().sum();
    let mut hosts: Vec<_> = hosts.into_iter().collect();
    hosts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let named: Vec<_> = hosts.iter().take(NAMED).map(|(host, count)| format!("`{host}` ({count})")).collect();
    let more = match hosts.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Diagnostic::new(Level::Hint, format!("answers lead to other hosts: {}{more}", named.join(", ")))
        .hint(
            "name those that are the API's own in `rewrite_hosts` of the mock: they then lead to Understudy",
        )
        .times(count)
}

/// The hosts of the addresses in a text, with their ports.
fn hosts_in(text: &str) -> impl Iterator<Item = String> {
    let separators = ["://", r":\/\/"].into_iter();
    let found = separators
        .flat_map(move |separator| text.match_indices(separator).map(move |found| (separator, found.0)));
    found.filter_map(move |(separator, at)| {
        let before = text.get(..at)?;
        let is_web = ["http", "https"].iter().any(|scheme| before.ends_with(scheme));
        let behind = text.get(at + separator.len()..)?;
        let ends = |character: char| !(character.is_alphanumeric() || matches!(character, '-' | '.' | ':'));
        let host = behind.split(ends).next()?.trim_end_matches(['.', ':']).to_ascii_lowercase();
        let is_name = host.contains('.') && !NAMES.contains(&host.as_str());
        (is_web && is_name).then_some(host)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(hosts_in(text).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn the_hosts_of_addresses() {
        check("see https://api.test/a and http://API.test:81.", &["api.test", "api.test:81"]);
        check(r#"{"url": "https:\/\/cdn.test\/a"}"#, &["cdn.test"]);
        check("<a xmlns=\"http://www.w3.org/1999/xhtml\">", &[]);
        check("ftp://files.test and https://localhost and https://{{host}}/", &[]);
        check("https://", &[]);
    }
}
