//! The rules of section 8 that decide which example answers, each named after its number.

use super::builders::{Saved, Sent, index_by, saved, sent};
use super::{
    NoAnswers, NoMatch, Options, Outcome, Role, Selection, SimilarPaths, Winner, check_with, outcome,
};
use crate::collection::Body;
use crate::matching::{Algorithm, Answers, Candidate, Captures, Match, Shared};

/// Asks by the extended rules.
#[track_caller]
fn check(row: &str, examples: &[Saved], sent: &Sent, expected: &Outcome<'_>) {
    check_with(row, &Options::default(), examples, sent, expected);
}

/// The winner, and the rules of section 8 that had a say.
fn winner(
    options: &Options,
    role: Role,
    examples: &[Saved],
    sent: &Sent,
    answers: &dyn Answers,
) -> Option<Match> {
    let index = index_by(examples, options.algorithm);
    match sent.ask(|request| index.select(request, options, role, answers)) {
        Selection::Winner(winner) => Some(winner),
        Selection::Miss(_) | Selection::Invalid(_) => None,
    }
}

#[track_caller]
fn check_grounds(row: &str, examples: &[Saved], sent: &Sent, expected: Option<&str>) {
    let winner = winner(&Options::default(), Role::Alone, examples, sent, &NoAnswers).expect(row);
    assert_eq!(winner.grounds.in_words().as_deref(), expected, "{row}");
}

/// With `ok` (200) of the same item; `GET /a` unless it says otherwise.
fn error(line: &str) -> Saved {
    saved(line).named("error").status(404)
}

fn ok(line: &str) -> Saved {
    saved(line).named("ok").id("z")
}

#[test]
fn rule_8_1_1_an_error_gives_way_to_a_success_of_its_request() {
    let row =
        |row, examples: &[_], request: &Sent, expected| check(row, examples, request, &Winner(expected));
    row("a better score", &[error("GET /a?p=1&q=1"), ok("GET /a?q=1")], &sent("GET /a?p=1&q=1&s=1"), "ok");
    row(
        "of another request",
        &[error("GET /a?p=1&q=1").of(1), ok("GET /a?q=1")],
        &sent("GET /a?p=1&q=1&s=1"),
        "error",
    );
    row("without a status", &[error("GET /a").status(None), ok("GET /a").status(201)], &sent("GET /a"), "ok");
    row("redirection", &[error("GET /a").status(302), ok("GET /a").status(204)], &sent("GET /a"), "ok");
    row("its path alone is equal", &[error("GET /a/1"), ok("GET /a/:x")], &sent("GET /a/1"), "error");
    row("its value is equal", &[error("GET /a/:x=1"), ok("GET /a/:x")], &sent("GET /a/1"), "error");
    row("both paths are equal", &[error("GET /a/1"), ok("GET /a/1/")], &sent("GET /a/1"), "ok");
    row("all its parameters match", &[error("GET /a?p=1"), ok("GET /a")], &sent("GET /a?p=1"), "error");
    row("all match on both sides", &[error("GET /a?p=1"), ok("GET /a/?p={{v}}")], &sent("GET /a?p=1"), "ok");
    row(
        "its body is equal",
        &[error("POST /a").raw("x"), ok("POST /a").raw("y")],
        &sent("POST /a").body("x"),
        "error",
    );
    row(
        "both bodies are equal",
        &[error("POST /a").raw("x"), ok("POST /a/").raw("x")],
        &sent("POST /a").body("x"),
        "ok",
    );
    row("no success is left", &[error("GET /a"), ok("GET /b/c")], &sent("GET /a"), "error");
    row("asked for by code", &[error("GET /a"), ok("GET /a")], &sent("GET /a").code("404"), "error");
    row("asked for by name", &[error("GET /a"), ok("GET /a")], &sent("GET /a").name("error"), "error");
    let several = [error("GET /a/1"), ok("GET /a/:x"), saved("GET /a/1?p=9").named("other")];
    row("better than one success of two", &several, &sent("GET /a/1"), "other");
    check_grounds(
        "told",
        &[error("GET /a?p=1&q=1"), ok("GET /a?q=1")],
        &sent("GET /a?p=1&q=1&s=1"),
        Some("success first"),
    );
    check_grounds(
        "not told where the success scores more",
        &[error("GET /a/"), ok("GET /a")],
        &sent("GET /a"),
        None,
    );
}

