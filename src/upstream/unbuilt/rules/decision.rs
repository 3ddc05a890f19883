//! What becomes of an answer, and which rule says so.

use std::fmt;

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The backend: its answer passes.
    Pass,
    /// The mock: what was asked for is not built.
    Mock,
    /// The mock: what was asked for is probably not built.
    MockLikely,
}

/// The first rule that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Rule {
    /// U1
    NoExample,
    /// U2
    Built,
    /// U3
    BodyContains,
    /// U4
    Looks,
    /// U5
    Options,
    /// U6
    NoParameter,
    /// U7
    Thing,
    /// U8
    Resource,
    /// U9
    Write,
    /// U10
    Parent,
    /// 405 and 501 need no rule.
    Status,
    /// GET of what HEAD asked for is answered.
    AnsweredToGet,
    /// Nothing may be asked.
    Off,
    /// What would have to be asked could not be asked now.
    NotAsked,
}

/// What becomes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) rule: Rule,
    pub(crate) verdict: Verdict,
}

impl Decision {
    pub(crate) fn pass(rule: Rule) -> Self {
        Self { rule, verdict: Verdict::Pass }
    }

    pub(crate) fn mock(rule: Rule) -> Self {
        Self { rule, verdict: Verdict::Mock }
    }

    /// Whether the mock answers.
    pub(crate) fn is_mock(self) -> bool {
        self.verdict != Verdict::Pass
    }
}

impl Rule {
    /// As the reference calls it; empty for what is none of the ten.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NoExample => "U1",
            Self::Built => "U2",
            Self::BodyContains => "U3",
            Self::Looks => "U4",
            Self::Options => "U5",
            Self::NoParameter => "U6",
            Self::Thing => "U7",
            Self::Resource => "U8",
            Self::Write => "U9",
            Self::Parent => "U10",
            Self::Status | Self::AnsweredToGet | Self::Off | Self::NotAsked => "",
        }
    }

    fn words(self, verdict: Verdict) -> &'static str {
        let is_mock = verdict != Verdict::Pass;
        match self {
            Self::NoExample => "the mock has no example for the request",
            Self::Built => "this endpoint has answered before",
            Self::BodyContains => "the body contains `body_contains`",
            Self::Looks if is_mock => "it looks like the answer to OPTIONS, and the thing is there",
            Self::Looks => "it looks like none of the answers for paths that cannot exist",
            Self::Options => "OPTIONS is answered otherwise than for a path that cannot exist",
            Self::NoParameter if !is_mock => {
                "it looks like a path that cannot exist, but what was there before, or what the query names, may be missing"
            }
            Self::NoParameter => {
                "it looks like a path that cannot exist, and nothing in the path can be missing"
            }
            Self::Thing if is_mock => "the thing is there, but not what was asked of it",
            Self::Thing => "the thing that it is about is missing, or could not be asked for",
            Self::Resource => {
                "another endpoint of the resource has answered, so it may be the thing that is missing"
            }
            Self::Write => "a write that nothing tells from one to a missing thing",
            Self::Parent if is_mock => "the list that the thing would be in is not built either",
            Self::Parent => "nothing tells a missing thing from an unknown path",
            Self::Status => "the backend does not know the method here, or has not built it",
            Self::AnsweredToGet => "GET of the same path is answered",
            Self::Off => "the body does not contain `body_contains`, and nothing may be asked",
            Self::NotAsked => "what would tell it could not be asked now",
        }
    }
}

/// `unbuilt: U6, it looks like ...`, or `passed: U8, ...`
impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Pass => "passed",
            Verdict::Mock => "unbuilt",
            Verdict::MockLikely => "unbuilt-likely",
        };
        let (name, words) = (self.rule.name(), self.rule.words(self.verdict));
        let colon = if name.is_empty() { "" } else { ", " };
        write!(f, "{verdict}: {name}{colon}{words}")
    }
}
