//! The index finds what a scan of every candidate finds, whatever examples and requests there are.
//!
//! Alphabets are small, so that collisions, ties and near misses are common.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::sample::{Index as Place, select, subsequence};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use super::builders::{Saved, Sent, index_by, saved, sent};
use crate::collection::{Body, FormField, FormValue};
use crate::matching::scan::scan;
use crate::matching::{
    Advantage, Algorithm, AskedBy, Controls, Index, Miss, NoAnswers, Options, QueryInAddress, Request, Role,
    Rule, Score, Selection, SimilarPaths,
};

/// Words, their case variants and typos, IDs and empty segments: what examples and requests share.
const SEGMENTS: &[&str] = &[
    "a",
    "A",
    "b",
    "books",
    "Books",
    "BOOKS",
    "boks",
    "bookss",
    "bxxxs",
    "é",
    "É",
    "a%2Fb",
    "",
    "1",
    "42",
    "4-2",
    "abcdef12",
    "ABCDEF12",
    "k1234567",
    "abcdef13",
    "7f9c24e8-3b12-4c8d-9a59-0d5c7b1f4a2e",
    "ẞ12345678",
    "\u{212a}1234567",
];
const WILDCARDS: &[&str] = &[
    ":x", ":y", "{x}", ":x={y}", "{$guid}", ":x=a", ":x=A", ":x=42", ":x=books", ":y=boks", "{!b}", "{a}s",
    "{!b}s", "b{a}",
];
const PARAMS: &[&str] = &[
    "p=1",
    "p=2",
    "p",
    "q=1",
    "q=a+b",
    "P=1",
    "=",
    "=1",
    "p=true",
    "p=True",
    "query=%7Ba%7D",
    "query=%7Bb%7D",
];
const VARIABLES: &[&str] = &["p={{v}}", "p={{w}}", "q={{v}}"];
const METHODS: &[&str] = &["GET", "GET", "GET", "POST", "HEAD"];

fn lines(
    methods: &'static [&str],
    segments: Vec<&'static str>,
    params: Vec<&'static str>,
) -> impl Strategy<Value = String> {
    let path = prop::collection::vec(select(segments), 0..4);
    let slashes = prop_oneof![4 => Just(0), 2 => Just(1), 1 => Just(2)];
    // Few, so that often all of them match.
    let query = prop_oneof![
        2 => prop::collection::vec(select(params.clone()), 0..=1),
        1 => prop::collection::vec(select(params), 2..=4),
    ];
    (select(methods), path, slashes, query).prop_map(|(method, path, slashes, query)| {
        let path = if path.is_empty() { "/".to_owned() } else { format!("/{}", path.join("/")) };
        format!("{method} {path}{}?{}", "/".repeat(slashes), query.join("&"))
    })
}

fn bodies() -> impl Strategy<Value = Body> {
    let raw = |text: &str| Body::Raw(text.to_owned());
    let pairs = Body::UrlEncoded(vec![("a".into(), "1".into())]);
    let field = FormField { key: "a".into(), value: FormValue::Text("1".into()) };
    let query = Body::GraphQl { query: "{ a }".into(), variables: String::new(), operation_name: None };
    let some = [
        raw("text"),
        raw("{\"a\": 1}"),
        raw("{\"a\": 2}"),
        raw("a=1"),
        raw("{\"a\": \"{{x}}\", \"b\": 1}"),
        raw("{\"a\": {{x}}, // more\n}"),
        raw("{\"jsonrpc\": \"2.0\", \"method\": \"m\", \"params\": [1, 2]}"),
        raw("{\"jsonrpc\": \"2.0\", \"method\": \"m\", \"params\": [1, \"{{y}}\"]}"),
        raw("{\"jsonrpc\": \"2.0\", \"method\": \"n\"}"),
        raw("{\"query\": \"{ a b }\"}"),
        raw("<a><b>1</b></a>"),
        raw("<a><b>{{x}}</b><c/></a>"),
        raw("{{x}}"),
        Body::UrlEncoded(vec![("a".into(), "{{x}}".into()), ("b".into(), "1".into())]),
        pairs,
        Body::FormData(vec![field]),
        query,
        Body::File,
    ];
    prop_oneof![Just(Body::Empty), select(some.to_vec())]
}

