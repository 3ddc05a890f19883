//! 7.6: a configured failure of the whole mock.

use http::StatusCode;

use super::{Answer, Caller, Options, ask, mock, said};
use crate::mock::Visibility;

#[track_caller]
fn check(visibility: Visibility, line: &str, headers: &[&str], caller: Caller, expected: &str) {
    let response = Answer::new(StatusCode::SERVICE_UNAVAILABLE, [], "down".into());
    let options = Options { visibility, server_response: Some(response), ..Options::default() };
    let mock = mock(options, r#"{"name": "list", "code": 200}"#);
    assert_eq!(ask(&mock, line, headers, caller, |reply| said(&reply)), expected, "{line} {headers:?}");
}

#[test]
fn rule_7_6_it_answers_every_request_after_preflight_and_access_and_before_the_delay_header() {
    use Visibility::{Private, Public};
    check(Public, "GET /books", &[], Caller::Unknown, "server response 503");
    check(Public, "PUT /nothing", &[], Caller::Unknown, "server response 503");
    check(Public, "GET /books", &["x-mock-response-delay: soon"], Caller::Unknown, "server response 503");
    let preflight = ["origin: http://page", "access-control-request-method: GET"];
    check(Public, "OPTIONS /books", &preflight, Caller::Unknown, "preflight 204");
    check(Private, "GET /books", &[], Caller::Unknown, "refused 401");
    check(Private, "GET /books", &[], Caller::Known, "server response 503");
}
