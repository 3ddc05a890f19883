//! How the query parameters of an example and a request pair off (matching.md, section 4).
//!
//! Within one key every pairing gives the same counts, so both sides are sorted, an example at load
//! and a request once: a client's thousands of parameters then cost an example next to nothing.

use std::borrow::Cow;
use std::cmp::Ordering;

use smallvec::SmallVec;

use super::score::Score;
use crate::collection::{Algorithm, Param, ParamValue};

type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The parameters of an example.
#[derive(Debug)]
pub(super) struct Params(Option<Box<SomeParams>>);

/// At least one.
#[derive(Debug)]
struct SomeParams {
    saved: Box<[Param]>,
    /// Places in `saved`, by key; under one key literal values, themselves sorted, before variables.
    sorted: Box<[usize]>,
}

impl From<Vec<Param>> for Params {
    fn from(mut saved: Vec<Param>) -> Self {
        saved.retain(|param| {
            !(param.key.is_empty() && matches!(&param.value, ParamValue::Literal(text) if text.is_empty()))
        });
        let mut sorted: Box<[usize]> = (0..saved.len()).collect();
        sorted.sort_by(|left, right| by_key_and_value(&saved[*left], &saved[*right]));
        Self((!saved.is_empty()).then(|| Box::new(SomeParams { saved: saved.into(), sorted })))
    }
}

fn by_key_and_value(left: &Param, right: &Param) -> Ordering {
    left.key.cmp(&right.key).then_with(|| match (&left.value, &right.value) {
        (ParamValue::Literal(left), ParamValue::Literal(right)) => value_order(left, right),
        (ParamValue::Literal(_), ParamValue::Variable(_)) => Ordering::Less,
        (ParamValue::Variable(_), ParamValue::Literal(_)) => Ordering::Greater,
        (ParamValue::Variable(_), ParamValue::Variable(_)) => Ordering::Equal,
    })
}

impl Params {
    /// In the order of the file.
    pub(super) fn saved(&self) -> &[Param] {
        self.0.as_ref().map_or(&[], |some| &some.saved)
    }

    /// Whether a parameter that the example was saved with has this key and text.
    pub(super) fn has_literal(&self, key: &str, text: &str) -> bool {
        let is_it = |value: &ParamValue| matches!(value, ParamValue::Literal(value) if value == text);
        self.saved().iter().any(|param| param.key == key && is_it(&param.value))
    }
}

impl SomeParams {
    /// The parameters of each key, in the order of `sorted`.
    fn keys(&self) -> impl Iterator<Item = &[usize]> {
        self.sorted.chunk_by(|left, right| self.saved[*left].key == self.saved[*right].key)
    }
}

/// The parameters of a request, form-decoded.
#[derive(Debug)]
pub(super) struct RequestParams<'a> {
    sent: Vec<Pair<'a>>,
    /// Places in `sent`, by key and value.
    sorted: SmallVec<[usize; 4]>,
}

impl<'a> RequestParams<'a> {
    /// `query` is what stands behind `?`.
    pub(super) fn new(query: &'a str) -> Self {
        if query.is_empty() {
            return Self { sent: Vec::new(), sorted: SmallVec::new() };
        }
        let pairs = form_urlencoded::parse(query.as_bytes());
        let sent: Vec<Pair<'a>> =
            pairs.filter(|(key, value)| !(key.is_empty() && value.is_empty())).collect();
        let mut sorted: SmallVec<[usize; 4]> = (0..sent.len()).collect();
        sorted.sort_unstable_by(|left, right| {
            let ((key, value), (other_key, other_value)) = (&sent[*left], &sent[*right]);
            key.cmp(other_key).then_with(|| value_order(value, other_value))
        });
        Self { sent, sorted }
    }

    /// In the order they were sent.
    pub(super) fn sent(&self) -> &[Pair<'a>] {
        &self.sent
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sent.is_empty()
    }

    fn with_key(&self, key: &str) -> &[usize] {
        equal_range(&self.sorted, |at| (*self.sent[*at].0).cmp(key))
    }
}

/// `true` and `false` in lower case however they are written, as other languages write them otherwise (8.15).
fn plain_value(value: &str) -> &str {
    match value.len() {
        4 if value.eq_ignore_ascii_case("true") => "true",
        5 if value.eq_ignore_ascii_case("false") => "false",
        _ => value,
    }
}

/// The order of values: those that some rules take for equal stand beside each other.
fn value_order(left: &str, right: &str) -> Ordering {
    plain_value(left).cmp(plain_value(right)).then_with(|| left.cmp(right))
}

/// The order of values, equal where these rules take them for equal.
fn order_by_rules(left: &str, right: &str, algorithm: Algorithm) -> Ordering {
    match algorithm {
        Algorithm::Postman => value_order(left, right),
        Algorithm::Extended => plain_value(left).cmp(plain_value(right)),
    }
}

/// Whether these rules take two values for equal.
pub(super) fn is_same_value(left: &str, right: &str, algorithm: Algorithm) -> bool {
    order_by_rules(left, right, algorithm).is_eq()
}

/// The part of `sorted` in which `order` says equal.
pub(super) fn equal_range<T>(sorted: &[T], order: impl Fn(&T) -> Ordering) -> &[T] {
    let start = sorted.partition_point(|at| order(at) == Ordering::Less);
    let rest = &sorted[start..];
    &rest[..rest.partition_point(|at| order(at) == Ordering::Equal)]
}

