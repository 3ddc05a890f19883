//! Which of the examples of one request of the collection give way to others of it (matching.md 8.1, "success first").
//!
//! Asked of a candidate only when it is about to be the best so far, so that it costs nothing where a success is.

use smallvec::SmallVec;

use super::candidate::Candidate;
use super::conditional;
use super::index::{Index, Rank};
use super::items::ItemNumber;
use super::judge::Rules;
use super::merits::Merits;
use super::request::Request;
use super::url::Step;

/// Asks the others of an item at most once, and no more of them than it takes.
pub(super) struct Precedence<'a, 'r> {
    index: &'a Index,
    request: &'a Request<'r>,
    rules: &'a Rules,
    /// What is known of the successes of items.
    known: SmallVec<[Known; 2]>,
}

struct Known {
    item: ItemNumber,
    /// How many of its candidates were asked.
    asked: usize,
    /// The fits of those that are left.
    fits: SmallVec<[Fit; 4]>,
}

/// In which ways an example fits a request as only some do (8.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fit {
    /// Whether its path is equal.
    path: bool,
    /// Whether there are parameters and all match.
    params: bool,
    /// How much of an equal body is as it was sent; none where the body is another one.
    body: Option<usize>,
}

impl Fit {
    fn of(candidate: &Candidate, merits: Merits, rules: &Rules) -> Self {
        Self {
            path: merits.step <= Step::TrailingSlashAndCase,
            params: merits.params.is_whole(),
            body: rules.literals_of_equal(candidate, merits),
        }
    }

    /// Whether it has something that the other has not.
    fn is_better_than(self, other: Self) -> bool {
        self.path && !other.path || self.params && !other.params || self.body > other.body
    }
}

/// Why an example of an item gives way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GivesWay {
    /// To an example with a status of success.
    ToSuccess,
    /// To the 304 that the request's condition asks for.
    ToNotModified,
}

impl<'a, 'r> Precedence<'a, 'r> {
    pub(super) fn new(index: &'a Index, request: &'a Request<'r>, rules: &'a Rules) -> Self {
        Self { index, request, rules, known: SmallVec::new() }
    }

    /// Whether the candidate, which is left, gives way to another one of its item that is left too.
    pub(super) fn gives_way(&mut self, rank: Rank, merits: Merits) -> Option<GivesWay> {
        if !self.rules.puts_success_first() || self.index.items().is_firm(rank) {
            return None;
        }
        let candidate = self.index.candidate(rank);
        let item = self.index.items().number(rank);
        if self.has_met_condition(item, candidate) && !self.meets_condition(candidate, item) {
            return Some(GivesWay::ToNotModified);
        }
        let gives_way = !candidate.is_success()
            && !self.meets_condition(candidate, item)
            && self.is_outdone(item, candidate, merits);
        gives_way.then_some(GivesWay::ToSuccess)
    }

    /// Whether a success of the item is left that the candidate does not fit better than.
    fn is_outdone(&mut self, item: ItemNumber, candidate: &Candidate, merits: Merits) -> bool {
        let at = self.known.iter().position(|known| known.item == item).unwrap_or_else(|| {
            self.known.push(Known { item, asked: 0, fits: SmallVec::new() });
            self.known.len() - 1
        });
        let (fit, ranks) = (Fit::of(candidate, merits, self.rules), self.index.items().ranks(item));
        let Self { index, request, rules, known } = self;
        let known = &mut known[at];
        let outdone = |success: &Fit| !fit.is_better_than(*success);
        if known.fits.iter().any(outdone) {
            return true;
        }
        while let Some(rank) = ranks.get(known.asked) {
            let sibling = index.candidate(*rank);
            known.asked += 1;
            if sibling.status == Some(304) {
                continue;
            }
            if !sibling.is_success() {
                known.asked = ranks.len();
                break;
            }
            let Ok(merits) = rules.weigh(&candidate.method, sibling, request) else { continue };
            let fit = Fit::of(sibling, merits, rules);
            if !known.fits.contains(&fit) {
                known.fits.push(fit);
            }
            if outdone(&fit) {
                return true;
            }
        }
        false
    }

    /// Whether a 304 of the item is left whose condition the request meets.
    fn has_met_condition(&self, item: ItemNumber, candidate: &Candidate) -> bool {
        let ranks = self.index.items().ranks(item).iter().map(|rank| self.index.candidate(*rank));
        let mut not_modified = ranks.take_while(|sibling| sibling.status == Some(304));
        not_modified.any(|sibling| {
            self.meets_condition(sibling, item)
                && self.rules.judge(&candidate.method, sibling, self.request).is_ok()
        })
    }

    /// Whether this is a 304, and the condition of the request is the one it was saved with, or names the etag of its
    /// item's 200 (8.1.2).
    fn meets_condition(&self, candidate: &Candidate, item: ItemNumber) -> bool {
        let siblings = || self.index.items().ranks(item).iter().map(|rank| self.index.candidate(*rank));
        candidate.status == Some(304)
            && (conditional::is_as_saved(candidate, self.request.headers)
                || siblings().any(|sibling| conditional::has_etag(sibling, self.request.headers)))
    }
}