#[test]
fn rule_8_1_2_a_304_answers_a_conditional_request() {
    let not_modified = || saved("GET /a").named("304").status(304);
    let tagged = || ok("GET /a").answers_with("ETag", "W/\"v1\"");
    let with_tag = || not_modified().header("If-None-Match", "\"v1\"");
    let asks = |tag: &str| sent("GET /a").header("if-none-match", tag);
    check("without a condition", &[not_modified()], &sent("GET /a"), &NoMatch);
    check("with one, alone", &[not_modified()], &asks("\"v9\""), &Winner("304"));
    check("another tag", &[with_tag(), tagged()], &asks("\"v9\""), &Winner("ok"));
    check("the saved tag", &[with_tag(), ok("GET /a")], &asks("\"v1\""), &Winner("304"));
    check("the etag of the 200", &[not_modified(), tagged()], &asks("\"v0\", \"v1\""), &Winner("304"));
    check(
        "the etag of another request's 200",
        &[not_modified(), tagged().of(1)],
        &asks("\"v1\""),
        &Winner("ok"),
    );
    let dated = not_modified().header("If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT");
    let since = sent("GET /a").header("if-modified-since", "Sat, 01 Jan 2000 00:00:00 GMT");
    check("the saved date", &[dated, ok("GET /a")], &since, &Winner("304"));
    check("asked for by code", &[not_modified()], &sent("GET /a").code("304"), &Winner("304"));
    check("asked for by name", &[not_modified()], &sent("GET /a").name("304"), &Winner("304"));
}

#[test]
fn rule_8_1_3_statuses_in_order_on_a_tie() {
    let order = [Some(200), Some(204), Some(302), Some(404), Some(503), Some(304), None];
    for (at, pair) in order.windows(2).enumerate() {
        let named = |status: Option<u16>, number| {
            let name = if number == at { "first" } else { "second" };
            saved("GET /a").of(number).named(name).id(&format!("{}", 9 - number)).status(status)
        };
        let request = sent("GET /a").header("if-none-match", "x");
        let examples = [named(pair[1], at + 1), named(pair[0], at)];
        check(&format!("{pair:?}"), &examples, &request, &Winner("first"));
    }
    let ids = [
        saved("GET /a").named("none"),
        saved("GET /a").named("b").id("b"),
        saved("GET /a").named("a").id("a"),
    ];
    check("then by id", &ids, &sent("GET /a"), &Winner("a"));
    let files = [saved("GET /a").named("first"), saved("GET /a").named("second")];
    check("then by the file", &files, &sent("GET /a"), &Winner("first"));
    let more = [saved("GET /:x/b").named("more").status(404).of(1), saved("GET /:x/:y").named("fewer")];
    check("after literal segments", &more, &sent("GET /a/b"), &Winner("more"));
}

#[test]
fn rule_8_1_4_without_a_status_it_answers_with_the_code_asked_for() {
    let default = || saved("GET /a").named("default").status(None);
    check(
        "nothing with the code",
        &[default(), ok("GET /a")],
        &sent("GET /a").code("418"),
        &Winner("default"),
    );
    check("something with it", &[default(), error("GET /a")], &sent("GET /a").code("404"), &Winner("error"));
    check("no status can be so", &[default()], &sent("GET /a").code("99"), &NoMatch);
    check("for another path", &[default()], &sent("GET /b").code("418"), &NoMatch);
    let asked = sent("GET /a").code("418");
    let winner = winner(&Options::default(), Role::Alone, &[default()], &asked, &NoAnswers).unwrap();
    assert_eq!(winner.status, Some(418));
}

