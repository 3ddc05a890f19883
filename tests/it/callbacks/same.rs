//! The same requests with and without `Understudy` around the inner proxy.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;

use pingora::cache::MemCache;
use understudy::reload::Source;
use understudy::{Backstage, Understudy, config};

use super::calls::{Calls, Counts};
use super::counting::Counting;
use super::serving::Served;
use crate::support::{Behaviour, RawAnswer, RawClient, Upstream};

/// What a client gets: status line, headers without the date and body; or why it gets nothing.
type Answer = Result<(String, Vec<(String, String)>, String), ErrorKind>;

/// A proxy that counts, by itself or wrapped.
struct Subject {
    served: Served,
    calls: Arc<Calls>,
    _backstage: Option<Backstage>,
}

pub(super) fn counting(upstream: SocketAddr) -> (Counting, Arc<Calls>) {
    let calls = Arc::new(Calls::default());
    let storage = Box::leak(Box::new(MemCache::new()));
    (Counting { calls: Arc::clone(&calls), upstream, storage }, calls)
}

/// In mode `live`, on one route that takes everything.
pub(super) fn wrapped<P>(inner: P, upstream: SocketAddr) -> (Understudy<P>, Backstage) {
    let config = format!(
        "[server]\nheaders = false\naccess_log = false\n[upstreams.inner]\nurl = \"http://{upstream}\"\n\
         [[routes]]\nname = \"all\"\nupstream = \"inner\"\nmode = \"live\"\n"
    );
    let checked = config::parse(&config, "understudy.toml".as_ref()).unwrap();
    Understudy::builder(inner).source(Source::Checked(checked)).build().unwrap()
}

impl Subject {
    /// Sends all requests on one connection, up to its end: then every callback was called.
    async fn run(&self, requests: &[&str]) -> (Vec<Answer>, Counts) {
        let mut client = RawClient::connect(self.served.address).await;
        let mut answers = Vec::new();
        for (at, request) in requests.iter().enumerate() {
            let connection = if at + 1 == requests.len() { "close" } else { "keep-alive" };
            answers.push(
                client
                    .try_exchange(&as_sent(request, connection))
                    .await
                    .map(as_got)
                    .map_err(|error| error.kind()),
            );
        }
        assert!(client.is_closed().await, "{answers:?}");
        (answers, self.calls.take())
    }
}

/// A request out of `METHOD PATH`, lines of headers, an empty line and a body.
fn as_sent(request: &str, connection: &str) -> String {
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let (line, headers) = head.split_once('\n').unwrap_or((head, ""));
    let mut lines = vec![
        format!("{line} HTTP/1.1"),
        "host: inner.example".to_owned(),
        format!("connection: {connection}"),
    ];
    lines.extend(headers.lines().map(str::to_owned));
    if !body.is_empty() {
        lines.push(format!("content-length: {}", body.len()));
    }
    format!("{}\r\n\r\n{body}", lines.join("\r\n"))
}

fn as_got(answer: RawAnswer) -> (String, Vec<(String, String)>, String) {
    let RawAnswer { head, body } = answer;
    let headers = head.headers.into_iter().filter(|(name, _)| !name.eq_ignore_ascii_case("date"));
    (head.start, headers.collect(), String::from_utf8_lossy(&body).into_owned())
}

/// The same proxy by itself and wrapped, with the same upstream.
struct Twins {
    upstream: Upstream,
    plain: Subject,
    wrapped: Subject,
}

impl Twins {
    async fn start(upstream: Upstream) -> Self {
        let address = upstream.address();
        let (one, calls) = counting(address);
        let plain = Subject { served: Served::start(one).await, calls, _backstage: None };
        let (other, calls) = counting(address);
        let (other, backstage) = wrapped(other, address);
        let wrapped = Subject { served: Served::start(other).await, calls, _backstage: Some(backstage) };
        assert_eq!(plain.calls.take(), wrapped.calls.take(), "at the start");
        Self { upstream, plain, wrapped }
    }

