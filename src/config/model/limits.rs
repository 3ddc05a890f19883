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
    /// How many requests a connection of HTTP/2 may have open at once.
    pub streams: usize,
    /// How much of each answer may be held for a client of HTTP/2 that does not take it, in bytes.
    pub send_buffer: usize,
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
    /// The most streams that a connection may have open.
    pub const MOST_STREAMS: usize = 10_000;
    /// Less than this, and hardly an answer would fit at once, in bytes.
    pub const LEAST_SEND_BUFFER: usize = 1024;

    /// How much a connection of HTTP/2 may hold of answers that its client does not take, in bytes.
    pub fn held_by_connection(&self) -> usize {
        self.streams.saturating_mul(self.send_buffer)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header: 64 * 1024,
            headers: 128,
            uri: 16 * 1024,
            body: None,
            streams: 100,
            send_buffer: 64 * 1024,
        }
    }
}

/// How long a client may be silent; none is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientTimeouts {
    /// Before the first request of a connection, and between two.
    pub idle: Duration,
    /// From the first byte of a request's head to its end; as long for a TLS handshake.
    pub header: Duration,
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
        Self { idle: minute, header: Duration::from_secs(10), read: minute, write: minute }
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