#[test]
fn rule_8_2_the_requests_own_path_takes_what_the_example_does_not() {
    let ann = || saved("GET /users/ann").named("ann").own(0, "/users/:name");
    check("another value", &[ann()], &sent("GET /users/bob"), &Winner("ann"));
    check("its own value", &[ann(), saved("GET /users/:x").of(1)], &sent("GET /users/ann"), &Winner("ann"));
    check(
        "a wildcard of its own goes before",
        &[ann(), ok("GET /users/:x").of(1)],
        &sent("GET /users/bob"),
        &Winner("ok"),
    );
    check(
        "another number of segments",
        &[saved("GET /users/ann").own(0, "/users/:name/x")],
        &sent("GET /users/b/x"),
        &NoMatch,
    );
    check(
        "no wildcard in the place of a literal",
        &[saved("GET /a").own(0, "/b")],
        &sent("GET /b"),
        &NoMatch,
    );
    check("as step 5", &[ann()], &sent("GET /USERS/bob/"), &Winner("ann"));
    check("nothing is no value", &[ann()], &sent("GET /users/"), &NoMatch);
    check_grounds("told", &[ann()], &sent("GET /users/bob"), Some("the request's own path"));
    check_grounds("not by its own path", &[ann()], &sent("GET /users/ann"), None);
}

#[test]
fn rule_8_2_the_wildcards_of_the_requests_own_path_capture_in_every_step() {
    let example = saved("GET /users/ann/:x").own(0, "/users/:name/:y");
    let candidate = Candidate::prepare(example.0, &mut Shared::default()).0;
    for (row, line, name) in
        [("by step 5", "GET /users/ann/7", "ann"), ("by step 9", "GET /users/bob/7", "bob")]
    {
        sent(line).ask(|request| {
            let captures = Captures::of(&candidate, request);
            let pairs: Vec<_> = ["name", "x", "y"].iter().map(|name| captures.get(name)).collect();
            assert_eq!(pairs, [Some(name), Some("7"), Some("7")], "{row}");
        });
    }
}

#[test]
fn rule_8_5_gaps_take_fixed_pieces_in_order() {
    for (row, example, request, fits) in [
        ("at the end", "/a/{sid}.json", "/a/CA1.json", true),
        ("ignoring case", "/a/{sid}.json", "/a/CA1.JSON", true),
        ("not empty", "/a/{sid}.json", "/a/.json", false),
        ("the last piece at the end", "/a/{sid}.json", "/a/x.json.json", true),
        ("other fixed text", "/a/{sid}.json", "/a/CA1.xml", false),
        ("in brackets", "/Products({key})", "/products(7)", true),
        ("two", "/{base}...{head}", "/main...topic", true),
        ("two, one empty", "/{base}...{head}", "/main...", false),
        ("beside each other", "/{a}{b}", "/xy", true),
        ("beside each other, too short", "/{a}{b}", "/x", false),
        ("leftmost, never back", "/{a}-{b}-c", "/1-2-3-c", true),
        ("behind fixed text", "/key={k}", "/KEY=é", true),
        ("a verb", "/{id}:cancel", "/7:cancel", true),
        ("without its verb", "/{id}:cancel", "/7", false),
    ] {
        let examples = [saved(&format!("GET {example}")).named("it")];
        let expected = if fits { Winner("it") } else { NoMatch };
        check(row, &examples, &sent(&format!("GET {request}")), &expected);
    }
    check_grounds("told", &[saved("GET /{sid}.json")], &sent("GET /a.json"), Some("gap"));
    let half = [saved("GET /{a}.json/:x").named("gap").id("b"), saved("GET /:a/:x").named("none").id("a")];
    check("half a literal segment", &half, &sent("GET /a.json/1"), &Winner("gap"));
    let whole =
        [saved("GET /{a}.json/:x").named("gap").id("a"), saved("GET /a.json/:x").named("whole").id("b")];
    check("less than a whole one", &whole, &sent("GET /a.json/1"), &Winner("whole"));
    check("must fit in step 8 too", &[saved("GET /books/{a}.json")], &sent("GET /boks/a.jso"), &NoMatch);
    check(
        "by edit distance beside it",
        &[saved("GET /books/{a}.json").named("it")],
        &sent("GET /boks/a.json"),
        &Winner("it"),
    );
}

