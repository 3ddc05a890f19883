//! A path prepared for comparing: decoded segments beside their lower case.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use memchr::memchr;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use smallvec::SmallVec;

use super::gap::Gap;
use super::segment::{fold, is_id};
use super::slashes;
use crate::collection::{self, Algorithm, PathPattern, decode_segment};

/// What a segment of a path is not sent with as it is.
const RESERVED: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'/').add(b'<').add(b'>').add(b'?').add(b'`');

/// A segment of an example's path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Segment {
    /// Text that stands for itself.
    Literal(Text),
    /// Takes any one non-empty segment; steps 1 to 4 know only its value.
    Wildcard(Box<Wildcard>),
    /// Takes segments with fixed text in them (8.5).
    Gap(Box<Gap>),
}

/// What is known of a segment that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Wildcard {
    pub(super) names: Box<[Box<str>]>,
    value: Option<Text>,
    /// Whether it also takes nothing, in step 10 (8.7).
    pub(super) is_blank: bool,
}

/// A text and, where it differs, its lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Text {
    /// The one and then the other.
    both: Box<str>,
    /// Where the first ends.
    end: u32,
    pub(super) is_id: bool,
}

impl Text {
    pub(super) fn new(exact: String) -> Self {
        let (is_id, end) = (is_id(&exact), u32::try_from(exact.len()).unwrap_or(u32::MAX));
        let both = match fold(&exact) {
            Cow::Borrowed(_) => exact,
            Cow::Owned(folded) => exact + &folded,
        };
        Self { both: both.into(), end, is_id }
    }

    pub(super) fn exact(&self) -> &str {
        self.both.get(..self.end as usize).unwrap_or(&self.both)
    }

    pub(super) fn folded(&self) -> &str {
        match self.both.get(self.end as usize..) {
            Some("") | None => &self.both,
            Some(folded) => folded,
        }
    }
}

impl Segment {
    /// What steps 1 to 4 compare: the text, or the value given to a `:name`.
    pub(super) fn value(&self) -> Option<&Text> {
        match self {
            Self::Literal(text) => Some(text),
            Self::Wildcard(wildcard) => wildcard.value.as_ref(),
            Self::Gap(gap) => gap.value(),
        }
    }

    /// What it adds to how specific a path is.
    fn weight(&self) -> usize {
        match self {
            Self::Literal(_) => 2,
            Self::Gap(_) => 1,
            Self::Wildcard(_) => 0,
        }
    }

    /// Adds a segment that it takes to the path of a request.
    fn push_sample(&self, path: &mut String) {
        match self {
            Self::Literal(text) => path.extend(utf8_percent_encode(text.exact(), RESERVED)),
            Self::Wildcard(_) => path.push('x'),
            Self::Gap(gap) => {
                let pieces = gap.shape().map(|fixed| fixed.unwrap_or("x"));
                pieces.for_each(|piece| path.extend(utf8_percent_encode(piece, RESERVED)));
            }
        }
    }
}

/// The path of an example.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    pub(super) segments: Arc<[Segment]>,
    /// How many empty segments stand at its beginning and do not count (8.6).
    pub(super) leading: usize,
    /// How many empty segments stand at its end.
    pub(super) trailing: usize,
    specificity: usize,
    /// Whether steps 1 to 4 know a value of every segment.
    pub(super) is_valued: bool,
}

impl Path {
    /// A pattern as a person writes it: `/books/:id`, also `/books/{{id}}`.
    pub fn parse(text: &str) -> Self {
        Self::of(collection::path_pattern(text), Algorithm::Extended)
    }

    /// The path of a request that this path matches in step 5 or better and that lies below `prefix`, which
    /// is compared as it is sent; none where there is no such request.
    pub fn sample_below(&self, prefix: &str) -> Option<String> {
        let mut above = prefix.trim_end_matches('/').split('/').skip(1);
        let mut sample = String::new();
        for segment in &*self.segments {
            sample.push('/');
            match (above.next(), segment) {
                (Some(part), Segment::Literal(text)) if fold(&decode_segment(part)) != *text.folded() => {
                    return None;
                }
                (Some(part), _) => sample.push_str(part),
                (None, segment) => segment.push_sample(&mut sample),
            }
        }
        above.next().is_none().then_some(sample)
    }

