//! Section 2.

use super::builders::{saved, sent};
use super::{
    Invalid, NoAnswers, NoMatch, NoSuchId, NoSuchName, Options, POSTMAN, POSTMAN_BODIES, Role, Winner, check,
    check_with,
};
use crate::matching::Controls;

#[test]
fn rule_2_1_the_method_is_equal() {
    let examples = [saved("GET /a"), saved("POST /a")];
    check("get", &examples, &sent("GET /a"), &Winner("GET /a"));
    check("post", &examples, &sent("POST /a"), &Winner("POST /a"));
    check("none has it", &examples, &sent("PUT /a"), &NoMatch);
    check("methods are case-sensitive", &examples, &sent("get /a"), &NoMatch);
    check("own methods", &[saved("PURGE /a")], &sent("PURGE /a"), &Winner("PURGE /a"));
}

#[test]
fn rule_2_1_head_is_answered_as_get() {
    let get = saved("GET /a").id("g");
    let head = saved("HEAD /a").id("h");
    let both = [get.clone(), head.clone()];
    check("no head example", std::slice::from_ref(&get), &sent("HEAD /a"), &Winner("GET /a"));
    check("a head example", &both, &sent("HEAD /a"), &Winner("HEAD /a"));
    check("a worse head example", &[get.clone(), saved("HEAD /:id")], &sent("HEAD /a"), &Winner("HEAD /:id"));
    check("a head example elsewhere", &[get.clone(), saved("HEAD /b")], &sent("HEAD /a"), &Winner("GET /a"));
    check("get is not answered as head", std::slice::from_ref(&head), &sent("GET /a"), &NoMatch);
    check("by code", &[get.clone().status(404), head], &sent("HEAD /a").code("404"), &Winner("GET /a"));
    check("by id", &both, &sent("HEAD /x").id("g"), &Winner("GET /a"));
    check("by name", &both, &sent("HEAD /x").name("GET /a"), &Winner("GET /a"));
    check("post is no get", &[saved("POST /a")], &sent("HEAD /a"), &NoMatch);
}

#[test]
fn rule_2_2_the_code_keeps_examples_of_this_status() {
    let examples = [
        saved("GET /a").named("ok"),
        saved("GET /a").named("lost").status(404),
        saved("GET /:id").status(500),
    ];
    check("the status", &examples, &sent("GET /a").code("404"), &Winner("lost"));
    check("a worse path", &examples, &sent("GET /a").code("500"), &Winner("GET /:id"));
    check("white space", &examples, &sent("GET /a").code(" 404 "), &Winner("lost"));
    check("none has it", &examples, &sent("GET /a").code("418"), &NoMatch);
    check("no status can be it", &examples, &sent("GET /a").code("70000"), &NoMatch);
    check("negative", &examples, &sent("GET /a").code("-404"), &NoMatch);
    check("any number of digits", &examples, &sent("GET /a").code("99999999999999999999999"), &NoMatch);
    check("none with this path has it", &examples, &sent("GET /a/b").code("404"), &NoMatch);
}

#[test]
fn rule_2_2_a_missing_status_is_never_found() {
    check("as 200", &[saved("GET /a").status(None)], &sent("GET /a").code("200"), &NoMatch);
    check("as 0", &[saved("GET /a").status(None)], &sent("GET /a").code("0"), &NoMatch);
}

#[test]
fn rule_2_2_a_code_that_is_no_integer_is_invalid() {
    for code in ["", "ok", "404.0", "4e2", "404,500", "0x194", "-", "é"] {
        check(code, &[saved("GET /a")], &sent("GET /a").code(code), &Invalid);
        check(code, &[saved("GET /a").id("1")], &sent("GET /a").id("1").code(code), &Invalid);
    }
}

#[test]
fn rule_2_2_what_is_wrong_is_said() {
    let request = sent("GET /a").code("many");
    let invalid = Controls::read(request.headers()).unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "The header `x-mock-response-code` is `many`; it must be an integer such as `404`."
    );
    let request = sent("GET /a").code(&"9a".repeat(500));
    assert_eq!(Controls::read(request.headers()).unwrap_err().value.len(), 80);
}

