//! The paths of many examples as one tree, walked with a request's path.

use std::collections::VecDeque;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use smallvec::SmallVec;

use super::gap::{Gap, Takes};
use super::path::{Path, Segment, Sought, Text};
use super::request::Request;
use super::segment::{Likeness, Shape, is_id};
use crate::collection::Algorithm;

/// Which edges of the tree a walk may take besides wildcards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walk {
    /// Literals equal ignoring case (step 5).
    Wildcards,
    /// These, and IDs for IDs (steps 6 and 7).
    Ids,
    /// Literals similar by edit distance (step 8).
    Similar,
    /// Literals equal ignoring case, and wildcards of variables that are defined as empty take nothing (step 10).
    Blanks,
}

type NodeId = u32;

/// No child of this kind.
const NONE: NodeId = NodeId::MAX;
const ROOT: NodeId = 0;

/// The place of a value among all, the one that wins under equal scores first.
pub(super) type Place = u32;

/// Any place is of interest.
pub(super) const ANY: Place = Place::MAX;

/// A tree over folded segments without trailing slashes. All ID segments of one place are, besides
/// being literals, one edge, so that a walk takes one step for all of them.
#[derive(Debug)]
pub struct PathTree<T> {
    nodes: Vec<Node<T>>,
    children: HashTable<NodeId>,
    /// The ends of paths of literals alone, by their whole text.
    texts: HashTable<NodeId>,
    hasher: DefaultHashBuilder,
}

/// Of these there are as many as examples, and nearly all are ends: what only others have is elsewhere.
#[derive(Debug)]
struct Node<T> {
    parent: NodeId,
    /// The first place among the values at and below it.
    first: Place,
    text: Box<str>,
    shape: Shape,
    /// None at an end.
    edges: Option<Box<Edges>>,
    values: Values<T>,
    /// One bit for each number of segments after which a value lies below this node.
    heights: u64,
}

/// The values of a node: most often one.
pub(super) type Values<T> = SmallVec<[T; 1]>;

/// Where a path goes on from a node.
#[derive(Debug)]
struct Edges {
    wildcard: NodeId,
    id: NodeId,
    gaps: Vec<(Gap, NodeId)>,
    /// The one with the first value first, once all are in.
    literals: Vec<NodeId>,
}

/// The edges of an end.
static NO_EDGES: Edges = Edges::NONE;

impl Edges {
    const NONE: Self = Self { wildcard: NONE, id: NONE, gaps: Vec::new(), literals: Vec::new() };

    fn all(&self) -> impl Iterator<Item = NodeId> {
        let of_kinds = [self.wildcard, self.id].into_iter().filter(|child| *child != NONE);
        of_kinds.chain(self.gaps.iter().map(|(_, child)| *child)).chain(self.literals.iter().copied())
    }
}

/// What a walk goes on with.
enum Open {
    /// A node, and how many segments lead to it.
    Node(NodeId, usize),
    /// The literals of a node from this one on.
    Similar(NodeId, usize, usize),
}

/// The bit for a number of segments; far down, one for many.
fn height(segments: usize) -> u64 {
    1 << segments.min(63)
}

impl<T> Node<T> {
    fn new(parent: NodeId, text: &str) -> Self {
        Self {
            parent,
            first: 0,
            shape: Shape::of(text),
            text: text.into(),
            edges: None,
            values: Values::new(),
            heights: 0,
        }
    }

    fn edges(&self) -> &Edges {
        self.edges.as_deref().unwrap_or(&NO_EDGES)
    }

    fn edges_mut(&mut self) -> &mut Edges {
        self.edges.get_or_insert_with(|| Box::new(Edges::NONE))
    }
}

impl<T> Default for PathTree<T> {
    fn default() -> Self {
        Self {
            nodes: vec![Node::new(NONE, "")],
            children: HashTable::new(),
            texts: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        }
    }
}

impl<T> PathTree<T> {
    /// The first value at this path (case, trailing slashes and the names of wildcards aside), or else this one.
    pub fn get_or_insert(&mut self, path: &Path, value: T) -> &T {
        let values = self.entry(path);
        if values.is_empty() {
            values.push(value);
        }
        &values[0]
    }

    /// Whether no path was entered.
    pub(super) fn is_empty(&self) -> bool {
        self.nodes.len() <= 1 && self.node(ROOT).values.is_empty()
    }

