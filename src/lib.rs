//! A reverse proxy that answers from a Postman collection's examples when a route is mocked or its backend
//! is down. The binary `understudy` is a thin shell around this library; [`Understudy`] is the part that goes into
//! a Pingora proxy of your own:
//!
//! ```
//! use async_trait::async_trait;
//! use pingora::prelude::*;
//! use pingora::server::RunArgs;
//! use understudy::Understudy;
//!
//! struct Yours {
//!     backend: String,
//! }
//!
//! #[async_trait]
//! impl ProxyHttp for Yours {
//!     type CTX = ();
//!     fn new_ctx(&self) {}
//!     async fn upstream_peer(&self, _: &mut Session, _: &mut ()) -> Result<Box<HttpPeer>> {
//!         Ok(Box::new(HttpPeer::new(&self.backend, false, String::new())))
//!     }
//! }
//!
//! # use std::io::{Read, Write};
//! # use std::net::{TcpListener, TcpStream};
//! # fn free() -> std::io::Result<String> {
//! #     Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
//! # }
//! # fn get(address: &str, path: &str) -> std::io::Result<String> {
//! #     let mut stream = loop {
//! #         match TcpStream::connect(address) {
//! #             Ok(stream) => break stream,
//! #             Err(_) => std::thread::yield_now(),
//! #         }
//! #     };
//! #     write!(stream, "GET {path} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n")?;
//! #     let mut answer = String::new();
//! #     stream.read_to_string(&mut answer)?;
//! #     Ok(answer)
//! # }
//! # fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
//! # let (address, backend) = (free()?, free()?);
//! let yours = Yours { backend }; // which is down
//! let (proxy, backstage) =
//!     Understudy::builder(yours).config_file("conf/demo/understudy.toml").build()?;
//!
//! let mut server = Server::new(None)?;
//! server.bootstrap();
//! let mut service = http_proxy_service(&server.configuration, proxy);
//! service.add_tcp(&address);
//! server.add_service(service);
//! std::thread::spawn(move || server.run(RunArgs::default()));
//!
//! let answer = get(&address, "/books")?;
//! assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
//! assert!(answer.contains("x-understudy-source: fallback"), "{answer}");
//! # drop(backstage);
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
//! | [`encoding`] | a compressed body as it was before |
//! | `form` | the fields of an urlencoded or form-data body |
//! | [`template`] | what is filled into an answer per request |
//! | [`matching`] | which example answers a request |
//! | [`mock`] | examples, index and options: a request to a reply |
//! | [`config`] | the file people write to checked settings |
//! | [`routing`] | which route and endpoint a request belongs to |
//! | [`tls`] | certificates and keys, from the text of a file to what a handshake needs |
//! | `owner_only` | files that nobody but their owner may read |
//! | [`access`] | API keys, their limits, the count of every call and where it is kept |
//! | [`observe`] | metrics, access log, the log of calls, the outcome of a request |
//! | `write_timeout` | a connection that fails where its peer takes nothing for too long |
//! | `http1` | heads and bodies of requests as they come over a connection, read strictly |
//! | [`upstream`] | backends: peers, and what counts as a failure of one |
//! | [`reload`] | files to the one snapshot that serves |
//! | [`lint`] | what a check finds beside what loading finds |
//! | [`dispatch`] | where a request belongs, and who is to answer it |
//! | [`explain`] | every decision on that way, told |
//! | [`proxy`] | the middleware and the gateway |
//! | [`admin`] | the operator's listener |
//! | [`server`] | assembles all of it |
//! | [`cli`] | the command line |
//! | `fuzzing` | what holds for every input; not part of a build |
//!
//! What stands higher in this list knows nothing of what stands lower, but for `observe`, which the edges
//! write to.
//!
//! # Invariants
//!
//! 1. `collection`, `encoding`, `form`, `template`, `matching` and `mock` do no I/O, read no clock, roll no dice and are
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
mod clock;
pub mod collection;
pub mod config;
pub mod diagnostic;
pub mod dispatch;
pub mod encoding;
pub mod explain;
mod form;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod http1;
pub mod lint;
pub mod matching;
pub mod mock;
pub mod observe;
mod owner_only;
pub mod proxy;
pub mod reload;
pub mod routing;
pub mod server;
pub mod template;
pub mod tls;
pub mod upstream;
mod write_timeout;

pub use proxy::{Backstage, Understudy};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
