//! The rules of matching.md, sections 2 to 6, one test for each, named after it.
//!
//! Examples and requests are written as lines (`GET /books/:id?page=1`); an example is named after
//! its line unless it says otherwise, so that a row can name the expected winner.

mod beyond;
mod body;
mod builders;
mod captures;
mod closest;
mod differences;
mod filters;
mod frozen;
mod headers_and_body;
mod limits;
mod many;
mod many_bodies;
mod nearness;
mod open_bodies;
mod params;
mod property;
mod real_bodies;
mod real_paths;
mod rivals;
mod url;
mod winner;

use super::{Algorithm, Index, Miss, NoAnswers, Options, Role, Selection, SimilarPaths};
use builders::{Saved, Sent, index, index_by};

/// How a selection ended, as rows write it.
#[derive(Debug, PartialEq, Eq)]
enum Outcome<'a> {
    /// The name of the winner.
    Winner(&'a str),
    NoMatch,
    NoSuchId(&'a str),
    NoSuchName(&'a str),
    Invalid,
}
use Outcome::{Invalid, NoMatch, NoSuchId, NoSuchName, Winner};

/// Sections 1 to 7 alone.
const POSTMAN: Options = Options {
    algorithm: Algorithm::Postman,
    match_headers: Vec::new(),
    match_body: false,
    similar_paths: SimilarPaths::Alone,
    similar_ids: true,
};

/// These, where bodies must be equal.
const POSTMAN_BODIES: Options = Options {
    algorithm: Algorithm::Postman,
    match_headers: Vec::new(),
    match_body: true,
    similar_paths: SimilarPaths::Alone,
    similar_ids: true,
};

/// Section 8 as well.
const EXTENDED: Options = Options {
    algorithm: Algorithm::Extended,
    match_headers: Vec::new(),
    match_body: false,
    similar_paths: SimilarPaths::Alone,
    similar_ids: true,
};

/// The same, where bodies must be equal.
const EXTENDED_BODIES: Options = Options {
    algorithm: Algorithm::Extended,
    match_headers: Vec::new(),
    match_body: true,
    similar_paths: SimilarPaths::Alone,
    similar_ids: true,
};

/// Asks with these options, and names the row where the outcome is another.
#[track_caller]
fn check_with(row: &str, options: &Options, examples: &[Saved], sent: &Sent, expected: &Outcome<'_>) {
    let index = index_by(examples, options.algorithm);
    let selection = sent.ask(|request| index.select(request, options, Role::Alone, &NoAnswers));
    assert_eq!(&outcome(&index, &selection), expected, "{row}");
}

#[track_caller]
fn check(row: &str, examples: &[Saved], sent: &Sent, expected: &Outcome<'_>) {
    check_with(row, &POSTMAN, examples, sent, expected);
}

/// Checks what a single example scores, as it is printed; none where it is out.
#[track_caller]
fn check_score(row: &str, example: &Saved, sent: &Sent, expected: Option<&str>) {
    let index = index(std::slice::from_ref(example));
    let score = match sent.ask(|request| index.select(request, &POSTMAN, Role::Alone, &NoAnswers)) {
        Selection::Winner(winner) => winner.key.map(|key| key.score.to_string()),
        Selection::Miss(_) | Selection::Invalid(_) => None,
    };
    assert_eq!(score.as_deref(), expected, "{row}");
}

fn outcome<'a>(index: &'a Index, selection: &'a Selection) -> Outcome<'a> {
    match selection {
        Selection::Winner(winner) => Winner(&index.candidates()[winner.rank].name),
        Selection::Miss(Miss::NoMatch(_) | Miss::NoExample(..)) => NoMatch,
        Selection::Miss(Miss::NoSuchId(id)) => NoSuchId(id),
        Selection::Miss(Miss::NoSuchName(name)) => NoSuchName(name),
        Selection::Invalid(_) => Invalid,
    }
}
