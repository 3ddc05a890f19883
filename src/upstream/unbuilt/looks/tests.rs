//! Which answers are alike (proxy.md, "Looks").

use super::{Asked, Look, Seen};

fn seen(content_type: &str, body: &str) -> Seen {
    Seen { status: 404, content_type: content_type.to_owned(), body: body.into(), ..Seen::default() }
}

fn look(target: &str, content_type: &str, body: &str) -> Look {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    Look::of(&seen(content_type, body), Asked { path, query, probe: None })
}

#[track_caller]
fn check(row: &str, one: (&str, &str), other: (&str, &str), is_like: bool) {
    let look = |(target, body)| look(target, "text/plain", body);
    assert_eq!(look(one).is_like(&look(other)), is_like, "{row}");
}

#[test]
fn what_was_asked_for_does_not_count() {
    check("path", ("/p/q", "Cannot GET /p/q"), ("/a", "Cannot GET /a"), true);
    check("another path", ("/p/q", "Cannot GET /p/q"), ("/a", "Cannot GET /b"), false);
    check("query", ("/p?a=1&b=2", "no /p?a=1&b=2"), ("/q", "no /q"), true);
    check("query in HTML", ("/p?a=1&b=2", "no /p?a=1&amp;b=2"), ("/q", "no /q"), true);
    check("query alone", ("/p?page=two", "no page=two"), ("/q?all=yes", "no all=yes"), true);
    check("decoded", ("/a%20b", "no /a b"), ("/c", "no /c"), true);
    check("without the first slash", ("/some/thing", "no some/thing"), ("/other", "no other"), true);
    check("decimal", ("/p/q", "no &#47;p&#47;q"), ("/a", "no /a"), true);
    check("hexadecimal", ("/p/q", "no &#x2F;p&#x2f;q"), ("/a", "no /a"), true);
    check("JSON's slash", ("/p/q", r#"x "\/p\/q""#), ("/a", r#"x "/a""#), true);
    check("JSON's code", ("/p?a=1&b=2", r"no /p?a=1\u0026b=2"), ("/a", "no /a"), true);
    check("last segment", ("/p/query", "no query"), ("/q/other", "no other"), true);
    check("short last segment", ("/p/qu", "no qu"), ("/q/ot", "no ot"), false);
    check(
        "behind a prefix",
        ("/api/things/nine", "Cannot GET /things/nine"),
        ("/api/other", "Cannot GET /other"),
        true,
    );
    check("the root", ("/", "a/b"), ("/x", "a/b"), true);
}

#[test]
fn methods_numbers_and_dates_do_not_count() {
    check("method", ("/p", "Cannot GET /p"), ("/p", "Cannot POST /p"), true);
    check("method before a colon", ("/p", "Route GET:/p not found"), ("/q", "Route PUT:/q not found"), true);
    check("method in any case", ("/p", "cannot get it"), ("/p", "cannot Delete it"), true);
    check("number", ("/p", "took 12 ms"), ("/p", "took 7 ms"), true);
    check("number in a word", ("/p", "id a1b"), ("/p", "id a22b"), true);
    check("date", ("/p", "at Sat Jan 31"), ("/p", "at Sun Feb 1"), true);
    let time = "2026-01-31T12:00:00.000+00:00";
    check("time", ("/p", time), ("/p", "2027-11-01T00:00:00.123+02:00"), true);
    check("another word", ("/p", "Not Found"), ("/p", "Item not found"), false);
    check("not ASCII", ("/a", "für /a 1"), ("/b", "für /b 2"), true);
    check("nothing", ("/a", ""), ("/b", ""), true);
}

#[test]
fn the_place_in_a_file_tells_who_answered() {
    check("line", ("/p", "at app.js:27:8"), ("/p", "at app.js:31:8"), false);
    check("column", ("/p", "at app.js:27:8"), ("/p", "at app.js:27:9"), false);
    check("line alone", ("/p", "in a/b.py:7"), ("/p", "in a/b.py:8"), false);
    check("a port is none", ("/p", "127.0.0.1:80"), ("/p", "127.0.0.1:81"), true);
    let trace = |rest: &str| format!("Error: no\n    at a (app.js:1:2)\n    at {rest}\nend");
    check("only the first frame", ("/p", &trace("b (b.js:1:2)")), ("/p", &trace("c (c.js:3:4)")), true);
    let page = |rest: &str| format!("no<br> &nbsp; &nbsp;at a (app.js:1:2)<br> &nbsp; &nbsp;at {rest}");
    check("in HTML", ("/p", &page("b (b.js:1:2)")), ("/p", &page("c (c.js:3:4)")), true);
    let python = |first: &str, rest: &str| {
        format!("Trace:\n  File \"{first}\", line 1\n    code\n  File \"{rest}\"\n    more\nend")
    };
    check("Python", ("/p", &python("a.py", "b.py")), ("/p", &python("a.py", "c.py")), true);
    check("another first frame", ("/p", &python("a.py", "b.py")), ("/p", &python("x.py", "b.py")), false);
}

#[test]
fn json_is_compared_as_a_structure() {
    let json = |target, body| look(target, "application/json", body);
    let one = json("/p", r#"{"path":"/p","error":"none","list":["a"]}"#);
    assert!(
        one.is_like(&json("/q", r#"{ "list": ["a"], "error": "none", "path": "\/q" }"#)),
        "order and spaces"
    );
    assert!(!one.is_like(&json("/q", r#"{"path":"/q","error":"other","list":["a"]}"#)), "a value");
    assert!(!one.is_like(&json("/q", r#"{"path":"/q","fault":"none","list":["a"]}"#)), "a key");
    assert!(!one.is_like(&json("/q", r#"{"path":"/q","error":"none","list":[{"a":""}]}"#)), "a shape");
    let code = |code: &str| look("/p", "application/json", &format!(r#"{{"code":{code},"error":"none"}}"#));
    assert!(!code("40400").is_like(&code("40402")), "codes");
    assert!(code("1789000000123").is_like(&code("1789000000456")), "times");
    assert!(code("0.5").is_like(&code("1.25")), "fractions");
}

#[test]
fn a_long_page_is_its_headings() {
    let page = |title: &str, rest: &str| {
        let rest = rest.repeat(2000);
        look("/p", "text/html", &format!("<html><TITLE>{title}</TITLE><h1 class=\"a\">None</h1><p>{rest}"))
    };
    assert!(page("Not found", "one two").is_like(&page("Not found", "three two")));
    assert!(!page("Not found", "one two").is_like(&page("No such item", "one two")));
    let short = |rest: &str| look("/p", "text/html", &format!("<title>Not found</title><p>{rest}"));
    assert!(!short("one").is_like(&short("two")));
}

#[test]
fn status_and_media_type_count() {
    let plain = look("/p", "text/plain; charset=utf-8", "no");
    assert!(plain.is_like(&look("/p", "Text/Plain", "no")));
    assert!(!plain.is_like(&look("/p", "text/html", "no")));
    let gone = Seen { status: 410, ..seen("text/plain", "no") };
    assert!(!plain.is_like(&Look::of(&gone, Asked { path: "/p", query: None, probe: None })));
}

#[test]
fn what_differs_between_two_answers_to_one_request_is_left_out() {
    let text = |id: &str| look("/p", "text/plain", &format!("no such page, request {id}"));
    let common = text("abc-xyz").in_common(&text("bcd+/==")).unwrap();
    assert!(common.is_like(&text("something-else")));
    assert!(!common.is_like(&look("/p", "text/plain", "no such item, request abc")));
    assert_eq!(text("a").in_common(&text("a b")), None, "these do not line up");
}

#[test]
fn the_name_of_a_probe_does_not_count() {
    let asked = Asked { path: "/things/9/probe-name", query: None, probe: Some("probe-name") };
    let probe = Look::of(&seen("text/plain", "No probe-name in 9"), asked);
    assert!(probe.is_like(&look("/things/9/reviews", "text/plain", "No reviews in 9")));
}
