//! What a request asks for beside the path: by what an answer is chosen, of which status, and how bodies compare.

use super::controls::Controls;
use super::options::Options;
use crate::collection::Algorithm;

/// By what the request asks for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// As Postman has it, whatever it asks by.
    OfPostman,
    /// By what it is alone.
    ByRequest,
    /// By status, id or name as well.
    ByControl,
}

/// Which statuses are left (2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    Any,
    Equal(i64),
    /// Only those without one, in the place of this one (8.1.4).
    Unstated(u16),
}

/// By which steps paths are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paths {
    /// 1 to 9.
    Usual,
    /// 10 (8.7).
    Blank,
}

impl Asked {
    pub(super) fn of(controls: &Controls<'_>, options: &Options) -> Self {
        let Controls { code, id, name, .. } = controls;
        match options.algorithm {
            Algorithm::Postman => Self::OfPostman,
            Algorithm::Extended if code.is_none() && id.is_none() && name.is_none() => Self::ByRequest,
            Algorithm::Extended => Self::ByControl,
        }
    }
}

/// How a saved body and a sent one are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    /// 5.4 alone.
    Exact,
    /// 8.3 to 8.4: variables without a value equal anything, and another operation puts an example out.
    Open,
    /// As [`Open`](Self::Open), of examples that were asked for by name: no operation puts one out (2.5).
    Named,
}

impl Comparison {
    pub(super) fn of(controls: &Controls<'_>, options: &Options) -> Self {
        match (options.algorithm, &controls.name) {
            (Algorithm::Postman, _) => Self::Exact,
            (Algorithm::Extended, None) => Self::Open,
            (Algorithm::Extended, Some(_)) => Self::Named,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyRule {
    /// 5.2: another body puts an example out.
    MustBeEqual,
    /// 5.3: an equal one gains.
    Gains,
}