    /// Gives back the room for what will not come.
    pub fn shrink_to_fit(&mut self) {
        self.nodes.shrink_to_fit();
        self.nodes.iter_mut().filter_map(|node| node.edges.as_mut()).for_each(|edges| {
            edges.literals.shrink_to_fit();
        });
    }

    /// The values whose path is the request's, without a wildcard: no other path has as many literals. Only those
    /// that were made known to [`find_by_text`](Self::find_by_text) are found.
    pub fn equal(&self, request: &Request<'_>) -> &[T] {
        self.at_text(request.path.sought(Algorithm::Extended))
    }

    /// Hands over every value whose path takes the request's.
    pub fn matching<'t>(&'t self, request: &Request<'_>, mut found: impl FnMut(&'t T)) {
        self.walk(request.path.sought(Algorithm::Extended), Walk::Wildcards, |values| {
            values.iter().for_each(&mut found);
            ANY
        });
    }

    /// The values at this path, wildcards being wildcards whatever their names.
    pub(super) fn entry(&mut self, path: &Path) -> &mut Values<T> {
        self.entry_of(path.trimmed())
    }

    /// As [`entry`](Self::entry), of all these segments.
    pub(super) fn entry_of(&mut self, segments: &[Segment]) -> &mut Values<T> {
        let at = segments.iter().fold(ROOT, |node, segment| self.child_or_insert(node, segment));
        self.leaf(at)
    }

    fn child_or_insert(&mut self, node: NodeId, segment: &Segment) -> NodeId {
        match segment {
            Segment::Literal(text) => self.literal_or_insert(node, text),
            Segment::Wildcard(_) => self.wildcard_or_insert(node),
            Segment::Gap(gap) => self.gap_or_insert(node, gap),
        }
    }

    /// The values at this path with its ID segments taken as one kind; none where it has no ID segment.
    pub(super) fn id_entry(&mut self, path: &Path) -> Option<&mut Values<T>> {
        let has_id = |segment: &Segment| matches!(segment, Segment::Literal(text) if text.is_id);
        if !path.trimmed().iter().any(has_id) {
            return None;
        }
        let at = path.trimmed().iter().fold(ROOT, |node, segment| match segment {
            Segment::Literal(text) if text.is_id => self.id_or_insert(node),
            other => self.child_or_insert(node, other),
        });
        Some(self.leaf(at))
    }

    /// Every list of values, e.g. for sorting them once all are in.
    pub(super) fn lists_mut(&mut self) -> impl Iterator<Item = &mut Values<T>> {
        self.nodes.iter_mut().map(|node| &mut node.values)
    }

    /// Puts what has the first places in front, so that a walk finds it soon. A node comes after its parent.
    pub(super) fn order(&mut self, place: impl Fn(&T) -> Place) {
        for at in (0..self.nodes.len()).rev() {
            let below = self.nodes[at].edges().all().map(|child| self.node(child).first);
            let first = self.nodes[at].values.iter().map(&place).chain(below).min().unwrap_or(ANY);
            self.nodes[at].first = first;
            if let Some(mut edges) = self.nodes[at].edges.take() {
                edges.literals.sort_by_key(|child| self.node(*child).first);
                self.nodes[at].edges = Some(edges);
            }
        }
    }

    /// The values of a node that is to have some: whoever is above it knows how far down they are.
    fn leaf(&mut self, at: NodeId) -> &mut Values<T> {
        let (mut above, mut segments) = (at, 0);
        while above != NONE {
            self.nodes[above as usize].heights |= height(segments);
            above = self.node(above).parent;
            segments += 1;
        }
        &mut self.nodes[at as usize].values
    }

    /// Lets [`equal`](Self::equal) find the values at this path, where it has no wildcard. They are there already.
    pub fn find_by_text(&mut self, path: &Path) {
        let literal = |at, segment: &Segment| match segment {
            Segment::Literal(text) => self.literal(at, text.folded()),
            Segment::Wildcard(_) | Segment::Gap(_) => None,
        };
        let Some(at) = path.trimmed().iter().try_fold(ROOT, literal) else { return };
        let hash = self.hasher.hash_one(self.text(at).as_str());
        if self.texts.find(hash, |known| *known == at).is_none() {
            let mut texts = std::mem::take(&mut self.texts);
            texts.insert_unique(hash, at, |known| self.hasher.hash_one(self.text(*known).as_str()));
            self.texts = texts;
        }
    }

    /// The values at the path of literals that a request's path is, case and trailing slashes aside.
    pub(super) fn at_text(&self, path: Sought<'_>) -> &[T] {
        let is_it = |at: &NodeId| path.is_all_backwards(self.texts_to(*at));
        let found = self.texts.find(self.hasher.hash_one(path.text()), is_it);
        found.map_or(&[], |at| &self.node(*at).values)
    }

    /// As [`Path::text`], of a node that literals lead to.
    fn text(&self, at: NodeId) -> String {
        let mut texts: SmallVec<[&str; 8]> = self.texts_to(at).collect();
        texts.reverse();
        texts.join("/")
    }

    /// The texts of a node and those above it.
    fn texts_to(&self, mut at: NodeId) -> impl Iterator<Item = &str> {
        std::iter::from_fn(move || {
            let node = (at != ROOT).then(|| self.node(at))?;
            at = node.parent;
            Some(&*node.text)
        })
    }

    fn node(&self, at: NodeId) -> &Node<T> {
        &self.nodes[at as usize]
    }

    fn hash(&self, parent: NodeId, text: &str) -> u64 {
        self.hasher.hash_one((parent, text))
    }

    fn literal(&self, parent: NodeId, text: &str) -> Option<NodeId> {
        let is_it = |child: &NodeId| {
            let child = self.node(*child);
            child.parent == parent && *child.text == *text
        };
        self.children.find(self.hash(parent, text), is_it).copied()
    }

    fn push(&mut self, parent: NodeId, text: &str) -> NodeId {
        let at = NodeId::try_from(self.nodes.len()).unwrap_or(NONE);
        self.nodes.push(Node::new(parent, text));
        at
    }

    fn literal_or_insert(&mut self, parent: NodeId, text: &Text) -> NodeId {
        let text = text.folded();
        if let Some(child) = self.literal(parent, text) {
            return child;
        }
        let child = self.push(parent, text);
        self.nodes[parent as usize].edges_mut().literals.push(child);
        let (nodes, hasher) = (&self.nodes, &self.hasher);
        let rehash = |at: &NodeId| {
            let node = &nodes[*at as usize];
            hasher.hash_one((node.parent, &*node.text))
        };
        self.children.insert_unique(hasher.hash_one((parent, text)), child, rehash);
        child
    }

    fn wildcard_or_insert(&mut self, parent: NodeId) -> NodeId {
        if self.node(parent).edges().wildcard == NONE {
            let child = self.push(parent, "");
            self.nodes[parent as usize].edges_mut().wildcard = child;
        }
        self.node(parent).edges().wildcard
    }

    fn gap_or_insert(&mut self, parent: NodeId, gap: &Gap) -> NodeId {
        let known = self.node(parent).edges().gaps.iter().find(|(known, _)| known.is_alike(gap));
        if let Some((_, child)) = known {
            return *child;
        }
        let child = self.push(parent, "");
        self.nodes[parent as usize].edges_mut().gaps.push((gap.clone(), child));
        child
    }

    fn id_or_insert(&mut self, parent: NodeId) -> NodeId {
        if self.node(parent).edges().id == NONE {
            let child = self.push(parent, "");
            self.nodes[parent as usize].edges_mut().id = child;
        }
        self.node(parent).edges().id
    }

    /// Hands over the values of every path that may match: never fewer than do, sometimes more. What is handed them
    /// tells which places are still of interest: those before the one it returns.
    pub(super) fn walk<'t>(&'t self, path: Sought<'_>, walk: Walk, mut found: impl FnMut(&'t [T]) -> Place) {
        let length = path.len();
        let mut before = ANY;
        let mut alike: SmallVec<[Option<Likeness>; 0]> = SmallVec::new();
        let mut open: SmallVec<[Open; 16]> = SmallVec::new();
        let mut next = Some(Open::Node(ROOT, 0));
        while let Some(step) = next.take().or_else(|| open.pop()) {
            match step {
                Open::Node(at, depth) if !self.may_hold(at, length - depth, before) => {}
                Open::Node(at, depth) if depth < length => {
                    next = self.descend(at, path, depth, walk, &mut open);
                }
                Open::Node(at, _) if self.node(at).values.is_empty() => {}
                Open::Node(at, _) => before = found(&self.node(at).values).min(before),
                Open::Similar(at, depth, from) => {
                    alike.resize_with(length, || None);
                    let Some(alike) = alike.get_mut(depth) else { continue };
                    let alike = alike.get_or_insert_with(|| Likeness::new(path.folded(depth)));
                    let siblings = self.node(at).edges().literals.iter().enumerate().skip(from);
                    let mut siblings = siblings.take_while(|(_, child)| self.node(**child).first < before);
                    let rest = length - depth - 1;
                    let similar = siblings.find(|(_, child)| {
                        let node = self.node(**child);
                        node.heights & height(rest) != 0 && alike.is_similar(&node.text, node.shape)
                    });
                    if let Some((place, child)) = similar {
                        open.push(Open::Similar(at, depth, place + 1));
                        next = Some(Open::Node(*child, depth + 1));
                    }
                }
            }
        }
    }

    /// Whether a value of interest may lie so many segments below a node.
    fn may_hold(&self, at: NodeId, segments: usize, before: Place) -> bool {
        let node = self.node(at);
        node.heights & height(segments) != 0 && (node.first < before || before == ANY)
    }

    /// Where the way goes on, and what is left open for later.
    fn descend(
        &self,
        at: NodeId,
        path: Sought<'_>,
        depth: usize,
        walk: Walk,
        open: &mut SmallVec<[Open; 16]>,
    ) -> Option<Open> {
        let (edges, folded) = (self.node(at).edges(), path.folded(depth));
        if edges.wildcard != NONE && (!folded.is_empty() || walk == Walk::Blanks) {
            open.push(Open::Node(edges.wildcard, depth + 1));
        }
        if !edges.gaps.is_empty() {
            let takes = if walk == Walk::Blanks { Takes::NothingToo } else { Takes::Something };
            let fitting = edges.gaps.iter().filter(|(gap, _)| gap.fits(path.exact(depth), takes));
            open.extend(fitting.map(|(_, child)| Open::Node(*child, depth + 1)));
        }
        // In lower case an ID is still one; and an example's ID may also be equal ignoring case.
        if walk == Walk::Ids && edges.id != NONE && is_id(folded) {
            open.push(Open::Node(edges.id, depth + 1));
        }
        match walk {
            Walk::Similar => Some(Open::Similar(at, depth, 0)),
            Walk::Wildcards | Walk::Ids | Walk::Blanks => {
                self.literal(at, folded).map(|child| Open::Node(child, depth + 1))
            }
        }
    }

    /// Values whose paths share the longest beginning with `path`, at most `most` of them.
    pub(super) fn nearest(&self, path: Sought<'_>, most: usize) -> Vec<&T> {
        let mut trail: SmallVec<[NodeId; 16]> = SmallVec::from_slice(&[ROOT]);
        for depth in 0..path.len() {
            let at = trail.last().copied().unwrap_or(ROOT);
            let wildcard = Some(self.node(at).edges().wildcard).filter(|child| *child != NONE);
            let fits = |(gap, _): &&(Gap, NodeId)| gap.fits(path.exact(depth), Takes::Something);
            let gap = self.node(at).edges().gaps.iter().find(fits).map(|(_, child)| *child);
            match self.literal(at, path.folded(depth)).or(gap).or(wildcard) {
                Some(child) => trail.push(child),
                None => break,
            }
        }
        let mut near = Near { most, left: LOOKED_AT, values: Vec::new() };
        let mut known = NONE;
        while let Some(at) = trail.pop()
            && near.is_open()
        {
            self.take_below(at, known, &mut near);
            known = at;
        }
        near.values
    }

    /// The values at and below a node, nearest to it first, but for those below `known`.
    fn take_below<'t>(&'t self, at: NodeId, known: NodeId, near: &mut Near<'t, T>) {
        near.take(&self.node(at).values);
        let mut open = VecDeque::from([self.node(at).edges()]);
        while let Some(edges) = open.pop_front() {
            let wildcard = Some(edges.wildcard).filter(|child| *child != NONE);
            let gaps = edges.gaps.iter().map(|(_, child)| *child);
            let children = wildcard.into_iter().chain(gaps).chain(edges.literals.iter().copied());
            for child in children.filter(|child| *child != known) {
                if !near.is_open() {
                    return;
                }
                let child = self.node(child);
                near.take(&child.values);
                open.extend(child.edges.as_deref());
            }
        }
    }
}

/// How many nodes are looked at for what is near.
const LOOKED_AT: usize = 256;

struct Near<'t, T> {
    most: usize,
    left: usize,
    values: Vec<&'t T>,
}

impl<'t, T> Near<'t, T> {
    fn is_open(&self) -> bool {
        self.left > 0 && self.values.len() < self.most
    }

    fn take(&mut self, values: &'t [T]) {
        self.left = self.left.saturating_sub(1);
        self.values.extend(values.iter().take(self.most.saturating_sub(self.values.len())));
    }
}