#[test]
fn rule_8_5_gaps_capture_as_they_were_sent() {
    let example = saved("GET /{a}.{b}/{c}{d}");
    let candidate = Candidate::prepare(example.0, &mut Shared::default()).0;
    sent("GET /X%20y.JSON.gz/123").ask(|request| {
        let captures = Captures::of(&candidate, request);
        let pairs: Vec<_> = ["a", "b", "c", "d"].iter().map(|name| captures.get(name).unwrap()).collect();
        assert_eq!(pairs, ["X y", "JSON.gz", "1", "23"]);
    });
}

#[test]
fn rule_8_6_empty_segments_at_the_front_are_as_trailing_slashes() {
    check("in the request", &[saved("GET /v1/files").named("it")], &sent("GET //v1/files"), &Winner("it"));
    check("in the example", &[saved("GET //v1/files").named("it")], &sent("GET /v1/files"), &Winner("it"));
    check("by a wildcard", &[saved("GET /v1/:x").named("it")], &sent("GET ///v1/a/"), &Winner("it"));
    let both = [saved("GET /v1").named("without"), saved("GET //v1").named("with").status(404).of(1)];
    check("as they are goes before", &both, &sent("GET //v1"), &Winner("with"));
    check(
        "none of them is literal",
        &[saved("GET //:x/b").named("b").id("b"), saved("GET /:x/b").named("a").id("a")],
        &sent("GET /1/b/"),
        &Winner("a"),
    );
    check("inner ones stay", &[saved("GET /a//b")], &sent("GET /a/b"), &NoMatch);
    check_with(
        "not by Postman's rules",
        &super::POSTMAN,
        &[saved("GET /v1/files")],
        &sent("GET //v1/files"),
        &NoMatch,
    );
}

#[test]
fn rule_8_7_a_variable_defined_as_empty_takes_nothing_at_last() {
    let blank = || saved("GET /users/{!id}").named("blank");
    check("nothing", &[blank()], &sent("GET /users/"), &Winner("blank"));
    check("something, as a wildcard", &[blank()], &sent("GET /users/7"), &Winner("blank"));
    check(
        "in the middle",
        &[saved("GET /users/{!id}/posts").named("it")],
        &sent("GET /users//posts"),
        &Winner("it"),
    );
    check(
        "in a gap",
        &[saved("GET /users/{!id}.json").named("it")],
        &sent("GET /users/.json"),
        &Winner("it"),
    );
    check(
        "where nothing else is left",
        &[blank(), saved("GET /users").named("list").of(1)],
        &sent("GET /users/"),
        &Winner("list"),
    );
    check("all segments as they are", &[blank()], &sent("GET /users"), &NoMatch);
    check("not of other variables", &[saved("GET /users/{id}")], &sent("GET /users/"), &NoMatch);
    check_grounds("told", &[blank()], &sent("GET /users/"), Some("blank"));
}

#[test]
fn rule_8_11_white_space_in_names_counts_as_one_space() {
    let example = || saved("GET /a").named("one  \t two");
    check("in the example", &[example()], &sent("GET /a").name("one two"), &Winner("one  \t two"));
    check(
        "in the request",
        &[saved("GET /a").named("one two")],
        &sent("GET /a").name(" one   two"),
        &Winner("one two"),
    );
    check("some it must be", &[example()], &sent("GET /a").name("onetwo"), &super::NoSuchName("onetwo"));
}

/// Answers of examples in the order by id.
struct Bodies<'b>(&'b [&'b str]);

impl Answers for Bodies<'_> {
    fn body(&self, rank: usize) -> &[u8] {
        self.0.get(rank).map_or(b"", |body| body.as_bytes())
    }
}