fn sent_bodies() -> impl Strategy<Value = (&'static str, &'static str)> {
    select(vec![
        ("", ""),
        ("", ""),
        ("text/plain", "text\n"),
        ("text/plain", "{\"a\":1.0}"),
        ("application/json", "{ \"a\": 2 }"),
        ("application/json", "{\"a\": 3, \"b\": 1}"),
        ("application/json", "{\"a\": [], \"b\": 2, \"c\": {}}"),
        ("", "{\"jsonrpc\": \"2.0\", \"method\": \"m\", \"params\": [1, 3], \"id\": 1}"),
        ("", "{\"jsonrpc\": \"2.0\", \"method\": \"o\", \"params\": []}"),
        ("", "{\"query\": \"{ b a(x: 1) }\"}"),
        ("application/xml", "<a><b>1</b><c>2</c></a>"),
        ("application/x-www-form-urlencoded", "b=1&a=2"),
        ("application/x-www-form-urlencoded", "a=1"),
        ("", "a=1"),
        ("application/json", "{\"query\":\"{a}\"}"),
        (
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n",
        ),
    ])
}

/// What the examples and requests of one case are made of; the fewer, the more of them meet.
#[derive(Debug, Clone)]
struct Alphabet {
    segments: Vec<&'static str>,
    params: Vec<&'static str>,
}

fn alphabets() -> impl Strategy<Value = Alphabet> {
    let segments = subsequence(SEGMENTS, 1..=6);
    let params = subsequence(PARAMS, 1..=3);
    (segments, params).prop_map(|(segments, params)| Alphabet { segments, params })
}

fn examples(alphabet: &Alphabet) -> impl Strategy<Value = Saved> + use<> {
    let line =
        lines(METHODS, [&alphabet.segments, WILDCARDS].concat(), [&alphabet.params, VARIABLES].concat());
    let ids = select(vec![
        (None, None),
        (None, None),
        (Some("1"), None),
        (Some("2"), None),
        (Some("1-2"), None),
        (Some("2"), Some("7-2")),
        (Some("1"), Some("1-1")),
    ]);
    let status =
        select(vec![None, Some(200), Some(200), Some(201), Some(404), Some(404), Some(304), Some(503)]);
    let header = select(vec![
        None,
        None,
        Some(("h", "1")),
        Some(("H", "2")),
        Some(("h", "{{h}}")),
        Some(("g", "1")),
        Some(("If-None-Match", "1")),
    ]);
    let name = select(vec!["n", "m", "o"]);
    let own = prop::option::of(prop::collection::vec(select([&alphabet.segments, WILDCARDS].concat()), 0..4));
    let item = (0..4_usize, own);
    (line, ids, status, header, name, bodies(), item).prop_map(
        |(line, (id, uid), status, header, name, body, item)| {
            let mut example = saved(&line).named(name).status(status).body(body).of(item.0);
            if let (number, Some(path)) = item {
                // Of one number, one path: that of the first example counts.
                example = example.own(number, &path.join("/"));
            }
            example.0.id = id.map(str::to_owned);
            example.0.uid = uid.map(str::to_owned);
            match header {
                Some((name, value)) => example.header(name, value),
                None => example,
            }
        },
    )
}

/// A header of a request: absent most of the time.
fn control(
    name: &'static str,
    values: &'static [&str],
) -> impl Strategy<Value = Option<(&'static str, &'static str)>> {
    prop::option::weighted(0.15, select(values).prop_map(move |value| (name, value)))
}

fn requests(alphabet: &Alphabet) -> impl Strategy<Value = Sent> + use<> {
    let line = lines(METHODS, [&*alphabet.segments, &["9", "c"]].concat(), alphabet.params.clone());
    let headers = (
        control("x-mock-response-code", &["200", "404", "500", "x"]),
        control("x-mock-response-id", &["1", "2", "7-2", "8-2", "1-2", "9-1", "3"]),
        control("x-mock-response-name", &["n", "m", "p"]),
        control("x-mock-match-request-headers", &["h", "h, g", "", "x"]),
        control("x-mock-match-request-body", &["true", "false", "x"]),
        control("h", &["1", "2"]),
        control("if-none-match", &["1", "2"]),
    );
    (line, headers, sent_bodies()).prop_map(
        |(line, (code, id, name, match_headers, match_body, own, tag), (kind, body))| {
            let headers = [code, id, name, match_headers, match_body, own, tag].into_iter().flatten();
            headers.fold(sent(&line).of_type(kind).body(body), |sent, (name, value)| sent.header(name, value))
        },
    )
}

