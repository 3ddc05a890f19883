//! How near the body of an example is to that of a request (matching.md 8.3).

use std::cmp::Ordering;
use std::fmt;

use hashbrown::{HashMap, HashSet};

use super::gap::Wanted;
use super::outline::{Leaf, LeafPath, Outline};

/// How near a saved body is to the one that was sent; the greater, the nearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// By what they have in common.
    Near {
        /// Equal leaves, of all leaves of both.
        leaves: Share,
        /// Equal paths of leaves, of all of both.
        paths: Share,
        /// Equal tokens of a GraphQL query, of all tokens of both.
        tokens: Share,
    },
    /// They are equal, and this many leaves of the saved body hold no variable.
    Equal {
        /// How many.
        literals: usize,
    },
}

impl Nearness {
    /// Of bodies that have nothing in common, or cannot be compared: it prefers none.
    pub const NONE: Self = Self::Near { leaves: Share::NONE, paths: Share::NONE, tokens: Share::NONE };

    pub(super) fn between(saved: &SavedLeaves, sent: &SentLeaves) -> Self {
        let common = saved.in_common(sent);
        Self::Near { leaves: common.leaves(), paths: common.paths(), tokens: Share::NONE }
    }

    pub(super) fn with_tokens(self, tokens: Share) -> Self {
        match self {
            Self::Near { leaves, paths, .. } => Self::Near { leaves, paths, tokens },
            Self::Equal { .. } => self,
        }
    }
}

/// A part of a whole, compared exactly.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    equal: u32,
    /// At least 1.
    of: u32,
}

impl Share {
    pub(super) const NONE: Self = Self { equal: 0, of: 1 };

    pub(super) fn new(equal: usize, of: usize) -> Self {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self { equal: count(equal), of: count(of).max(1) }
    }

    fn over(self, other: Self) -> u64 {
        u64::from(self.equal) * u64::from(other.of)
    }
}

impl Ord for Share {
    fn cmp(&self, other: &Self) -> Ordering {
        self.over(*other).cmp(&other.over(*self))
    }
}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Share {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Share {}

/// `3 of 5`.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.equal, self.of)
    }
}

/// The leaves of a saved body.
#[derive(Debug, Default)]
pub(super) struct SavedLeaves {
    /// In the order of their paths, without repetition.
    pub(super) leaves: Box<[SavedLeaf]>,
    /// How many different paths they have.
    pub(super) paths: usize,
}

#[derive(Debug)]
pub(super) struct SavedLeaf {
    pub(super) leaf: Leaf,
    pub(super) wanted: Wanted,
    /// Whether it is the first with its path.
    pub(super) is_first: bool,
}

impl From<Outline> for SavedLeaves {
    fn from(outline: Outline) -> Self {
        let mut leaves = outline.leaves;
        leaves.sort_unstable_by_key(|leaf| (leaf.path, leaf.hash));
        leaves.dedup_by_key(|leaf| (leaf.path, leaf.hash));
        let mut previous = None;
        let leaf = |leaf: Leaf| {
            let is_first = previous.replace(leaf.path) != Some(leaf.path);
            let wanted = leaf.text.as_deref().map_or(Wanted::Same, Wanted::of);
            SavedLeaf { leaf, wanted, is_first }
        };
        let leaves: Box<[_]> = leaves.into_iter().map(leaf).collect();
        let paths = leaves.iter().filter(|leaf| leaf.is_first).count();
        Self { leaves, paths }
    }
}

impl SavedLeaves {
    /// How many hold no variable.
    pub(super) fn literals(&self) -> usize {
        self.leaves.iter().filter(|leaf| leaf.wanted == Wanted::Same).count()
    }

    pub(super) fn in_common(&self, sent: &SentLeaves) -> Common {
        let mut common = Common::new(self.leaves.len(), self.paths, sent);
        for leaf in &self.leaves {
            leaf.compare(sent, &mut common);
        }
        common
    }
}

