//! The choice by looking at every candidate: what the index is held against.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use crate::collection::Algorithm;
use crate::matching::candidate::Candidate;
use crate::matching::conditional;
use crate::matching::controls::Controls;
use crate::matching::index::{Rank, is_called};
use crate::matching::judge::Rules;
use crate::matching::merits::Merits;
use crate::matching::score::Key;
use crate::matching::url::Step;
use crate::matching::{Index, Options, Request, Role, Score};

/// The rank of the winner.
pub(crate) fn scan(
    index: &Index,
    request: &Request<'_>,
    controls: &Controls<'_>,
    options: &Options,
    role: Role,
) -> Option<usize> {
    let mut rules = Rules::new(request, controls, options, role);
    if options.algorithm == Algorithm::Postman {
        return scan_by(index, request, controls, &rules, false);
    }
    let success_first = controls.code.is_none();
    let usual = scan_by(index, request, controls, &rules, success_first);
    let by_blanks = |rules: &mut Rules| {
        let is_url = controls.id.is_none() && controls.name.is_none();
        (is_url && rules.for_blanks()).then(|| scan_by(index, request, controls, rules, success_first))?
    };
    usual
        .or_else(|| by_blanks(&mut rules))
        .or_else(|| rules.for_unstated().then(|| scan_by(index, request, controls, &rules, false))?)
        .or_else(|| by_blanks(&mut rules).filter(|_| controls.code.is_some()))
}

fn scan_by(
    index: &Index,
    request: &Request<'_>,
    controls: &Controls<'_>,
    rules: &Rules,
    success_first: bool,
) -> Option<usize> {
    let methods: &[&str] = if request.method == "HEAD" { &["HEAD", "GET"] } else { &[request.method] };
    methods.iter().find_map(|method| {
        let all = || (0..).zip(index.candidates()).map(|(rank, candidate)| (rank, &**candidate));
        let mut fitting = all().filter(|(_, candidate)| rules.filter(method, candidate, request).is_ok());
        match (&controls.id, &controls.name) {
            (Some(id), _) => fitting.find(|(_, candidate)| is_called(candidate, id)).map(|(rank, _)| rank),
            (None, Some(name)) => {
                let name: Vec<_> = name.split_whitespace().collect();
                let named = fitting
                    .filter(|(_, candidate)| candidate.name.split_whitespace().eq(name.iter().copied()));
                named.max_by_key(|pair| named_key(rules, *pair, request)).map(|(rank, _)| rank)
            }
            (None, None) => {
                let left: Vec<_> = fitting
                    .filter_map(|(rank, candidate)| {
                        Some((rank, candidate, rules.weigh(method, candidate, request).ok()?))
                    })
                    .collect();
                let items = items(index, &left, request, rules);
                let left = left
                    .iter()
                    .filter(|one| !success_first || !is_removed(index, one, &items, request, rules));
                let keys = left.map(|(rank, candidate, merits)| Key::new(merits.score(), candidate, *rank));
                nearest(index, rules, request, keys.collect())
            }
        }
        .map(|rank| rank as usize)
    })
}

/// The winner among all that are left: of those that tie but for their bodies, the first 1,024 by id are weighed.
fn nearest(index: &Index, rules: &Rules, request: &Request<'_>, mut keys: Vec<Key>) -> Option<Rank> {
    let best = keys.iter().map(|key| (key.score, key.specificity)).max()?;
    keys.retain(|key| (key.score, key.specificity) == best);
    keys.sort_unstable_by_key(|key| Reverse(key.rank));
    let ranks = keys.iter().map(|key| Rank::try_from(key.rank.0).expect("a rank")).collect::<Vec<_>>();
    let weighed = keys.into_iter().zip(ranks).enumerate().map(|(number, (key, rank))| {
        let nearness = rules.nearness(index.candidate(rank), request);
        (if number < 1_024 { key.with_nearness(nearness) } else { key }, rank)
    });
    weighed.max().map(|(_, rank)| rank)
}

type Left<'c> = (Rank, &'c Candidate, Merits);

/// What puts other examples of one item out.
#[derive(Default)]
struct Item {
    has_first: bool,
    successes: Vec<Fit>,
}

/// What 8.1.1 looks at: merits, and how much of an equal body is literal.
type Fit = (Merits, Option<usize>);

/// The items of all that are left, by where their request stands.
fn items(index: &Index, left: &[Left<'_>], request: &Request<'_>, rules: &Rules) -> HashMap<usize, Item> {
    let mut items = HashMap::<usize, Item>::new();
    for (_, candidate, merits) in left {
        let item = items.entry(item_of(candidate)).or_default();
        item.has_first |= goes_first(index, candidate, request);
        item.successes.extend(candidate.is_success().then(|| fit(candidate, *merits, rules)));
    }
    items
}

fn item_of(candidate: &Candidate) -> usize {
    Arc::as_ptr(&candidate.request).addr()
}

/// The 304 that the request's condition asks for: by the condition it was saved with, or the etag of its item's 200.
fn goes_first(index: &Index, candidate: &Candidate, request: &Request<'_>) -> bool {
    let item = item_of(candidate);
    let mut siblings = index.candidates().iter().filter(|sibling| item_of(sibling) == item);
    candidate.status == Some(304)
        && (conditional::is_as_saved(candidate, request.headers)
            || siblings.any(|sibling| conditional::has_etag(sibling, request.headers)))
}

/// 8.1.1 and 8.1.2 to the letter: whether another example of the same item puts this one out.
fn is_removed(
    index: &Index,
    (_, candidate, merits): &Left<'_>,
    items: &HashMap<usize, Item>,
    request: &Request<'_>,
    rules: &Rules,
) -> bool {
    let item = &items[&item_of(candidate)];
    if goes_first(index, candidate, request) {
        return false;
    }
    let own = fit(candidate, *merits, rules);
    let has_better = |success: &Fit| !fits_better(own, *success);
    item.has_first || !candidate.is_success() && item.successes.iter().any(has_better)
}

fn fit(candidate: &Candidate, merits: Merits, rules: &Rules) -> Fit {
    (merits, rules.literals_of_equal(candidate, merits))
}

fn fits_better((one, one_literals): Fit, (other, other_literals): Fit) -> bool {
    let by_path = |merits: Merits| merits.step <= Step::TrailingSlashAndCase;
    let by_params = |merits: Merits| {
        merits.params.matched > 0 && merits.params.partial == 0 && merits.params.missing == 0
    };
    by_path(one) && !by_path(other) || by_params(one) && !by_params(other) || one_literals > other_literals
}

fn named_key(
    rules: &Rules,
    (rank, candidate): (Rank, &Candidate),
    request: &Request<'_>,
) -> (Option<Score>, bool, Reverse<Rank>) {
    (rules.score(candidate, request).ok(), candidate.status == Some(200), Reverse(rank))
}