    /// Both give the same answers, of which these are parts, and call the same, of which this is a part.
    async fn check(&self, requests: &[&str], parts: &[&str], calls: &[(&'static str, usize)]) {
        let (answers, counts) = self.plain.run(requests).await;
        assert_eq!(self.wrapped.run(requests).await, (answers.clone(), counts.clone()), "{requests:?}");
        assert_eq!(answers.len(), parts.len(), "{requests:?}");
        for (answer, part) in answers.iter().zip(parts) {
            let text = format!("{answer:?}");
            assert!(text.contains(part), "{requests:?}: {part} in {text}");
        }
        for (callback, count) in calls {
            assert_eq!(counts.get(callback).unwrap_or(&0), count, "{requests:?}: {callback} in {counts:?}");
        }
    }
}

#[tokio::test]
async fn requests_that_pass() {
    let twins = Twins::start(Upstream::start(Behaviour::Echo)).await;
    twins.check(&["GET /books"], &["x-t0-upstr3am"], &[("request_filter", 1), ("logging", 1)]).await;
    twins.check(&["POST /books\n\na banana"], &["4 b4n4n4"], &[("request_body_filter", 1)]).await;
    let large = format!("PUT /books\n\n{}", "a".repeat(200_000));
    twins.check(&[&large], &["44444444"], &[("upstream_response_body_filter", 1)]).await;
    let three = ["GET /one", "POST /two\n\nbody", "HEAD /three"];
    let calls = [("new_ctx", 3), ("on_connection_reuse", 2), ("persist_connection_context", 3)];
    twins.check(&three, &["200", "x-callbacks-before", "x-callbacks-before"], &calls).await;
}

#[tokio::test]
async fn modules_of_the_inner_proxy() {
    let twins = Twins::start(Upstream::start(Behaviour::Echo)).await;
    let asked = "POST /books\n\nquiz";
    twins.check(&[asked], &["(\"x-upstream-module\", \"1\")"], &[("adjust_upstream_modules", 1)]).await;
    twins.check(&[asked], &["(\"x-downstream-module\", \"0\")"], &[("logging", 1)]).await;
    twins.check(&[asked], &["#ui#"], &[("upstream_response_body_filter", 1)]).await;
    twins.check(&["GET /cached/books"], &["x-d0wnstr3am-m0dul3"], &[("cache_miss", 1)]).await;
    twins.check(&["GET /cached/books"], &["x-downstream-module"], &[("adjust_upstream_modules", 0)]).await;
}

#[tokio::test]
async fn requests_that_the_inner_proxy_ends() {
    let twins = Twins::start(Upstream::start(Behaviour::Echo)).await;
    twins.check(&["GET /answered"], &["by the inner proxy"], &[("request_filter", 1), ("logging", 1)]).await;
    twins.check(&["POST /answered\n\nbody"], &["418"], &[("upstream_peer", 0)]).await;
    twins.check(&["GET /broken"], &["422"], &[("fail_to_proxy", 1), ("suppress_error_log", 1)]).await;
    twins.check(&["GET /refused"], &["502"], &[("proxy_upstream_filter", 1), ("upstream_peer", 0)]).await;
    assert_eq!(twins.upstream.requests(), 0);
}

#[tokio::test]
async fn an_upstream_that_fails() {
    let refusing = Twins::start(Upstream::refusing(Behaviour::Silent)).await;
    refusing.check(&["GET /books"], &["502"], &[("fail_to_connect", 3), ("logging of an error", 1)]).await;
    refusing.check(&["POST /books\n\nbody"], &["502"], &[("fail_to_proxy", 1)]).await;
    for behaviour in [Behaviour::CloseBeforeHeader, Behaviour::CloseInsideHeader, Behaviour::Garbage] {
        let twins = Twins::start(Upstream::start(behaviour)).await;
        twins.check(&["GET /books"], &["502"], &[("error_while_proxy", 1), ("fail_to_proxy", 1)]).await;
    }
    let breaking = Twins::start(Upstream::start(Behaviour::BreakInsideBody)).await;
    breaking.check(&["GET /books"], &["Eof"], &[("error_while_proxy", 1), ("response_filter", 1)]).await;
    let unavailable = Twins::start(Upstream::start(Behaviour::Status(503))).await;
    unavailable.check(&["GET /books"], &["503"], &[("upstream_response_filter", 1)]).await;
}

#[tokio::test]
async fn answers_from_the_cache() {
    let mut twins = Twins::start(Upstream::start(Behaviour::Echo)).await;
    let cached = "GET /cached/books";
    twins.check(&[cached], &["200"], &[("cache_miss", 1), ("response_cache_filter", 1)]).await;
    twins.check(&[cached], &["x-from-upstream"], &[("cache_hit_filter", 1), ("upstream_peer", 0)]).await;
    let range = format!("{cached}\nrange: bytes=0-3");
    twins.check(&[&range], &["206"], &[("range_header_filter", 1)]).await;
    let known = format!("{cached}\nif-none-match: \"one\"");
    twins.check(&[&known], &["304"], &[("cache_not_modified_filter", 1)]).await;
    let anew = format!("{cached}\nx-anew: 1");
    twins.check(&[&anew], &["200"], &[("cache_hit_filter", 1), ("upstream_peer", 1)]).await;
    let vary = format!("{cached}\nx-vary: 1");
    twins.check(&[&vary], &["200"], &[("cache_vary_filter", 2)]).await;
    let purge = "PURGE /cached/books";
    twins.check(&[purge, purge], &["x-purged", "404"], &[("purge_action", 2)]).await;
    twins.check(&["GET /cached/stale"], &["200"], &[("should_serve_stale", 0)]).await;
    twins.upstream.kill().await;
    twins
        .check(&["GET /cached/stale"], &["200"], &[("should_serve_stale", 1), ("suppress_proxy_warn_log", 1)])
        .await;
}
