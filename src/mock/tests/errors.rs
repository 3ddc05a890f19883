//! Section 6: the errors, byte for byte.

use super::{ask, mock, values};
use crate::collection::{PathPattern, Segment};
use crate::matching::{Algorithm, Miss, Near, OperationDifference, Path, Protocol, Rule, WithoutExample};
use crate::mock::{
    Answer, Caller, Down, DownCause, Options, Reply, not_found, upstream_failed, upstream_unavailable,
};

const EXAMPLES: &str = r#"{"id": "1", "name": "all books", "code": 200},
    {"id": "2", "name": "gone", "code": 410, "originalRequest": {"method": "DELETE", "url": "/books/:id"}},
    {"id": "3", "name": "stock", "code": 200, "originalRequest": {"url": "/books/:id/stock"}},
    {"id": "4", "name": "ordered", "code": 201, "originalRequest": {"method": "POST", "url": "/orders"}}"#;

/// The answer to a request that no example answers.
fn answer(examples: &str, line: &str, lines: &[&str], told: fn(&crate::matching::Miss) -> Answer) -> Answer {
    ask(&mock(Options::default(), examples), line, lines, Caller::Unknown, |reply| match reply {
        Reply::Miss(miss) => told(&miss),
        Reply::Refused(answer) => answer,
        other => panic!("{other:?}"),
    })
}

#[track_caller]
fn check(answer: &Answer, status: u16, body: &str) {
    assert_eq!(std::str::from_utf8(&answer.body).unwrap(), body);
    assert_eq!((answer.status.as_u16(), values(answer, "content-type")), (status, vec!["application/json"]));
}

#[test]
fn rule_8_14_a_request_without_an_example_is_told_of_first() {
    check(
        &answer("", "GET /books", &[], not_found),
        404,
        "{\"error\":{\"name\":\"mockRequestNotFoundError\",\"header\":\"No example\",\
         \"message\":\"The collection has the request GET /books (Shop / Books), but no usable example of it. \
         In Postman, send the request, save the response as an example, and export the collection again.\"}}",
    );
}

#[test]
fn rule_6_404_without_any_example() {
    check(
        &answer("", "PUT /books", &[], not_found),
        404,
        "{\"error\":{\"name\":\"mockRequestNotFoundError\",\"header\":\"No matching requests\",\
         \"message\":\"Double check your method and the request path and try again.\"}}",
    );
}

#[test]
fn rule_6_404_names_the_closest() {
    check(
        &answer(EXAMPLES, "PUT /books", &[], not_found),
        404,
        "{\"error\":{\"name\":\"mockRequestNotFoundError\",\"header\":\"No matching requests\",\
         \"message\":\"Double check your method and the request path and try again.\",\"closest\":[\
         {\"name\":\"all books\",\"method\":\"GET\",\"path\":\"/books\",\
         \"rule\":\"the method is GET, the request's is PUT\"},\
         {\"name\":\"gone\",\"method\":\"DELETE\",\"path\":\"/books/:id\",\
         \"rule\":\"the method is DELETE, the request's is PUT\"},\
         {\"name\":\"stock\",\"method\":\"GET\",\"path\":\"/books/:id/stock\",\
         \"rule\":\"the method is GET, the request's is PUT\"}]}}",
    );
}

#[test]
fn rule_6_404_by_id_and_by_name() {
    check(
        &answer(EXAMPLES, "GET /books", &["x-mock-response-id: 9"], not_found),
        404,
        "{\"error\":{\"name\":\"mockRequestNotFoundError\",\"header\":\"No example with the id `9`\",\
         \"message\":\"No example for this method has the id `9`. \
         Check the header x-mock-response-id and try again.\"}}",
    );
    check(
        &answer(EXAMPLES, "GET /books", &["x-mock-response-name: a \"b\""], not_found),
        404,
        "{\"error\":{\"name\":\"mockRequestNotFoundError\",\"header\":\"No example with the name `a \\\"b\\\"`\",\
         \"message\":\"No example for this method has the name `a \\\"b\\\"`. \
         Check the header x-mock-response-name and try again.\"}}",
    );
}

#[test]
fn a_long_value_is_repeated_in_part() {
    let line = format!("x-mock-response-name: {}", "n".repeat(5_000));
    let answer = answer(EXAMPLES, "GET /books", &[&line], not_found);
    assert!(answer.body.len() < 1_000, "{}", answer.body.len());
}

