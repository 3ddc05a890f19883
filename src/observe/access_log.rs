//! One line in the log for each request.
//!
//! What a client wrote is shortened and has its control characters escaped, so that no request can
//! forge a line or flood the log. Queries, header values and keys are not logged: they may be secret.

use std::fmt::{self, Write as _};
use std::time::Duration;

use tracing::field::display;

use super::Outcome;

/// The longest piece of text from outside that is logged, in characters.
const LONGEST: usize = 512;

/// Writes the line for a request that has ended: target `access`, level info, times in microseconds.
pub fn write(outcome: &Outcome<'_>) {
    let path = outcome.path.split('?').next().unwrap_or_default();
    let reason = outcome.reason.map(display);
    let example = outcome.example.map(Harmless).map(display);
    tracing::info!(
        target: "access",
        method = %Harmless(outcome.method),
        path = %Harmless(path),
        route = outcome.route.name(),
        source = outcome.source.as_str(),
        reason,
        example,
        status = outcome.status,
        own_us = microseconds(outcome.own),
        upstream_us = outcome.upstream.map(microseconds),
    );
}

fn microseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// Text from outside, printed so that it cannot harm the log.
struct Harmless<'a>(&'a str);

impl fmt::Display for Harmless<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.0.chars();
        for character in characters.by_ref().take(LONGEST) {
            match character {
                // Common in paths, and no danger where values are quoted and escaped again.
                '\'' | '"' => f.write_char(character)?,
                _ => write!(f, "{}", character.escape_debug())?,
            }
        }
        if characters.next().is_some() { f.write_str("...") } else { Ok(()) }
    }
}
