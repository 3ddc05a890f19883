//! Examples in each other's way: those that another one always answers instead of, and those that their
//! name does not tell apart.
//!
//! It compares examples with each other and knows no request. What it says holds for every request;
//! it finds the common cases, in linear time, not every last one.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::Hash;

use super::body::{BodyKey, Operation};
use super::candidate::Candidate;
use super::headers::SavedHeaders;
use super::index::{Index, Rank};
use super::items::ItemNumber;
use super::path::{Segment, Text};
use super::standing::Standing;
use crate::collection::{Algorithm, ParamValue};

/// An example that another one always answers instead of, unless it is asked for by id or name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beaten {
    /// The rank of the one that never answers, an index into [`Index::candidates`].
    pub loser: usize,
    /// The rank of the one that answers.
    pub winner: usize,
    /// Why.
    pub by: Advantage,
}

/// What lets one example answer instead of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Advantage {
    /// No request tells them apart: status 200 or the order by id decides (section 6).
    Order,
    /// The winner scores at least as much for every request, and the order decides where it scores no more.
    Score,
    /// As [`Score`](Self::Score), unless bodies must be equal (5.2): then the loser answers empty bodies.
    Body,
}

impl Index {
    /// Every example that another one with its status always answers instead of, in the order by id. One
    /// without a status, which `x-mock-response-code` never finds (1.4), may lose to one with any.
    pub fn beaten(&self) -> Vec<Beaten> {
        let mut rivals: HashMap<Place<'_>, Rivals<'_>> = HashMap::new();
        let mut order: Vec<_> = self.candidates().iter().enumerate().collect();
        // Within one place, this is the order of keys under equal scores.
        order.sort_by_key(|(rank, candidate)| (Reverse(Standing::of(candidate)), *rank));
        let asked = order.into_iter().filter_map(|(rank, candidate)| {
            let (item, is_alone) = self.rivalry(rank, candidate);
            let of_item = rivals.entry(Place::of(candidate, Some(item))).or_default().enter(rank, candidate);
            if !is_alone {
                return rivals.entry(Place::of(candidate, None)).or_default().enter(rank, candidate);
            }
            of_item
        });
        let mut beaten: Vec<_> = asked.collect();
        beaten.sort_by_key(|beaten| beaten.loser);
        beaten
    }

    /// The item of a candidate, and whether only those of its item are rivals: others may answer where it gives way
    /// to one of its own (8.1), and not by the same path of a request (8.2).
    fn rivalry(&self, rank: usize, candidate: &Candidate) -> (ItemNumber, bool) {
        let item = self.items().number(Rank::try_from(rank).unwrap_or(Rank::MAX));
        let first = self.items().ranks(item).first().map(|rank| self.candidate(*rank));
        let has_304 = first.is_some_and(|first| first.status == Some(304));
        let may_give_way = !candidate.is_success() || has_304 || candidate.own_path().is_some();
        (item, candidate.algorithm == Algorithm::Extended && may_give_way)
    }

    /// Ranks of examples that `x-mock-response-name` does not tell apart, whatever else a request says beside
    /// the status (2.4): groups of two and more, in the order in which they answer.
    pub fn namesakes(&self) -> Vec<Vec<usize>> {
        let mut named: HashMap<_, Vec<usize>> = HashMap::new();
        for (rank, candidate) in self.candidates().iter().enumerate().filter(|(_, it)| !it.name.is_empty()) {
            let place = Place { headers: None, operation: None, ..Place::of(candidate, None) };
            let key = (&*candidate.name, place, Values::of(candidate), candidate.body.key());
            named.entry(key).or_default().push(rank);
        }
        let mut groups: Vec<_> = named.into_values().filter(|ranks| ranks.len() > 1).collect();
        for ranks in &mut groups {
            ranks.sort_by_key(|rank| (!self.candidates()[*rank].is_ok(), *rank));
        }
        groups.sort_unstable();
        groups
    }
}

/// What a request must say in all of the same way to reach two examples, whichever of them answers.
#[derive(PartialEq, Eq, Hash)]
struct Place<'c> {
    method: &'c str,
    path: Vec<Part<'c>>,
    /// Key and text, none for a variable.
    params: Vec<(&'c str, Option<&'c str>)>,
    /// None where they do not count.
    headers: Option<&'c SavedHeaders>,
    /// None where it does not count.
    item: Option<ItemNumber>,
    /// What its body asks for, or that of its item's own request where it has none; none where it does not count.
    operation: Option<&'c Operation>,
}

