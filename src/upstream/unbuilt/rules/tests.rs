//! A table for each rule: a backend, a request, the decision, and how many questions it took.

use std::cell::RefCell;
use std::sync::Arc;

use http::Method;

use super::{Case, Decision, Fresh, Rule, Step, Verdict, decide};
use crate::config::{Unbuilt as Settings, Undecided};
use crate::upstream::unbuilt::learn::learn;
use crate::upstream::unbuilt::looks::Seen;
use crate::upstream::unbuilt::memory::Memory;
use crate::upstream::unbuilt::outline::Outline;
use crate::upstream::unbuilt::place::{Accept, Credentials, PlaceKey};

const LABELS: [&str; 7] = [
    "GET /things/:id",
    "PUT /things/:id",
    "GET /things/:id/reviews",
    "GET /things",
    "GET /planned",
    "POST /planned",
    "POST /things/:id/reviews",
];

const PROBE: &str = "understudy-probe";

/// A backend: what it answers to a method and a path.
type Backend<'b> = &'b dyn Fn(&str, &str) -> Seen;

fn seen(status: u16, body: &str) -> Seen {
    Seen { status, content_type: "text/plain".to_owned(), body: body.into(), ..Seen::default() }
}

fn json(status: u16, body: &str) -> Seen {
    Seen { content_type: "application/json".to_owned(), ..seen(status, body) }
}

fn allowing(status: u16, methods: &[&str]) -> Seen {
    Seen { allow: Some(methods.iter().map(|method| (*method).to_owned()).collect()), ..seen(status, "") }
}

/// As Express says it.
fn cannot(method: &str, path: &str) -> Seen {
    seen(404, &format!("Cannot {method} {path}"))
}

/// A stage for one upstream.
struct Stage {
    memory: Memory,
    settings: Settings,
    named: &'static str,
    asked: RefCell<Vec<String>>,
}

impl Stage {
    fn new() -> Self {
        Self {
            memory: Memory::default(),
            settings: Settings::default(),
            named: "1",
            asked: RefCell::default(),
        }
    }

    /// Judges the backend's own answer.
    fn decide(&self, label: &str, path: &str, backend: Backend<'_>) -> Decision {
        let method = label.split(' ').next().unwrap();
        self.judge(label, method, path, &backend(method, path), backend)
    }

    fn judge(&self, label: &str, method: &str, path: &str, answer: &Seen, backend: Backend<'_>) -> Decision {
        let labels: Vec<Arc<str>> = LABELS.iter().map(|label| Arc::from(*label)).collect();
        let outline = Outline::new(labels.iter());
        let endpoint = outline.endpoint(LABELS.iter().position(|known| *known == label).unwrap()).unwrap();
        let place = PlaceKey {
            route: "shop".into(),
            path: Arc::clone(&endpoint.path),
            accept: Accept::Any,
            credentials: Credentials::Absent,
        };
        let named = self.named;
        let case = Case {
            method: &method.parse::<Method>().unwrap(),
            path,
            query: None,
            endpoint,
            outline: &outline,
            place: &place,
            variation: 0,
            answer,
            settings: &self.settings,
            onward: &str::to_owned,
            is_named: &|value| value == named,
            probe: PROBE,
        };
        self.ask_on(&case, backend)
    }

    fn ask_on(&self, case: &Case<'_>, backend: Backend<'_>) -> Decision {
        let mut fresh = Fresh::default();
        self.asked.borrow_mut().clear();
        loop {
            let question = match decide(case, &self.memory, &fresh) {
                Step::Decided(decision) => return decision,
                Step::Ask(question) => question,
            };
            let path = case.path_of(question).expect("a path to ask for");
            let method = question.method();
            self.asked.borrow_mut().push(format!("{method} {path}"));
            assert!(self.asked.borrow().len() <= 8, "too many questions: {:?}", self.asked.borrow());
            let seen = backend(method, &path);
            if learn(case, &self.memory, &mut fresh, question, path, seen).is_err() {
                return Decision::pass(Rule::NotAsked);
            }
        }
    }
}

#[track_caller]
fn check(row: &str, stage: &Stage, request: (&str, &str), backend: Backend<'_>, expected: (Rule, Verdict)) {
    let decision = stage.decide(request.0, request.1, backend);
    assert_eq!((decision.rule, decision.verdict), expected, "{row}: asked {:?}", stage.asked.borrow());
}

