//! Whether the upstream may have acted on a request that failed: nobody can tell once it was sent, and a mock's
//! answer must not hide that from whoever writes.

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::config::FallbackWrites;

const UPSTREAM: HeaderName = HeaderName::from_static("x-understudy-upstream");

/// Whether the upstream may have acted on a request. Once it may have, a later attempt that fails to connect
/// changes nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Delivery {
    /// It was not sent, or only reads (RFC 9110, 9.2.1).
    #[default]
    Harmless,
    /// A write was sent; whether it arrived, and what came of it, is not known.
    MaybeReceived,
}

impl Delivery {
    /// The request is about to be sent: the connection to the upstream is there.
    pub(super) fn sending(&mut self, method: &Method) {
        if !method.is_safe() {
            *self = Self::MaybeReceived;
        }
    }

    /// Whether the mock may answer a request with this method, as far as that depends on what it does.
    pub(super) fn may_fall_back(self, method: &Method, writes: FallbackWrites) -> bool {
        match writes {
            FallbackWrites::Always => true,
            FallbackWrites::Unsent => self == Self::Harmless,
            FallbackWrites::Never => method.is_safe(),
        }
    }

    /// Says so on an answer of ours.
    pub(super) fn write(self, headers: &mut HeaderMap) {
        if self == Self::MaybeReceived {
            headers.insert(UPSTREAM, HeaderValue::from_static("maybe-received"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the mock may answer, under `always`, `unsent` and `never`.
    #[track_caller]
    fn check(method: &Method, is_sent: bool, expected: [bool; 3]) {
        let mut delivery = Delivery::default();
        if is_sent {
            delivery.sending(method);
        }
        let policies = [FallbackWrites::Always, FallbackWrites::Unsent, FallbackWrites::Never];
        let allowed = policies.map(|writes| delivery.may_fall_back(method, writes));
        assert_eq!(allowed, expected, "{method}, sent: {is_sent}");
    }

    #[test]
    fn writes_that_the_mock_may_answer() {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            check(&method, false, [true; 3]);
            check(&method, true, [true; 3]);
        }
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            check(&method, false, [true, true, false]);
            check(&method, true, [true, false, false]);
        }
    }
}
