//! Sections 8.3 and 8.4: bodies compared as clients write them. Each format by itself is tested in `body`.

use super::builders::{Saved, Sent, saved, sent};
use super::{EXTENDED, EXTENDED_BODIES, NoMatch, POSTMAN, POSTMAN_BODIES, Winner, check_with};
use crate::collection::{Body, FormField, FormValue};

fn post(body: &str) -> Sent {
    sent("POST /a").body(body)
}

/// Whether a saved body equals one that was sent, by section 8 and by sections 1 to 7.
#[track_caller]
fn check_equal(row: &str, body: &Body, request: &Sent, extended: bool, postman: bool) {
    let outcome = |equal| if equal { Winner("POST /a") } else { NoMatch };
    let examples = [saved("POST /a").body(body.clone())];
    check_with(row, &EXTENDED_BODIES, &examples, request, &outcome(extended));
    check_with(&format!("{row}, as Postman does"), &POSTMAN_BODIES, &examples, request, &outcome(postman));
}

#[test]
fn rule_8_4_5_a_variable_equals_anything_in_its_place() {
    let raw = |row, text: &str, sent, extended| {
        check_equal(row, &Body::Raw(text.to_owned()), &post(sent), extended, false);
    };
    raw("in JSON", r#"{"id": "{{id}}", "b": 1}"#, r#"{"id": {"x": []}, "b": 1}"#, true);
    raw("outside a string of JSON", r#"{"id": {{id}}}"#, r#"{"id": 5}"#, true);
    raw("in JSON, and something else differs", r#"{"id": "{{id}}", "b": 1}"#, r#"{"id": 5, "b": 2}"#, false);
    raw("in a text", "id={{id}}!", "id=5!", true);
    raw("in a text, at a line's end", "id={{id}}\r\nb", "id=5\nb \n", true);
    raw("in a text that differs", "id={{id}}!", "id=5?", false);
    raw("in XML", "<a><b>{{x}}</b></a>", "<a>\n<b>1</b>\n</a>", true);
    raw("a placeholder", r#"{"id": "<integer>"}"#, r#"{"id": 5}"#, true);
    raw("wholly a variable: equal to nothing", "{{body}}", "x", false);
    raw("wholly a variable, as JSON", "\"{{body}}\"", "\"x\"", false);
    raw("nothing sent", "{{a}}{{b}}", "", false);
    let form = post("a=1&b=2").of_type("application/x-www-form-urlencoded");
    let pairs = |value: &str| Body::UrlEncoded(vec![("b".into(), "2".into()), ("a".into(), value.into())]);
    check_equal("in a form", &pairs("{{a}}"), &form, true, false);
    check_equal("in a form that differs", &pairs("x{{a}}"), &form, false, false);
    let part = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n";
    let parts = post(part).of_type("multipart/form-data; boundary=b");
    let field =
        |text: &str| Body::FormData(vec![FormField { key: "a".into(), value: FormValue::Text(text.into()) }]);
    check_equal("in a field", &field("{{a}}"), &parts, true, false);
    check_equal("in a field that differs", &field("x{{a}}"), &parts, false, false);
}

#[test]
fn rule_8_4_5_saved_json_is_read_as_postman_sends_it() {
    let text = "{\"a\": 1, // one\n \"b\": [2, ], /* two */ }";
    check_equal("comments and commas", &Body::Raw(text.into()), &post(r#"{"b":[2],"a":1}"#), true, false);
    check_equal("themselves", &Body::Raw(text.into()), &post(text), false, true);
}

#[test]
fn rule_8_4_3_xml_is_compared_as_a_tree() {
    let body = Body::Raw("<?xml version=\"1.0\"?><p:a xmlns:p=\"urn:x\"><p:b>1</p:b></p:a>".to_owned());
    let sent = "<a xmlns=\"urn:x\">\n  <b>1</b>\n</a>";
    check_equal("whatever the type", &body, &post(sent), true, false);
    check_equal("as XML", &body, &post(sent).of_type("application/xml"), true, false);
    check_equal("another text", &body, &post("<a xmlns=\"urn:x\"><b>2</b></a>"), false, false);
    let doctype = Body::Raw("<!DOCTYPE a>\n<a/>".to_owned());
    check_equal("a DOCTYPE is a text", &doctype, &post("<!DOCTYPE a>\r\n<a/>"), true, true);
    check_equal("a DOCTYPE is no XML", &doctype, &post("<!DOCTYPE a><a/>"), false, false);
}

fn graphql(query: &str) -> Body {
    Body::GraphQl { query: query.into(), variables: String::new(), operation_name: None }
}

#[test]
fn rule_8_4_2_equal_queries() {
    let saved =
        graphql("query ($id: ID!) { film(id: $id, lang: \"en\") { ...F } } fragment F on Film { title }");
    let json = |query: &str| post(&serde_json::json!({ "query": query }).to_string());
    let sent = "query ($id: ID!) { film(lang: \"en\", id: $id) { ... on Film { title __typename } } }";
    check_equal("spread, with __typename", &saved, &json(sent), true, false);
    let raw = Body::Raw(serde_json::json!({ "query": sent, "extensions": {"x": 1} }).to_string());
    check_equal("in whatever mode it was saved, without extensions", &raw, &json(sent), true, false);
    check_equal("as a document", &saved, &post(sent).of_type("application/graphql"), true, false);
    let variables =
        Body::GraphQl { query: "{a}".into(), variables: "{\"x\": {{x}}}".into(), operation_name: None };
    check_equal("a variable", &variables, &post(r#"{"query":"{a}","variables":{"x":1}}"#), true, false);
    check_equal("no variables", &variables, &post(r#"{"query":"{a}"}"#), false, false);
}

/// Whether another operation puts an example out, with body matching or without.
#[track_caller]
fn check_operation(row: &str, body: &Body, request: &Sent, is_other: bool) {
    let outcome = if is_other { NoMatch } else { Winner("POST /a") };
    let examples = [saved("POST /a").body(body.clone())];
    check_with(row, &EXTENDED, &examples, request, &outcome);
    check_with(&format!("{row}, as Postman does"), &POSTMAN, &examples, request, &Winner("POST /a"));
    let named = request.clone().name("POST /a");
    check_with(&format!("{row}, by name"), &EXTENDED, &examples, &named, &Winner("POST /a"));
    if is_other {
        check_with(&format!("{row}, body matching"), &EXTENDED_BODIES, &examples, request, &NoMatch);
    }
}

#[test]
fn rule_8_4_1_another_method_of_json_rpc_is_out() {
    let body = Body::Raw(r#"{"jsonrpc":"2.0","method":"a","params":[1],"id":1}"#.into());
    check_operation("the same", &body, &post(r#"{"jsonrpc":"2.0","method":"a","params":[2],"id":7}"#), false);
    check_operation("another", &body, &post(r#"{"jsonrpc":"2.0","method":"b","params":[1],"id":1}"#), true);
    check_operation("no call", &body, &post(r#"{"method":"b"}"#), false);
    check_operation("no JSON", &body, &post("b"), false);
    check_operation("nothing", &body, &post(""), false);
    let any = Body::Raw(r#"{"jsonrpc":"2.0","method":"{{method}}"}"#.into());
    check_operation("a variable is every method", &any, &post(r#"{"jsonrpc":"2.0","method":"b"}"#), false);
}

#[test]
fn rule_8_4_2_another_operation_of_graphql_is_out() {
    let json = |query: &str| post(&serde_json::json!({ "query": query }).to_string());
    let body = graphql("query A { a(x: 1) { z } b }");
    check_operation("the same fields at the top", &body, &json("query B { b a(x: 2) { y } }"), false);
    check_operation("through a fragment", &body, &json("{ ...F } fragment F on Query { a b }"), false);
    check_operation("another field", &body, &json("{ a c }"), true);
    check_operation("an alias", &body, &json("{ a c: b }"), true);
    check_operation("another kind", &body, &json("mutation { a b }"), true);
    check_operation("a search text", &body, &post(r#"{"query":"red shoes"}"#), false);
    let persisted = r#"{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}"#;
    check_operation("a query by its hash alone", &body, &post(persisted), true);
}

#[test]
fn rule_8_4_3_another_operation_of_soap_is_out() {
    let envelope = |namespace: &str, content: &str| {
        format!("<s:Envelope xmlns:s='{namespace}'><s:Body>{content}</s:Body></s:Envelope>")
    };
    let (old, new) = ("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope");
    let body = Body::Raw(envelope(old, "<Add><a>1</a></Add>"));
    check_operation("the same", &body, &post(&envelope(old, "<Add><a>2</a></Add>")), false);
    check_operation("another", &body, &post(&envelope(old, "<Sub><a>1</a></Sub>")), true);
    check_operation("another version", &body, &post(&envelope(new, "<Add><a>1</a></Add>")), true);
    check_operation("other XML", &body, &post("<Sub/>"), false);
}

#[test]
fn rule_8_4_2_a_named_operation_is_told_apart_in_a_404() {
    let examples: [Saved; 1] = [saved("POST /a").body(graphql("{ a }"))];
    let index = super::builders::index(&examples);
    let rule = post(r#"{"query":"{ b }"}"#)
        .ask(|request| index.judge(0, request, &EXTENDED, super::Role::Alone).unwrap_err().to_string());
    assert_eq!(
        rule,
        "another operation of GraphQL: the example's is `query { a }`, the request's is `query { b }`"
    );
}

/// A body equal as it stands says more than one that equals by its variables: validation errors are saved so.
#[test]
fn rule_8_1_1_of_equal_bodies_the_more_literal_one_fits_better() {
    let raw = |text: &str| Body::Raw(text.into());
    let form = |value: &str| Body::UrlEncoded(vec![("a".into(), value.into())]);
    let pairs = |text: &str| post(text).of_type("application/x-www-form-urlencoded");
    let soap = |id: &str| {
        format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><get><id>{id}</id></get>\
             </e:Body></e:Envelope>"
        )
    };
    let envelope = |id: &str| raw(&soap(id));
    let (open, fixed) = (|| raw(r#"{"a": "{{x}}"}"#), || raw(r#"{"a": "b"}"#));
    let half = || raw(r#"{"a": "b", "b": "{{y}}"}"#);
    for (row, of_success, of_error, request, expected) in [
        ("literal", open(), fixed(), post(r#"{"a": "b"}"#), "error"),
        ("another value", open(), fixed(), post(r#"{"a": "c"}"#), "success"),
        ("a placeholder", raw(r#"{"a": "<string>"}"#), raw(r#"{"a": ""}"#), post(r#"{"a": ""}"#), "error"),
        (
            "more literal",
            raw(r#"{"a": "{{x}}", "b": "{{y}}"}"#),
            half(),
            post(r#"{"a": "b", "b": 2}"#),
            "error",
        ),
        ("as literal", raw(r#"{"a": "{{x}}", "b": 2}"#), half(), post(r#"{"a": "b", "b": 2}"#), "success"),
        ("the success is literal", fixed(), open(), post(r#"{"a": "b"}"#), "success"),
        ("a form", form("{{x}}"), form("b"), pairs("a=b"), "error"),
        ("a form with another value", form("{{x}}"), form("b"), pairs("a=c"), "success"),
        ("SOAP", envelope("{{id}}"), envelope("0"), post(&soap("0")), "error"),
        ("SOAP with another value", envelope("{{id}}"), envelope("0"), post(&soap("1")), "success"),
        ("a text", raw("id={{id}}"), raw("id=0"), post("id=0"), "error"),
    ] {
        let example = |name, status, body| saved("POST /a").named(name).status(status).body(body);
        let examples = [example("success", 201, of_success), example("error", 409, of_error)];
        for options in [&EXTENDED, &EXTENDED_BODIES] {
            let row = format!("{row}, bodies must be equal: {}", options.match_body);
            check_with(&row, options, &examples, &request, &Winner(expected));
        }
    }
}
