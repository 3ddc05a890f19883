//! Many saved bodies of one kind, from which the nearest to a sent one is found without a look at each
//! (matching.md 8.3).
//!
//! What a body has in common with another is counted from the lists of those that hold each leaf, each path and, of
//! a GraphQL query, each token. Bodies on none of these lists have in common what nearly all have: among those of
//! one size, the first by id is the nearest. So a request costs its own leaves, and the pairs of a leaf that only
//! some hold and a body that holds it.

use std::cmp::{Ordering, Reverse};

use hashbrown::HashMap;

use super::gap::Wanted;
use super::graphql_call::GraphQlCall;
use super::nearness::{Common, Nearness, SavedLeaf, SavedLeaves, SentLeaves, SentNode, Share};
use super::outline::{LeafPath, hash};
use super::pattern::BodyPattern;
use super::postings::{Posting, Postings, Slot};
use super::reading::Kind;
use super::sent::RequestBody;
use super::tally::{Tallies, Tally};

/// The most examples that tie whose bodies are weighed, by id.
pub(in crate::matching) const MOST_WEIGHED: usize = 1_024;

/// Saved bodies of one kind, ready to be weighed all at once.
#[derive(Debug)]
pub(in crate::matching) struct NearIndex {
    kind: Kind,
    /// In the order of their sizes, and of one size in the order by id.
    members: Box<[Member]>,
    /// Where each size ends.
    ends: Box<[usize]>,
    leaves: Postings<u64>,
    paths: Postings<LeafPath>,
    open: HashMap<LeafPath, Vec<OpenLeaf>>,
    tokens: Postings<u64>,
}

/// The nearest of several bodies.
#[derive(Debug, Clone, Copy)]
pub(in crate::matching) struct NearestBody {
    /// Its place among those that were handed over.
    pub(in crate::matching) number: usize,
    pub(in crate::matching) nearness: Nearness,
    /// Whether another one is as near, so that something else decides.
    pub(in crate::matching) is_shared: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    leaves: usize,
    paths: usize,
    tokens: usize,
    /// Its place among those that were handed over.
    number: usize,
}

impl Member {
    fn size(&self) -> (usize, usize, usize) {
        (self.leaves, self.paths, self.tokens)
    }
}

/// A saved text with variables in it.
#[derive(Debug)]
struct OpenLeaf {
    wanted: Wanted,
    text: Box<str>,
    holders: Posting,
}

impl NearIndex {
    /// Of bodies in the order by id, of which no more are looked at than are ever weighed. None where none of them
    /// has leaves.
    pub(in crate::matching) fn new<'b>(
        kind: Kind,
        bodies: impl Iterator<Item = &'b BodyPattern>,
    ) -> Option<Self> {
        let numbered = bodies.take(MOST_WEIGHED).enumerate();
        let mut contents: Vec<_> = numbered.filter_map(|(number, body)| Content::of(number, body)).collect();
        contents.sort_unstable_by_key(|content| content.member);
        let members: Box<[_]> = contents.iter().map(|content| content.member).collect();
        let mut end = 0;
        let ends = members.chunk_by(|left, right| left.size() == right.size()).map(|same| {
            end += same.len();
            end
        });
        let ends = ends.collect();
        let mut terms = Terms::default();
        for (slot, content) in (0..).zip(contents) {
            terms.add(slot, content);
        }
        (!members.is_empty()).then(|| terms.index(kind, members, ends))
    }

    /// The nearest of the first `weighed` bodies, where the sent body is of their kind; none of them is equal. Of those
    /// that are equally near the first.
    pub(in crate::matching) fn nearest(&self, sent: &RequestBody<'_>, weighed: usize) -> Option<NearestBody> {
        let leaves = sent.leaves(self.kind)?;
        let tokens = sent.call().filter(|_| !self.tokens.is_empty()).map(token_terms);
        let tokens = tokens.unwrap_or_default();
        let tallies = self.tally(leaves, &tokens);
        let mut start = 0;
        let untouched = self.ends.iter().filter_map(|end| {
            let mut slots = std::mem::replace(&mut start, *end)..*end;
            slots.find(|slot| !tallies.is_touched(*slot))
        });
        let slots = tallies.touched().iter().map(|slot| usize::from(*slot)).chain(untouched);
        let mut best: Option<(Share, (Nearness, Reverse<usize>), usize)> = None;
        let mut is_shared = false;
        for slot in slots {
            let Some(member) = self.members.get(slot).filter(|member| member.number < weighed) else {
                continue;
            };
            let tally = tallies.of(slot);
            let common = member.common(tally, leaves);
            let share = common.leaves();
            // Nearly all are farther by this alone.
            if best.is_some_and(|(nearest, ..)| nearest > share) {
                continue;
            }
            let near = (member.nearness(tally, common, tokens.len()), Reverse(member.number));
            is_shared = match best.map_or(Ordering::Greater, |(_, nearest, _)| near.0.cmp(&nearest.0)) {
                Ordering::Greater => false,
                Ordering::Equal => true,
                Ordering::Less => is_shared,
            };
            if best.is_none_or(|(_, nearest, _)| near > nearest) {
                best = Some((share, near, slot));
            }
        }
        best.map(|(_, (nearness, Reverse(number)), slot)| {
            let is_shared = is_shared || self.has_twin(slot, &tallies, weighed);
            NearestBody { number, nearness, is_shared }
        })
    }

    /// Whether another one of its size has in common what nearly all have, as it does.
    fn has_twin(&self, slot: usize, tallies: &Tallies, weighed: usize) -> bool {
        let of_size = self.ends.partition_point(|end| *end <= slot);
        let start = of_size.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(of_size).copied().unwrap_or(slot);
        let is_twin = |other: usize| {
            other != slot
                && !tallies.is_touched(other)
                && self.members.get(other).is_some_and(|member| member.number < weighed)
        };
        !tallies.is_touched(slot) && (start..end).any(is_twin)
    }

    fn tally(&self, sent: &SentLeaves, tokens: &[u64]) -> Tallies {
        let mut tallies = Tallies::new(self.members.len());
        for holders in sent.leaves.iter().filter_map(|leaf| self.leaves.get(leaf)) {
            tallies.add(holders, |tally, by| tally.leaves += by);
        }
        for (path, node) in &sent.nodes {
            if matches!(node, SentNode::Leaf { .. })
                && let Some(holders) = self.paths.get(path)
            {
                tallies.add(holders, |tally, by| tally.paths += by);
            }
            if !self.open.is_empty() {
                self.open.get(path).into_iter().flatten().for_each(|leaf| leaf.tally(node, &mut tallies));
            }
        }
        for holders in tokens.iter().filter_map(|token| self.tokens.get(token)) {
            tallies.add(holders, |tally, by| tally.tokens += by);
        }
        tallies
    }
}

