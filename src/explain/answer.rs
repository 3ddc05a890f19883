//! What the mock would say, were it asked: the answer itself, for whoever tries a request.

use serde::Serialize;

use crate::mock::{self, Answer, Reply};

/// An answer of the mock.
#[derive(Debug, Serialize)]
pub struct Said {
    /// The status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// None where it is not text.
    pub body: Option<String>,
}

impl Said {
    pub(super) fn new(reply: &Reply<'_>) -> Self {
        match reply {
            Reply::Example { answer, .. } => Self::of(answer),
            Reply::ServerResponse(answer) => Self::of(answer),
            Reply::TooLong { answer, .. }
            | Reply::Protocol { answer, .. }
            | Reply::Preflight(answer)
            | Reply::Refused(answer) => Self::of(answer),
            Reply::Miss(miss) => Self::of(&mock::not_found(miss)),
        }
    }

    fn of(answer: &Answer) -> Self {
        let value = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = answer.headers.iter().map(|(name, text)| (name.to_string(), value(text)));
        Self {
            status: answer.status.as_u16(),
            headers: headers.collect(),
            body: String::from_utf8(answer.body.to_vec()).ok(),
        }
    }
}
