//! Which example answers a request: the rules of matching.md, sections 2 to 6.
//!
//! Examples are prepared once, when they are loaded ([`Candidate`], [`Index`]); a request is
//! prepared once, when it arrives ([`Request`]). What is left is comparing:
//!
//! 1. filters: method, status code, id, name ([`select`](Index::select));
//! 2. a score for the URL in eight steps (`url`), adjusted by parameters (`params`) and body (`body`),
//!    unless headers (`headers`) or body differ where they must not ([`Rule`]);
//! 3. the winner: the highest [`Key`], a total order in which no two candidates tie.
//!
//! The index only proposes candidates, in an order that lets it stop early; whether and how well one
//! matches is always decided by the same pairwise rules that a plain scan uses, so the two cannot differ.
//!
//! Nothing here does I/O, reads a clock or knows what an answer looks like.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod asked;
mod body;
mod calls;
mod candidate;
mod captures;
mod closest;
mod conditional;
mod contest;
mod controls;
mod explain;
mod gap;
mod ground;
mod groups;
mod headers;
mod index;
mod items;
mod judge;
mod merits;
mod method_index;
mod options;
mod page;
mod params;
mod path;
mod precedence;
mod request;
mod rivals;
mod rule;
#[cfg(any(test, fuzzing))]
pub(crate) mod scan;
mod score;
mod segment;
mod select;
mod shared;
mod slashes;
mod standing;
mod ties;
mod tree;
mod unsaved;
mod url;

#[cfg(test)]
mod tests;

pub use crate::collection::Algorithm;
pub use body::{
    Difference, Differences, Nearness, OperationDifference, Protocol, SelectionSet, Share, SoapVersion,
    reads_as_json, soap_version,
};
pub use calls::{AskedBy, Batch, MOST_CALLS, QueryInAddress, top_level_id};
pub use candidate::Candidate;
pub use captures::Captures;
pub use closest::Near;
pub use controls::{Controls, InvalidControl};
pub use explain::{Breakdown, Considered, Decision, Explanation, Verdict};
pub use ground::{Ground, Grounds};
pub use index::Index;
pub use options::{Options, Role, SimilarPaths};
pub use page::{Answers, NoAnswers, names_a_page};
pub use params::Pairing;
pub use path::Path;
pub use request::{Request, Target};
pub use rivals::{Advantage, Beaten};
pub use rule::{PathDifference, Rule};
pub use score::{Key, Score};
pub(crate) use segment::is_id;
pub use select::{Match, Miss, Selection};
pub use shared::Shared;
pub use standing::Standing;
pub use tree::PathTree;
pub use unsaved::{Unsaved, WithoutExample};
pub use url::Step;
