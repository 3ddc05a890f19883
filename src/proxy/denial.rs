//! What a client is told whose key is missing, or whose limits are used up (matching.md 7.7 and 7.8).

use http::{HeaderName, HeaderValue, StatusCode};

use crate::access::{Exceeded, Limit, Moment};
use crate::dispatch::Denial;
use crate::mock::Answer;

/// 401 without a key that may be used, 403 with one that is for other routes.
pub(super) fn denied(denial: Denial, header: &HeaderName) -> Answer {
    match denial {
        Denial::NoKey => unauthorized(&format!(
            "This is private. Send a known API key in the {header} header and try again."
        )),
        Denial::Expired(at) => {
            unauthorized(&format!("The API key in the {header} header expired at {at}. Ask for a new one."))
        }
        Denial::OtherRoutes => Answer::error(
            StatusCode::FORBIDDEN,
            "forbiddenError",
            "Forbidden",
            &format!("The API key in the {header} header may not be used for this route."),
        ),
    }
}

fn unauthorized(message: &str) -> Answer {
    Answer::error(StatusCode::UNAUTHORIZED, "invalidCredentialsError", "Invalid credentials", message)
}

/// 429: which limit, how much it is, and when it starts over.
pub(super) fn exceeded(exceeded: Exceeded, key: &str, now: Moment) -> Answer {
    let Exceeded { limit, most, resets } = exceeded;
    let (name, header, what) = match limit {
        Limit::Rate => ("rateLimitedError", "Too many requests", "requests a minute"),
        Limit::Monthly => ("usageLimitReachedError", "Usage limit reached", "calls of the mock a month"),
    };
    let message = format!(
        "The API key `{key}` has used up its limit of {most} {what}. It can be used again from {resets} on."
    );
    let mut answer = Answer::error(StatusCode::TOO_MANY_REQUESTS, name, header, &message);
    let wait = u64::try_from(resets.seconds() - now.seconds()).unwrap_or_default().max(1);
    let reset = u64::try_from(resets.seconds()).unwrap_or_default();
    for (name, value) in [
        ("x-ratelimit-limit", most),
        ("x-ratelimit-remaining", 0),
        ("x-ratelimit-reset", reset),
        ("retry-after", wait),
    ] {
        answer.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(answer: &Answer) -> &str {
        std::str::from_utf8(&answer.body).unwrap()
    }

    #[track_caller]
    fn check_denied(denial: Denial, status: u16, parts: &[&str]) {
        let answer = denied(denial, &HeaderName::from_static("x-team-key"));
        assert_eq!(answer.status.as_u16(), status);
        for part in parts {
            assert!(text(&answer).contains(part), "{part}: {}", text(&answer));
        }
    }

    #[test]
    fn rule_7_7_access() {
        let error =
            r#"{"error":{"name":"invalidCredentialsError","header":"Invalid credentials","message":""#;
        check_denied(Denial::NoKey, 401, &[error, "x-team-key"]);
        let expired = Denial::Expired(Moment::from_seconds(0));
        check_denied(expired, 401, &[error, "expired at 1970-01-01T00:00:00Z"]);
        check_denied(Denial::OtherRoutes, 403, &["forbiddenError", "may not be used for this route"]);
    }

    #[track_caller]
    fn check_exceeded(limit: Limit, wait: &str, parts: &[&str]) {
        let resets = Moment::from_seconds(1_764_547_200);
        let now = Moment::from_seconds(1_764_547_200 - 42);
        let answer = exceeded(Exceeded { limit, most: 1000, resets }, "team", now);
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        for part in parts {
            assert!(text(&answer).contains(part), "{part}: {}", text(&answer));
        }
        let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().unwrap());
        assert_eq!(header("x-ratelimit-limit"), Some("1000"));
        assert_eq!(header("x-ratelimit-remaining"), Some("0"));
        assert_eq!(header("x-ratelimit-reset"), Some("1764547200"));
        assert_eq!(header("retry-after"), Some(wait));
    }

    #[test]
    fn rule_7_8_limits() {
        let common = ["`team`", "2025-12-01T00:00:00Z"];
        check_exceeded(
            Limit::Rate,
            "42",
            &[&common[..], &["rateLimitedError", "1000 requests a minute"]].concat(),
        );
        check_exceeded(
            Limit::Monthly,
            "42",
            &[&common[..], &["usageLimitReachedError", "1000 calls of the mock a month"]].concat(),
        );
    }
}
