//! The paths whose instructions are counted for every change: `make guard`.
//!
//! What they may cost is in `benches/guard.txt`; `.ci/guard` compares. Callgrind counts what the processor
//! would do between the two ends of a function below, so that a busy machine counts the same as a quiet one.

#![expect(missing_docs, clippy::exit, reason = "of what the macros make")]

use std::fs;
use std::hint::black_box;
use std::sync::Arc;

use gungraun::Callgrind;
use gungraun::prelude::*;
use http::request::Parts;
use http::{HeaderMap, Request as HttpRequest};
use jiff::Timestamp;
use understudy::dispatch::{Visit, effective_uri, target, visit};
use understudy::matching::{Algorithm, Index, NoAnswers, Options, Request, Role, Selection, Target};
use understudy::mock::{Caller, Mock, Reply};
use understudy::observe::Metrics;
use understudy::reload::{Loader, Snapshot, Source, Strictness};
use understudy::template::Draw;

#[path = "fixtures/collection.rs"]
mod collection;
#[path = "fixtures/examples.rs"]
mod examples;
#[path = "fixtures/mocks.rs"]
mod mocks;

use collection::{Content, paths, text};

/// The product's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Enough that nothing may look at all of them.
const MANY: usize = 100_000;

/// A request for an index.
struct Asked {
    index: Index,
    method: &'static str,
    path: String,
    body: String,
}

fn asked(size: usize, method: &'static str, last: &str, body: &str) -> Asked {
    let (index, _) = Index::new(&examples::candidates(size), Algorithm::Extended);
    let path = if method == "POST" { last.to_owned() } else { format!("{}{last}", examples::resource(size)) };
    warm(Asked { index, method, path, body: body.to_owned() })
}

/// A body that none of the orders has, for a choice among so many.
fn near_body(size: usize) -> Asked {
    let (index, _) = Index::new(&examples::orders(size), Algorithm::Extended);
    warm(Asked { index, method: "POST", path: "/orders".to_owned(), body: examples::order(5, MANY) })
}

/// Asked once before counting: what is made at the first use is not what a request costs.
fn warm(asked: Asked) -> Asked {
    select(&asked);
    asked
}

fn select(asked: &Asked) -> bool {
    let headers = HeaderMap::new();
    let target = Target::new(&asked.path, None);
    let request = Request::new(asked.method, &target, &headers, asked.body.as_bytes());
    matches!(asked.index.select(&request, &Options::default(), Role::Alone, &NoAnswers), Selection::Winner(_))
}

#[library_benchmark]
#[bench::exact(asked(MANY, "GET", "", ""))]
#[bench::wildcard(asked(MANY, "GET", "/anything", ""))]
#[bench::id(asked(MANY, "GET", "/items/99999999", ""))]
#[bench::miss(asked(MANY, "GET", "/no/such/path/is/there", ""))]
#[bench::json_body_of_100(asked(500, "POST", "/api/rpc-0", "{\"call\": 44}"))]
#[bench::near_body_of_10(near_body(10))]
#[bench::near_body_of_10000(near_body(10_000))]
fn matching(asked: Asked) -> (bool, Asked) {
    (black_box(select(black_box(&asked))), asked)
}

/// A request for a mock.
struct Told {
    mock: Mock,
    path: String,
}

fn told(content: Content) -> Told {
    let told = Told { mock: mocks::mock(100, content), path: paths(100, content).swap_remove(1) };
    reply(&told);
    told
}

/// The length of the answer's body.
fn reply(told: &Told) -> usize {
    let headers = HeaderMap::new();
    let target = Target::new(&told.path, None);
    let request = Request::new("GET", &target, &headers, b"");
    let draw = || Draw { seed: 7, now: Timestamp::UNIX_EPOCH };
    match told.mock.reply(&request, Caller::Unknown, Role::Alone, draw) {
        Reply::Example { answer, .. } => answer.body.len(),
        other => unreachable!("{}: {other:?}", told.path),
    }
}

#[library_benchmark]
#[bench::as_saved(told(Content::Static))]
#[bench::six_slots(told(Content::Slots))]
fn answer(told: Told) -> (usize, Told) {
    (black_box(reply(black_box(&told))), told)
}

/// A request for a server.
struct Sent {
    snapshot: Snapshot,
    request: Parts,
}

fn sent() -> Sent {
    let folder = tempfile::tempdir().expect("a folder");
    let config =
        "[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n";
    fs::write(folder.path().join("understudy.toml"), config).expect("a config");
    fs::write(folder.path().join("shop.json"), text(0..100, Content::Static)).expect("a collection");
    let source = Source::File(folder.path().join("understudy.toml"));
    let snapshot =
        Loader::new(source, Arc::new(Metrics::new())).first(Strictness::Strict).expect("a snapshot");
    let uri = paths(100, Content::Static).swap_remove(1);
    let (request, ()) =
        HttpRequest::get(uri).header("host", "shop").body(()).expect("a request").into_parts();
    let sent = Sent { snapshot, request };
    assert!(decide(&sent).is_some_and(|visit| visit.endpoint.is_some()));
    sent
}

fn decide(sent: &Sent) -> Option<Visit> {
    let uri = effective_uri(&sent.request.uri, None);
    visit(&sent.snapshot, &sent.request, &uri, &target(&uri)).ok().flatten()
}

#[library_benchmark]
#[bench::visit(sent())]
fn dispatch(sent: Sent) -> (Option<Visit>, Sent) {
    (black_box(decide(black_box(&sent))), sent)
}

library_benchmark_group!(name = guard, benchmarks = [matching, answer, dispatch]);
main!(
    // Instructions are all that is kept.
    config = LibraryBenchmarkConfig::default().tool(Callgrind::with_args(["--cache-sim=no"])),
    library_benchmark_groups = guard
);
