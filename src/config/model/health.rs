//! How it is found out by asking whether a server is well.

use std::time::Duration;

/// How the servers of an upstream are checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// What is asked.
    pub check: HealthCheck,
    /// From one check to the next; never zero.
    pub interval: Duration,
    /// How long a check may take; never zero.
    pub timeout: Duration,
    /// So many checks in a row that pass make a server healthy; at least 1.
    pub healthy: usize,
    /// So many checks in a row that fail make it unhealthy; at least 1.
    pub unhealthy: usize,
}

/// What a check asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HealthCheck {
    /// `tcp`: whether the server takes a connection.
    Tcp,
    /// `http`: whether it answers a GET.
    Http {
        /// Path and query.
        path: String,
        /// The status that it has to answer with.
        status: u16,
    },
}

impl Default for Health {
    fn default() -> Self {
        Self {
            check: HealthCheck::Tcp,
            interval: Duration::from_secs(5),
            timeout: Duration::from_secs(1),
            healthy: 1,
            unhealthy: 1,
        }
    }
}