#[test]
fn rule_8_12_a_page_that_leads_to_itself_gives_way() {
    let first = || saved("GET /a?limit=10").named("first").id("1");
    let last = || saved("GET /a?limit=10&cursor=zzz").named("last").id("2");
    let (leads, ends) = ("{\"next\": {\"value\": \"abc\"}, \"start\": \"q\"}", "{\"next\": null}");
    let named = "{\"next_one\": \"abc\", \"start\": \"q\"}";
    for (row, examples, line, bodies, expected) in [
        (
            "its parameter is named so",
            vec![first(), last()],
            "GET /a?limit=10&cursor=abc",
            [leads, ends],
            "last",
        ),
        ("its value is named so", vec![first(), last()], "GET /a?limit=10&x=abc", [named, ends], "last"),
        ("neither is", vec![first(), last()], "GET /a?limit=10&x=q", [named, ends], "first"),
        (
            "both lead to themselves",
            vec![first(), last()],
            "GET /a?limit=10&cursor=abc",
            [leads, leads],
            "first",
        ),
        (
            "of another request",
            vec![first(), last().of(1)],
            "GET /a?limit=10&cursor=abc",
            [leads, ends],
            "first",
        ),
        (
            "no success",
            vec![first(), last().status(404)],
            "GET /a?limit=10&cursor=abc",
            [leads, ends],
            "first",
        ),
        (
            "another step",
            vec![first(), saved("GET /A?limit=10&cursor=zzz").named("last").id("2")],
            "GET /a?limit=10&cursor=abc",
            [leads, ends],
            "first",
        ),
        (
            "saved for it",
            vec![saved("GET /a?cursor=abc").named("first").id("1"), last()],
            "GET /a?cursor=abc",
            [leads, ends],
            "first",
        ),
        ("another value", vec![first(), last()], "GET /a?limit=10&cursor=ab", [leads, ends], "first"),
    ] {
        let index = index_by(&examples, Algorithm::Extended);
        let selection = sent(line)
            .ask(|request| index.select(request, &Options::default(), Role::InFront, &Bodies(&bodies)));
        assert_eq!(outcome(&index, &selection), Winner(expected), "{row}");
    }
    let told = winner(
        &Options::default(),
        Role::Alone,
        &[first(), last()],
        &sent("GET /a?limit=10&cursor=abc"),
        &Bodies(&[leads, ends]),
    );
    assert_eq!(told.unwrap().grounds.in_words().as_deref(), Some("a page that leads to itself"));
}

