//! 7.1 and 7.3: the status, and which of them have a body.

use super::saved;

#[track_caller]
fn check(status: u16, body: &str, tells_length: bool) {
    let (answer, _) = saved(status).answer();
    let told =
        (answer.status.as_u16(), &*answer.body, answer.headers.contains_key(http::header::CONTENT_LENGTH));
    assert_eq!(told, (status, body.as_bytes(), tells_length), "{status}");
}

#[test]
fn rule_7_1_status_and_body_of_the_example() {
    for status in [200, 201, 203, 206, 299, 300, 301, 399, 400, 404, 418, 499, 500, 503, 599] {
        check(status, "the body", true);
    }
}

#[test]
fn rule_7_3_statuses_without_a_body() {
    check(204, "", false);
    check(205, "", true);
    check(304, "", false);
}

#[test]
fn rule_1_4_an_example_without_a_status_is_sent_as_200() {
    let mut none = saved(404);
    none.0.status = None;
    assert_eq!(none.answer().0.status, 200);
}
