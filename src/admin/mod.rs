//! The operator's door, on a listener of its own: the page, metrics, health, status, modes, calls, reload.
//!
//! | request | answer |
//! | --- | --- |
//! | `GET /` | the page |
//! | `GET /openapi.json` | all of this, for machines; a test holds it to the real answers |
//! | `GET /metrics` | every metric, for Prometheus |
//! | `GET /healthz` | 200 while the process serves; says so where it is short of file descriptors |
//! | `GET /readyz` | 200 once clients can connect, and while none is turned away |
//! | `GET /api/status` | version, generation, routes, mocks, problems |
//! | `GET /api/routes` | every route and endpoint: configured mode, mode in force, who answered |
//! | `PUT`, `DELETE /api/routes/{route}/mode` | toggles a route and everything on it, or resets it |
//! | `PUT`, `DELETE /api/routes/{route}/endpoints/{endpoint}/mode` | the same for an endpoint, by its label |
//! | `GET`, `PUT`, `DELETE /api/modes` | what is toggled; toggles or resets everything |
//! | `POST /api/modes/undo` | as it was before the last change |
//! | `GET /api/calls` | the last calls, filtered, page by page |
//! | `GET /api/calls/{id}` | one of them, with heads and bodies |
//! | `GET /api/calls/stream` | calls as they come, and what has changed (server-sent events) |
//! | `GET /api/mocks`, `GET /api/mocks/{mock}/examples` | what can answer |
//! | `POST /api/explain` | what a request would get, and why |
//! | `GET /api/usage` | keys with limits and usage, calls by month, key, route and source; `?format=csv` |
//! | `POST /api/reload` | reads everything anew; what came of it |
//!
//! GET reads and POST acts. Nothing here decides anything about a request to the proxy.

mod calls;
mod exchanges;
mod explain;
mod forget;
mod gate;
mod guard;
mod listener;
mod mocks;
mod modes;
mod page;
mod problem;
mod recent;
mod routes;
mod spare;
mod status;
mod stream;
mod token;
mod unbuilt;
mod upstreams;
mod usage;
mod views;

pub use routes::{Admin, serve};
pub use token::Token;