#[test]
fn rule_8_12_a_page_that_a_body_asks_for() {
    let leads = r#"{"paging": {"next": {"after": "abc"}}}"#;
    let ends = r#"{"paging": {}}"#;
    let first = |body: &str| saved("POST /a").named("first").id("1").body(Body::Raw(body.into()));
    let last = || saved("POST /a").named("last").id("2").body(Body::Raw(r#"{"limit": 1, "more": 2}"#.into()));
    for (row, first, kind, body, expected) in [
        ("JSON", first(r#"{"limit": 10}"#), "", r#"{"limit": 10, "after": "abc"}"#, "last"),
        ("within", first(r#"{"limit": 10}"#), "", r#"{"limit": 10, "page": {"x": ["abc"]}}"#, "last"),
        (
            "saved for it",
            first(r#"{"limit": 10, "after": "abc"}"#),
            "",
            r#"{"limit": 10, "after": "abc"}"#,
            "first",
        ),
        ("another value", first(r#"{"limit": 10}"#), "", r#"{"limit": 10, "after": "ab"}"#, "first"),
        ("a form", first(""), "application/x-www-form-urlencoded", "after=abc", "last"),
    ] {
        let index = index_by(&[first, last()], Algorithm::Extended);
        let selection = sent("POST /a").of_type(kind).body(body).ask(|request| {
            index.select(request, &Options::default(), Role::InFront, &Bodies(&[leads, ends]))
        });
        assert_eq!(outcome(&index, &selection), Winner(expected), "{row}");
    }
}

#[test]
fn rules_8_3_and_8_4_that_decided_are_told() {
    let body = |text: &str| Body::Raw(text.into());
    let two = || {
        [
            saved("POST /a").named("one").body(body(r#"{"a": 1, "b": 1}"#)),
            saved("POST /a").named("two").body(body(r#"{"a": 2, "b": 2}"#)),
        ]
    };
    check_grounds("the nearest", &two(), &sent("POST /a").body(r#"{"a": 2, "b": 3}"#), Some("nearest body"));
    check_grounds("an equal one", &two(), &sent("POST /a").body(r#"{"a": 2, "b": 2}"#), None);
    check_grounds("none is near", &two(), &sent("POST /a").body(r#"{"c": 2}"#), None);
    check_grounds("both are as near", &two(), &sent("POST /a").body(r#"{"a": 1, "b": 2}"#), None);
    let [one, two] = two();
    let several = |number: i32| {
        let body = move |at| body(&format!(r#"{{"a": {at}, "b": 1}}"#));
        (0..number).map(|at| saved("POST /a").body(body(at))).chain([two.clone()]).collect::<Vec<_>>()
    };
    check_grounds("many are as near", &several(9), &sent("POST /a").body(r#"{"a": "x", "b": 1}"#), None);
    let near = sent("POST /a").body(r#"{"a": 4, "b": "x"}"#);
    check_grounds("the nearest of many", &several(9), &near, Some("nearest body"));
    let ok = [one.clone().status(201), one.clone().named("ok"), two.clone()];
    check_grounds("its status decides", &ok, &sent("POST /a").body(r#"{"a": 1, "b": "x"}"#), None);
    let another = [saved("POST /a/"), one];
    check_grounds("its path decides", &another, &sent("POST /a").body(r#"{"a": 1, "b": "x"}"#), None);
    let call = |method: &str| format!(r#"{{"jsonrpc": "2.0", "id": 1, "method": "{method}"}}"#);
    let rpc = || [saved("POST /a").body(body(&call("m"))), saved("POST /a").body(body(&call("n")))];
    check_grounds("an operation", &rpc(), &sent("POST /a").body(call("n")), Some("same operation"));
}

#[test]
fn rule_8_13_likeness_is_told_and_not_used_in_front_of_a_backend() {
    let with = |similar_paths, similar_ids| Options { similar_paths, similar_ids, ..Options::default() };
    let (typo, id) = (sent("GET /boks"), sent("GET /books/18"));
    let typo_and_id = sent("GET /books/18999");
    let examples = [saved("GET /books"), saved("GET /books/17"), saved("GET /books/17999")];
    for (row, options, role, sent, expected) in [
        ("a path, alone", with(SimilarPaths::Alone, true), Role::Alone, &typo, Some("similar path")),
        ("a path, in front", with(SimilarPaths::Alone, true), Role::InFront, &typo, None),
        ("a path, always", with(SimilarPaths::Always, true), Role::InFront, &typo, Some("similar path")),
        ("a path, never", with(SimilarPaths::Never, true), Role::Alone, &typo, None),
        ("an id", with(SimilarPaths::Alone, true), Role::InFront, &id, Some("similar id")),
        ("no id", with(SimilarPaths::Alone, false), Role::Alone, &id, None),
        ("no id by edit distance either", with(SimilarPaths::Alone, false), Role::Alone, &typo_and_id, None),
    ] {
        let found = winner(&options, role, &examples, sent, &NoAnswers);
        let likeness = found.and_then(|found| found.grounds.likeness()).map(crate::matching::Ground::words);
        assert_eq!(likeness, expected, "{row}");
        assert_eq!(found.is_some(), expected.is_some(), "{row}");
    }
    let named = winner(&Options::default(), Role::Alone, &examples, &typo.name("GET /books/17"), &NoAnswers);
    assert_eq!(named.unwrap().grounds.likeness(), None);
}

#[test]
fn rule_8_15_true_and_false_ignore_case() {
    let row = |row, example: &str, request: &str, options: &Options, score: &str| {
        let found = winner(options, Role::Alone, &[saved(example)], &sent(request), &NoAnswers).expect(row);
        assert_eq!(found.key.unwrap().score.to_string(), score, "{row}");
    };
    let extended = Options::default();
    row("as Python writes it", "GET /a?p=false", "GET /a?p=False", &extended, "110");
    row("as it was saved", "GET /a?p=TRUE", "GET /a?p=true", &extended, "110");
    row("each pairs with one", "GET /a?p=True&p=true", "GET /a?p=TRUE", &extended, "105");
    row("other words do not", "GET /a?p=no", "GET /a?p=No", &extended, "100");
    row("nor by Postman's rules", "GET /a?p=false", "GET /a?p=False", &super::POSTMAN, "100");
}
