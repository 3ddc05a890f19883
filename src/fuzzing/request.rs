//! Requests as inputs write them: `POST /books/5?page=1`, lines of headers, an empty line, the body.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::parts::split_once;
use crate::matching::{Request, Target};

/// A request.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) method: String,
    pub(super) path: String,
    query: Option<String>,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Sent {
    /// Lines that are no headers are left out, as they never come this far; none where there is no request.
    pub(super) fn read(data: &[u8]) -> Option<Self> {
        let (head, body) = split_once(data, b"\n\n").unwrap_or((data, b""));
        let head = std::str::from_utf8(head).ok()?;
        let (line, headers) = head.split_once('\n').unwrap_or((head, ""));
        let (method, target) = line.split_once(' ')?;
        let (path, query) =
            target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        Some(Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.map(str::to_owned),
            headers: headers.lines().filter_map(header).collect(),
            body: body.to_owned(),
        })
    }

    /// Hands over the prepared request, which borrows from this one.
    pub(super) fn ask<R>(&self, with: impl FnOnce(&Request<'_>) -> R) -> R {
        let target = Target::new(&self.path, self.query.as_deref());
        with(&Request::new(&self.method, &target, &self.headers, &self.body))
    }
}

/// `name: value`.
pub(super) fn header(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(':')?;
    Some((name.parse().ok()?, HeaderValue::from_bytes(value.trim().as_bytes()).ok()?))
}
