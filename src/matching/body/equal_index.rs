//! Many saved bodies of one kind, among which those that may equal a sent one are found by hash.

use hashbrown::HashMap;
use smallvec::SmallVec;

use super::gap::Wanted;
use super::nearness::{SavedLeaves, SentLeaves};
use super::outline::LeafPath;
use super::pattern::{BodyPattern, Saved};
use super::reading::Kind;
use super::sent::RequestBody;

/// The places of bodies among those that were handed over; most often one.
type Numbers = SmallVec<[u32; 1]>;

/// Saved bodies of one kind by what equal ones share.
#[derive(Debug)]
pub(in crate::matching) struct EqualIndex {
    kind: Kind,
    /// Without variables, by fingerprint.
    closed: HashMap<u64, Numbers>,
    /// With variables, by where these stand.
    open: Vec<Open>,
    /// Those that must be asked one by one.
    others: Vec<u32>,
}

/// Bodies with variables in the same places, by what is fixed in them.
#[derive(Debug)]
struct Open {
    gaps: Box<[LeafPath]>,
    fixed: HashMap<u64, Numbers>,
}

/// Where a body is kept.
enum Place {
    Closed(u64),
    Open(Box<[LeafPath]>, u64),
    Other,
    /// It equals nothing.
    Nowhere,
}

impl EqualIndex {
    pub(in crate::matching) fn new<'b>(kind: Kind, bodies: impl Iterator<Item = &'b BodyPattern>) -> Self {
        let mut index = Self { kind, closed: HashMap::new(), open: Vec::new(), others: Vec::new() };
        let mut known = HashMap::new();
        for (number, body) in (0..).zip(bodies) {
            match Place::of(body) {
                Place::Closed(fingerprint) => index.closed.entry(fingerprint).or_default().push(number),
                Place::Open(gaps, fixed) => {
                    let at = *known.entry(gaps.clone()).or_insert_with(|| {
                        index.open.push(Open { gaps, fixed: HashMap::new() });
                        index.open.len() - 1
                    });
                    index.open[at].fixed.entry(fixed).or_default().push(number);
                }
                Place::Other => index.others.push(number),
                Place::Nowhere => {}
            }
        }
        index
    }

    /// Hands over the numbers of all bodies that may equal the sent one.
    pub(in crate::matching) fn find(&self, sent: &RequestBody<'_>, mut found: impl FnMut(u32)) {
        if !self.closed.is_empty()
            && let Some(fingerprint) = sent.fingerprint(self.kind)
        {
            self.closed.get(&fingerprint).into_iter().flatten().copied().for_each(&mut found);
        }
        if !self.open.is_empty() && sent.is_of(self.kind) {
            let leaves = sent.leaves(self.kind);
            self.open.iter().for_each(|open| open.find(leaves, &mut found));
        }
        self.others.iter().copied().for_each(found);
    }
}

impl Open {
    /// Where the leaves of the sent body are not known, it may equal every one.
    fn find(&self, sent: Option<&SentLeaves>, found: &mut impl FnMut(u32)) {
        let Some(sent) = sent else { return self.fixed.values().flatten().copied().for_each(found) };
        let fixed = self.gaps.iter().try_fold(sent.sum, |sum, gap| {
            let node = sent.nodes.get(gap)?;
            Some(sum.wrapping_sub(node.sum()))
        });
        let same = fixed.and_then(|fixed| self.fixed.get(&fixed));
        same.into_iter().flatten().copied().for_each(found);
    }
}

impl Place {
    fn of(body: &BodyPattern) -> Self {
        match (body.reading.kind, body.reading.fingerprint) {
            (Kind::Empty | Kind::Nothing, _) => Self::Nowhere,
            (_, Some(fingerprint)) => Self::Closed(fingerprint),
            _ => Self::of_open(body).unwrap_or(Self::Other),
        }
    }

    fn of_open(body: &BodyPattern) -> Option<Self> {
        // Pairs of one key may be paired off in several ways.
        if matches!(&body.saved, Saved::Pairs(pairs) if repeats(pairs.iter().map(|(key, _)| key)))
            || matches!(&body.saved, Saved::Fields(fields) if repeats(fields.texts().map(|(key, _)| key)))
        {
            return None;
        }
        let SavedLeaves { leaves, .. } = body.leaves()?;
        let is_open = |wanted: Wanted| wanted != Wanted::Same;
        let gaps = leaves.iter().filter(|leaf| is_open(leaf.wanted)).map(|leaf| leaf.leaf.path).collect();
        let fixed = leaves.iter().filter(|leaf| !is_open(leaf.wanted)).map(|leaf| leaf.leaf.hash);
        Some(Self::Open(gaps, fixed.fold(0, u64::wrapping_add)))
    }
}

/// Whether one of the sorted keys is there twice.
fn repeats<K: PartialEq>(keys: impl Iterator<Item = K>) -> bool {
    let mut last = None;
    keys.into_iter().any(|key| {
        let is_repeated = last.as_ref() == Some(&key);
        last = Some(key);
        is_repeated
    })
}
