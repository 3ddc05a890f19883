//! A miss as a person reads it in a terminal: the request above the examples nearest to it, with marks where they
//! differ (`x-understudy-explain: text`).

use std::fmt::Write;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::answer::Answer;
use super::error::{Down, no_example};
use crate::matching::{Miss, Near};

/// The header that asks for it.
pub const EXPLAIN: HeaderName = HeaderName::from_static("x-understudy-explain");

/// How much of a request is drawn, in segments and in characters of each.
const SEGMENTS: usize = 32;
const CHARACTERS: usize = 80;

/// Whether a request asks for a text in place of JSON.
pub fn asks_for_text(headers: &HeaderMap) -> bool {
    headers.get(EXPLAIN).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"text"))
}

fn reason(miss: &Miss) -> String {
    match miss {
        Miss::NoExample(request, _) => format!("{}\n\n", no_example(request)),
        _ => "No example answers. ".to_owned(),
    }
}

/// 404 as a text, for a request with this method and path, which none of the examples answers.
pub fn drawn_not_found(miss: &Miss, method: &str, path: &str) -> Answer {
    answer(StatusCode::NOT_FOUND, drawn_miss(miss, method, path))
}

/// 502 as a text: the upstream is down as well.
pub fn drawn_unavailable(down: &Down<'_>, miss: &Miss, method: &str, path: &str) -> Answer {
    let cause = down.sentences("");
    let cause = harmless(cause.chars());
    answer(StatusCode::BAD_GATEWAY, format!("{cause}\n\n{}", drawn_miss(miss, method, path)))
}

fn drawn_miss(miss: &Miss, method: &str, path: &str) -> String {
    match miss {
        Miss::NoMatch(closest) if closest.is_empty() => {
            format!("No example answers, and none is near:\n\n  {} {}\n", clean(method), clean(path))
        }
        Miss::NoMatch(closest) | Miss::NoExample(_, closest) => {
            let drawings = closest.iter().map(|near| drawing(method, path, near));
            format!(
                "{}The nearest ones, and where they differ:\n\n{}",
                reason(miss),
                drawings.collect::<Vec<_>>().join("\n")
            )
        }
        Miss::NoSuchId(id) => format!("No example for this method has the id `{}`.\n", clean(id)),
        Miss::NoSuchName(name) => format!("No example for this method has the name `{}`.\n", clean(name)),
    }
}

fn answer(status: StatusCode, text: String) -> Answer {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        // A browser that guesses would take what a client sent for a page.
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Answer::new(status, headers, Bytes::from(text))
}

/// Two lines, one under the other in columns, a line of marks, and the rule.
fn drawing(method: &str, path: &str, near: &Near) -> String {
    let (mut sent, mut saved, mut marks) = (String::new(), String::new(), String::new());
    let mut column = |one: &str, other: &str, is_marked: bool| {
        let width = one.chars().count().max(other.chars().count());
        let mark = if is_marked { "^".repeat(width) } else { String::new() };
        for (line, piece) in [(&mut sent, one), (&mut saved, other), (&mut marks, mark.as_str())] {
            // Writing to a String does not fail.
            let _ = write!(line, "{piece:width$} ");
        }
    };
    column(&clean(method), &near.method, *method != *near.method);
    let (ours, theirs) = (segments(path), segments(&near.path));
    for at in 0..ours.len().max(theirs.len()) {
        let (one, other) =
            (ours.get(at).map_or("", String::as_str), theirs.get(at).map_or("", String::as_str));
        column(one, other, differs(one, other));
    }
    let lines = [("request", sent), ("example", saved), ("", marks)];
    let mut drawn: String = lines
        .iter()
        .map(|(label, line)| format!("  {label:<8}{line}").trim_end().to_owned() + "\n")
        .collect();
    let _ = writeln!(drawn, "          `{}`: {}", clean(&near.name), near.rule);
    if let Some(differences) = &near.differences {
        let _ = writeln!(drawn, "          {} leaves are equal", differences.equal);
        for part in &differences.parts {
            let part = part.to_string();
            let _ = writeln!(drawn, "          {}", harmless(part.chars()));
        }
        if differences.left_out > 0 {
            let _ = writeln!(drawn, "          ... and {} more parts", differences.left_out);
        }
    }
    drawn
}

