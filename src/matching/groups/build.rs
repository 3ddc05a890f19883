//! From the examples of a mock to groups.

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use super::class::Class;
use super::{Group, Groups};
use crate::collection::ParamValue;
use crate::matching::body::{Kind, Operation};
use crate::matching::candidate::Candidate;
use crate::matching::headers::SavedHeaders;
use crate::matching::index::Rank;
use crate::matching::items::Items;
use crate::matching::path::Path;

/// Fewer are asked one by one: that costs no more.
const FEWEST: usize = 4;

/// What examples must have in common for every request to fit their URL and headers alike.
#[derive(PartialEq, Eq, Hash)]
struct Key<'c> {
    method: &'c str,
    path: &'c Path,
    own_path: Option<&'c Path>,
    /// Key and text, none for a variable.
    params: Vec<(&'c str, Option<&'c str>)>,
    headers: &'c SavedHeaders,
}

impl<'c> Key<'c> {
    fn of(candidate: &'c Candidate) -> Self {
        let value = |value: &'c ParamValue| match value {
            ParamValue::Literal(text) => Some(text.as_str()),
            ParamValue::Variable(_) => None,
        };
        let saved = candidate.params.saved().iter();
        let mut params: Vec<_> = saved.map(|param| (param.key.as_str(), value(&param.value))).collect();
        params.sort_unstable();
        Self {
            method: &candidate.method,
            path: &candidate.path,
            own_path: candidate.own_path(),
            params,
            headers: &candidate.headers,
        }
    }
}

/// What the examples of a class have in common beside the operation: status, whether they give way, and kind of body.
type Common = (Option<u16>, bool, Kind);

/// How an example stands to the others of its item (8.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It gives way to none.
    Firm,
    /// It gives way to a success of the same group and operation.
    GivesWay,
    /// That depends on more than its body.
    Depends,
}

impl Groups {
    /// Of candidates in the order by id that were prepared for the extended rules.
    pub(in crate::matching) fn new(candidates: &[Arc<Candidate>], items: &Items) -> Self {
        let mut alike: HashMap<Key<'_>, Vec<Rank>> = HashMap::new();
        for (rank, candidate) in (0..).zip(candidates).filter(|(_, candidate)| may_differ_by_body(candidate))
        {
            alike.entry(Key::of(candidate)).or_default().push(rank);
        }
        let mut groups = Self { list: Vec::new(), numbers: vec![None; candidates.len()].into() };
        for ranks in alike.into_values().filter(|ranks| ranks.len() >= FEWEST) {
            groups.add(&ranks, candidates, items);
        }
        groups
    }

    fn add(&mut self, ranks: &[Rank], candidates: &[Arc<Candidate>], items: &Items) {
        let candidate = |rank: Rank| &*candidates[rank as usize];
        let operation = |rank: Rank| candidate(rank).body.operation();
        let successes = ranks.iter().filter(|rank| candidate(**rank).is_success());
        let successes: HashSet<_> = successes.map(|rank| (items.number(*rank), operation(*rank))).collect();
        let standing = |rank: Rank| {
            let first = items.ranks(items.number(rank)).first().map(|first| candidate(*first));
            if items.is_firm(rank) {
                Standing::Firm
            } else if first.is_some_and(|first| first.status != Some(304))
                && successes.contains(&(items.number(rank), operation(rank)))
            {
                Standing::GivesWay
            } else {
                Standing::Depends
            }
        };
        let standings = ranks.iter().map(|rank| (*rank, standing(*rank)));
        let members: Vec<_> = standings.filter(|(_, standing)| *standing != Standing::Depends).collect();
        if members.len() < FEWEST {
            return;
        }
        let number = u32::try_from(self.list.len()).ok();
        for (rank, _) in &members {
            self.numbers[*rank as usize] = number;
        }
        self.list.extend(Group::new(&members, candidates));
    }
}

/// Whether there may be many that only their bodies tell apart: requests to read something hardly ever have one.
fn may_differ_by_body(candidate: &Candidate) -> bool {
    !candidate.body.is_empty() || !matches!(&*candidate.method, "GET" | "HEAD" | "OPTIONS")
}

impl Group {
    fn new(members: &[(Rank, Standing)], candidates: &[Arc<Candidate>]) -> Option<Self> {
        let body = |rank: &Rank| &*candidates[*rank as usize].body;
        let mut classes: HashMap<Common, HashMap<Option<&Operation>, Vec<Rank>>> = HashMap::new();
        for (rank, standing) in members {
            let key = (candidates[*rank as usize].status, *standing == Standing::GivesWay, body(rank).kind());
            classes.entry(key).or_default().entry(body(rank).operation()).or_default().push(*rank);
        }
        let mut by_operation: HashMap<Option<&Operation>, Vec<Class>> = HashMap::new();
        for (key, operations) in classes {
            for (operation, ranks) in operations {
                by_operation.entry(operation).or_default().push(Class::new(key, ranks, body));
            }
        }
        let plain = by_operation.remove(&None).unwrap_or_default().into();
        let named: HashMap<Operation, Box<[Class]>> = by_operation
            .into_iter()
            .filter_map(|(operation, classes)| Some((operation?.clone(), classes.into())))
            .collect();
        let mut protocols = named.keys().map(Operation::protocol);
        let protocol = protocols.next().filter(|first| protocols.all(|other| other == *first));
        let (sample, _) = *members.first()?;
        Some(Self { sample, plain, named, protocol })
    }
}
