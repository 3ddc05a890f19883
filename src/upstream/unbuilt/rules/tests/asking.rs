//! What is asked, and what is made of HEAD and of failures.

use super::{Backend, Stage, allowing, cannot, check, empty, endpoint, json, same_for_both, seen};
use crate::upstream::unbuilt::rules::{Rule, Verdict};

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
fn what_was_said_a_while_ago_is_asked_again_before_the_mock_answers() {
    let stage = Stage::new();
    stage.decide("GET /planned", "/planned", &empty);
    stage.later(4);
    stage.decide("GET /planned", "/planned", &empty);
    assert!(stage.asked.borrow().is_empty(), "{:?}", stage.asked.borrow());
    stage.later(2);
    stage.decide("GET /planned", "/planned", &empty);
    assert_eq!(*stage.asked.borrow(), ["OPTIONS /planned", "OPTIONS /understudy-probe"]);
    stage.later(6);
    let built = |method: &str, path: &str| match (method, path) {
        ("OPTIONS", "/planned") => allowing(200, &["GET"]),
        _ => cannot(method, path),
    };
    check("built since", &stage, ("GET /planned", "/planned"), &built, (Rule::Options, Verdict::Pass));
    stage.later(6);
    stage.decide("GET /planned", "/planned", &built);
    assert!(stage.asked.borrow().is_empty(), "to pass, it is enough: {:?}", stage.asked.borrow());
}

#[test]
fn what_was_said_of_a_resource_is_asked_again_once_an_endpoint_of_it_is_built() {
    let stage = Stage::new();
    stage.decide("POST /things/:id/reviews", "/things/1/reviews", &same_for_both);
    stage.memory.built(&endpoint("GET /things"));
    stage.decide("POST /things/:id/reviews", "/things/1/reviews", &same_for_both);
    let asked = stage.asked.borrow();
    assert_eq!(asked.iter().filter(|asked| asked.starts_with("OPTIONS ")).count(), 2, "{asked:?}");
}

/// A route of the backend's may take numbers alone.
#[test]
fn what_options_said_of_one_kind_of_value_says_nothing_of_another() {
    let numbers = |method: &str, path: &str| match (method, path) {
        ("OPTIONS", "/things/9/reviews") => allowing(200, &["GET"]),
        _ => same_for_both(method, path),
    };
    let (stage, reviews) = (Stage::new(), "GET /things/:id/reviews");
    check(
        "a word",
        &stage,
        (reviews, "/things/undefined/reviews"),
        &numbers,
        (Rule::Resource, Verdict::Pass),
    );
    check("a number", &stage, (reviews, "/things/9/reviews"), &numbers, (Rule::Options, Verdict::Pass));
}

#[test]
fn what_taught_nothing_is_asked_again_later() {
    let refusing =
        |method: &str, path: &str| if path == "/planned" { cannot(method, path) } else { seen(400, "") };
    let (stage, planned) = (Stage::new(), ("GET /planned", "/planned"));
    check("refused", &stage, planned, &refusing, (Rule::Looks, Verdict::Pass));
    check("not yet", &stage, planned, &empty, (Rule::Looks, Verdict::Pass));
    stage.later(61);
    check("later", &stage, planned, &empty, (Rule::NoParameter, Verdict::Mock));
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
