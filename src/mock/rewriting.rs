//! Which addresses in answers become those of the client's own origin (matching.md 8.9).

use std::sync::Arc;

use crate::collection::{Algorithm, Example};
use crate::template::{Addresses, Host};

/// Which addresses in answers become those of the client's own origin.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Rewriting {
    /// None, and cookies stay as saved.
    Off,
    /// Those of an example's own saved request, and of further hosts.
    On {
        /// The further hosts.
        further: Arc<[Host]>,
    },
}

impl Default for Rewriting {
    fn default() -> Self {
        Self::On { further: Arc::default() }
    }
}

impl Rewriting {
    /// As it is in force for a collection that was read for these rules.
    pub(super) fn for_rules(&self, algorithm: Algorithm) -> &Self {
        if algorithm == Algorithm::Extended { self } else { &Self::Off }
    }

    pub(super) fn addresses(&self, example: &Example) -> Addresses {
        match self {
            Self::Off => Addresses::default(),
            Self::On { further } => Addresses::new(&example.origin, further),
        }
    }
}
