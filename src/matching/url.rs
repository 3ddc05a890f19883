//! The steps by which an example's path may match a request's (matching.md, section 3, and 8.2 and 8.7).

use super::candidate::Candidate;
use super::gap::Takes;
use super::options::{Options, Role, SimilarPaths};
use super::path::{Path, RequestPath, Segment, Sought};
use super::rule::PathDifference;
use super::segment::{is_id, is_similar};
use crate::collection::Algorithm;

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
    /// 9: as 5, by the path of the request of the collection that the example belongs to (8.2).
    OwnPath,
    /// 10: variables that are defined as empty take nothing (8.7).
    Blank,
}

/// Which of the steps apply (matching.md 8.13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Steps(u16);

impl Steps {
    /// Steps 1 to 8.
    const OF_POSTMAN: Self = Self(0xff);

    /// Every step of these rules but the last, which has its turn when the others have found nothing.
    pub(super) fn all(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Postman => Self::OF_POSTMAN,
            Algorithm::Extended => Self(Self::OF_POSTMAN.0 | Step::OwnPath.bit()),
        }
    }

    /// Those of a mock with these options that is asked in this role.
    pub(super) fn of(options: &Options, role: Role) -> Self {
        let mut steps = Self::all(options.algorithm);
        if options.algorithm == Algorithm::Postman {
            return steps;
        }
        if !options.similar_ids {
            steps = steps.without(Step::Id).without(Step::IdTrailingSlash);
        }
        match (options.similar_paths, role) {
            (SimilarPaths::Always, _) | (SimilarPaths::Alone, Role::Alone) => steps,
            (SimilarPaths::Never, _) | (SimilarPaths::Alone, Role::InFront) => steps.without(Step::Similar),
        }
    }

    fn without(self, step: Step) -> Self {
        Self(self.0 & !step.bit())
    }

    pub(super) fn have(self, step: Step) -> bool {
        self.0 & step.bit() != 0
    }
}

impl Step {
    fn bit(self) -> u16 {
        1 << self as u16
    }

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
            Self::OwnPath => 65,
            Self::Blank => 60,
        }
    }

    /// The first step in which `example` matches a request for `path`; step 10 is not among them.
    pub(super) fn first(example: &Candidate, path: &RequestPath<'_>, steps: Steps) -> Option<Self> {
        let request = path.sought(example.algorithm);
        Self::by_path(&example.path, request, steps).or_else(|| {
            let own = example.own_path().filter(|_| steps.have(Self::OwnPath))?;
            Self::takes(own, request).then_some(Self::OwnPath)
        })
    }

    /// Step 10: all segments as they are, and variables that are defined as empty may take nothing.
    pub(super) fn blank(example: &Candidate, path: &RequestPath<'_>) -> Option<Self> {
        let request = path.whole();
        let segments = &example.path.segments;
        let fits = |(at, segment): (usize, &Segment)| match segment {
            Segment::Literal(text) => request.is_exact(at, text.exact()),
            Segment::Wildcard(wildcard) => wildcard.is_blank || !request.exact(at).is_empty(),
            Segment::Gap(gap) => gap.fits(request.exact(at), Takes::NothingToo),
        };
        let is_it = example.path.has_blank()
            && segments.len() == request.len()
            && segments.iter().enumerate().all(fits);
        is_it.then_some(Self::Blank)
    }

    /// Whether a path takes a request as in step 5.
    pub(super) fn takes(example: &Path, request: Sought<'_>) -> bool {
        let segments = example.trimmed();
        segments.len() == request.len() && all(segments, request, wildcard_or_folded)
    }

    fn by_path(example: &Path, request: Sought<'_>, steps: Steps) -> Option<Self> {
        let same_slashes = example.trailing == request.trailing && example.leading == request.leading;
        let segments = example.trimmed();
        if segments.len() != request.len() {
            return None;
        }
        if example.is_valued && all(segments, request, same_text) {
            Some(if same_slashes { Self::Exact } else { Self::TrailingSlash })
        } else if example.is_valued && all(segments, request, same_folded) {
            Some(if same_slashes { Self::Case } else { Self::TrailingSlashAndCase })
        } else if all(segments, request, wildcard_or_folded) {
            Some(Self::Wildcard)
        } else if steps.have(Self::Id) && all(segments, request, wildcard_or_id_or_folded) {
            Some(if same_slashes { Self::Id } else { Self::IdTrailingSlash })
        } else if steps.have(Self::Similar) && all(segments, request, similar_in(steps)) {
            Some(Self::Similar)
        } else {
            None
        }
    }
}

