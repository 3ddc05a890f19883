//! U2 to U6: what the answer itself tells, and OPTIONS.

use super::{Stage, allowing, cannot, check, empty, endpoint, json, same_for_both, seen};
use crate::upstream::unbuilt::looks::Seen;
use crate::upstream::unbuilt::rules::{Rule, Verdict};

#[test]
fn u2_an_endpoint_that_has_answered_is_built() {
    let stage = Stage::new();
    stage.memory.built(&endpoint("GET /planned"));
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

/// As collections have it that were saved from real calls.
#[test]
fn u6_an_id_is_a_parameter() {
    let delete = ("DELETE /items/42", "/items/42");
    check("DELETE", &Stage::new(), delete, &empty, (Rule::Write, Verdict::Pass));
    check("GET", &Stage::new(), ("GET /items/42", "/items/42"), &empty, (Rule::Parent, Verdict::Pass));
    let all_methods = |method: &str, path: &str| match path.strip_prefix("/items/") {
        Some(id) if !id.contains('/') => json(404, r#"{"error":"No such item"}"#),
        _ => cannot(method, path),
    };
    check("a handler of its own", &Stage::new(), delete, &all_methods, (Rule::Thing, Verdict::Pass));
}

#[test]
fn u6_a_route_with_a_parameter_may_take_a_literal_path() {
    let users = |method: &str, path: &str| match path.strip_prefix("/users/") {
        Some(name) if !name.contains('/') && method == "OPTIONS" => allowing(200, &["DELETE", "GET"]),
        _ => cannot(method, path),
    };
    for label in ["GET /users/me", "DELETE /users/me"] {
        check(label, &Stage::new(), (label, "/users/me"), &users, (Rule::Options, Verdict::Pass));
        check(label, &Stage::new(), (label, "/users/me"), &empty, (Rule::NoParameter, Verdict::Mock));
    }
}

#[test]
fn u6_what_was_there_may_be_gone() {
    let (stage, delete) = (Stage::new(), ("DELETE /planned", "/planned"));
    let there = |method: &str, path: &str| match (method, path) {
        ("GET", "/planned") => json(200, "{}"),
        _ => cannot(method, path),
    };
    check("never there", &stage, delete, &empty, (Rule::NoParameter, Verdict::Mock));
    stage.memory.built(&endpoint("GET /planned"));
    check("gone", &stage, delete, &empty, (Rule::NoParameter, Verdict::Pass));
    check("there", &stage, delete, &there, (Rule::NoParameter, Verdict::Mock));
}

#[test]
fn u6_what_a_query_names_may_be_missing() {
    let delete = ("DELETE /planned", "/planned?id=9");
    check("DELETE", &Stage::new(), delete, &empty, (Rule::NoParameter, Verdict::Pass));
    let allow = |method: &str, path: &str| match (method, path) {
        ("OPTIONS", "/planned") => allowing(200, &["GET"]),
        _ => cannot(method, path),
    };
    check("not allowed", &Stage::new(), delete, &allow, (Rule::NoParameter, Verdict::Mock));
    check(
        "POST",
        &Stage::new(),
        ("POST /planned", "/planned?id=9"),
        &empty,
        (Rule::NoParameter, Verdict::Mock),
    );
}

/// Where OPTIONS tells of a route, a refused method says nothing of the thing.
#[test]
fn a_refused_method_of_a_missing_thing_passes() {
    let routed = |method: &str, path: &str| match (method, path.split('/').count()) {
        ("OPTIONS", 3) => allowing(200, &["GET"]),
        ("PUT", 3) => allowing(405, &["GET"]),
        _ => same_for_both(method, path),
    };
    let silent = |method: &str, path: &str| match method {
        "PUT" => seen(405, ""),
        "OPTIONS" => allowing(200, &["GET"]),
        _ => same_for_both(method, path),
    };
    let put = "PUT /things/:id";
    check("missing", &Stage::new(), (put, "/things/9"), &routed, (Rule::Thing, Verdict::Pass));
    check("there", &Stage::new(), (put, "/things/1"), &routed, (Rule::Status, Verdict::Mock));
    check("no sign of a route", &Stage::new(), (put, "/things/9"), &silent, (Rule::Status, Verdict::Mock));
    let mut stage = Stage::new();
    stage.settings.probe = false;
    check("nothing may be asked", &stage, (put, "/things/9"), &routed, (Rule::Status, Verdict::Mock));
    let post = |method: &str, path: &str| match method {
        "POST" => seen(405, ""),
        _ => same_for_both(method, path),
    };
    check("no parameter", &Stage::new(), ("POST /planned", "/planned"), &post, (Rule::Status, Verdict::Mock));
}
