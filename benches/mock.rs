//! What a mock costs: its load by step, and a whole answer from the request's head to bytes to send:
//! `cargo bench --bench mock`.
//!
//! An answer should cost the same with any number of examples. Matching by kind and the index are in
//! `matching`.

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use http::HeaderMap;
use jiff::Timestamp;
use understudy::collection::{Variables, read_collection};
use understudy::matching::{Request, Role, Target};
use understudy::mock::{Caller, Library, Mock, Reply};
use understudy::template::Draw;

#[path = "fixtures/collection.rs"]
mod collection;
#[path = "fixtures/mocks.rs"]
mod mocks;

use collection::{Content, paths, text};
use mocks::mock;

static STATIC: LazyLock<Mock> = LazyLock::new(|| mock(SIZES[0], Content::Static));
static STATIC_MANY: LazyLock<Mock> = LazyLock::new(|| mock(SIZES[1], Content::Static));
static SLOTS: LazyLock<Mock> = LazyLock::new(|| mock(SIZES[0], Content::Slots));

const SIZES: [usize; 2] = [100, 10_000];

fn main() {
    divan::main();
}

fn bench(bencher: Bencher<'_, '_>, mock: &Mock, content: Content) {
    let (headers, path) = (HeaderMap::new(), paths(mock.len(), content).swap_remove(1));
    bencher.bench(|| {
        let target = Target::new(&path, None);
        let request = Request::new("GET", &target, &headers, b"");
        let reply = mock
            .reply(&request, Caller::Unknown, Role::Alone, || Draw { seed: 7, now: Timestamp::UNIX_EPOCH });
        match reply {
            Reply::Example { answer, .. } => answer.body.clone(),
            other => unreachable!("{path}: {other:?}"),
        }
    });
}

#[divan::bench]
fn static_of_100(bencher: Bencher<'_, '_>) {
    bench(bencher, &STATIC, Content::Static);
}

#[divan::bench]
fn static_of_10_000(bencher: Bencher<'_, '_>) {
    bench(bencher, &STATIC_MANY, Content::Static);
}

#[divan::bench]
fn six_slots_of_100(bencher: Bencher<'_, '_>) {
    bench(bencher, &SLOTS, Content::Slots);
}

/// From text to checked examples.
#[divan::bench(args = SIZES)]
fn parse(bencher: Bencher<'_, '_>, size: usize) {
    let text = text(0..size, Content::Static);
    let bytes = BytesCount::new(text.len());
    bencher.counter(bytes).bench(|| read_collection(&text, &Variables::default()).expect("a collection"));
}

/// From checked examples to prepared ones, with their answers.
#[divan::bench(args = SIZES)]
fn prepare(bencher: Bencher<'_, '_>, size: usize) {
    let text = text(0..size, Content::Static);
    let read = || read_collection(&text, &Variables::default()).expect("a collection").value;
    bencher.counter(ItemsCount::new(size)).with_inputs(read).bench_values(Library::new);
}