    /// The path of the request that this path was saved with: wildcards that have a value stand for it, others for `x`.
    pub fn as_saved(&self) -> String {
        let mut sample = String::new();
        for segment in &*self.segments {
            sample.push('/');
            match segment.value() {
                Some(text) => sample.extend(utf8_percent_encode(text.exact(), RESERVED)),
                None => segment.push_sample(&mut sample),
            }
        }
        sample
    }

    /// Without empty segments at its ends.
    pub(super) fn trimmed(&self) -> &[Segment] {
        &self.segments[self.leading..self.segments.len() - self.trailing]
    }

    /// Whether a segment has variables beside fixed text (8.5).
    pub(super) fn has_gap(&self) -> bool {
        self.segments.iter().any(|segment| matches!(segment, Segment::Gap(_)))
    }

    /// Whether a variable in it is defined as empty (8.7).
    pub(super) fn has_blank(&self) -> bool {
        self.segments.iter().any(|segment| match segment {
            Segment::Literal(_) => false,
            Segment::Wildcard(wildcard) => wildcard.is_blank,
            Segment::Gap(gap) => gap.has_blank(),
        })
    }

    /// What steps 1 to 4 compare, ignoring case and trailing slashes; none where they never match. Paths of one
    /// text may yet differ: a segment may have a slash of its own.
    pub(super) fn text(&self) -> Option<String> {
        let texts: Option<Vec<_>> =
            self.trimmed().iter().map(|segment| Some(segment.value()?.folded())).collect();
        Some(texts?.join("/"))
    }

    pub(super) fn has_wildcard(&self) -> bool {
        self.segments.iter().any(|segment| !matches!(segment, Segment::Literal(_)))
    }

    /// The first tie-breaker of section 6: 2 for each literal segment, 1 for each gap (8.5). A `:name` is no
    /// literal, whatever its value.
    pub fn specificity(&self) -> usize {
        self.specificity
    }
}

impl Path {
    /// As these rules read it. No segment at all is the path of a bare host: a request for it says `/`.
    pub fn of(pattern: PathPattern, algorithm: Algorithm) -> Self {
        let mut segments: Vec<Segment> = pattern.0.into_iter().map(Segment::from).collect();
        if segments.is_empty() {
            segments.push(Segment::Literal(Text::new(String::new())));
        }
        let is_empty =
            |segment: &&Segment| matches!(segment, Segment::Literal(text) if text.exact().is_empty());
        let trailing = segments.iter().rev().take_while(is_empty).count();
        let leading = match algorithm {
            Algorithm::Postman => 0,
            Algorithm::Extended => {
                segments.iter().take(segments.len() - trailing).take_while(is_empty).count()
            }
        };
        let specificity = segments[leading..segments.len() - trailing].iter().map(Segment::weight).sum();
        let is_valued = segments.iter().all(|segment| segment.value().is_some());
        Self { leading, trailing, specificity, is_valued, segments: segments.into() }
    }
}

impl From<collection::Segment> for Segment {
    fn from(segment: collection::Segment) -> Self {
        match segment {
            collection::Segment::Literal(text) => Self::Literal(Text::new(text)),
            collection::Segment::Wildcard { names, value, is_blank } => Self::Wildcard(Box::new(Wildcard {
                names: names.into_iter().map(String::into_boxed_str).collect(),
                value: value.map(Text::new),
                is_blank,
            })),
            collection::Segment::Gap { pieces, value } => Self::Gap(Box::new(Gap::new(pieces, value))),
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(text) => f.write_str(text.exact()),
            Self::Gap(gap) => gap.fmt(f),
            Self::Wildcard(wildcard) => {
                let name = wildcard.names.first().map_or("", |name| name.as_ref());
                match collection::as_placeholder(name) {
                    Some(placeholder) => f.write_str(placeholder),
                    None => write!(f, ":{name}"),
                }
            }
        }
    }
}

