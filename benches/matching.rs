//! What choosing an example costs, by kind of match and number of examples: `cargo bench --bench matching`.
//!
//! A kind that costs more with more examples is a fault of the index; only step 8 may, a little.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use http::HeaderMap;
use understudy::collection::{Body, Example, Header, Param, ParamValue, PathPattern, Response, Segment};
use understudy::matching::{Candidate, Index, Options, Request, Selection};

const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];

/// One index of each size, made once.
static INDEXES: LazyLock<HashMap<usize, Index>> =
    LazyLock::new(|| SIZES.into_iter().map(|size| (size, Index::new(&candidates(size)).0)).collect());

fn main() {
    divan::main();
}

/// Five examples a resource: a list, one with parameters, an item by wildcard, an item by ID, an order by body.
fn candidates(size: usize) -> Vec<Arc<Candidate>> {
    (0..size).map(|number| Arc::new(Candidate::prepare(example(number)).0)).collect()
}

fn example(number: usize) -> Example {
    let resource = format!("resource-{}", words(number / 5));
    let literal = |text: &str| Segment::Literal(text.to_owned());
    let base = vec![literal("api"), literal("v1"), literal(&resource)];
    let with = |last: Segment| base.iter().cloned().chain([last]).collect();
    let wildcard = Segment::Wildcard { names: vec!["id".to_owned()], value: None };
    let (path, params, body) = match number % 5 {
        0 => (base.clone(), Vec::new(), Body::Empty),
        1 => (base.clone(), vec![param("page", "2"), param("limit", "10")], Body::Empty),
        2 => (with(wildcard), Vec::new(), Body::Empty),
        3 => (
            with(literal("items")).into_iter().chain([literal(&format!("{number:08}"))]).collect(),
            Vec::new(),
            Body::Empty,
        ),
        _ => (
            vec![literal("api"), literal("rpc")],
            Vec::new(),
            Body::Raw(format!("{{\"call\": {}}}", number % 500)),
        ),
    };
    let method = if number % 5 == 4 { "POST" } else { "GET" };
    Example {
        id: Some(format!("id-{number:08}")),
        uid: None,
        name: format!("example {number}"),
        item: resource,
        method: method.to_owned(),
        path: PathPattern(path),
        params,
        headers: Vec::<Header>::new(),
        body,
        response: Response {
            status: Some(200),
            headers: Vec::new(),
            body: String::new(),
            preview_language: None,
        },
    }
}

/// A word for a number, such that neighbours are not alike.
fn words(number: usize) -> String {
    let letter = |shift: u32| {
        char::from(b'a' + u8::try_from((number.wrapping_mul(2_654_435_761) >> shift) % 26).unwrap_or(0))
    };
    format!("{}{}{}{}-{number}", letter(3), letter(8), letter(13), letter(18))
}

fn param(key: &str, value: &str) -> Param {
    Param { key: key.to_owned(), value: ParamValue::Literal(value.to_owned()) }
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
    let index = &INDEXES[&size];
    let (headers, options) = (HeaderMap::new(), Options::default());
    bencher.bench(|| {
        let request = Request::new(method, black_box(path), query, &headers, body.as_bytes());
        let selection = index.select(&request, &options);
        assert_eq!(matches!(selection, Selection::Winner(_)), expected, "{method} {path}");
        selection
    });
}

/// The resource in the middle of an index.
fn resource(size: usize) -> String {
    format!("/api/v1/resource-{}", words(size / 10))
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
    bench(bencher, size, "POST", "/api/rpc", None, "{\"call\": 44}", true);
}

#[divan::bench(args = SIZES)]
fn miss(bencher: Bencher<'_, '_>, size: usize) {
    bench(bencher, size, "GET", "/nothing/that/is/anywhere/near/here", None, "", false);
}