impl SavedLeaf {
    pub(super) fn compare(&self, sent: &SentLeaves, common: &mut Common) {
        let node = sent.nodes.get(&self.leaf.path);
        let saved = self.leaf.text.as_deref().unwrap_or_default();
        let is_equal = match self.wanted {
            Wanted::Same => sent.leaves.contains(&self.leaf.hash),
            Wanted::Anything => self.is_first && node.is_some(),
            Wanted::Pieces => node
                .and_then(SentNode::text)
                .is_some_and(|sent| self.is_first && Wanted::Pieces.accepts(saved, sent)),
        };
        common.equal += usize::from(is_equal);
        let stands_for = node.map_or(0, SentNode::leaves);
        if is_equal && self.wanted == Wanted::Anything {
            common.take_for_one(stands_for);
        } else if self.is_first && node.is_some_and(|node| matches!(node, SentNode::Leaf { .. })) {
            common.equal_paths += 1;
        }
    }
}

/// What a saved body and a sent one have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Common {
    pub(super) equal: usize,
    pub(super) equal_paths: usize,
    pub(super) saved: usize,
    pub(super) saved_paths: usize,
    pub(super) sent: usize,
    pub(super) sent_paths: usize,
}

impl Common {
    pub(super) fn new(saved: usize, saved_paths: usize, sent: &SentLeaves) -> Self {
        let (sent, sent_paths) = (sent.leaves.len(), sent.paths);
        Self { equal: 0, equal_paths: 0, saved, saved_paths, sent, sent_paths }
    }

    /// A variable and all the leaves in its place are one leaf, with an equal path.
    pub(super) fn take_for_one(&mut self, leaves: usize) {
        self.equal_paths += 1;
        self.sent = (self.sent + 1).saturating_sub(leaves);
        self.sent_paths = (self.sent_paths + 1).saturating_sub(leaves);
    }

    pub(super) fn leaves(&self) -> Share {
        let equal = self.equal.min(self.sent).min(self.saved);
        Share::new(equal, self.saved + self.sent - equal)
    }

    pub(super) fn paths(&self) -> Share {
        let equal = self.equal_paths.min(self.sent_paths).min(self.saved_paths);
        Share::new(equal, self.saved_paths + self.sent_paths - equal)
    }
}

/// The leaves of a sent body, by hash and by path.
#[derive(Debug, Default)]
pub(super) struct SentLeaves {
    pub(super) leaves: HashSet<u64>,
    pub(super) nodes: HashMap<LeafPath, SentNode>,
    /// How many different paths of leaves there are.
    pub(super) paths: usize,
    /// Of the hashes of all leaves.
    pub(super) sum: u64,
}

#[derive(Debug)]
pub(super) enum SentNode {
    /// With its text, where it is one.
    Leaf { hash: u64, text: Option<Box<str>> },
    /// With the number of leaves below it, and the sum of their hashes.
    Branch { leaves: usize, sum: u64 },
}

impl SentNode {
    /// How many leaves stand here.
    pub(super) fn leaves(&self) -> usize {
        match self {
            Self::Leaf { .. } => 1,
            Self::Branch { leaves, .. } => *leaves,
        }
    }

    /// Of the hashes of the leaves that stand here.
    pub(super) fn sum(&self) -> u64 {
        match self {
            Self::Leaf { hash, .. } => *hash,
            Self::Branch { sum, .. } => *sum,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Leaf { text, .. } => text.as_deref(),
            Self::Branch { .. } => None,
        }
    }
}

impl From<Outline> for SentLeaves {
    fn from(Outline { leaves: all, branches }: Outline) -> Self {
        let leaves = all.iter().map(|leaf| leaf.hash).collect();
        let mut nodes = HashMap::with_capacity(all.len() + branches.len());
        // The sum of the hashes in front of each leaf, and of all.
        let mut sums = Vec::with_capacity(all.len() + 1);
        let mut sum: u64 = 0;
        for Leaf { path, hash, text } in all {
            sums.push(sum);
            sum = sum.wrapping_add(hash);
            nodes.entry(path).or_insert(SentNode::Leaf { hash, text });
        }
        sums.push(sum);
        let paths = nodes.len();
        nodes.extend(branches.into_iter().map(|(path, below)| {
            let sum_before = |at: usize| sums.get(at).copied().unwrap_or_default();
            let sum = sum_before(below.end).wrapping_sub(sum_before(below.start));
            (path, SentNode::Branch { leaves: below.len(), sum })
        }));
        Self { leaves, nodes, paths, sum }
    }
}