/// What a segment of a path takes.
#[derive(PartialEq, Eq, Hash)]
enum Part<'c> {
    Text(&'c str),
    /// The fixed texts, none for each variable, and whether it also takes nothing (8.7).
    Gap(Vec<Option<&'c str>>, bool),
    /// Whether it also takes nothing.
    Any(bool),
}

impl<'c> Part<'c> {
    fn of(segment: &'c Segment) -> Self {
        match segment {
            Segment::Literal(text) => Self::Text(text.exact()),
            Segment::Gap(gap) => Self::Gap(gap.shape().collect(), gap.has_blank()),
            Segment::Wildcard(wildcard) => Self::Any(wildcard.is_blank),
        }
    }
}

impl<'c> Place<'c> {
    fn of(candidate: &'c Candidate, item: Option<ItemNumber>) -> Self {
        let mut params: Vec<_> = candidate
            .params
            .saved()
            .iter()
            .map(|param| match &param.value {
                ParamValue::Literal(value) => (&*param.key, Some(value.as_str())),
                ParamValue::Variable(_) => (&*param.key, None),
            })
            .collect();
        params.sort_unstable();
        let path = candidate.path.segments.iter().map(Part::of).collect();
        let operation = candidate.body.operation();
        Self { method: &candidate.method, path, params, headers: Some(&candidate.headers), item, operation }
    }
}

/// The values of all wildcards, by which steps 1 to 4 may match; none where they never do.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Values<'c>(Option<Vec<&'c str>>);

impl<'c> Values<'c> {
    fn of(candidate: &'c Candidate) -> Self {
        let wildcards = candidate.path.segments.iter().filter(|it| !matches!(it, Segment::Literal(_)));
        Self(wildcards.map(|segment| segment.value().map(Text::exact)).collect())
    }
}

/// The examples of one place that were entered so far.
#[derive(Default)]
struct Rivals<'c> {
    by_status: HashMap<Option<u16>, Entered<'c>>,
    all: Entered<'c>,
}

/// The first rank with these values and this body; none stands for any.
type Entered<'c> = HashMap<(Option<Values<'c>>, Option<BodyKey<'c>>), usize>;

impl<'c> Rivals<'c> {
    /// Enters an example behind those that win against it where scores are equal.
    fn enter(&mut self, loser: usize, candidate: &'c Candidate) -> Option<Beaten> {
        let (values, body) = (Values::of(candidate), candidate.body.key());
        // A code that nothing has asks for those without a status (8.1.4), which then lose to nobody else.
        let has_status = candidate.status.is_some() || candidate.algorithm == Algorithm::Extended;
        let of_status = has_status.then(|| self.by_status.entry(candidate.status).or_default());
        let won = won(of_status.as_deref().unwrap_or(&self.all), candidate, &values, &body);
        // One that is out where another operation is asked for (8.4) does not answer every body.
        let any = if candidate.body.names_operation() { None } else { Some(None) };
        for entered in of_status.into_iter().chain([&mut self.all]) {
            for values in [Some(&values), None] {
                for body in std::iter::once(Some(&body)).chain(any) {
                    entered.entry((values.cloned(), body.cloned())).or_insert(loser);
                }
            }
        }
        won.map(|(winner, by)| Beaten { loser, winner, by })
    }
}

/// Who wins against an example with these values and this body: one that is equal in both, or in the one
/// by which this one gains nothing.
fn won<'c>(
    entered: &Entered<'c>,
    candidate: &Candidate,
    values: &Values<'c>,
    body: &BodyKey<'c>,
) -> Option<(usize, Advantage)> {
    let lacks_values = values.0.is_none();
    let by_body = if candidate.body.is_empty() {
        Some(Advantage::Body)
    } else if candidate.body.is_file() {
        Some(Advantage::Score)
    } else {
        None
    };
    let find = |values: Option<&Values<'c>>, body: Option<&BodyKey<'c>>, by| {
        entered.get(&(values.cloned(), body.cloned())).map(|rank| (*rank, by))
    };
    let same = find(Some(values), Some(body), Advantage::Order);
    same.or_else(|| lacks_values.then(|| find(None, Some(body), Advantage::Score))?)
        .or_else(|| find(Some(values), None, by_body?))
        .or_else(|| lacks_values.then(|| find(None, None, by_body?))?)
}