/// How many pairs matched, agreed in the key alone, or found no partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pairing {
    /// Equal key and value.
    pub matched: usize,
    /// Equal key only.
    pub partial: usize,
    /// On either side.
    pub missing: usize,
}

impl Pairing {
    /// Pairs them off as multisets: first equal key and value (literal values before variable ones),
    /// then equal key.
    pub(super) fn of(example: &Params, request: &RequestParams<'_>, algorithm: Algorithm) -> Self {
        let all = example.saved().len() + request.sent.len();
        let mut pairing = Self { missing: all, ..Self::default() };
        let Some(example) = example.0.as_ref().filter(|_| !request.is_empty()) else { return pairing };
        for same_key in example.keys() {
            pairing.add_key(example, same_key, request, algorithm);
        }
        pairing.missing = all - 2 * (pairing.matched + pairing.partial);
        pairing
    }

    fn add_key(
        &mut self,
        example: &SomeParams,
        same_key: &[usize],
        request: &RequestParams<'_>,
        algorithm: Algorithm,
    ) {
        let Some(first) = same_key.first() else { return };
        let sent = request.with_key(&example.saved[*first].key);
        let value = |at: &usize| match &example.saved[*at].value {
            ParamValue::Literal(text) => Some(text.as_str()),
            ParamValue::Variable(_) => None,
        };
        let (literals, variables) = same_key.split_at(same_key.partition_point(|at| value(at).is_some()));
        let of_value = |same_value: &[usize]| {
            let value = same_value.first().and_then(value).unwrap_or_default();
            let order = |at: &usize| order_by_rules(&request.sent[*at].1, value, algorithm);
            same_value.len().min(equal_range(sent, order).len())
        };
        let is_same = |left: &usize, right: &usize| {
            let values = value(left).zip(value(right));
            values.is_some_and(|(left, right)| is_same_value(left, right, algorithm))
        };
        let by_literal: usize = literals.chunk_by(is_same).map(of_value).sum();
        let matched = (by_literal + variables.len()).min(sent.len());
        self.matched += matched;
        self.partial += same_key.len().min(sent.len()) - matched;
    }

    /// Whether there are parameters and all of them match.
    pub(super) fn is_whole(self) -> bool {
        self.matched > 0 && self.partial == 0 && self.missing == 0
    }

    /// What it adds to a score or takes from it, as a person reads it: `+8.33`, `-2`, `0`.
    pub fn in_words(self) -> String {
        let adjusted = self.adjust(Score::whole(0)).to_string();
        if self.matched > 0 { format!("+{adjusted}") } else { adjusted }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Section 4 to the letter: each example parameter takes the first that is left and fits.
    fn greedy(example: &[Param], request: &[Pair<'_>]) -> Pairing {
        let (mut example, mut request) = (example.to_vec(), request.to_vec());
        let mut pair = |fits: fn(&Param, &str) -> bool| {
            let before = example.len();
            example.retain(|param| {
                let partner = request.iter().position(|(key, value)| *key == param.key && fits(param, value));
                partner.map(|at| request.remove(at)).is_none()
            });
            before - example.len()
        };
        let literal = pair(|param, value| param.value == ParamValue::Literal(value.to_owned()));
        let variable = pair(|param, _| matches!(param.value, ParamValue::Variable(_)));
        let partial = pair(|_, _| true);
        Pairing { matched: literal + variable, partial, missing: example.len() + request.len() }
    }

    fn examples() -> impl Strategy<Value = Vec<Param>> {
        let value = prop_oneof![
            3 => "[12]".prop_map(ParamValue::Literal),
            1 => "[vw]".prop_map(ParamValue::Variable),
        ];
        prop::collection::vec(("[pq]?", value).prop_map(|(key, value)| Param { key, value }), 0..8)
    }

    proptest! {
        #[test]
        fn rule_4_pairing_does_not_depend_on_the_order(example in examples(), query in "([pq]?=[123]&){0,8}") {
            let request = RequestParams::new(&query);
            let expected = greedy(&example, request.sent());
            prop_assert_eq!(Pairing::of(&Params::from(example), &request, Algorithm::Postman), expected);
        }
    }

    #[test]
    fn rule_4_counts_of_each_kind() {
        for (row, example, request, matched, partial, missing) in [
            ("nothing", vec![], "", 0, 0, 0),
            ("one side", vec![("a", Some("1"))], "", 0, 0, 1),
            ("match", vec![("a", Some("1"))], "a=1", 1, 0, 0),
            ("partial", vec![("a", Some("1"))], "a=2", 0, 1, 0),
            ("missing on both sides", vec![("a", Some("1"))], "b=1", 0, 0, 2),
            ("variable", vec![("a", None), ("a", Some("1"))], "a=1&a=2&a=3", 2, 0, 1),
            (
                "of everything",
                vec![("a", Some("1")), ("b", Some("1")), ("c", Some("1"))],
                "a=1&b=2&d=1",
                1,
                1,
                2,
            ),
        ] {
            let value = |text: Option<&str>| match text {
                Some(text) => ParamValue::Literal(text.to_owned()),
                None => ParamValue::Variable("v".to_owned()),
            };
            let saved =
                example.into_iter().map(|(key, text)| Param { key: key.to_owned(), value: value(text) });
            let (example, request) = (Params::from(saved.collect::<Vec<_>>()), RequestParams::new(request));
            let pairing = Pairing::of(&example, &request, Algorithm::Postman);
            assert_eq!(pairing, Pairing { matched, partial, missing }, "{row}");
        }
    }
}
