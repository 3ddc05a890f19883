//! U7 to U10: what other answers of the resource tell.

use super::{PROBE, Stage, allowing, cannot, check, empty, endpoint, json, same_for_both, seen};
use crate::config::Undecided;
use crate::upstream::unbuilt::rules::{Rule, Verdict};

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
    stage.memory.answered(&endpoint("GET /things"));
    check("another", &stage, ("GET /things/:id", "/things/1"), &empty, (Rule::Resource, Verdict::Pass));
    let stage = Stage::new();
    stage.memory.answered(&endpoint("GET /things/:id"));
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