impl OpenLeaf {
    /// As [`SavedLeaf::compare`].
    fn tally(&self, node: &SentNode, tallies: &mut Tallies) {
        match (self.wanted, node) {
            (Wanted::Anything, SentNode::Branch { leaves, .. }) => {
                let merged = i16::try_from(leaves.saturating_sub(1)).unwrap_or(i16::MAX);
                tallies.add(&self.holders, |tally, by| {
                    tally.leaves += by;
                    tally.paths += by;
                    tally.merged += by * merged;
                });
            }
            (Wanted::Pieces, node)
                if node.text().is_none_or(|sent| !self.wanted.accepts(&self.text, sent)) => {}
            _ => tallies.add(&self.holders, |tally, by| tally.leaves += by),
        }
    }
}

impl Member {
    /// What it has in common with a sent body, but for tokens.
    fn common(&self, tally: Tally, sent: &SentLeaves) -> Common {
        let merged = count(tally.merged);
        Common {
            equal: count(tally.leaves),
            equal_paths: count(tally.paths),
            saved: self.leaves,
            saved_paths: self.paths,
            sent: sent.leaves.len().saturating_sub(merged),
            sent_paths: sent.paths.saturating_sub(merged),
        }
    }

    fn nearness(&self, tally: Tally, common: Common, tokens: usize) -> Nearness {
        let equal = count(tally.tokens);
        let tokens = Share::new(equal, self.tokens + tokens - equal);
        Nearness::Near { leaves: common.leaves(), paths: common.paths(), tokens }
    }
}

fn count(number: i16) -> usize {
    usize::try_from(number).unwrap_or_default()
}

/// What a body holds.
struct Content {
    member: Member,
    leaves: SavedLeaves,
    tokens: Vec<u64>,
}

impl Content {
    fn of(number: usize, body: &BodyPattern) -> Option<Self> {
        let leaves = body.leaves()?;
        let tokens = body.reading.graphql.as_deref().map(token_terms).unwrap_or_default();
        let member =
            Member { leaves: leaves.leaves.len(), paths: leaves.paths, tokens: tokens.len(), number };
        Some(Self { member, leaves, tokens })
    }
}

/// Who holds what, while it is collected.
#[derive(Default)]
struct Terms {
    leaves: HashMap<u64, Vec<Slot>>,
    paths: HashMap<LeafPath, Vec<Slot>>,
    open: HashMap<(LeafPath, Wanted, Box<str>), Vec<Slot>>,
    tokens: HashMap<u64, Vec<Slot>>,
}

impl Terms {
    fn add(&mut self, slot: Slot, content: Content) {
        for leaf in content.leaves.leaves {
            self.add_leaf(slot, leaf);
        }
        for token in content.tokens {
            self.tokens.entry(token).or_default().push(slot);
        }
    }

    fn add_leaf(&mut self, slot: Slot, SavedLeaf { leaf, wanted, is_first }: SavedLeaf) {
        if is_first {
            self.paths.entry(leaf.path).or_default().push(slot);
        }
        let text = match wanted {
            Wanted::Same => return self.leaves.entry(leaf.hash).or_default().push(slot),
            Wanted::Anything => Box::default(),
            Wanted::Pieces => leaf.text.unwrap_or_default(),
        };
        // Of several at one path that are open, the others are equal to nothing.
        if is_first {
            self.open.entry((leaf.path, wanted, text)).or_default().push(slot);
        }
    }

    fn index(self, kind: Kind, members: Box<[Member]>, ends: Box<[usize]>) -> NearIndex {
        let count = members.len();
        let mut open: HashMap<_, Vec<OpenLeaf>> = HashMap::new();
        for ((path, wanted, text), holders) in self.open {
            let holders = Posting::new(holders, count);
            open.entry(path).or_default().push(OpenLeaf { wanted, text, holders });
        }
        NearIndex {
            kind,
            members,
            ends,
            leaves: Postings::new(self.leaves, count),
            paths: Postings::new(self.paths, count),
            open,
            tokens: Postings::new(self.tokens, count),
        }
    }
}

/// The tokens of a query, each with how often it came before: as sets of these, queries compare as multisets.
fn token_terms(call: &GraphQlCall) -> Vec<u64> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let term = |token| {
        let before = seen.entry(token).or_default();
        *before += 1;
        hash(&(token, *before))
    };
    call.query.tokens().map(term).collect()
}
