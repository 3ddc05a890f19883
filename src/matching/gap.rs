//! Segments with variables beside fixed text (matching.md 8.5).

use std::fmt;

use smallvec::SmallVec;

use super::path::Text;
use crate::collection;

/// A segment of an example's path in which fixed text stands around variables without a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Gap {
    pieces: Box<[Piece]>,
    value: Option<Text>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Piece {
    Fixed(Text),
    Variable(Variable),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Variable {
    names: Box<[Box<str>]>,
    is_blank: bool,
}

/// What a variable may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Anything but nothing.
    Something,
    /// Also nothing, where it is defined as empty (8.7).
    NothingToo,
}

/// What each variable takes, in their order.
type Taken<'t> = SmallVec<[&'t str; 2]>;

impl Gap {
    pub(super) fn new(pieces: Vec<collection::Piece>, value: Option<String>) -> Self {
        let piece = |piece| match piece {
            collection::Piece::Fixed(text) => Piece::Fixed(Text::new(text)),
            collection::Piece::Variable { names, is_blank } => {
                let names = names.into_iter().map(String::into_boxed_str).collect();
                Piece::Variable(Variable { names, is_blank })
            }
        };
        Self { pieces: pieces.into_iter().map(piece).collect(), value: value.map(Text::new) }
    }

    /// What the segment is with the value of its `:name`.
    pub(super) fn value(&self) -> Option<&Text> {
        self.value.as_ref()
    }

    /// Whether a variable of it is defined as empty.
    pub(super) fn has_blank(&self) -> bool {
        self.variables().any(|variable| variable.is_blank)
    }

    /// Whether the two take the same segments.
    pub(super) fn is_alike(&self, other: &Self) -> bool {
        let blanks = |gap: &Self| gap.variables().map(|variable| variable.is_blank).collect::<Vec<_>>();
        self.shape().eq(other.shape()) && blanks(self) == blanks(other)
    }

    /// The fixed texts, folded, and none for each variable.
    pub(super) fn shape(&self) -> impl Iterator<Item = Option<&str>> {
        self.pieces.iter().map(|piece| match piece {
            Piece::Fixed(text) => Some(text.folded()),
            Piece::Variable(_) => None,
        })
    }

    pub(super) fn fits(&self, segment: &str, takes: Takes) -> bool {
        self.taken(segment, takes).is_some()
    }

    /// Names, and what they capture of a segment; nothing where it does not fit.
    pub(super) fn captures<'s>(
        &'s self,
        segment: &'s str,
        takes: Takes,
    ) -> impl Iterator<Item = (&'s str, &'s str)> {
        let values = self.taken(segment, takes).unwrap_or_default();
        let named = self.variables().zip(values);
        named.flat_map(|(variable, value)| variable.names.iter().map(move |name| (&**name, value)))
    }

    fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Fixed(_) => None,
            Piece::Variable(variable) => Some(variable),
        })
    }

    /// The fixed pieces in order, each at its first place, the last one at the end; ignoring case.
    fn taken<'t>(&self, segment: &'t str, takes: Takes) -> Option<Taken<'t>> {
        let (mut rest, mut values, mut open) = (segment, Taken::new(), SmallVec::<[&Variable; 2]>::new());
        for (at, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Variable(variable) => open.push(variable),
                Piece::Fixed(text) => {
                    let is_last = at + 1 == self.pieces.len();
                    let least = open.iter().filter(|variable| variable.least(takes) > 0).count();
                    let (before, behind) = cut(rest, text.folded(), open.is_empty(), least, is_last)?;
                    share(before, &open, takes, &mut values)?;
                    open.clear();
                    rest = behind;
                }
            }
        }
        if open.is_empty() {
            rest.is_empty().then_some(values)
        } else {
            share(rest, &open, takes, &mut values).map(|()| values)
        }
    }
}

impl Variable {
    /// How many characters it takes at least.
    fn least(&self, takes: Takes) -> usize {
        usize::from(!(self.is_blank && takes == Takes::NothingToo))
    }
}

/// What stands before and behind a fixed text: at the beginning where nothing is open, at the end where it is the
/// last, else at its first place behind the `least` characters that variables need.
fn cut<'t>(
    text: &'t str,
    fixed: &str,
    at_start: bool,
    least: usize,
    at_end: bool,
) -> Option<(&'t str, &'t str)> {
    if at_start {
        let behind = strip(text, fixed)?;
        return (!at_end || behind.is_empty()).then_some(("", behind));
    }
    let places = text.char_indices().map(|(at, _)| at).skip(least);
    let mut cuts = places.filter_map(|at| {
        let (before, from) = text.split_at_checked(at)?;
        Some((before, strip(from, fixed)?))
    });
    cuts.find(|(_, behind)| !at_end || behind.is_empty())
}

/// The text without `fixed`, which is in lower case, at its beginning.
fn strip<'t>(text: &'t str, fixed: &str) -> Option<&'t str> {
    let mut wanted = fixed.chars();
    let mut rest = text.chars();
    while !wanted.as_str().is_empty() {
        for lower in rest.next()?.to_lowercase() {
            if wanted.next() != Some(lower) {
                return None;
            }
        }
    }
    Some(rest.as_str())
}

/// Deals a text out to variables beside each other: the last takes what the others need not.
fn share<'t>(text: &'t str, open: &[&Variable], takes: Takes, values: &mut Taken<'t>) -> Option<()> {
    let mut rest = text;
    let Some((last, others)) = open.split_last() else { return text.is_empty().then_some(()) };
    for variable in others {
        let length = rest.chars().next().map_or(0, char::len_utf8) * variable.least(takes);
        if length == 0 && variable.least(takes) > 0 {
            return None;
        }
        let (own, behind) = rest.split_at_checked(length)?;
        values.push(own);
        rest = behind;
    }
    values.push(rest);
    (last.least(takes) == 0 || !rest.is_empty()).then_some(())
}

/// As a person writes it: `{{sid}}.json`.
impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces.iter().try_for_each(|piece| match piece {
            Piece::Fixed(text) => f.write_str(text.exact()),
            Piece::Variable(variable) => {
                write!(f, "{{{{{}}}}}", variable.names.first().map_or("", |name| name.as_ref()))
            }
        })
    }
}
