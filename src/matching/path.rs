//! A path prepared for comparing: decoded segments beside their lower case.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use memchr::{memchr, memchr_iter};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use smallvec::SmallVec;

use super::segment::{fold, is_id};
use crate::collection::{self, PathPattern, decode_segment, whole_variable};

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
}

/// What is known of a segment that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Wildcard {
    pub(super) names: Box<[Box<str>]>,
    value: Option<Text>,
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
    fn new(exact: String) -> Self {
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
        }
    }
}

/// The path of an example.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    pub(super) segments: Arc<[Segment]>,
    /// How many empty segments stand at its end.
    pub(super) trailing: usize,
}

impl Path {
    /// A pattern as a person writes it: `/books/:id`, also `/books/{{id}}`.
    pub fn parse(text: &str) -> Self {
        let segment = |text: &str| match text.strip_prefix(':').or_else(|| whole_variable(text)) {
            Some(name) if !name.is_empty() => {
                collection::Segment::Wildcard { names: vec![name.to_owned()], value: None }
            }
            _ => collection::Segment::Literal(decode_segment(text).into_owned()),
        };
        let text = text.strip_prefix('/').unwrap_or(text);
        PathPattern(text.split('/').map(segment).collect()).into()
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
                (None, Segment::Literal(text)) => sample.extend(utf8_percent_encode(text.exact(), RESERVED)),
                (None, Segment::Wildcard(_)) => sample.push('x'),
            }
        }
        above.next().is_none().then_some(sample)
    }

    /// The path of the request that this path was saved with: wildcards that have a value stand for it, others for `x`.
    pub fn as_saved(&self) -> String {
        let mut sample = String::new();
        for segment in &*self.segments {
            sample.push('/');
            let text = segment.value().map_or("x", Text::exact);
            sample.extend(utf8_percent_encode(text, RESERVED));
        }
        sample
    }

    /// Without the trailing slashes.
    pub(super) fn trimmed(&self) -> &[Segment] {
        &self.segments[..self.segments.len() - self.trailing]
    }

    /// What steps 1 to 4 compare, ignoring case and trailing slashes; none where they never match. Paths of one
    /// text may yet differ: a segment may have a slash of its own.
    pub(super) fn text(&self) -> Option<String> {
        let texts: Option<Vec<_>> =
            self.trimmed().iter().map(|segment| Some(segment.value()?.folded())).collect();
        Some(texts?.join("/"))
    }

    pub(super) fn has_wildcard(&self) -> bool {
        self.segments.iter().any(|segment| matches!(segment, Segment::Wildcard(_)))
    }

    /// The first tie-breaker of section 6. A `:name` is no literal, whatever its value.
    pub fn literals(&self) -> usize {
        self.trimmed().iter().filter(|segment| matches!(segment, Segment::Literal(_))).count()
    }
}

impl From<PathPattern> for Path {
    /// No segment at all is the path of a bare host: a request for it says `/`.
    fn from(pattern: PathPattern) -> Self {
        let mut segments: Vec<Segment> = pattern.0.into_iter().map(Segment::from).collect();
        if segments.is_empty() {
            segments.push(Segment::Literal(Text::new(String::new())));
        }
        let is_empty =
            |segment: &&Segment| matches!(segment, Segment::Literal(text) if text.exact().is_empty());
        Self { trailing: segments.iter().rev().take_while(is_empty).count(), segments: segments.into() }
    }
}

impl From<collection::Segment> for Segment {
    fn from(segment: collection::Segment) -> Self {
        match segment {
            collection::Segment::Literal(text) => Self::Literal(Text::new(text)),
            collection::Segment::Wildcard { names, value } => Self::Wildcard(Box::new(Wildcard {
                names: names.into_iter().map(String::into_boxed_str).collect(),
                value: value.map(Text::new),
            })),
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(text) => f.write_str(text.exact()),
            Self::Wildcard(wildcard) => {
                write!(f, ":{}", wildcard.names.first().map_or("", |name| name.as_ref()))
            }
        }
    }
}

