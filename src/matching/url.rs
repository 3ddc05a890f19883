//! The eight steps by which an example's path may match a request's (matching.md, section 3).

use super::path::{Path, RequestPath, Segment};
use super::rule::PathDifference;
use super::segment::{is_id, is_similar};

/// The first step in which two paths match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// 1: equal as they are.
    Exact,
    /// 2: equal without trailing slashes.
    TrailingSlash,
    /// 3: equal ignoring case.
    Case,
    /// 4: equal without trailing slashes, ignoring case.
    TrailingSlashAndCase,
    /// 5: each wildcard takes any one non-empty segment.
    Wildcard,
    /// 6: as 5, and an ID segment may stand for an ID segment; trailing slashes as they are.
    Id,
    /// 7: as 6, without trailing slashes.
    IdTrailingSlash,
    /// 8: segments similar by edit distance.
    Similar,
}

impl Step {
    /// The number of the step in the table, from 1.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// What a path that first matches in this step scores.
    pub fn score(self) -> i64 {
        match self {
            Self::Exact => 100,
            Self::TrailingSlash => 95,
            Self::Case => 90,
            Self::TrailingSlashAndCase => 85,
            Self::Wildcard => 80,
            Self::Id => 79,
            Self::IdTrailingSlash => 75,
            Self::Similar => 70,
        }
    }

    /// The first step in which `example` matches `request`.
    pub(super) fn first(example: &Path, request: &RequestPath<'_>) -> Option<Self> {
        let same_slashes = example.trailing == request.trailing;
        let segments = example.trimmed();
        if segments.len() != request.trimmed_len() {
            return None;
        }
        let all = |fits: fn(&Segment, &RequestPath<'_>, usize) -> bool| {
            segments.iter().enumerate().all(|(at, segment)| fits(segment, request, at))
        };
        if all(same_text) {
            Some(if same_slashes { Self::Exact } else { Self::TrailingSlash })
        } else if all(same_folded) {
            Some(if same_slashes { Self::Case } else { Self::TrailingSlashAndCase })
        } else if all(wildcard_or_folded) {
            Some(Self::Wildcard)
        } else if all(wildcard_or_id_or_folded) {
            Some(if same_slashes { Self::Id } else { Self::IdTrailingSlash })
        } else if all(wildcard_or_similar) {
            Some(Self::Similar)
        } else {
            None
        }
    }
}

/// What keeps `example` from matching `request` in any step.
pub(super) fn difference(example: &Path, request: &RequestPath<'_>) -> PathDifference {
    let segments = example.trimmed();
    let length = PathDifference::Length { saved: segments.len(), sent: request.trimmed_len() };
    if segments.len() != request.trimmed_len() {
        return length;
    }
    let first = |fits: fn(&Segment, &RequestPath<'_>, usize) -> bool| {
        segments.iter().enumerate().find(|(at, segment)| !fits(segment, request, *at))
    };
    // Where every segment fits in some step, yet no step fits them all, an ID is what is not similar.
    let first = first(wildcard_or_id_or_similar).or_else(|| first(wildcard_or_similar));
    first.map_or(length, |(at, segment)| PathDifference::Segment {
        at: at + 1,
        saved: segment.to_string(),
        sent: request.exact(at).to_owned(),
    })
}

fn same_text(segment: &Segment, request: &RequestPath<'_>, at: usize) -> bool {
    segment.value().is_some_and(|text| text.exact() == request.exact(at))
}

fn same_folded(segment: &Segment, request: &RequestPath<'_>, at: usize) -> bool {
    segment.value().is_some_and(|text| text.folded() == request.folded(at))
}

fn wildcard_or_folded(segment: &Segment, request: &RequestPath<'_>, at: usize) -> bool {
    match segment {
        Segment::Wildcard(_) => !request.exact(at).is_empty(),
        Segment::Literal(text) => text.folded() == request.folded(at),
    }
}

fn wildcard_or_id_or_folded(segment: &Segment, request: &RequestPath<'_>, at: usize) -> bool {
    wildcard_or_folded(segment, request, at)
        || matches!(segment, Segment::Literal(text) if text.is_id && is_id(request.exact(at)))
}

fn wildcard_or_id_or_similar(segment: &Segment, request: &RequestPath<'_>, at: usize) -> bool {
    wildcard_or_id_or_folded(segment, request, at) || wildcard_or_similar(segment, request, at)
}

fn wildcard_or_similar(segment: &Segment, request: &RequestPath<'_>, at: usize) -> bool {
    match segment {
        Segment::Wildcard(_) => !request.exact(at).is_empty(),
        Segment::Literal(text) => is_similar(text.folded(), request.folded(at)),
    }
}