/// Each with the slash before it.
fn segments(path: &str) -> Vec<String> {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split('/').take(SEGMENTS).map(|segment| format!("/{}", clean(segment))).collect()
}

/// A wildcard takes anything but nothing.
fn differs(sent: &str, saved: &str) -> bool {
    let is_wildcard = saved.starts_with("/:") && sent.len() > 1;
    !is_wildcard && !sent.eq_ignore_ascii_case(saved)
}

/// Short, and without what a terminal would obey.
fn clean(text: &str) -> String {
    harmless(text.chars().take(CHARACTERS))
}

/// Without what a terminal would obey.
fn harmless(text: impl Iterator<Item = char>) -> String {
    text.map(|character| if character.is_control() { '?' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::{PathDifference, Rule};
    use crate::mock::DownCause;

    fn near(method: &str, path: &str, rule: Rule) -> Near {
        Near { name: "List".into(), method: method.into(), path: path.to_owned(), rule, differences: None }
    }

    #[track_caller]
    fn text(miss: &Miss, method: &str, path: &str) -> String {
        let answer = drawn_not_found(miss, method, path);
        assert_eq!(answer.headers[CONTENT_TYPE], "text/plain; charset=utf-8");
        String::from_utf8(answer.body.to_vec()).unwrap()
    }

    #[test]
    fn the_request_above_the_nearest_example_with_marks_under_what_differs() {
        let segment = PathDifference::Segment { at: 1, saved: "books".to_owned(), sent: "boks".to_owned() };
        let miss = Miss::NoMatch(vec![near("GET", "/books/:id/reviews", Rule::Path(segment))]);
        insta::assert_snapshot!(text(&miss, "GET", "/boks/7/Reviews"), @r"
        No example answers. The nearest ones, and where they differ:

          request GET /boks  /7   /Reviews
          example GET /books /:id /reviews
                      ^^^^^^
                  `List`: segment 1 of the path is `books`, the request's is `boks`
        ");
    }

    #[test]
    fn another_method_and_another_length() {
        let method = Rule::Method { saved: "POST".to_owned(), sent: "GET".to_owned() };
        let length = Rule::Path(PathDifference::Length { saved: 2, sent: 1 });
        let miss = Miss::NoMatch(vec![near("POST", "/books", method), near("GET", "/books/all", length)]);
        insta::assert_snapshot!(text(&miss, "GET", "/books"), @r"
        No example answers. The nearest ones, and where they differ:

          request GET  /books
          example POST /books
                  ^^^^
                  `List`: the method is POST, the request's is GET

          request GET /books
          example GET /books /all
                             ^^^^
                  `List`: the path has 2 segments, the request's has 1
        ");
    }

    #[test]
    fn why_the_upstream_is_down() {
        let cause = DownCause { token: "refused", words: "it refused the connection", advice: "start it" };
        let down = Down { upstream: "shop", reason: "connect", cause: Some(cause) };
        let miss = Miss::NoMatch(Vec::new());
        let answer = drawn_unavailable(&down, &miss, "GET", "/books");
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
        insta::assert_snapshot!(String::from_utf8(answer.body.to_vec()).unwrap(), @r"
        The upstream `shop` is down (connect): it refused the connection. To mend it: start it.

        No example answers, and none is near:

          GET /books
        ");
    }

    #[test]
    fn nothing_that_a_terminal_would_obey() {
        let miss = Miss::NoMatch(vec![near("GET", "/books", Rule::Body)]);
        assert!(!text(&miss, "GET", "/\u{1b}[2Jbooks\u{7f}").contains(['\u{1b}', '\u{7f}']));
        assert!(!text(&Miss::NoSuchName("\u{1b}".to_owned()), "GET", "/").contains('\u{1b}'));
        let long = text(&miss, "GET", &"/segment".repeat(1_000));
        assert!(long.len() < 10_000, "{}", long.len());
    }
}
