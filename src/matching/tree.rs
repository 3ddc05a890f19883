//! The paths of many examples as one tree, walked with a request's path.

use std::collections::VecDeque;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use smallvec::SmallVec;

use super::path::{Path, RequestPath, Segment, Text};
use super::request::Request;
use super::segment::{Shape, is_id, is_similar};

/// Which edges of the tree a walk may take besides wildcards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walk {
    /// Literals equal ignoring case (step 5).
    Wildcards,
    /// These, and IDs for IDs (steps 6 and 7).
    Ids,
    /// Literals similar by edit distance (step 8).
    Similar,
}

type NodeId = u32;

/// No child of this kind.
const NONE: NodeId = NodeId::MAX;
const ROOT: NodeId = 0;

/// A tree over folded segments without trailing slashes. All ID segments of one place are, besides
/// being literals, one edge, so that a walk takes one step for all of them.
#[derive(Debug)]
pub struct PathTree<T> {
    nodes: Vec<Node<T>>,
    children: HashTable<NodeId>,
    hasher: DefaultHashBuilder,
}

#[derive(Debug)]
struct Node<T> {
    parent: NodeId,
    text: Box<str>,
    shape: Shape,
    wildcard: NodeId,
    id: NodeId,
    literals: Vec<NodeId>,
    values: Vec<T>,
}

impl<T> Node<T> {
    fn new(parent: NodeId, text: &str) -> Self {
        Self {
            parent,
            shape: Shape::of(text),
            text: text.into(),
            wildcard: NONE,
            id: NONE,
            literals: Vec::new(),
            values: Vec::new(),
        }
    }
}

impl<T> Default for PathTree<T> {
    fn default() -> Self {
        Self {
            nodes: vec![Node::new(NONE, "")],
            children: HashTable::new(),
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

    /// Hands over every value whose path takes the request's.
    pub fn matching<'t>(&'t self, request: &Request<'_>, mut found: impl FnMut(&'t T)) {
        self.walk(request.path, Walk::Wildcards, |values| values.iter().for_each(&mut found));
    }

    /// The values at this path, wildcards being wildcards whatever their names.
    pub(super) fn entry(&mut self, path: &Path) -> &mut Vec<T> {
        let at = path.trimmed().iter().fold(ROOT, |node, segment| match segment {
            Segment::Literal(text) => self.literal_or_insert(node, text),
            Segment::Wildcard { .. } => self.wildcard_or_insert(node),
        });
        self.values_mut(at)
    }

    /// The values at this path with its ID segments taken as one kind; none where it has no ID segment.
    pub(super) fn id_entry(&mut self, path: &Path) -> Option<&mut Vec<T>> {
        let has_id = |segment: &Segment| matches!(segment, Segment::Literal(text) if text.is_id);
        if !path.trimmed().iter().any(has_id) {
            return None;
        }
        let at = path.trimmed().iter().fold(ROOT, |node, segment| match segment {
            Segment::Literal(text) if text.is_id => self.id_or_insert(node),
            Segment::Literal(text) => self.literal_or_insert(node, text),
            Segment::Wildcard { .. } => self.wildcard_or_insert(node),
        });
        Some(self.values_mut(at))
    }

    /// Every list of values, e.g. for sorting them once all are in.
    pub(super) fn lists_mut(&mut self) -> impl Iterator<Item = &mut Vec<T>> {
        self.nodes.iter_mut().map(|node| &mut node.values)
    }

    fn values_mut(&mut self, at: NodeId) -> &mut Vec<T> {
        &mut self.nodes[at as usize].values
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
        self.nodes[parent as usize].literals.push(child);
        let (nodes, hasher) = (&self.nodes, &self.hasher);
        let rehash = |at: &NodeId| {
            let node = &nodes[*at as usize];
            hasher.hash_one((node.parent, &*node.text))
        };
        self.children.insert_unique(hasher.hash_one((parent, text)), child, rehash);
        child
    }

    fn wildcard_or_insert(&mut self, parent: NodeId) -> NodeId {
        if self.node(parent).wildcard == NONE {
            self.nodes[parent as usize].wildcard = self.push(parent, "");
        }
        self.node(parent).wildcard
    }

    fn id_or_insert(&mut self, parent: NodeId) -> NodeId {
        if self.node(parent).id == NONE {
            self.nodes[parent as usize].id = self.push(parent, "");
        }
        self.node(parent).id
    }

    /// Hands over the values of every path that may match: never fewer than do, sometimes more.
    pub(super) fn walk<'t>(&'t self, path: &RequestPath<'_>, walk: Walk, mut found: impl FnMut(&'t [T])) {
        let mut open: SmallVec<[(NodeId, usize); 16]> = SmallVec::from_slice(&[(ROOT, 0)]);
        while let Some((at, depth)) = open.pop() {
            if depth < path.trimmed_len() {
                self.descend(at, path, depth, walk, |child| open.push((child, depth + 1)));
            } else if !self.node(at).values.is_empty() {
                found(&self.node(at).values);
            }
        }
    }

    fn descend(
        &self,
        at: NodeId,
        path: &RequestPath<'_>,
        depth: usize,
        walk: Walk,
        mut open: impl FnMut(NodeId),
    ) {
        let (node, folded) = (self.node(at), path.folded(depth));
        match walk {
            Walk::Similar => self.similar(node, folded).for_each(&mut open),
            Walk::Wildcards | Walk::Ids => self.literal(at, folded).into_iter().for_each(&mut open),
        }
        // In lower case an ID is still one; and an example's ID may also be equal ignoring case.
        if walk == Walk::Ids && node.id != NONE && is_id(folded) {
            open(node.id);
        }
        if node.wildcard != NONE && !folded.is_empty() {
            open(node.wildcard);
        }
    }

    fn similar<'t>(&'t self, node: &'t Node<T>, folded: &'t str) -> impl Iterator<Item = NodeId> + 't {
        let shape = Shape::of(folded);
        node.literals.iter().copied().filter(move |child| {
            let child = self.node(*child);
            shape.may_be_similar(child.shape) && is_similar(&child.text, folded)
        })
    }

    /// Values whose paths share the longest beginning with `path`, at most `most` of them.
    pub(super) fn nearest(&self, path: &RequestPath<'_>, most: usize) -> Vec<&T> {
        let mut trail: SmallVec<[NodeId; 16]> = SmallVec::from_slice(&[ROOT]);
        for depth in 0..path.trimmed_len() {
            let at = trail.last().copied().unwrap_or(ROOT);
            let wildcard = Some(self.node(at).wildcard).filter(|child| *child != NONE);
            match self.literal(at, path.folded(depth)).or(wildcard) {
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
        let mut open = VecDeque::from([at]);
        while let Some(at) = open.pop_front()
            && near.is_open()
        {
            let node = self.node(at);
            near.take(&node.values);
            let wildcard = Some(&node.wildcard).filter(|child| **child != NONE);
            let children = wildcard.into_iter().chain(&node.literals).copied();
            open.extend(children.filter(|child| *child != known).take(near.left));
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
