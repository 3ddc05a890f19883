//! Which pages may read an answer in a browser (matching.md 7.4).
//!
//! An answer is completed when everything else of it is settled: what a page may read is a list of the headers
//! that the answer has.

mod lines;
mod origin;
mod preflight;
mod readers;

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ORIGIN,
};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::matching::Algorithm;

pub use origin::{InvalidOrigin, OriginPattern};
pub use preflight::Preflight;
pub use readers::Readers;

const ANY: HeaderValue = HeaderValue::from_static("*");
const TRUE: HeaderValue = HeaderValue::from_static("true");
const PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// How long a browser may remember what a preflight was answered, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// How answers are made readable for pages of other origins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cors {
    /// Whose pages may read them.
    readers: Readers,
    /// With Postman's rules an example that has any such header of its own is left alone.
    algorithm: Algorithm,
}

/// What an origin is granted.
enum Grant<'r> {
    /// Its pages may read the answer, with or without cookies.
    Reader(&'r HeaderValue),
    /// Every page may read the answer, without cookies.
    Anyone(&'r HeaderValue),
    /// Pages of some other origins may read the answer.
    Others,
    /// Nothing is said about it.
    Nothing,
}

impl Cors {
    /// What is configured; without a setting, what the rules of matching have as default.
    pub fn new(readers: Option<Readers>, algorithm: Algorithm) -> Self {
        let default = match algorithm {
            Algorithm::Extended => Readers::Reflect,
            Algorithm::Postman => Readers::Any,
        };
        Self { readers: readers.unwrap_or(default), algorithm }
    }

    /// Completes an answer that is not the backend's own.
    pub fn complete(&self, answer: &mut HeaderMap, request: &HeaderMap) {
        if self.leaves_alone(answer) {
            return;
        }
        let Some(origin) = request.get(ORIGIN) else { return self.complete_for_caches(answer) };
        match self.grant(origin) {
            Grant::Reader(origin) => {
                name_reader(answer, origin);
                expose_by_name(answer);
            }
            Grant::Anyone(origin) => open_to_anyone(answer, Some(origin)),
            Grant::Others => lines::vary_by_origin(answer),
            Grant::Nothing => {}
        }
    }

    /// Completes the answer to a request that names no origin: a browser that was shown it by `<img>` keeps it, and
    /// would give it to a page that asks for the same by script.
    fn complete_for_caches(&self, answer: &mut HeaderMap) {
        match &self.readers {
            Readers::Reflect | Readers::Listed(_) => lines::vary_by_origin(answer),
            Readers::Any => open_to_anyone(answer, None),
            Readers::Off => {}
        }
    }

    /// Completes the answer to a preflight; the lists of an example are kept and added to.
    pub fn complete_preflight(&self, answer: &mut HeaderMap, preflight: Preflight<'_>) {
        if self.leaves_alone(answer) {
            return;
        }
        match self.grant(preflight.origin()) {
            Grant::Reader(origin) => name_reader(answer, origin),
            Grant::Anyone(origin) => name_anyone(answer, Some(origin)),
            Grant::Others => return lines::vary_by_origin(answer),
            Grant::Nothing => return,
        }
        lines::add(answer, ACCESS_CONTROL_ALLOW_METHODS, [preflight.asked_method()]);
        lines::add(answer, ACCESS_CONTROL_ALLOW_HEADERS, preflight.asked_headers());
        if self.algorithm == Algorithm::Extended {
            answer.entry(ACCESS_CONTROL_MAX_AGE).or_insert(MAX_AGE);
            if preflight.asks_for_private_network() {
                answer.insert(PRIVATE_NETWORK, TRUE);
            }
        }
    }

    /// Whether an answer with these headers of its own stays one that most pages cannot read.
    pub(crate) fn leaves_forbidden(&self, answer: &HeaderMap) -> bool {
        let has_own = answer.keys().any(lines::is_cors);
        let stays = self.readers == Readers::Off || self.leaves_alone(answer);
        has_own && stays && lines::only_value(answer, &ACCESS_CONTROL_ALLOW_ORIGIN) != Some(&ANY)
    }

    fn leaves_alone(&self, answer: &HeaderMap) -> bool {
        self.algorithm == Algorithm::Postman && answer.keys().any(lines::is_cors)
    }

    fn grant<'r>(&self, origin: &'r HeaderValue) -> Grant<'r> {
        match &self.readers {
            Readers::Reflect => Grant::Reader(origin),
            Readers::Any => Grant::Anyone(origin),
            Readers::Listed(patterns) if patterns.iter().any(|pattern| pattern.takes(origin)) => {
                Grant::Reader(origin)
            }
            Readers::Listed(_) => Grant::Others,
            Readers::Off => Grant::Nothing,
        }
    }
}

/// Whatever was saved: it named the page that asked when the example was recorded.
fn name_reader(answer: &mut HeaderMap, origin: &HeaderValue) {
    answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    answer.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
    lines::vary_by_origin(answer);
}

fn open_to_anyone(answer: &mut HeaderMap, origin: Option<&HeaderValue>) {
    name_anyone(answer, origin);
    if !lines::says_anything(answer, &ACCESS_CONTROL_EXPOSE_HEADERS) {
        answer.insert(ACCESS_CONTROL_EXPOSE_HEADERS, ANY);
    }
}

/// What was saved stays if the page that asks can use it.
fn name_anyone(answer: &mut HeaderMap, origin: Option<&HeaderValue>) {
    let saved = lines::only_value(answer, &ACCESS_CONTROL_ALLOW_ORIGIN);
    if !saved.is_some_and(|saved| *saved == ANY || Some(saved) == origin) {
        answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    }
}

/// To a request with cookies `*` is a name like any other, so that the headers are named one by one.
fn expose_by_name(answer: &mut HeaderMap) {
    let says_names = lines::tokens(answer, &ACCESS_CONTROL_EXPOSE_HEADERS).any(|name| name != "*");
    if says_names {
        return;
    }
    answer.remove(ACCESS_CONTROL_EXPOSE_HEADERS);
    if let Some(names) = lines::readable_names(answer) {
        answer.insert(ACCESS_CONTROL_EXPOSE_HEADERS, names);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_7_4_own_headers_that_keep_most_pages_from_an_answer() {
        let named = [(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("https://shop.test"))];
        let anyone = [(ACCESS_CONTROL_ALLOW_ORIGIN, ANY)];
        let max_age = [(ACCESS_CONTROL_MAX_AGE, MAX_AGE)];
        let (off, any) = (Some(Readers::Off), Some(Readers::Any));
        for (row, readers, algorithm, own, expected) in [
            ("reflect replaces it", None, Algorithm::Extended, &named[..], false),
            ("any replaces it", any.clone(), Algorithm::Extended, &named, false),
            ("off leaves it", off.clone(), Algorithm::Extended, &named, true),
            ("off leaves one for all", off.clone(), Algorithm::Extended, &anyone, false),
            ("off leaves one that names none", off.clone(), Algorithm::Extended, &max_age, true),
            ("off, as it was meant", off, Algorithm::Extended, &[], false),
            ("by Postman's rules it is left", any, Algorithm::Postman, &named, true),
            ("and what has none is completed", None, Algorithm::Postman, &[], false),
        ] {
            let answer = own.iter().cloned().collect();
            assert_eq!(Cors::new(readers, algorithm).leaves_forbidden(&answer), expected, "{row}");
        }
    }
}
