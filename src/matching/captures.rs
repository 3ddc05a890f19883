//! What the wildcards of a matching example captured (matching.md, section 3, "Captures").

use std::borrow::Cow;

use super::candidate::Candidate;
use super::gap::Takes;
use super::params::is_same_value;
use super::path::{Path, Segment, Sought};
use super::request::Request;
use super::url::{Step, Steps};
use crate::collection::{Algorithm, ParamValue};

/// Names and values, decoded, as they were sent.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Captures<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Captures<'a> {
    /// Everything `candidate` captures of `request`: nothing where the path does not match.
    pub fn of(candidate: &'a Candidate, request: &'a Request<'_>) -> Self {
        let mut captures = Self::default();
        let path = request.path.sought(candidate.algorithm);
        // Nearly every path matches in step 5 or better, which is told sooner than in which step.
        if Step::takes(&candidate.path, path)
            || Step::first(candidate, request.path, Steps::all(candidate.algorithm)).is_some()
        {
            captures.take_path(candidate.path.trimmed(), path, Takes::Something);
            let own = candidate.capturing_path().map_or(&[] as &[_], Path::trimmed);
            captures.take_path(own, path, Takes::Something);
        } else if candidate.algorithm == Algorithm::Extended && Step::blank(candidate, request.path).is_some()
        {
            captures.take_path(&candidate.path.segments, request.path.whole(), Takes::NothingToo);
        } else {
            return captures;
        }
        captures.take_params(candidate, request.params.sent());
        captures
    }

    /// All of them, in the order of the path and then of the query.
    pub fn pairs(&self) -> &[(&'a str, &'a str)] {
        &self.0
    }

    /// What `name` captured.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn take_path(&mut self, segments: &'a [Segment], path: Sought<'a>, takes: Takes) {
        for (at, segment) in segments.iter().enumerate() {
            match segment {
                Segment::Literal(_) => {}
                Segment::Wildcard(wildcard) => {
                    wildcard.names.iter().for_each(|name| self.add(name, path.exact(at)));
                }
                Segment::Gap(gap) => {
                    gap.captures(path.exact(at), takes).for_each(|(name, value)| self.add(name, value));
                }
            }
        }
    }

    /// A variable takes the first value of its key that no literal parameter of the example asks for.
    fn take_params(&mut self, candidate: &'a Candidate, request: &'a [(Cow<'_, str>, Cow<'_, str>)]) {
        let example = candidate.params.saved();
        if !example.iter().any(|param| matches!(param.value, ParamValue::Variable(_))) {
            return;
        }
        let mut free: Vec<bool> = vec![true; request.len()];
        let mut take = |key: &str, wanted: Option<&str>| {
            let fits = |(known, value): &(Cow<'_, str>, Cow<'_, str>)| {
                **known == *key
                    && wanted.is_none_or(|wanted| is_same_value(value, wanted, candidate.algorithm))
            };
            let at = (0..request.len()).find(|at| free[*at] && fits(&request[*at]))?;
            free[at] = false;
            Some(&*request[at].1)
        };
        for param in example {
            if let ParamValue::Literal(value) = &param.value {
                take(&param.key, Some(value));
            }
        }
        for param in example {
            if let ParamValue::Variable(name) = &param.value
                && let Some(value) = take(&param.key, None)
            {
                self.add(name, value);
            }
        }
    }

    /// Of two wildcards with one name the first counts; names that begin with `$` are not captured.
    fn add(&mut self, name: &'a str, value: &'a str) {
        if !name.starts_with('$') && self.get(name).is_none() {
            self.0.push((name, value));
        }
    }
}
