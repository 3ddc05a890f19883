//! Where the host part of a URL ends.

use super::super::variables::find_outside;

/// The offset behind an optional `scheme://` and the authority: the next `/`, `?` or `#` outside references.
///
/// 0 for a text that begins with one of them: it has no host (1.7).
pub(super) fn host_end(text: &str) -> usize {
    let end = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + find_outside(rest, b"/?#").unwrap_or(rest.len())
    };
    let first = end(0);
    let has_scheme = first > 0
        && text.get(..first).is_some_and(|before| before.ends_with(':'))
        && text.get(first..).is_some_and(|behind| behind.starts_with("//"));
    if has_scheme { end(first + 2) } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, host: &str) {
        assert_eq!(text.get(..host_end(text)), Some(host), "{text}");
    }

    #[test]
    fn rule_1_7_what_is_the_host() {
        check("", "");
        check("/books", "");
        check("?a=b", "");
        check("books.example", "books.example");
        check("books.example:80/a", "books.example:80");
        check("https://books.example/a", "https://books.example");
        check("https://books.example?a", "https://books.example");
        check("https://books.example#a", "https://books.example");
        check("{{baseUrl}}/a", "{{baseUrl}}");
        check("{{base/Url}}/a", "{{base/Url}}");
        check("{{scheme}}://{{host}}:{{port}}/a", "{{scheme}}://{{host}}:{{port}}");
        check("http:///order", "http://");
        check("http:/order", "http:");
        check("books:80/a", "books:80");
    }
}