/// `/books/:id`, as a person writes it.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.segments.iter().try_for_each(|segment| {
            f.write_str("/")?;
            segment.fmt(f)
        })
    }
}

/// The path of a request, split and decoded once (matching.md 1.9). The usual path, lower case and without
/// `%`, is borrowed as it was sent.
#[derive(Debug)]
pub(super) struct RequestPath<'a> {
    exact: Joined<'a>,
    /// Lower case, where any segment differs from it: seldom enough to have a place of its own.
    folded: Option<Box<Joined<'a>>>,
    /// How many empty segments stand before the first that is none.
    leading: usize,
    /// How many empty segments stand at its end.
    trailing: usize,
}

/// The segments of a request's path that are compared with those of an example.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sought<'r> {
    path: &'r RequestPath<'r>,
    pub(super) leading: usize,
    pub(super) trailing: usize,
}

/// Segments in one text, with one byte between them.
#[derive(Debug)]
struct Joined<'a> {
    text: Cow<'a, str>,
    /// Where each segment begins, and where one behind the last would.
    starts: SmallVec<[usize; 8]>,
}

impl<'a> Joined<'a> {
    /// Of a path that stands for itself, in lower case: nearly every one.
    fn plain(path: &'a str) -> Option<Self> {
        slashes::starts_of_plain(path).map(|starts| Self { starts, text: Cow::Borrowed(path) })
    }

    fn split(path: &'a str) -> Self {
        let behind = path.match_indices('/').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(behind).chain([path.len() + 1]).collect();
        Self { starts, text: Cow::Borrowed(path) }
    }

    fn of<'s>(segments: impl Iterator<Item = Cow<'s, str>>) -> Self {
        let (mut text, mut starts) = (String::new(), SmallVec::from_slice(&[0]));
        for segment in segments {
            text.extend((starts.len() > 1).then_some('/'));
            text.push_str(&segment);
            starts.push(text.len() + 1);
        }
        Self { text: Cow::Owned(text), starts }
    }

    fn get(&self, at: usize) -> &str {
        self.range(at).and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    /// Whether the segment is this text. As bytes: a text would be looked at for where its characters begin.
    fn is(&self, at: usize, text: &str) -> bool {
        self.range(at).and_then(|range| self.text.as_bytes().get(range)) == Some(text.as_bytes())
    }

    fn range(&self, at: usize) -> Option<Range<usize>> {
        let starts = self.starts.as_slice();
        Some(*starts.get(at)?..starts.get(at + 1)? - 1)
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether no segment has a slash of its own: nothing of it was decoded.
    fn is_as_sent(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_))
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at))
    }
}

impl<'a> RequestPath<'a> {
    pub(super) fn new(path: &'a str) -> Self {
        let path = path.strip_prefix('/').unwrap_or(path);
        let (exact, folded) = match Joined::plain(path) {
            Some(plain) => (plain, None),
            None => Self::decoded(path),
        };
        let trailing = if exact.text.is_empty() || exact.text.ends_with('/') {
            exact.iter().rev().take_while(|segment| segment.is_empty()).count()
        } else {
            0
        };
        let leading = if exact.text.starts_with('/') {
            exact.iter().take_while(|segment| segment.is_empty()).count().min(exact.len() - trailing)
        } else {
            0
        };
        Self { exact, folded, leading, trailing }
    }

