//! What is asked, and what is made of HEAD and of failures.

use super::{Backend, Stage, allowing, cannot, check, empty, json, same_for_both, seen};
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