#[test]
fn rule_2_3_the_id_answers_whatever_its_url() {
    let examples = [saved("GET /a").id("1"), saved("GET /b/c?d=e").id("2"), saved("POST /a").id("3")];
    check("another url", &examples, &sent("GET /a").id("2"), &Winner("GET /b/c?d=e"));
    check("white space", &examples, &sent("GET /a").id(" 2 "), &Winner("GET /b/c?d=e"));
    check("none", &examples, &sent("GET /a").id("4"), &NoSuchId("4"));
    check("the method is asked first", &examples, &sent("GET /a").id("3"), &NoSuchId("3"));
    check("the code is asked first", &examples, &sent("GET /a").id("2").code("404"), &NoSuchId("2"));
    check(
        "the id before the name",
        &examples,
        &sent("GET /a").id("2").name("GET /a"),
        &Winner("GET /b/c?d=e"),
    );
    check("a wrong id before a name", &examples, &sent("GET /a").id("4").name("GET /a"), &NoSuchId("4"));
    check("the name is not asked", &examples, &sent("GET /a").id("2").name("none"), &Winner("GET /b/c?d=e"));
}

#[test]
fn rule_1_3_an_id_with_digits_in_front() {
    let plain = [saved("GET /a").id("ab-c")];
    let owned = [saved("GET /a").id("ab-c").uid("7-ab-c")];
    for (row, examples, id, found) in [
        ("the id", &plain, "ab-c", true),
        ("any digits", &plain, "123-ab-c", true),
        ("no digits", &plain, "-ab-c", false),
        ("other than digits", &plain, "1x-ab-c", false),
        ("digits of another script", &plain, "١-ab-c", false),
        ("twice", &plain, "1-2-ab-c", false),
        ("only its end", &plain, "c", false),
        ("in another case", &plain, "AB-C", false),
        ("the id, beside a uid", &owned, "ab-c", true),
        ("the uid", &owned, "7-ab-c", true),
        ("another uid", &owned, "8-ab-c", false),
    ] {
        let request = sent("GET /x").id(id);
        check(row, examples, &request, &if found { Winner("GET /a") } else { NoSuchId(id) });
    }
}

#[test]
fn rule_1_3_of_two_with_one_id_the_first_answers() {
    let examples =
        [saved("GET /a").id("1").named("first").status(404), saved("GET /b").id("1").named("second")];
    check("in the order of the file", &examples, &sent("GET /b").id("1"), &Winner("first"));
    check("with a code", &examples, &sent("GET /a").id("1").code("200"), &Winner("second"));
}

#[test]
fn rule_2_4_the_name_answers_whatever_its_url() {
    let examples =
        [saved("GET /a").named("one"), saved("GET /b").named("tést two"), saved("POST /c").named("three")];
    check("another url", &examples, &sent("GET /a").name("tést two"), &Winner("tést two"));
    check("white space", &examples, &sent("GET /a").name("  tést two\t"), &Winner("tést two"));
    check("none", &examples, &sent("GET /a").name("four"), &NoSuchName("four"));
    check("in another case", &examples, &sent("GET /a").name("One"), &NoSuchName("One"));
    check("the method is asked first", &examples, &sent("GET /a").name("three"), &NoSuchName("three"));
    check("the code is asked first", &examples, &sent("GET /a").name("one").code("404"), &NoSuchName("one"));
}