    /// Without empty segments at its end, and at its beginning where these rules pass over them (8.6).
    pub(super) fn sought(&self, algorithm: Algorithm) -> Sought<'_> {
        let leading = if algorithm == Algorithm::Postman { 0 } else { self.leading };
        Sought { path: self, leading, trailing: self.trailing }
    }

    /// All segments as they are.
    pub(super) fn whole(&self) -> Sought<'_> {
        Sought { path: self, leading: 0, trailing: 0 }
    }

    fn decoded(path: &'a str) -> (Joined<'a>, Option<Box<Joined<'a>>>) {
        let sent = Joined::split(path);
        let exact = match memchr(b'%', sent.text.as_bytes()) {
            None => sent,
            Some(_) => Joined::of(sent.iter().map(decode_segment)),
        };
        let folded = match fold(&exact.text) {
            Cow::Borrowed(_) => None,
            Cow::Owned(_) => Some(Box::new(Joined::of(exact.iter().map(fold)))),
        };
        (exact, folded)
    }

    fn folded(&self) -> &Joined<'a> {
        self.folded.as_deref().unwrap_or(&self.exact)
    }

    pub(super) fn segments(&self) -> impl Iterator<Item = &str> {
        self.exact.iter()
    }
}

impl<'r> Sought<'r> {
    pub(super) fn len(self) -> usize {
        self.path.exact.len() - self.leading - self.trailing
    }

    pub(super) fn exact(self, at: usize) -> &'r str {
        self.path.exact.get(self.leading + at)
    }

    pub(super) fn folded(self, at: usize) -> &'r str {
        self.path.folded().get(self.leading + at)
    }

    /// Whether a segment is this text.
    pub(super) fn is_exact(self, at: usize, text: &str) -> bool {
        self.path.exact.is(self.leading + at, text)
    }

    /// Whether a segment in lower case is this text.
    pub(super) fn is_folded(self, at: usize, text: &str) -> bool {
        self.path.folded().is(self.leading + at, text)
    }

    /// What steps 1 to 4 compare, ignoring case and empty segments at the ends, in one text: see [`Path::text`].
    pub(super) fn text(self) -> &'r str {
        let joined = self.path.folded();
        if self.leading == 0 && self.trailing == 0 {
            return &joined.text;
        }
        let end = joined.starts.get(joined.len() - self.trailing).and_then(|start| start.checked_sub(1));
        let start = joined.starts.get(self.leading).copied();
        start.zip(end).and_then(|(start, end)| joined.text.get(start..end)).unwrap_or_default()
    }

    /// Whether these, from the last to the first, are its segments in lower case. What was not decoded is compared as one
    /// text, 38 instructions less for three segments: as many of one text have as many slashes between them, and so none
    /// within.
    pub(super) fn is_all_backwards<'t>(self, mut texts: impl Iterator<Item = &'t str>) -> bool {
        if !self.path.exact.is_as_sent() {
            let is_same = |at| texts.next().is_some_and(|text| self.is_folded(at, text));
            return (0..self.len()).rev().all(is_same) && texts.next().is_none();
        }
        let (mut rest, mut left) = (self.text().as_bytes(), self.len());
        for text in texts {
            let before = if left == self.len() { Some(rest) } else { rest.strip_suffix(b"/") };
            let Some(before) = before.and_then(|rest| rest.strip_suffix(text.as_bytes())) else {
                return false;
            };
            let Some(fewer) = left.checked_sub(1) else { return false };
            (rest, left) = (before, fewer);
        }
        rest.is_empty() && left == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, prefix: &str, expected: Option<&str>) {
        assert_eq!(Path::parse(path).sample_below(prefix).as_deref(), expected, "{path} below {prefix}");
    }

    #[test]
    fn samples_of_requests() {
        check("/books/:id", "/", Some("/books/x"));
        check("/books/:id", "/books", Some("/books/x"));
        check("/:version/books", "/v1", Some("/v1/books"));
        check("/books", "/Books", Some("/Books"));
        check("/a b/c", "/a%20b", Some("/a%20b/c"));
        check("/a%20b%2Fc-d", "/", Some("/a%20b%2Fc-d"));
        check("/", "/", Some("/"));
        check("/books", "/api", None);
        check("/api", "/api/v1", None);
        check("/", "/api", None);
    }
}
