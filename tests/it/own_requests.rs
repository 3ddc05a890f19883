//! Every example of real collections is found by its own original request (matching.md).
//!
//! The collections are others' and not part of this project: `UNDERSTUDY_COLLECTIONS` says where they are.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::sent::Sent;
use understudy::collection::{Collection, Variables, read_collection, read_environment};
use understudy::matching::{
    Algorithm, Candidate, Index, NoAnswers, Options, Request, Role, Selection, Shared, Target,
};

/// A collection's file, its environment, and how many examples can be asked for. Of the 110 of
/// `besu-json-rpc.json` one has no URL anywhere (1.5).
pub(crate) const FILES: [(&str, Option<&str>, usize); 10] = [
    ("postman-api.json", None, 82),
    ("besu-json-rpc.json", None, 109),
    ("docusign-notary.json", None, 128),
    ("adyen-checkout-v72.json", None, 51),
    ("roxyapi-iching.json", Some("roxyapi.environment.json"), 58),
    ("nested-folders-v2.0.json", None, 7),
    ("todo.json", None, 10),
    ("calculator-soap.json", None, 8),
    ("echo-v1.json", None, 6),
    ("films-graphql.json", None, 8),
];

/// Where the real collections are; told loudly where nobody says.
pub(crate) fn collections() -> Option<PathBuf> {
    let folder = std::env::var_os("UNDERSTUDY_COLLECTIONS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("SKIPPED: UNDERSTUDY_COLLECTIONS names no folder, so no real collection was tried");
        assert!(std::env::var_os("CI").is_none(), "UNDERSTUDY_COLLECTIONS must be set in CI");
    }
    folder
}

#[test]
fn each_original_request_gets_its_example_or_one_that_ties() {
    let Some(folder) = collections() else { return };
    println!("{:<28} {:>8} {:>8} {:>8}", "collection", "examples", "itself", "a tie");
    for (file, environment, count) in FILES {
        let collection = read(&folder, file, environment);
        assert_eq!(collection.examples.len(), count, "{file}");
        let (itself, ties) = ask_for_each(file, &collection);
        println!("{file:<28} {count:>8} {itself:>8} {ties:>8}");
    }
}

pub(crate) fn read(folder: &Path, file: &str, environment: Option<&str>) -> Collection {
    let bytes =
        |name: &str| std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let variables = environment.map_or_else(Variables::default, |name| {
        read_environment(&bytes(name)).expect("an environment").value
    });
    read_collection(&bytes(file), &variables).unwrap_or_else(|problem| panic!("{file}: {problem}")).value
}

/// How many examples were answered by themselves, and how many by one of the same score.
fn ask_for_each(file: &str, collection: &Collection) -> (usize, usize) {
    let candidates: Vec<_> = collection
        .examples
        .iter()
        .map(|example| Arc::new(Candidate::prepare(example.clone(), &mut Shared::default()).0))
        .collect();
    let (index, order) = Index::new(&candidates, Algorithm::Extended);
    let (mut itself, mut ties) = (0, 0);
    for (rank, at) in order.into_iter().enumerate() {
        let example = &collection.examples[at];
        let sent = Sent::of(example);
        let target = Target::new(&sent.path, sent.query.as_deref());
        let request = Request::new(&example.method, &target, &sent.headers, &sent.body);
        let Selection::Winner(winner) = index.select(&request, &Options::default(), Role::Alone, &NoAnswers)
        else {
            panic!("{file}: nothing answers {} / {}", example.item, example.name)
        };
        let own = index.judge(rank, &request, &Options::default(), Role::Alone).unwrap_or_else(|rule| {
            panic!("{file}: {} / {} is out of its own request: {rule}", example.item, example.name)
        });
        if winner.rank == rank {
            itself += 1;
        } else {
            let winning = winner.key.expect("a score").score;
            let by = &index.candidates()[winner.rank].name;
            assert_eq!(own.score, winning, "{file}: {} / {} loses to {by}", example.item, example.name);
            ties += 1;
        }
    }
    (itself, ties)
}
