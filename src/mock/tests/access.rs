//! 7.7: who gets an answer.

use super::{ask, mock, said};
use crate::mock::{Caller, Options, Reply, Visibility};

#[track_caller]
fn check(row: &str, visibility: Visibility, caller: Caller, line: &str, lines: &[&str], expected: &str) {
    let mock = mock(Options { visibility, ..Options::default() }, r#"{"name": "books", "code": 200}"#);
    ask(&mock, line, lines, caller, |reply| assert_eq!(said(&reply), expected, "{row}"));
}

#[test]
fn rule_7_7_a_private_mock_answers_only_a_known_key() {
    use Caller::{Known, Unknown};
    use Visibility::{Private, Public};
    check("public", Public, Unknown, "GET /books", &[], "books");
    check("public, with a key", Public, Known, "GET /books", &[], "books");
    check("private", Private, Unknown, "GET /books", &[], "refused 401");
    check("private, with a key", Private, Known, "GET /books", &[], "books");
    check("private, and nothing there", Private, Unknown, "GET /nothing/here", &[], "refused 401");
    check("private, with a key, and nothing there", Private, Known, "GET /nothing/here", &[], "miss");
    check("an example by name", Private, Unknown, "GET /x", &["x-mock-response-name: books"], "refused 401");
    check(
        "before the delay is read",
        Private,
        Unknown,
        "GET /x",
        &["x-mock-response-delay: 0"],
        "refused 401",
    );
    check("OPTIONS that is no preflight", Private, Unknown, "OPTIONS /books", &[], "refused 401");
}

#[test]
fn rule_7_7_the_body_of_the_401() {
    let private = Options { visibility: Visibility::Private, ..Options::default() };
    ask(&mock(private, ""), "GET /books", &[], Caller::Unknown, |reply| {
        let Reply::Refused(answer) = reply else { panic!("{reply:?}") };
        assert_eq!(
            answer.body,
            "{\"error\":{\"name\":\"invalidCredentialsError\",\"header\":\"Invalid credentials\",\
             \"message\":\"This mock is private. Send a known API key in the x-api-key header and try again.\"}}"
        );
    });
}
