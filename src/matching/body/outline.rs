//! The leaves of a body: what two bodies are compared by when they are not equal (matching.md 8.3).

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use serde_json::Value;

use super::fields::Fields;
use super::json;

/// The most leaves of a body that is compared leaf by leaf.
pub(super) const MOST_LEAVES: usize = 4_096;

/// Where something stands in a body: a hash of the names and numbers on the way to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct LeafPath(u64);

impl LeafPath {
    pub(super) const ROOT: Self = Self(0);

    /// What stands under this name or number.
    pub(super) fn child(self, step: impl Hash) -> Self {
        Self(hash(&(self.0, step)))
    }
}

pub(super) fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A path and a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) path: LeafPath,
    /// A hash of path and value.
    pub(super) hash: u64,
    /// The value, where it is a text.
    pub(super) text: Option<Box<str>>,
}

/// All leaves of a body, and which of them stand below each branch.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) leaves: Vec<Leaf>,
    pub(super) branches: Vec<(LeafPath, Range<usize>)>,
}

/// There are more leaves than may be compared.
#[derive(Debug)]
pub(super) struct TooMany;

impl Outline {
    pub(super) fn of_json(value: &Value) -> Option<Self> {
        let mut outline = Self::default();
        outline.add_json(LeafPath::ROOT, value).ok()?;
        Some(outline)
    }

    /// Of `params` or `variables`, where none, null, `[]` and `{}` are one.
    pub(super) fn of_arguments(value: Option<&Value>) -> Option<Self> {
        match value.filter(|value| !is_nothing(value)) {
            Some(value) => Self::of_json(value),
            None => Self::of_json(&Value::Object(serde_json::Map::new())),
        }
    }

    pub(super) fn of_pairs<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> Option<Self> {
        let mut outline = Self::default();
        pairs.into_iter().try_for_each(|(key, value)| outline.text(LeafPath::ROOT.child(key), value)).ok()?;
        Some(outline)
    }

    pub(super) fn of_fields(fields: &Fields) -> Option<Self> {
        let mut outline = Self::of_pairs(fields.texts())?;
        let mut files = fields.files().map(|key| LeafPath::ROOT.child(key));
        files.try_for_each(|path| outline.leaf(path, 0, None)).ok()?;
        Some(outline)
    }

    pub(super) fn text(&mut self, path: LeafPath, text: &str) -> Result<(), TooMany> {
        self.leaf(path, hash(&text), Some(text.into()))
    }

    fn leaf(&mut self, path: LeafPath, value: u64, text: Option<Box<str>>) -> Result<(), TooMany> {
        if self.leaves.len() == MOST_LEAVES {
            return Err(TooMany);
        }
        self.leaves.push(Leaf { path, hash: hash(&(path, value)), text });
        Ok(())
    }

    /// Adds what stands below `path`.
    pub(super) fn branch(
        &mut self,
        path: LeafPath,
        fill: impl FnOnce(&mut Self) -> Result<(), TooMany>,
    ) -> Result<(), TooMany> {
        let before = self.leaves.len();
        fill(self)?;
        self.branches.push((path, before..self.leaves.len()));
        Ok(())
    }

    fn add_json(&mut self, path: LeafPath, value: &Value) -> Result<(), TooMany> {
        match value {
            Value::String(text) => self.text(path, text),
            Value::Array(values) if !values.is_empty() => self.branch(path, |outline| {
                let mut places = values.iter().enumerate();
                places.try_for_each(|(number, value)| outline.add_json(path.child(number), value))
            }),
            Value::Object(members) if !members.is_empty() => self.branch(path, |outline| {
                members.iter().try_for_each(|(key, value)| outline.add_json(path.child(key.as_str()), value))
            }),
            leaf => self.leaf(path, json::fingerprint(leaf), None),
        }
    }
}

/// None, as far as arguments go.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}