pub(super) fn options() -> impl Strategy<Value = Options> {
    let names = select(vec![vec![], vec![], vec!["h".to_owned()], vec!["G".to_owned(), "h".to_owned()]]);
    let body = prop::bool::weighted(0.2);
    let algorithm = select(vec![Algorithm::Postman, Algorithm::Extended]);
    let paths = select(vec![SimilarPaths::Alone, SimilarPaths::Always, SimilarPaths::Never]);
    let similar = (paths, prop::bool::weighted(0.8));
    (names, body, algorithm, similar).prop_map(|(match_headers, match_body, algorithm, similar)| {
        let (similar_paths, similar_ids) = similar;
        Options { algorithm, match_headers, match_body, similar_paths, similar_ids }
    })
}

fn roles() -> impl Strategy<Value = Role> {
    select(vec![Role::Alone, Role::InFront])
}

/// Everything that holds for every choice.
pub(super) fn check(index: &Index, sent: &Sent, options: &Options, role: Role) {
    check_may_answer(index, sent, options, role);
    sent.ask(|request| {
        check_choice(index, request, options, role);
        if let Some(query) = QueryInAddress::of(request) {
            query.ask(request, AskedBy::Itself, |request| check_choice(index, request, options, role));
        }
    });
}

fn check_choice(index: &Index, request: &Request<'_>, options: &Options, role: Role) {
    let selection = index.select(request, options, role, &NoAnswers);
    let Ok(controls) = Controls::read(request.headers) else {
        assert!(matches!(selection, Selection::Invalid(_)), "{selection:?}");
        return;
    };
    let expected = scan(index, request, &controls, options, role);
    match selection {
        Selection::Winner(winner) => {
            assert_eq!(Some(winner.rank), expected);
            assert!(index.may_answer(request, options, role));
        }
        Selection::Miss(miss) => {
            assert_eq!(None, expected);
            check_miss(index, &controls, &miss);
        }
        Selection::Invalid(invalid) => panic!("{invalid}"),
    }
}

/// Whatever the body turns out to be, an answer to it was possible before it was known.
fn check_may_answer(index: &Index, sent: &Sent, options: &Options, role: Role) {
    let may_answer = sent.clone().body("").ask(|request| index.may_answer(request, options, role));
    for body in ["", "text", "{\"a\":2}", "a=1"] {
        let selection =
            sent.clone().body(body).ask(|request| index.select(request, options, role, &NoAnswers));
        assert!(may_answer || !matches!(selection, Selection::Winner(_)), "{body}");
    }
}

/// A miss without an id or name tells three different examples, or all there are.
fn check_miss(index: &Index, controls: &Controls<'_>, miss: &Miss) {
    let near = match miss {
        Miss::NoSuchId(id) => return assert_eq!(controls.id.as_deref(), Some(id.as_str())),
        Miss::NoSuchName(name) => return assert_eq!(controls.name.as_deref(), Some(name.as_str())),
        Miss::NoMatch(near) | Miss::NoExample(_, near) => near,
    };
    assert_eq!(near.len(), index.len().min(3));
    let mut left: HashMap<_, usize> = HashMap::new();
    for candidate in index.candidates() {
        *left
            .entry((candidate.name.to_string(), candidate.method.to_string(), candidate.path.to_string()))
            .or_default() += 1;
    }
    for near in near {
        let count =
            left.get_mut(&(near.name.to_string(), near.method.to_string(), near.path.clone())).unwrap();
        *count = count.checked_sub(1).unwrap();
    }
}

proptest! {
    #![proptest_config(Config::with_cases(2_000))]

    #[test]
    fn the_index_agrees_with_a_scan(
        (examples, request) in alphabets().prop_flat_map(|alphabet| {
            (prop::collection::vec(examples(&alphabet), 0..24), requests(&alphabet))
        }),
        (options, role) in (options(), roles()),
        same in prop::option::of(any::<Place>()),
    ) {
        let index = index_by(&examples, options.algorithm);
        check(&index, &request, &options, role);
        // Also one that is certain to be near an example.
        if let Some(example) = same.filter(|_| !examples.is_empty()).map(|place| place.get(&examples)) {
            check(&index, &aimed(example, request), &options, role);
        }
    }
}

/// What is said to be beaten answers nobody who does not ask for it by id or name.
fn check_beaten(index: &Index, sent: &Sent, options: &Options, role: Role) {
    sent.ask(|request| {
        let Ok(controls) = Controls::read(request.headers) else { return };
        let Selection::Winner(winner) = index.select(request, options, role, &NoAnswers) else {
            return;
        };
        let is_asked_for = controls.id.is_some() || controls.name.is_some();
        let matches_bodies = controls.match_body.unwrap_or(options.match_body);
        for beaten in index.beaten().iter().filter(|beaten| beaten.loser == winner.rank) {
            let is_excused = is_asked_for || beaten.by == Advantage::Body && matches_bodies;
            assert!(is_excused, "{beaten:?} answers");
        }
    });
}