/// Whether each segment of an example fits the one of a request in its place.
fn all<'r>(
    segments: &[Segment],
    request: Sought<'r>,
    fits: impl Fn(&Segment, Sought<'r>, usize) -> bool,
) -> bool {
    segments.iter().enumerate().all(|(at, segment)| fits(segment, request, at))
}

/// What step 8 compares by: without steps 6 and 7, no ID pairs with another one (8.13).
fn similar_in(steps: Steps) -> Fits {
    if steps.have(Step::Id) { wildcard_or_similar } else { wildcard_or_similar_word }
}

/// Whether a segment of an example fits the one of a request in this place.
type Fits = fn(&Segment, Sought<'_>, usize) -> bool;

/// What keeps `example` from matching `request` in any step.
pub(super) fn difference(example: &Candidate, path: &RequestPath<'_>, steps: Steps) -> PathDifference {
    let (segments, request) = (example.path.trimmed(), path.sought(example.algorithm));
    let length = PathDifference::Length { saved: segments.len(), sent: request.len() };
    if segments.len() != request.len() {
        return length;
    }
    let similar = if steps.have(Step::Similar) { similar_in(steps) } else { wildcard_or_folded };
    let or_id =
        |segment: &Segment, at| steps.have(Step::Id) && wildcard_or_id_or_folded(segment, request, at);
    let own = example.own_path().filter(|_| steps.have(Step::OwnPath)).map(Path::trimmed);
    let by_own = |at| own.and_then(|own| own.get(at)).is_some_and(|own| wildcard_or_folded(own, request, at));
    let first = |fits: &dyn Fn(&Segment, usize) -> bool| {
        segments.iter().enumerate().find(|(at, segment)| !fits(segment, *at))
    };
    // Where every segment fits in some step, yet no step fits them all, it is the request's own path that does not
    // fit, or an ID is what is not similar.
    let first = first(&|segment, at| by_own(at) || or_id(segment, at) || similar(segment, request, at))
        .or_else(|| first(&|segment, at| by_own(at) || own.is_none() && similar(segment, request, at)));
    first.map_or(length, |(at, segment)| PathDifference::Segment {
        at: at + 1,
        saved: segment.to_string(),
        sent: request.exact(at).to_owned(),
    })
}

fn same_text(segment: &Segment, request: Sought<'_>, at: usize) -> bool {
    segment.value().is_some_and(|text| request.is_exact(at, text.exact()))
}

fn same_folded(segment: &Segment, request: Sought<'_>, at: usize) -> bool {
    segment.value().is_some_and(|text| request.is_folded(at, text.folded()))
}

fn wildcard_or_folded(segment: &Segment, request: Sought<'_>, at: usize) -> bool {
    match segment {
        Segment::Wildcard(_) => !request.exact(at).is_empty(),
        Segment::Gap(gap) => gap.fits(request.exact(at), Takes::Something),
        Segment::Literal(text) => request.is_folded(at, text.folded()),
    }
}

fn wildcard_or_id_or_folded(segment: &Segment, request: Sought<'_>, at: usize) -> bool {
    wildcard_or_folded(segment, request, at)
        || matches!(segment, Segment::Literal(text) if text.is_id && is_id(request.exact(at)))
}

fn wildcard_or_similar(segment: &Segment, request: Sought<'_>, at: usize) -> bool {
    match segment {
        Segment::Wildcard(_) => !request.exact(at).is_empty(),
        Segment::Gap(gap) => gap.fits(request.exact(at), Takes::Something),
        Segment::Literal(text) => is_similar(text.folded(), request.folded(at)),
    }
}

fn wildcard_or_similar_word(segment: &Segment, request: Sought<'_>, at: usize) -> bool {
    wildcard_or_folded(segment, request, at)
        || (wildcard_or_similar(segment, request, at)
            && !matches!(segment, Segment::Literal(text) if text.is_id && is_id(request.exact(at))))
}
