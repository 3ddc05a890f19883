//! How the query parameters of an example and a request pair off (matching.md, section 4).

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};

use super::score::Score;
use crate::collection::{Param, ParamValue};

type RequestParam<'a> = (Cow<'a, str>, Cow<'a, str>);

/// How many pairs matched, agreed in the key alone, or found no partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pairing {
    /// Equal key and value.
    pub(super) matched: usize,
    /// Equal key only.
    pub(super) partial: usize,
    /// On either side.
    pub(super) missing: usize,
}

impl Pairing {
    /// Pairs them off as multisets: first equal key and value (literal values before variable ones),
    /// then equal key.
    pub(super) fn of(example: &[Param], request: &[RequestParam<'_>]) -> Self {
        if example.is_empty() || request.is_empty() {
            return Self { missing: example.len() + request.len(), ..Self::default() };
        }
        let mut left = Left::new(example, request);
        let literal = left.pair(|param, (key, value)| {
            *param.key == **key && matches!(&param.value, ParamValue::Literal(text) if **text == **value)
        });
        let variable = left
            .pair(|param, (key, _)| *param.key == **key && matches!(param.value, ParamValue::Variable(_)));
        let partial = left.pair(|param, (key, _)| *param.key == **key);
        let matched = literal + variable;
        Self { matched, partial, missing: example.len() + request.len() - 2 * (matched + partial) }
    }

    /// The score with the adjustment of the table.
    pub(super) fn adjust(self, score: Score) -> Score {
        let Self { matched, partial, missing } = self;
        match (matched, partial + missing) {
            (0, _) => score.plus(-i64::try_from(missing.min(10)).unwrap_or(10)),
            (_, others) => score.plus_share(matched, matched + others),
        }
    }
}

/// What has no partner yet, on both sides.
struct Left<'a, 'r> {
    example: &'a [Param],
    request: &'a [RequestParam<'r>],
    example_taken: SmallVec<[bool; 16]>,
    request_taken: SmallVec<[bool; 16]>,
}

impl<'a, 'r> Left<'a, 'r> {
    fn new(example: &'a [Param], request: &'a [RequestParam<'r>]) -> Self {
        Self {
            example,
            request,
            example_taken: smallvec![false; example.len()],
            request_taken: smallvec![false; request.len()],
        }
    }

    fn pair(&mut self, fits: impl Fn(&Param, &RequestParam<'_>) -> bool) -> usize {
        let mut pairs = 0;
        for (param, taken) in self.example.iter().zip(&mut self.example_taken).filter(|(_, taken)| !**taken) {
            let partner = self
                .request
                .iter()
                .zip(&mut self.request_taken)
                .find(|(candidate, taken)| !**taken && fits(param, candidate));
            if let Some((_, partner_taken)) = partner {
                *partner_taken = true;
                *taken = true;
                pairs += 1;
            }
        }
        pairs
    }
}
