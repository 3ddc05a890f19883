//! The operator's door, on a listener of its own: metrics, health, status, reload.
//!
//! | request | answer |
//! | --- | --- |
//! | `GET /metrics` | every metric, for Prometheus |
//! | `GET /healthz` | 200 while the process serves |
//! | `GET /readyz` | 200 once a snapshot serves |
//! | `GET /api/status` | version, generation, routes, mocks, problems |
//! | `POST /api/explain` | what a request would get, and why |
//! | `GET /api/usage` | keys with limits and usage, calls by month, key, route and source; `?format=csv` |
//! | `POST /api/reload` | reads everything anew; what came of it |
//!
//! GET reads and POST acts. Nothing here decides anything about a request to the proxy.

mod explain;
mod guard;
mod routes;
mod status;
mod usage;

pub use routes::{Admin, serve};
