//! The choice by looking at every candidate: what the index is held against.

use std::cmp::Reverse;

use crate::matching::candidate::Candidate;
use crate::matching::controls::Controls;
use crate::matching::index::{Rank, is_called};
use crate::matching::judge::Rules;
use crate::matching::score::Key;
use crate::matching::{Index, Options, Request, Role};

/// The rank of the winner.
pub(super) fn scan(
    index: &Index,
    request: &Request<'_>,
    controls: &Controls<'_>,
    options: &Options,
) -> Option<usize> {
    let rules = Rules::new(request, controls, options, Role::Alone);
    let methods: &[&str] = if request.method == "HEAD" { &["HEAD", "GET"] } else { &[request.method] };
    methods.iter().find_map(|method| {
        let all = || (0..).zip(index.candidates()).map(|(rank, candidate)| (rank, &**candidate));
        let mut fitting = all().filter(|(_, candidate)| rules.filter(method, candidate).is_ok());
        match (&controls.id, &controls.name) {
            (Some(id), _) => fitting.find(|(_, candidate)| is_called(candidate, id)).map(|(rank, _)| rank),
            (None, Some(name)) => {
                let named = fitting.filter(|(_, candidate)| *candidate.name == **name);
                named.max_by_key(|pair| named_key(&rules, *pair, request)).map(|(rank, _)| rank)
            }
            (None, None) => {
                let scored = fitting.filter_map(|(rank, candidate)| {
                    Some(Key::new(rules.score(candidate, request).ok()?, candidate, rank))
                });
                nearest(index, &rules, request, scored.collect())
            }
        }
        .map(|rank| rank as usize)
    })
}

/// The winner among all that are left: of those that tie but for their bodies, the first 1,024 by id are weighed.
fn nearest(index: &Index, rules: &Rules, request: &Request<'_>, mut keys: Vec<Key>) -> Option<Rank> {
    let best = keys.iter().map(|key| (key.score, key.literals)).max()?;
    keys.retain(|key| (key.score, key.literals) == best);
    keys.sort_unstable_by_key(|key| Reverse(key.rank));
    let ranks = keys.iter().map(|key| Rank::try_from(key.rank.0).unwrap()).collect::<Vec<_>>();
    let weighed = keys.into_iter().zip(ranks).enumerate().map(|(number, (key, rank))| {
        let nearness = rules.nearness(index.candidate(rank), request);
        (if number < 1_024 { key.with_nearness(nearness) } else { key }, rank)
    });
    weighed.max().map(|(_, rank)| rank)
}

fn named_key(
    rules: &Rules,
    (rank, candidate): (Rank, &Candidate),
    request: &Request<'_>,
) -> (Option<crate::matching::Score>, bool, Reverse<Rank>) {
    (rules.score(candidate, request).ok(), candidate.status == Some(200), Reverse(rank))
}