#[test]
fn rule_2_2_and_7_5_400_says_which_header_which_value_and_what_is_allowed() {
    check(
        &answer(EXAMPLES, "GET /books", &["x-mock-response-code: many"], not_found),
        400,
        "{\"error\":{\"name\":\"invalidMockHeaderError\",\"header\":\"Invalid header x-mock-response-code\",\
         \"message\":\"The header `x-mock-response-code` is `many`; it must be an integer such as `404`.\"}}",
    );
    check(
        &answer(EXAMPLES, "GET /books", &["x-mock-response-delay: 180001"], not_found),
        400,
        "{\"error\":{\"name\":\"invalidMockHeaderError\",\"header\":\"Invalid header x-mock-response-delay\",\
         \"message\":\"The header `x-mock-response-delay` is `180001`; \
         it must be a number of milliseconds from 1 to 180000.\"}}",
    );
}

#[test]
fn the_502_of_an_upstream_that_is_down_gives_the_reason_and_the_closest() {
    let told = |miss: &crate::matching::Miss| {
        upstream_unavailable(&Down { upstream: "shop", reason: "connect", cause: None }, miss)
    };
    check(
        &answer("", "GET /books", &[], told),
        502,
        "{\"error\":{\"name\":\"upstreamUnavailableError\",\"header\":\"Upstream unavailable\",\
         \"message\":\"The upstream `shop` is down (connect). The collection has the request \
         GET /books (Shop / Books), but no usable example of it. In Postman, send the request, save the response as \
         an example, and export the collection again.\",\
         \"reason\":\"connect\",\"upstream\":\"shop\"}}",
    );
    check(
        &answer(r#"{"name": "all books", "code": 200}"#, "GET /nothing/here", &[], told),
        502,
        "{\"error\":{\"name\":\"upstreamUnavailableError\",\"header\":\"Upstream unavailable\",\
         \"message\":\"The upstream `shop` is down (connect) and no example of the mock matches the request.\",\
         \"reason\":\"connect\",\"upstream\":\"shop\",\"closest\":[{\"name\":\"all books\",\"method\":\"GET\",\"path\":\"/books\",\
         \"rule\":\"the path has 1 segment, the request's has 2\"}]}}",
    );
}

#[test]
fn rule_8_4_another_operation_is_named_with_those_that_have_examples() {
    let near = |saved: &str, sent: &str| Near {
        name: "e".into(),
        method: "POST".into(),
        path: "/soap".to_owned(),
        rule: Rule::Operation(OperationDifference {
            protocol: Protocol::Soap,
            saved: saved.to_owned(),
            sent: sent.to_owned(),
        }),
        differences: None,
    };
    let sent = "Divide of SOAP 1.1";
    let [add, same, other] =
        ["Add of SOAP 1.1", "Add of SOAP 1.1", "Subtract of SOAP 1.1"].map(|it| near(it, sent));
    let answer = not_found(&Miss::NoMatch(vec![add, same, other]));
    let said: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(
        said["error"]["message"],
        "No example is of the SOAP operation `Divide of SOAP 1.1`. The nearest examples are of `Add of SOAP 1.1`, \
         `Subtract of SOAP 1.1`. Save an answer to this operation as an example, or ask for one of these."
    );
}

#[test]
fn rule_8_14_the_502_of_a_request_without_an_example_says_so() {
    let cause = DownCause { token: "refused", words: "it refused the connection", advice: "start it" };
    let down = Down { upstream: "shop", reason: "connect", cause: Some(cause) };
    let request = WithoutExample {
        item: "shop / list".into(),
        method: "GET".into(),
        path: Path::of(PathPattern(vec![Segment::Literal("list".to_owned())]), Algorithm::Extended),
    };
    let answer = upstream_unavailable(&down, &Miss::NoExample(request, Vec::new()));
    let said: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(
        said["error"]["message"],
        "The upstream `shop` is down (connect): it refused the connection. To mend it: start it. The collection has \
         the request GET /list (shop / list), but no usable example of it. In Postman, send the request, save the \
         response as an example, and export the collection again."
    );
}

#[test]
fn the_error_of_an_upstream_without_a_mock_gives_the_reason() {
    check(
        &upstream_failed(
            &Down { upstream: "shop", reason: "timeout", cause: None },
            http::StatusCode::GATEWAY_TIMEOUT,
        ),
        504,
        "{\"error\":{\"name\":\"upstreamUnavailableError\",\"header\":\"Upstream unavailable\",\
         \"message\":\"The upstream `shop` is down (timeout).\",\"reason\":\"timeout\",\"upstream\":\"shop\"}}",
    );
    let cause = DownCause { token: "refused", words: "it refused the connection", advice: "start it" };
    check(
        &upstream_failed(
            &Down { upstream: "shop", reason: "connect", cause: Some(cause) },
            http::StatusCode::BAD_GATEWAY,
        ),
        502,
        "{\"error\":{\"name\":\"upstreamUnavailableError\",\"header\":\"Upstream unavailable\",\
         \"message\":\"The upstream `shop` is down (connect): it refused the connection. To mend it: start it.\",\
         \"reason\":\"connect\",\"cause\":\"refused\",\"upstream\":\"shop\"}}",
    );
}
