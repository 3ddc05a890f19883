//! How long an answer may be that is filled in.

use super::{Caller, Options, ask, mock, said};

/// What a mock with this example says to a request whose header `x-long` has ten characters.
#[track_caller]
fn check(row: &str, example: &str, max_answer: usize, expected: &str) {
    let mock = mock(Options { max_answer, ..Options::default() }, example);
    ask(&mock, "GET /books", &["x-long: 0123456789"], Caller::Unknown, |reply| {
        assert_eq!(said(&reply), expected, "{row}");
    });
}

#[test]
fn past_it_an_answer_is_an_error_that_names_the_example() {
    let body = r#"{"name": "echo", "code": 200, "body": "a{{$headers 'x-long'}}"}"#;
    check("as long as may be", body, 11, "echo");
    check("longer", body, 10, "echo: 500");
    check("nothing may be filled in", body, 0, "echo: 500");
    let header = r#"{"name": "echo", "code": 200, "header": [{"key": "x-back", "value": "{{$headers 'x-long'}}"}],
        "body": "b{{$headers 'x-long'}}"}"#;
    check("with headers that are filled in", header, 21, "echo");
    check("with headers that are filled in, longer", header, 20, "echo: 500");
    let plain = r#"{"name": "plain", "code": 200, "body": "nothing is filled in here"}"#;
    check("as it was saved", plain, 3, "plain");
}
