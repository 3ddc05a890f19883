//! The same request, the same answer: what a configured seed makes of a request (templates.md).

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::matching::Request;
use crate::template::Draw;

/// How values are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Chance {
    /// With one, every filled-in value is a function of it and the request.
    pub seed: Option<u64>,
    /// What dates take for the present, where it is not the clock's.
    pub now: Option<Timestamp>,
}

impl Chance {
    /// The draw for a request, where `by_chance` is that of an unconfigured mock.
    pub(super) fn draw(self, request: &Request<'_>, by_chance: impl FnOnce() -> Draw) -> Draw {
        let chance = by_chance();
        Draw {
            seed: self.seed.map_or(chance.seed, |seed| mixed(seed, request)),
            now: self.now.unwrap_or(chance.now),
        }
    }
}

/// A seed of method, path, query and body; SHA-256, because it stays the same on every machine and in
/// every version.
fn mixed(seed: u64, request: &Request<'_>) -> u64 {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    let mut add = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    add(request.method().as_bytes());
    request.segments().for_each(|segment| add(segment.as_bytes()));
    add(b"?");
    for (key, value) in request.params() {
        add(key.as_bytes());
        add(value.as_bytes());
    }
    add(request.body());
    let digest: [u8; 32] = hash.finalize().into();
    digest.first_chunk().map_or(seed, |first| u64::from_be_bytes(*first))
}
