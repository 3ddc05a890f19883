//! A reverse proxy that answers from a Postman collection's examples when a route is mocked or its backend
//! is down. The binary `understudy` is a thin shell around this library; [`proxy::Understudy`] is the part
//! that goes into a Pingora proxy of your own:
//!
//! ```
//! use std::path::Path;
//! use std::sync::Arc;
//!
//! use pingora::prelude::*;
//! use understudy::observe::Metrics;
//! use understudy::proxy::{Gateway, Understudy};
//! use understudy::reload::{Live, Loader, Source, Strictness};
//!
//! # fn main() -> Result<(), Vec<understudy::diagnostic::Diagnostic>> {
//! let metrics = Arc::new(Metrics::new());
//! let source = Source::File(Path::new("conf/demo/understudy.toml").into());
//! let snapshot = Loader::new(source, Arc::clone(&metrics)).first(Strictness::Strict)?;
//! let inner = Gateway::default(); // or any `ProxyHttp` of yours
//! let proxy = Understudy::new(inner, Arc::new(Live::new(snapshot)), metrics);
//! let mut server = Server::new(None).expect("a server");
//! server.add_service(http_proxy_service(&server.configuration, proxy));
//! # Ok(())
//! # }
//! ```
//!
//! # The map
//!
//! | module | what it does |
//! | --- | --- |
//! | [`diagnostic`] | a problem that a person can fix: file, item, line and column, hint |
//! | [`collection`] | text of a collection or environment to checked examples |
//! | `form` | the fields of an urlencoded or form-data body |
//! | [`template`] | what is filled into an answer per request |
//! | [`matching`] | which example answers a request |
//! | [`mock`] | examples, index and options: a request to a reply |
//! | [`config`] | the file people write to checked settings |
//! | [`routing`] | which route and endpoint a request belongs to |
//! | [`tls`] | certificates and keys, from the text of a file to what a handshake needs |
//! | [`access`] | API keys, their limits, the count of every call and where it is kept |
//! | [`observe`] | metrics, access log, the log of calls, the outcome of a request |
//! | [`upstream`] | backends: peers, and what counts as a failure of one |
//! | [`reload`] | files to the one snapshot that serves |
//! | [`lint`] | what a check finds beside what loading finds |
//! | [`dispatch`] | where a request belongs, and who is to answer it |
//! | [`explain`] | every decision on that way, told |
//! | [`proxy`] | the middleware and the gateway |
//! | [`admin`] | the operator's listener |
//! | [`server`] | assembles all of it |
//! | [`cli`] | the command line |
//!
//! What stands higher in this list knows nothing of what stands lower, but for `observe`, which the edges
//! write to.
//!
//! # Invariants
//!
//! 1. `collection`, `form`, `template`, `matching` and `mock` do no I/O, read no clock, roll no dice and are
//!    not async.
//! 2. A snapshot never changes once published, and a request sees exactly one.
//! 3. After a load succeeded, no request can cause a parse or config error.
//! 4. A failed reload changes nothing but a log line, a counter and what status shows.
//! 5. Every response that Understudy makes itself says so, and every miss says why.
//! 6. No panic from network or file input. No raw key leaves `access`.
//! 7. Postman's quirks stop at `collection`; Pingora's types stop at `proxy`, `upstream` and `server`.
//! 8. A static mock answer allocates little beside Pingora's own response: no scan, no clone of a body, no lock.

pub mod access;
pub mod admin;
pub mod cli;
pub mod collection;
pub mod config;
pub mod diagnostic;
pub mod dispatch;
pub mod explain;
mod form;
pub mod lint;
pub mod matching;
pub mod mock;
pub mod observe;
pub mod proxy;
pub mod reload;
pub mod routing;
pub mod server;
pub mod template;
pub mod tls;
pub mod upstream;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
