//! The members of an object: what happens to a key that stands twice, whatever the notation.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::json::Json;

/// Keys and values in the order of the document.
pub(super) type Members<'a> = Vec<(Cow<'a, str>, Json<'a>)>;

/// Objects of up to this many keys are compared pair by pair, which is faster than hashing.
const FEW: usize = 12;

/// Of a key that stands twice the last one counts, in the place of the first; each earlier one is noted.
pub(super) fn without_duplicates<'a>(
    members: Members<'a>,
    duplicate_keys: &mut Vec<Cow<'a, str>>,
) -> Members<'a> {
    if has_duplicates(&members) { keep_last(members, duplicate_keys) } else { members }
}

fn has_duplicates(members: &Members<'_>) -> bool {
    if members.len() > FEW {
        let mut seen = HashSet::with_capacity(members.len());
        return !members.iter().all(|(key, _)| seen.insert(key));
    }
    members
        .iter()
        .enumerate()
        .any(|(at, (key, _))| members.iter().skip(at + 1).any(|(other, _)| other == key))
}

fn keep_last<'a>(members: Members<'a>, duplicate_keys: &mut Vec<Cow<'a, str>>) -> Members<'a> {
    let mut kept: Members<'a> = Vec::with_capacity(members.len());
    let mut places = HashMap::new();
    for (key, value) in members {
        let place = *places.entry(key.clone()).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(earlier) => {
                duplicate_keys.push(key.clone());
                *earlier = (key, value);
            }
            None => kept.push((key, value)),
        }
    }
    kept
}