/// Nothing but an answer for unknown paths.
fn empty(method: &str, path: &str) -> Seen {
    cannot(method, path)
}

/// Things 1 and 2 are there; what is missing is answered as an unknown path is.
fn same_for_both(method: &str, path: &str) -> Seen {
    match (method, path) {
        ("GET", "/things/1" | "/things/2") => json(200, "{}"),
        ("GET", "/things") => json(200, "[]"),
        _ => json(404, r#"{"detail":"Not Found"}"#),
    }
}

#[test]
fn u2_an_endpoint_that_has_answered_is_built() {
    let stage = Stage::new();
    stage.memory.built(&"GET /planned".into(), &"/planned".into());
    check("built", &stage, ("GET /planned", "/planned"), &empty, (Rule::Built, Verdict::Pass));
    check(
        "another method",
        &stage,
        ("POST /planned", "/planned"),
        &empty,
        (Rule::NoParameter, Verdict::Mock),
    );
}

#[test]
fn u3_a_text_in_the_body_decides() {
    let mut stage = Stage::new();
    stage.settings.body_contains = vec!["no route".into(), "Cannot".into()];
    let silent = |method: &str, path: &str| cannot(method, path);
    check(
        "contained",
        &stage,
        ("GET /things/:id", "/things/9"),
        &silent,
        (Rule::BodyContains, Verdict::Mock),
    );
    assert!(stage.asked.borrow().is_empty());
    stage.settings.probe = false;
    check("not", &stage, ("GET /planned", "/planned"), &same_for_both, (Rule::Off, Verdict::Pass));
}

#[test]
fn u4_an_answer_of_its_own_passes() {
    let own = |method: &str, path: &str| match path {
        "/planned" => json(404, r#"{"error":"no plan"}"#),
        _ => cannot(method, path),
    };
    check("own", &Stage::new(), ("GET /planned", "/planned"), &own, (Rule::Looks, Verdict::Pass));
    let nonce = |_: &str, path: &str| seen(404, &format!("no such page, {}", unlike_each_time(path)));
    check("a nonce", &Stage::new(), ("GET /planned", "/planned"), &nonce, (Rule::NoParameter, Verdict::Mock));
}

/// Another word at each call, without digits.
fn unlike_each_time(_: &str) -> String {
    (0..9).map(|_| fastrand::lowercase()).collect()
}

#[test]
fn u4_pages_stand_for_404s() {
    let page = |method: &str, path: &str| match method {
        "GET" => Seen { content_type: "text/html".to_owned(), ..seen(200, "<title>Shop</title>") },
        _ => cannot(method, path),
    };
    check("a page", &Stage::new(), ("GET /planned", "/planned"), &page, (Rule::NoParameter, Verdict::Mock));
    check("a write", &Stage::new(), ("POST /planned", "/planned"), &page, (Rule::NoParameter, Verdict::Mock));
    let mut stage = Stage::new();
    stage.settings.pages = false;
    check("switched off", &stage, ("GET /planned", "/planned"), &page, (Rule::Looks, Verdict::Pass));
}

#[test]
fn u4_a_write_may_look_like_options() {
    let methods = |method: &str, path: &str| match method {
        "GET" => json(404, r#"{"detail":"unknown page"}"#),
        _ => seen(404, &format!("nothing at {path}")),
    };
    check(
        "no parameter",
        &Stage::new(),
        ("POST /planned", "/planned"),
        &methods,
        (Rule::NoParameter, Verdict::Mock),
    );
    let with_things = |method: &str, path: &str| match (method, path) {
        ("GET", "/things/1") => json(200, "{}"),
        _ => methods(method, path),
    };
    check(
        "there",
        &Stage::new(),
        ("PUT /things/:id", "/things/1"),
        &with_things,
        (Rule::Looks, Verdict::Mock),
    );
    check(
        "missing",
        &Stage::new(),
        ("PUT /things/:id", "/things/9"),
        &with_things,
        (Rule::Looks, Verdict::Pass),
    );
}

#[test]
fn u5_options_tells_a_handler() {
    let options = |answer: Seen| {
        move |method: &str, path: &str| match (method, path) {
            ("OPTIONS", "/things/9") => answer.clone(),
            _ => same_for_both(method, path),
        }
    };
    let item = ("GET /things/:id", "/things/9");
    let row = |row, answer, rule, verdict| check(row, &Stage::new(), item, &options(answer), (rule, verdict));
    row("405", json(405, "{}"), Rule::Options, Verdict::Pass);
    row("allowed", allowing(200, &["GET", "HEAD"]), Rule::Options, Verdict::Pass);
    row("no allow", seen(204, ""), Rule::Options, Verdict::Pass);
    row("401", seen(401, ""), Rule::Options, Verdict::Pass);
    row("another method is allowed", allowing(200, &["PUT"]), Rule::Resource, Verdict::Pass);
    row("404", json(404, "another"), Rule::Resource, Verdict::Pass);
    let bare = |method: &str, path: &str| match (method, path) {
        ("OPTIONS", "/planned") => seen(204, ""),
        _ => cannot(method, path),
    };
    check(
        "no parameter",
        &Stage::new(),
        ("GET /planned", "/planned"),
        &bare,
        (Rule::NoParameter, Verdict::Mock),
    );
}

#[test]
fn u6_a_path_without_a_parameter_cannot_be_missing() {
    check("GET", &Stage::new(), ("GET /planned", "/planned"), &empty, (Rule::NoParameter, Verdict::Mock));
    check("POST", &Stage::new(), ("POST /planned", "/planned"), &empty, (Rule::NoParameter, Verdict::Mock));
    check("list", &Stage::new(), ("GET /things", "/things"), &empty, (Rule::NoParameter, Verdict::Mock));
}

#[test]
fn u7_what_is_below_a_thing_that_is_there_is_not_built() {
    let reviews = "GET /things/:id/reviews";
    check(
        "there",
        &Stage::new(),
        (reviews, "/things/1/reviews"),
        &same_for_both,
        (Rule::Thing, Verdict::Mock),
    );
    let post = "POST /things/:id/reviews";
    check("a POST", &Stage::new(), (post, "/things/1/reviews"), &same_for_both, (Rule::Thing, Verdict::Mock));
    check(
        "missing",
        &Stage::new(),
        (reviews, "/things/9/reviews"),
        &same_for_both,
        (Rule::Resource, Verdict::Pass),
    );
    let own = |method: &str, path: &str| match path {
        "/things/9" => json(404, r#"{"detail":"no thing"}"#),
        _ => same_for_both(method, path),
    };
    check("says so", &Stage::new(), (reviews, "/things/9/reviews"), &own, (Rule::Thing, Verdict::Pass));
    let failing = |method: &str, path: &str| match path {
        "/things/9" => seen(503, ""),
        _ => same_for_both(method, path),
    };
    check("fails", &Stage::new(), (reviews, "/things/9/reviews"), &failing, (Rule::Thing, Verdict::Pass));
    let all_there = |method: &str, path: &str| match path.split('/').count() {
        3 if !path.contains(PROBE) => json(200, "{}"),
        _ => same_for_both(method, path),
    };
    check("so is any", &Stage::new(), (post, "/things/9/reviews"), &all_there, (Rule::Write, Verdict::Pass));
}

#[test]
fn u7_a_write_to_a_thing_is_not_built_only_where_something_says_so() {
    let put = ("PUT /things/:id", "/things/1");
    check("nothing says so", &Stage::new(), put, &same_for_both, (Rule::Write, Verdict::Pass));
    let allow = |method: &str, path: &str| match (method, path) {
        ("OPTIONS", "/things/1") => allowing(200, &["GET"]),
        _ => same_for_both(method, path),
    };
    check("allow", &Stage::new(), put, &allow, (Rule::Thing, Verdict::Mock));
    let own = |method: &str, path: &str| match (method, path) {
        ("GET", "/things/1") => json(200, "{}"),
        ("GET", path) if path.split('/').count() == 3 && path.starts_with("/things/") => {
            json(404, r#"{"no":"thing"}"#)
        }
        _ => same_for_both(method, path),
    };
    check("the neighbour", &Stage::new(), put, &own, (Rule::Thing, Verdict::Mock));
    check("missing", &Stage::new(), ("PUT /things/:id", "/things/9"), &own, (Rule::Thing, Verdict::Pass));
}

#[test]
fn u8_a_resource_that_has_answered_is_built() {
    let stage = Stage::new();
    stage.memory.answered(&"GET /things".into(), &"/things".into());
    check("another", &stage, ("GET /things/:id", "/things/1"), &empty, (Rule::Resource, Verdict::Pass));
    let stage = Stage::new();
    stage.memory.answered(&"GET /things/:id".into(), &"/things".into());
    check("itself", &stage, ("GET /things/:id", "/things/1"), &empty, (Rule::Parent, Verdict::MockLikely));
}

#[test]
fn u9_a_write_passes() {
    check("PUT", &Stage::new(), ("PUT /things/:id", "/things/1"), &empty, (Rule::Write, Verdict::Pass));
}

#[test]
fn u10_the_list_tells_and_only_what_the_mock_names_is_mocked() {
    let item = "GET /things/:id";
    check("named", &Stage::new(), (item, "/things/1"), &empty, (Rule::Parent, Verdict::MockLikely));
    check("not named", &Stage::new(), (item, "/things/7"), &empty, (Rule::Parent, Verdict::Pass));
    let listed = |method: &str, path: &str| match path {
        "/things" => json(200, "[]"),
        _ => cannot(method, path),
    };
    check("listed", &Stage::new(), (item, "/things/1"), &listed, (Rule::Resource, Verdict::Pass));
    let mut stage = Stage::new();
    stage.settings.ask_parents = false;
    check("not to be asked", &stage, (item, "/things/1"), &empty, (Rule::Parent, Verdict::Pass));
    stage.settings.undecided = Undecided::Mock;
    check("as the config says", &stage, (item, "/things/7"), &empty, (Rule::Parent, Verdict::MockLikely));
}

#[test]
fn head_goes_by_what_get_is_answered() {
    let bodiless = seen(404, "");
    let stage = Stage::new();
    let decision = stage.judge("GET /planned", "HEAD", "/planned", &bodiless, &empty);
    assert_eq!((decision.rule, decision.verdict), (Rule::NoParameter, Verdict::Mock));
    let built =
        |method: &str, path: &str| if path == "/planned" { json(200, "{}") } else { cannot(method, path) };
    let decision = Stage::new().judge("GET /planned", "HEAD", "/planned", &bodiless, &built);
    assert_eq!((decision.rule, decision.verdict), (Rule::AnsweredToGet, Verdict::Pass));
}

/// As many frameworks do for routes that say nothing of HEAD.
#[test]
fn head_that_is_not_known_goes_by_what_get_is_answered() {
    let unknown_head = allowing(405, &["GET"]);
    let not_there = |_: &str, _: &str| allowing(405, &["POST"]);
    for (row, path, backend, expected) in [
        ("a missing thing", "/things/9", &same_for_both as Backend<'_>, (Rule::Resource, Verdict::Pass)),
        ("a thing that is there", "/things/1", &same_for_both, (Rule::AnsweredToGet, Verdict::Pass)),
        ("no GET either", "/things/1", &not_there, (Rule::Status, Verdict::Mock)),
    ] {
        let decision = Stage::new().judge("GET /things/:id", "HEAD", path, &unknown_head, backend);
        assert_eq!((decision.rule, decision.verdict), expected, "{row}");
    }
}

#[test]
fn a_second_request_asks_nothing_again() {
    let stage = Stage::new();
    stage.decide("GET /planned", "/planned", &empty);
    assert_eq!(stage.asked.borrow().len(), 3, "{:?}", stage.asked.borrow());
    stage.decide("GET /planned", "/planned", &empty);
    assert!(stage.asked.borrow().is_empty(), "{:?}", stage.asked.borrow());
}

#[test]
fn a_backend_that_fails_teaches_nothing() {
    let failing =
        |method: &str, path: &str| if path == "/planned" { cannot(method, path) } else { seen(500, "") };
    check("500", &Stage::new(), ("GET /planned", "/planned"), &failing, (Rule::NotAsked, Verdict::Pass));
    let limited =
        |method: &str, path: &str| if path == "/planned" { cannot(method, path) } else { seen(429, "") };
    check("429", &Stage::new(), ("GET /planned", "/planned"), &limited, (Rule::NotAsked, Verdict::Pass));
    let login =
        |method: &str, path: &str| if path == "/planned" { cannot(method, path) } else { seen(302, "") };
    let stage = Stage::new();
    check("a login", &stage, ("GET /planned", "/planned"), &login, (Rule::Looks, Verdict::Pass));
    assert_eq!(stage.memory.taught_nothing(), Some(302));
}
