//! The rule that put an example out, in words (matching.md, section 6).

use std::fmt;

use super::body::OperationDifference;

/// Why an example does not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// 2.1: another method.
    Method {
        /// The example's.
        saved: String,
        /// The request's.
        sent: String,
    },
    /// 2.2: another status than the one asked for.
    Code {
        /// The example's, where it says.
        saved: Option<u16>,
        /// The one asked for.
        asked: i64,
    },
    /// 3: no step matches.
    Path(PathDifference),
    /// 5.1: a named header differs.
    Header {
        /// Which.
        name: String,
        /// The example's, none where it has none.
        saved: Option<String>,
        /// The request's, none where it has none.
        sent: Option<String>,
    },
    /// 5.2: another body.
    Body,
    /// 8.4.1 to 8.4.3: the body asks for another operation.
    Operation(OperationDifference),
    /// 8.1.1: an example of the same request with a status of success fits as well.
    SuccessFirst,
    /// 8.1.2: a 304 whose condition the request meets goes before.
    NotModifiedFirst,
    /// 8.1.2: a 304 answers only a request with a condition.
    Unconditional,
    /// 8.1.4: it was saved with a status, and those without one are asked.
    Stated(u16),
    /// 8.12: its page leads to the page that was asked for, and another one does not.
    LeadsToItself,
}

impl Rule {
    /// What it is called in section 8; none for those of sections 1 to 7.
    pub fn words(&self) -> Option<&'static str> {
        match self {
            Self::Operation(_) => Some("another operation"),
            Self::SuccessFirst | Self::NotModifiedFirst | Self::Unconditional => Some("success first"),
            Self::LeadsToItself => Some("a page that leads to itself"),
            Self::Method { .. }
            | Self::Code { .. }
            | Self::Path(_)
            | Self::Header { .. }
            | Self::Body
            | Self::Stated(_) => None,
        }
    }
}

/// The first thing in which two paths differ beyond what any step allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathDifference {
    /// Another number of segments, trailing slashes aside.
    Length {
        /// The example's.
        saved: usize,
        /// The request's.
        sent: usize,
    },
    /// Another segment.
    Segment {
        /// Which, counted from 1.
        at: usize,
        /// The example's.
        saved: String,
        /// The request's.
        sent: String,
    },
}

impl fmt::Display for PathDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { saved, sent } => {
                let noun = if *saved == 1 { "segment" } else { "segments" };
                write!(f, "the path has {saved} {noun}, the request's has {sent}")
            }
            Self::Segment { at, saved, sent } => {
                write!(
                    f,
                    "segment {at} of the path is {}, the request's is {}",
                    quoted(Some(saved)),
                    quoted(Some(sent))
                )
            }
        }
    }
}

/// How much of a client's own value a rule repeats, in characters.
const QUOTED: usize = 80;

fn quoted(value: Option<&String>) -> String {
    match value {
        Some(value) => format!("`{}`", value.chars().take(QUOTED).collect::<String>()),
        None => "none".to_owned(),
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method { saved, sent } => {
                let sent: String = sent.chars().take(QUOTED).collect();
                write!(f, "the method is {saved}, the request's is {sent}")
            }
            Self::Code { saved: Some(saved), asked } => {
                write!(f, "the status is {saved}, x-mock-response-code asks for {asked}")
            }
            Self::Code { saved: None, asked } => {
                write!(f, "it was saved without a status, x-mock-response-code asks for {asked}")
            }
            Self::Path(difference) => difference.fmt(f),
            Self::Header { name, saved, sent } => {
                write!(
                    f,
                    "the header `{name}` is {}, the request's is {}",
                    quoted(saved.as_ref()),
                    quoted(sent.as_ref())
                )
            }
            Self::Body => write!(f, "the body differs"),
            Self::Operation(OperationDifference { protocol, saved, sent }) => {
                let (saved, sent) = (quoted(Some(saved)), quoted(Some(sent)));
                write!(
                    f,
                    "another operation of {protocol}: the example's is {saved}, the request's is {sent}"
                )
            }
            Self::SuccessFirst => {
                write!(f, "\"success first\": an example of the same request with a 2xx status fits as well")
            }
            Self::NotModifiedFirst => {
                write!(f, "\"success first\": the request's condition asks for the 304 of the same request")
            }
            Self::Unconditional => {
                write!(f, "a 304 answers only a request with `if-none-match` or `if-modified-since`")
            }
            Self::Stated(saved) => {
                write!(f, "it was saved with status {saved}, and only those without one are asked")
            }
            Self::LeadsToItself => {
                write!(f, "\"a page that leads to itself\": its answer holds the value that was asked for")
            }
        }
    }
}
