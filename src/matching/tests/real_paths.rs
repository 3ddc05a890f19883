//! Requests of real collections that have a success, asked by their own path and nothing else (8.1, 8.2).

#![expect(clippy::disallowed_methods, reason = "this test reads files, what it tests does not")]

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::builders::{Saved, index_by, sent};
use super::real_bodies::folder;
use super::{EXTENDED, NoAnswers, Role, Selection};
use crate::collection::{
    Collection, Endpoint, Example, PathPattern, Piece, Segment, Variables, read_collection,
};
use crate::matching::{Algorithm, Index};

const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];

/// What a client sends for a path that it has values for.
fn path(PathPattern(segments): &PathPattern) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let piece = |piece: &Piece| match piece {
        Piece::Fixed(text) => encoded(text),
        Piece::Variable { .. } => "1".to_owned(),
    };
    let segment = |segment: &Segment| match segment {
        Segment::Literal(text) => encoded(text),
        Segment::Gap { pieces, .. } => pieces.iter().map(piece).collect(),
        Segment::Wildcard { .. } => "1".to_owned(),
    };
    format!("/{}", segments.iter().map(segment).collect::<Vec<_>>().join("/"))
}

fn is_success(status: Option<u16>) -> bool {
    matches!(status, Some(200..=299))
}

/// Whether a request has a success, and whether that was saved for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Success {
    None,
    /// For another method or another number of segments: no rule brings its own path there.
    OfAnother,
    Own,
}

fn success(collection: &Collection, endpoint: &Endpoint) -> Success {
    let of_endpoint =
        |example: &&Example| example.request.number == endpoint.number && is_success(example.response.status);
    let saved = collection.examples.iter().filter(of_endpoint).map(|example| {
        let is_own = example.method == endpoint.method && example.path.0.len() == endpoint.path.0.len();
        if is_own { Success::Own } else { Success::OfAnother }
    });
    saved.max().unwrap_or(Success::None)
}

fn gets_success(index: &Index, endpoint: &Endpoint) -> bool {
    let request = sent(&format!("{} {}", endpoint.method, path(&endpoint.path)));
    request.ask(|request| match index.select(request, &EXTENDED, Role::Alone, &NoAnswers) {
        Selection::Winner(winner) => is_success(index.candidates()[winner.rank].status),
        Selection::Miss(_) | Selection::Invalid(_) => false,
    })
}

#[test]
fn a_request_by_its_own_path_alone_gets_a_success() {
    let Some(folder) = folder() else { return };
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (mut asked, mut others, mut lost) = (0, 0, Vec::new());
    for file in files.filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        let bytes = std::fs::read(&file).unwrap();
        // One of them is an environment.
        let Ok(read) = read_collection(&bytes, &Variables::default()) else { continue };
        let saved: Vec<_> = read.value.examples.iter().cloned().map(Saved).collect();
        let index = index_by(&saved, Algorithm::Extended);
        let endpoints = read.value.endpoints.iter();
        let of_method = endpoints.filter(|endpoint| METHODS.contains(&endpoint.method.as_str()));
        let (own, other): (Vec<_>, Vec<_>) = of_method
            .filter(|endpoint| success(&read.value, endpoint) != Success::None)
            .partition(|endpoint| success(&read.value, endpoint) == Success::Own);
        others += other.len();
        let before = lost.len();
        for endpoint in &own {
            if !gets_success(&index, endpoint) {
                lost.push(format!("{}: {} {}", file.display(), endpoint.method, endpoint.item));
            }
        }
        let found = own.len() - (lost.len() - before);
        println!("{}: {found} of {} get a success", file.display(), own.len());
        asked += own.len();
    }
    println!("{} of {asked} get a success; of {others} it was saved for another request", asked - lost.len());
    assert!(asked > 0, "no request was asked");
    assert!(lost.is_empty(), "{lost:#?}");
}
