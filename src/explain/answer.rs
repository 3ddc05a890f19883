//! What the mock would say, were it asked: the answer itself, for whoever tries a request.

use serde::Serialize;

use crate::matching::Request;
use crate::mock::{self, Answer, Mock, Reply};

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
    /// What `mock` says to this request.
    pub(super) fn new(mock: &Mock, reply: &Reply<'_>, request: &Request<'_>) -> Self {
        match reply {
            Reply::Example { answer, .. } => Self::of(answer),
            Reply::ServerResponse(answer) => Self::of(answer),
            Reply::TooLong { answer, .. }
            | Reply::Protocol { answer, .. }
            | Reply::Preflight(answer)
            | Reply::Refused(answer) => Self::of(answer),
            Reply::Miss(miss) => {
                Self::of(&mock.spoken(mock::not_found(miss), request.headers(), request.body()))
            }
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