proptest! {
    #![proptest_config(Config::with_cases(2_000))]

    #[test]
    fn the_beaten_never_answer(
        (examples, requests) in alphabets().prop_flat_map(|alphabet| {
            (prop::collection::vec(examples(&alphabet), 2..12), prop::collection::vec(requests(&alphabet), 4))
        }),
        (options, role) in (options(), roles()),
    ) {
        let index = index_by(&examples, options.algorithm);
        for (example, request) in examples.iter().zip(requests) {
            check_beaten(&index, &request, &options, role);
            check_beaten(&index, &aimed(example, request), &options, role);
        }
    }
}

/// `request` with the path of an example, wildcards filled in.
fn aimed(example: &Saved, request: Sent) -> Sent {
    let path: Vec<_> =
        example.candidate().path.to_string().split('/').map(|segment| segment.replace(':', "w")).collect();
    request.to(&example.0.method, &path.join("/"))
}

#[test]
fn the_index_agrees_with_a_scan_of_many_examples() {
    let mut runner = TestRunner::deterministic();
    let alphabet = Alphabet { segments: SEGMENTS.to_vec(), params: PARAMS.to_vec() };
    let examples = prop::collection::vec(examples(&alphabet), 2_000).new_tree(&mut runner).unwrap().current();
    let both = [Algorithm::Postman, Algorithm::Extended].map(|algorithm| index_by(&examples, algorithm));
    for at in 0..100 {
        let drawn = (requests(&alphabet), options(), roles()).new_tree(&mut runner).unwrap().current();
        let (request, options, role) = drawn;
        let index = &both[usize::from(options.algorithm == Algorithm::Extended)];
        check(index, &aimed(&examples[at * 19], request.clone()), &options, role);
        check(index, &request, &options, role);
    }
}

/// Why the extended rules leave a request without an answer that Postman's rules answer.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Loss {
    /// 8.1.2: only a 304, and no condition.
    NotModified,
    /// 8.4: the body asks for another operation, or is not equal as those rules compare.
    Body,
    /// 8.13: only by edit distance, or by another id.
    Likeness,
}

/// Asks both ways, and says why only Postman's answers, if so.
fn loss(examples: &[Saved], sent: &Sent, options: &Options, role: Role) -> Option<Loss> {
    let by = |algorithm| Options { algorithm, ..options.clone() };
    let [postman, extended] =
        [Algorithm::Postman, Algorithm::Extended].map(|algorithm| index_by(examples, algorithm));
    sent.ask(|request| {
        let answered = postman.select(request, &by(Algorithm::Postman), role, &NoAnswers);
        let Selection::Winner(before) = answered else { return None };
        let now = extended.select(request, &by(Algorithm::Extended), role, &NoAnswers);
        if !matches!(now, Selection::Miss(_)) {
            return None;
        }
        match extended.judge(before.rank, request, &by(Algorithm::Extended), role) {
            Err(Rule::Unconditional) => Some(Loss::NotModified),
            Err(Rule::Operation(_) | Rule::Body) => Some(Loss::Body),
            Err(Rule::Path(_)) if before.key.is_some_and(|key| key.score < Score::whole(80 + 15)) => {
                Some(Loss::Likeness)
            }
            other => panic!("{:?} answered, and now {other:?}", postman.candidates()[before.rank]),
        }
    })
}

#[test]
fn the_extended_rules_lose_an_answer_only_where_they_say_so() {
    let mut runner = TestRunner::deterministic();
    let mut losses: HashMap<_, usize> = HashMap::new();
    let cases = alphabets()
        .prop_flat_map(|alphabet| (prop::collection::vec(examples(&alphabet), 1..6), requests(&alphabet)));
    for _ in 0..10_000 {
        let ((examples, request), options, role) =
            (&cases, options(), roles()).new_tree(&mut runner).unwrap().current();
        for request in [aimed(&examples[0], request.clone()), request] {
            *losses.entry(loss(&examples, &request, &options, role)).or_default() += 1;
        }
    }
    println!("{losses:?}");
    for loss in [Loss::NotModified, Loss::Body, Loss::Likeness] {
        assert!(losses.contains_key(&Some(loss)), "{losses:?}");
    }
}
