//! Hides what may be a secret before any line of the file is quoted (design.md, invariant 6).

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The tables that may hold a secret: a raw key, or the password of a store.
const SECRET: [&str; 2] = ["keys", "usage"];

/// The text with every value of `[[keys]]` and `[usage]` but names as asterisks, byte for byte as long.
///
/// A raw key does not belong there, but it is where people would put one by mistake, under
/// whatever name.
pub(super) fn hidden<'t>(text: &'t str, root: &DeTable<'_>) -> Cow<'t, str> {
    let mut spans = Vec::new();
    for secret in SECRET.iter().filter_map(|name| root.get(*name)) {
        collect(secret, &mut spans);
    }
    masked(text, spans)
}

/// Likewise for a text that is not TOML: all that could be a value in what looks like `[[keys]]`.
pub(super) fn hidden_by_lines(text: &str) -> Cow<'_, str> {
    let mut spans = Vec::new();
    let mut offset = 0;
    let mut is_secret = false;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        // A line such as `["text"],` is a piece of a list.
        let is_header = content.starts_with('[') && !content.contains(['"', '\'']);
        let begins = |text: &str| SECRET.iter().any(|name| text.starts_with(name));
        if is_header || begins(content) {
            is_secret = begins(content.trim_start_matches(['[', ' ']));
        }
        let start = line.find('=').or((!is_header).then_some(0));
        if let Some(start) = start.filter(|_| is_secret) {
            spans.push(offset + start..offset + line.len());
        }
        offset += line.len();
    }
    masked(text, spans)
}

fn collect(value: &Spanned<DeValue<'_>>, spans: &mut Vec<Range<usize>>) {
    match value.get_ref() {
        DeValue::Array(list) => list.iter().for_each(|value| collect(value, spans)),
        DeValue::Table(table) => {
            let unnamed = table.iter().filter(|(name, _)| name.get_ref() != "name");
            unnamed.for_each(|(_, value)| collect(value, spans));
        }
        _ => spans.push(value.span()),
    }
}

fn masked(text: &str, mut spans: Vec<Range<usize>>) -> Cow<'_, str> {
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    spans.sort_by_key(|span| span.start);
    let mut masked = String::with_capacity(text.len());
    let mut spans = spans.into_iter().peekable();
    for (at, character) in text.char_indices() {
        while spans.next_if(|span| span.end <= at).is_some() {}
        let is_secret = spans.peek().is_some_and(|span| span.contains(&at));
        if is_secret && !character.is_whitespace() {
            masked.extend(std::iter::repeat_n('*', character.len_utf8()));
        } else {
            masked.push(character);
        }
    }
    Cow::Owned(masked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let (root, _) = DeTable::parse_recoverable(text);
        assert_eq!(hidden(text, root.get_ref()), expected);
    }

    #[test]
    fn values_of_keys_are_hidden_and_nothing_else() {
        check("[server]\nlisten = \"a\"\n", "[server]\nlisten = \"a\"\n");
        check(
            "[[keys]]\nname = \"web\"\nkey = \"é7\" # why\n",
            "[[keys]]\nname = \"web\"\nkey = ***** # why\n",
        );
        check("keys = [{ name = \"a\", sha256 = 12 }]", "keys = [{ name = \"a\", sha256 = ** }]");
        check("[usage]\nstore = \"p\"", "[usage]\nstore = ***");
        check("keys = [\"raw\"]", "keys = [*****]");
        check("[keys.web]\nkey = \"raw\"", "[keys.web]\nkey = *****");
        check(
            "[[keys]]\nkey = \"\"\"\nraw\nkey\"\"\"\nname = \"a\"",
            "[[keys]]\nkey = ***\n***\n******\nname = \"a\"",
        );
    }

    #[track_caller]
    fn check_lines(text: &str, expected: &str) {
        assert_eq!(hidden_by_lines(text), expected);
    }

    #[test]
    fn lines_that_may_hold_a_key_are_hidden_in_what_is_not_toml() {
        check_lines("[server]\nlisten = 1 2\n", "[server]\nlisten = 1 2\n");
        check_lines("[[keys]]\nkey = raw\n[server]\na = 1\n", "[[keys]]\nkey * ***\n[server]\na = 1\n");
        check_lines("[[keys]]\nkey \"raw\"\n", "[[keys]]\n*** *****\n");
        check_lines("keys = [\n[\"raw\"],\n", "keys * *\n********\n");
        check_lines("[usage]\nstore = \"p\n", "[usage]\nstore * **\n");
        check_lines("keys.web.key = raw", "keys.web.key * ***");
        check_lines("[keys.web]\nkey = \"raw", "[keys.web]\nkey * ****");
    }
}