/// `/books/:id`, as a person writes it.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.segments.iter().try_for_each(|segment| write!(f, "/{segment}"))
    }
}

/// The path of a request, split and decoded once (matching.md 1.9). The usual path, lower case and without
/// `%`, is borrowed as it was sent.
#[derive(Debug)]
pub(super) struct RequestPath<'a> {
    exact: Joined<'a>,
    /// Lower case, where any segment differs from it.
    folded: Option<Joined<'a>>,
    pub(super) trailing: usize,
}

/// Segments in one text, with one byte between them.
#[derive(Debug)]
struct Joined<'a> {
    text: Cow<'a, str>,
    ends: SmallVec<[usize; 8]>,
}

impl<'a> Joined<'a> {
    /// Of a path that stands for itself, in lower case: nearly every one, so it is told in one look at each byte.
    fn plain(path: &'a str) -> Option<Self> {
        let mut ends = SmallVec::new();
        for (at, byte) in path.bytes().enumerate() {
            match byte {
                b'/' => ends.push(at),
                b'%' | b'A'..=b'Z' | 0x80.. => return None,
                _ => {}
            }
        }
        ends.push(path.len());
        Some(Self { text: Cow::Borrowed(path), ends })
    }

    fn split(path: &'a str) -> Self {
        let slashes = memchr_iter(b'/', path.as_bytes());
        Self { ends: slashes.chain([path.len()]).collect(), text: Cow::Borrowed(path) }
    }

    fn of<'s>(segments: impl Iterator<Item = Cow<'s, str>>) -> Self {
        let (mut text, mut ends) = (String::new(), SmallVec::new());
        for segment in segments {
            text.extend((!ends.is_empty()).then_some('/'));
            text.push_str(&segment);
            ends.push(text.len());
        }
        Self { text: Cow::Owned(text), ends }
    }

    fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| end + 1);
        self.ends.get(at).and_then(|end| self.text.get(start..*end)).unwrap_or_default()
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = &str> {
        (0..self.ends.len()).map(|at| self.get(at))
    }
}

impl<'a> RequestPath<'a> {
    pub(super) fn new(path: &'a str) -> Self {
        let path = path.strip_prefix('/').unwrap_or(path);
        let (exact, folded) = match Joined::plain(path) {
            Some(plain) => (plain, None),
            None => Self::decoded(path),
        };
        Self { trailing: exact.iter().rev().take_while(|segment| segment.is_empty()).count(), exact, folded }
    }

    fn decoded(path: &'a str) -> (Joined<'a>, Option<Joined<'a>>) {
        let sent = Joined::split(path);
        let exact = match memchr(b'%', sent.text.as_bytes()) {
            None => sent,
            Some(_) => Joined::of(sent.iter().map(decode_segment)),
        };
        let folded = match fold(&exact.text) {
            Cow::Borrowed(_) => None,
            Cow::Owned(_) => Some(Joined::of(exact.iter().map(fold))),
        };
        (exact, folded)
    }

    pub(super) fn segments(&self) -> impl Iterator<Item = &str> {
        self.exact.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.exact.ends.len()
    }

    pub(super) fn trimmed_len(&self) -> usize {
        self.len() - self.trailing
    }

    pub(super) fn exact(&self, at: usize) -> &str {
        self.exact.get(at)
    }

    pub(super) fn folded(&self, at: usize) -> &str {
        self.folded.as_ref().unwrap_or(&self.exact).get(at)
    }

    /// What steps 1 to 4 compare, ignoring case and trailing slashes, in one text: see [`Path::text`].
    pub(super) fn text(&self) -> &str {
        let folded = self.folded.as_ref().unwrap_or(&self.exact);
        let last = self.trimmed_len().checked_sub(1);
        last.and_then(|last| folded.text.get(..*folded.ends.get(last)?)).unwrap_or_default()
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