#[test]
fn rule_2_4_several_of_one_name_are_scored() {
    let named = |line, id: &str| saved(line).named("n").id(id);
    let winner = |row, examples: &[super::Saved], request, id| {
        let index = super::index(examples);
        let selection =
            super::Sent::ask(&request, |request| index.select(request, &POSTMAN, Role::Alone, &NoAnswers));
        let super::Selection::Winner(winner) = selection else { panic!("{row}: {selection:?}") };
        assert_eq!(index.candidates()[winner.rank].id.as_deref(), Some(id), "{row}");
        assert_eq!(winner.key, None, "{row}");
    };
    let get = |line| sent(line).name("n");
    let by_path = [named("GET /b", "1"), named("GET /:x", "2"), named("GET /a", "3")];
    winner("the highest score of the path", &by_path, get("GET /a"), "3");
    let by_params = [named("GET /a", "1"), named("GET /a?p=1", "2")];
    winner("parameters count", &by_params, get("GET /a?p=1"), "2");
    let by_body = [named("GET /a", "1"), named("GET /a", "2").raw("x")];
    winner("an equal body counts", &by_body, get("GET /a").body("x"), "2");
    let elsewhere = [named("GET /b", "1"), named("GET /:x?p=1&q=1", "2").status(404)];
    winner("what does not match comes last", &elsewhere, get("GET /a"), "2");
    let nowhere = [
        named("GET /b", "1").status(404),
        named("GET /c", "2").status(None),
        named("GET /d", "3"),
        named("GET /e", "4"),
    ];
    winner("of those the first with status 200", &nowhere, get("GET /x/y"), "3");
    winner("else the first", &nowhere[..2], get("GET /x/y"), "1");
    let equals = [
        named("GET /a", "2").status(404),
        named("GET /a", "4"),
        named("GET /a", "3"),
        named("GET /a", "1").status(500),
    ];
    winner("among equals the first with status 200", &equals, get("GET /a"), "3");
    winner("else the first by id", &[equals[0].clone(), equals[3].clone()], get("GET /a"), "1");
    let literals =
        [named("GET /:x/b", "1"), named("GET /a/:y", "0").status(404), named("GET /a/b", "2").status(404)];
    winner("literal segments decide no tie", &literals[..2], get("GET /a/b"), "1");
    let no_body = [named("GET /a", "1").raw("y"), named("GET /a", "2").raw("x")];
    let asked = get("GET /a").body("x").header("x-mock-match-request-body", "true");
    winner("an equal body gains although bodies are matched", &no_body, asked, "2");
}

#[test]
fn whether_some_example_may_answer_does_not_depend_on_the_body() {
    let examples = super::index(&[saved("POST /a").raw("x").header("h", "1")]);
    let matching = POSTMAN_BODIES;
    let asked = || sent("POST /a").header("x-mock-match-request-body", "true");
    for (row, options, request, expected) in [
        ("another body", &matching, sent("POST /a").body("y"), true),
        ("no body yet", &matching, sent("POST /a"), true),
        ("asked for by the request", &POSTMAN, asked(), true),
        ("another path", &matching, sent("POST /b").body("x"), false),
        ("another method", &matching, sent("GET /a").body("x"), false),
        ("another header", &matching, sent("POST /a").header("x-mock-match-request-headers", "h"), false),
        ("an invalid control is answered", &matching, sent("POST /b").code("x"), true),
        ("no such name", &matching, sent("POST /a").name("x"), false),
        ("another code", &matching, asked().code("404"), false),
    ] {
        assert_eq!(
            request.ask(|request| examples.may_answer(request, options, Role::Alone)),
            expected,
            "{row}"
        );
    }
}

#[test]
fn rule_2_5_header_and_body_matching_do_not_apply_to_an_id_or_name() {
    let examples = [saved("GET /a").id("1").named("n").header("h", "1").raw("saved")];
    let options = Options { match_headers: vec!["h".to_owned()], match_body: true, ..POSTMAN };
    let request = || {
        sent("GET /a").header("x-mock-match-request-headers", "h").header("x-mock-match-request-body", "true")
    };
    check_with("neither", &options, &examples, &request(), &NoMatch);
    check_with("by id", &options, &examples, &request().id("1"), &Winner("n"));
    check_with("by name", &options, &examples, &request().name("n"), &Winner("n"));
}
