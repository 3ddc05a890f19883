//! Examples that no request tells apart: same method, path, parameters, headers and body.

use std::collections::HashMap;

use super::candidate::Candidate;
use super::index::Index;
use super::path::Segment;

/// Examples that tie for every request, in the order in which they win.
#[derive(Debug, PartialEq, Eq)]
pub struct Rivals {
    /// Ranks, indexes into [`Index::candidates`]; at least two. The first one answers, always.
    pub ranks: Vec<usize>,
}

impl Index {
    /// Every group of examples that no request tells apart. Those that
    /// `x-mock-response-code` tells apart, because their status differs, are in groups of their own, but
    /// for those without a status, which it never finds.
    pub fn rivals(&self) -> Vec<Rivals> {
        let mut groups: HashMap<Signature<'_>, Vec<usize>> = HashMap::new();
        for (rank, candidate) in self.candidates().iter().enumerate() {
            groups.entry(Signature::of(candidate)).or_default().push(rank);
        }
        let mut rivals: Vec<_> = groups.into_values().flat_map(|group| self.split_by_status(group)).collect();
        rivals.sort_by(|left, right| left.ranks.cmp(&right.ranks));
        rivals
    }

    fn split_by_status(&self, mut group: Vec<usize>) -> Vec<Rivals> {
        group.sort_by_key(|rank| (!self.candidates()[*rank].is_ok(), *rank));
        let status = |rank: &usize| self.candidates()[*rank].status;
        let first = group.first().copied();
        let mut by_status: HashMap<Option<u16>, Vec<usize>> = HashMap::new();
        for rank in &group {
            by_status.entry(status(rank)).or_default().push(*rank);
        }
        if let (Some(first), Some(without)) = (first, by_status.get_mut(&None))
            && status(&first).is_some()
        {
            without.insert(0, first);
        }
        by_status.into_values().filter(|ranks| ranks.len() > 1).map(|ranks| Rivals { ranks }).collect()
    }
}

/// Everything by which a request can tell examples apart.
#[derive(PartialEq, Eq, Hash)]
struct Signature<'c> {
    method: &'c str,
    path: Vec<(bool, Option<&'c str>)>,
    params: Vec<String>,
    headers: String,
    body: String,
}

impl<'c> Signature<'c> {
    fn of(candidate: &'c Candidate) -> Self {
        let segment = |segment: &'c Segment| {
            (matches!(segment, Segment::Literal(_)), segment.value().map(|text| &*text.exact))
        };
        let mut params: Vec<_> = candidate.params.saved().iter().map(|param| format!("{param:?}")).collect();
        params.sort_unstable();
        Self {
            method: &candidate.method,
            path: candidate.path.segments.iter().map(segment).collect(),
            params,
            headers: format!("{:?}", candidate.headers),
            body: format!("{:?}", candidate.body),
        }
    }
}
