//! The status of a saved response, from `code` and `status` (1.4).

use http::StatusCode;

use super::source::Json;

/// What a saved response says of its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Status {
    /// Within 200–599.
    Known(u16),
    /// Neither `code` nor `status` says.
    Unknown,
    /// This number, which no answer can have.
    Unusable(String),
}

/// Reason phrases of older standards and of Postman, beside those of [`StatusCode`].
const OTHER_PHRASES: [(&str, u16); 7] = [
    ("Moved Temporarily", 302),
    ("Request Entity Too Large", 413),
    ("Content Too Large", 413),
    ("Request-URI Too Long", 414),
    ("Request-URI Too Large", 414),
    ("Requested Range Not Satisfiable", 416),
    ("Unprocessable Content", 422),
];

impl Status {
    /// `code` as a number or numeric text, else the number or reason phrase in `status`.
    pub(super) fn of(code: Option<&Json<'_>>, status: Option<&Json<'_>>) -> Self {
        let said = code.and_then(number).or_else(|| status.and_then(number_or_phrase));
        match said {
            None => Self::Unknown,
            Some(number) => match u16::try_from(number) {
                Ok(code @ 200..=599) => Self::Known(code),
                _ => Self::Unusable(number.to_string()),
            },
        }
    }
}

/// A whole number; one beyond all statuses is still one, so it becomes the largest.
fn number(json: &Json<'_>) -> Option<i64> {
    match json {
        Json::Number(number) => {
            number.as_i64().or_else(|| number.as_f64().filter(|value| value.fract() == 0.0).map(whole))
        }
        Json::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "what is too large becomes the largest, which no status is"
)]
fn whole(value: f64) -> i64 {
    value as i64
}

fn number_or_phrase(json: &Json<'_>) -> Option<i64> {
    let text = match json {
        Json::Text(text) => text.trim(),
        other => return number(other),
    };
    let first = text.split_whitespace().next()?;
    if first.bytes().all(|byte| byte.is_ascii_digit()) {
        return first.parse().ok().or(Some(i64::MAX));
    }
    // Postman adds sources, as in `Unprocessable Entity (WebDAV) (RFC 4918)`.
    let phrase = text.split_once(" (").map_or(text, |(phrase, _)| phrase);
    let canonical = (100..600).find(|code| {
        let reason = StatusCode::from_u16(*code).ok().and_then(|status| status.canonical_reason());
        reason.is_some_and(|reason| reason.eq_ignore_ascii_case(phrase))
    });
    let other =
        || OTHER_PHRASES.iter().find(|(other, _)| other.eq_ignore_ascii_case(phrase)).map(|(_, code)| *code);
    canonical.or_else(other).map(i64::from)
}

#[cfg(test)]
mod tests {
    use super::super::source::parse;
    use super::*;

    #[track_caller]
    fn check(response: &str, expected: &Status) {
        let root = parse(response).unwrap().root;
        assert_eq!(Status::of(root.get("code"), root.get("status")), *expected, "{response}");
    }

    #[test]
    fn rule_1_4_code_then_status() {
        check(r#"{"code": 404, "status": "OK"}"#, &Status::Known(404));
        check(r#"{"code": " 404 "}"#, &Status::Known(404));
        check(r#"{"code": 200.0}"#, &Status::Known(200));
        check(r#"{"code": null, "status": "Not Found"}"#, &Status::Known(404));
        check(r#"{"status": "404 Not Found"}"#, &Status::Known(404));
        check(r#"{"status": "404"}"#, &Status::Known(404));
        check(r#"{"status": 404}"#, &Status::Known(404));
        check(r#"{"status": "not found"}"#, &Status::Known(404));
        check(r#"{"code": "", "status": "OK"}"#, &Status::Known(200));
        check(r#"{"code": "default", "status": "Created"}"#, &Status::Known(201));
        check(r#"{"status": "Unprocessable Entity (WebDAV) (RFC 4918)"}"#, &Status::Known(422));
        check(r#"{"status": "request entity too large"}"#, &Status::Known(413));
    }

    #[test]
    fn rule_1_4_still_none() {
        for response in
            ["{}", r#"{"code": null, "status": ""}"#, r#"{"status": "fine"}"#, r#"{"code": true}"#]
        {
            check(response, &Status::Unknown);
        }
    }

    #[test]
    fn rule_1_5_outside_200_to_599() {
        for code in ["199", "600", "0", "100"] {
            check(&format!("{{\"code\": {code}}}"), &Status::Unusable(code.to_owned()));
            check(&format!("{{\"status\": \"{code}\"}}"), &Status::Unusable(code.to_owned()));
        }
        check(r#"{"code": -1}"#, &Status::Unusable("-1".to_owned()));
        check(r#"{"status": "Continue"}"#, &Status::Unusable("100".to_owned()));
        check(r#"{"code": 99999999999999999999}"#, &Status::Unusable(i64::MAX.to_string()));
    }
}
