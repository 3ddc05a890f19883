//! What choosing an example costs, by kind of match and number of examples: `cargo bench --bench matching`.
//!
//! A kind that costs more with more examples is a fault of the index; only step 8 may, a little.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use http::HeaderMap;
use understudy::matching::{Algorithm, Index, NoAnswers, Options, Request, Role, Selection, Target};

#[path = "fixtures/examples.rs"]
mod examples;

use examples::{candidates, order, orders, resource};

const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];

/// One index of each size, made once.
static INDEXES: LazyLock<HashMap<usize, Index>> = LazyLock::new(|| {
    SIZES.into_iter().map(|size| (size, Index::new(&candidates(size), Algorithm::Extended).0)).collect()
});

/// How many orders are at one URL.
const BODIES: [usize; 4] = [10, 100, 1_000, 10_000];

/// Likewise.
static ORDERS: LazyLock<HashMap<usize, Index>> = LazyLock::new(|| {
    BODIES.into_iter().map(|size| (size, Index::new(&orders(size), Algorithm::Extended).0)).collect()
});

fn main() {
    divan::main();
}

/// What one request costs from its head to its example; it must come to `expected`.
fn bench(
    bencher: Bencher<'_, '_>,
    size: usize,
    method: &str,
    path: &str,
    query: Option<&str>,
    body: &str,
    expected: bool,
) {
    bench_with(bencher, &INDEXES[&size], (method, path, query, body), expected);
}

fn bench_with(
    bencher: Bencher<'_, '_>,
    index: &Index,
    (method, path, query, body): (&str, &str, Option<&str>, &str),
    expected: bool,
) {
    let (headers, options) = (HeaderMap::new(), Options::default());
    bencher.bench(|| {
        let target = Target::new(black_box(path), query);
        let request = Request::new(method, &target, &headers, body.as_bytes());
        let selection = index.select(&request, &options, Role::Alone, &NoAnswers);
        assert_eq!(matches!(selection, Selection::Winner(_)), expected, "{method} {path}");
        selection
    });
}

#[divan::bench(args = SIZES)]
fn exact(bencher: Bencher<'_, '_>, size: usize) {
    bench(bencher, size, "GET", &resource(size), None, "", true);
}

#[divan::bench(args = SIZES)]
fn other_case(bencher: Bencher<'_, '_>, size: usize) {
    bench(bencher, size, "GET", &resource(size).to_uppercase(), None, "", true);
}

#[divan::bench(args = SIZES)]
fn parameters(bencher: Bencher<'_, '_>, size: usize) {
    bench(bencher, size, "GET", &resource(size), Some("limit=10&page=2"), "", true);
}

#[divan::bench(args = SIZES)]
fn wildcard(bencher: Bencher<'_, '_>, size: usize) {
    bench(bencher, size, "GET", &format!("{}/anything", resource(size)), None, "", true);
}

#[divan::bench(args = SIZES)]
fn id(bencher: Bencher<'_, '_>, size: usize) {
    bench(bencher, size, "GET", &format!("{}/items/99999999", resource(size)), None, "", true);
}

#[divan::bench(args = SIZES)]
fn edit_distance(bencher: Bencher<'_, '_>, size: usize) {
    bench(bencher, size, "GET", &format!("{}x", resource(size)), None, "", true);
}

#[divan::bench(args = SIZES)]
fn json_body(bencher: Bencher<'_, '_>, size: usize) {
    bench(bencher, size, "POST", "/api/rpc-0", None, "{\"call\": 44}", true);
}

/// None of so many bodies at one URL is equal.
#[divan::bench(args = BODIES)]
fn near_body(bencher: Bencher<'_, '_>, size: usize) {
    let body = order(5, 1_000_000);
    bench_with(bencher, &ORDERS[&size], ("POST", "/orders", None, &body), true);
}

/// One of so many bodies at one URL is equal.
#[divan::bench(args = BODIES)]
fn equal_body(bencher: Bencher<'_, '_>, size: usize) {
    let body = order(size / 2, size / 2);
    bench_with(bencher, &ORDERS[&size], ("POST", "/orders", None, &body), true);
}

#[divan::bench(args = SIZES)]
fn miss(bencher: Bencher<'_, '_>, size: usize) {
    bench(bencher, size, "GET", "/nothing/that/is/anywhere/near/here", None, "", false);
}

/// From prepared examples to an index.
#[divan::bench(args = SIZES)]
fn build(bencher: Bencher<'_, '_>, size: usize) {
    let candidates = candidates(size);
    bencher.counter(ItemsCount::new(size)).bench(|| Index::new(&candidates, Algorithm::Extended));
}
