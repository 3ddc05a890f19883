//! How much of a request is taken, and how long a client may be silent.

use std::time::Duration;

/// How large a request may be. What is larger is refused before anything else is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Its head: request line and headers, in bytes.
    pub header: usize,
    /// How many headers it has.
    pub headers: usize,
    /// Its target, in bytes.
    pub uri: usize,
    /// Its body, in bytes; none where it may be of any length.
    pub body: Option<usize>,
}

impl Limits {
    /// The largest head that Pingora 0.9 reads, in bytes.
    pub const MOST_HEADER: usize = 1024 * 1024 - 1;
    /// The most headers that Pingora 0.9 reads.
    pub const MOST_HEADERS: usize = 256;
    /// Less than this, and the head of a browser's request would not pass, in bytes.
    pub const LEAST_HEADER: usize = 1024;
    /// Likewise, a number of headers.
    pub const LEAST_HEADERS: usize = 16;
}

impl Default for Limits {
    fn default() -> Self {
        Self { header: 64 * 1024, headers: 128, uri: 16 * 1024, body: None }
    }
}

/// How long a client may be silent; none is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientTimeouts {
    /// Between two requests of a connection, and while it sends the head of a request.
    pub idle: Duration,
    /// Between two pieces of a request's body.
    pub read: Duration,
    /// While it ought to take a piece of a response.
    pub write: Duration,
}

impl ClientTimeouts {
    /// [`idle`](Self::idle) in seconds, the unit in which Pingora counts it; at least 1.
    pub fn idle_seconds(&self) -> u64 {
        self.idle.as_secs() + u64::from(self.idle.subsec_nanos() > 0)
    }
}

impl Default for ClientTimeouts {
    fn default() -> Self {
        let minute = Duration::from_mins(1);
        Self { idle: minute, read: minute, write: minute }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_whole_and_not_fewer() {
        for (millis, expected) in [(1, 1), (1_000, 1), (1_001, 2), (60_000, 60)] {
            let timeouts = ClientTimeouts { idle: Duration::from_millis(millis), ..Default::default() };
            assert_eq!(timeouts.idle_seconds(), expected, "{millis} ms");
        }
    }
}
