//! Whether named headers of an example and a request agree (matching.md 5.1).
//!
//! Both sides are prepared before they meet, an example at load and a request once, so that what
//! a client may name without end costs each example no more than the headers it has itself.

use http::HeaderMap;

use super::rule::Rule;
use crate::collection::{Algorithm, Header, unresolved, with_placeholders};

/// The headers of an example, one entry for each name.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct SavedHeaders(Box<[SavedHeader]>);

#[derive(Debug, PartialEq, Eq, Hash)]
struct SavedHeader {
    /// Lower case.
    name: Box<str>,
    value: Joined,
    expects: Expects,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Expects {
    /// The value holds an unresolved variable.
    Presence,
    Equality,
}

/// Every value of one name.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Joined {
    /// As a person reads it: joined with a comma.
    text: String,
    folded: String,
    count: Count,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Count {
    One,
    Several,
}

impl Joined {
    fn of<'v>(values: impl Iterator<Item = &'v str>) -> Option<Self> {
        let mut values = values.map(str::trim);
        let mut text = values.next()?.to_owned();
        let mut count = Count::One;
        for value in values {
            text.push_str(", ");
            text.push_str(value);
            count = Count::Several;
        }
        Some(Self { folded: text.to_lowercase(), text, count })
    }

    /// Joining cannot know what stood around the commas of one value that stands for several.
    fn equals(&self, other: &Self) -> bool {
        match (self.count, other.count) {
            (Count::One, Count::One) => self.folded == other.folded,
            _ => self.items().eq(other.items()),
        }
    }

    fn equals_unquoted(&self, other: &Self) -> bool {
        self.folded.trim_matches('"') == other.folded.trim_matches('"')
    }

    fn items(&self) -> impl Iterator<Item = &str> {
        self.folded.split(',').map(str::trim)
    }
}

impl From<Vec<Header>> for SavedHeaders {
    fn from(headers: Vec<Header>) -> Self {
        let mut named: Vec<_> =
            headers.iter().map(|header| (header.name.trim().to_ascii_lowercase(), &*header.value)).collect();
        // Stable, so that the values of one name stay in order.
        named.sort_by(|(left, _), (right, _)| left.cmp(right));
        Self(named.chunk_by(|(left, _), (right, _)| left == right).filter_map(SavedHeader::of).collect())
    }
}

impl SavedHeader {
    fn of(same: &[(String, &str)]) -> Option<Self> {
        let (name, _) = same.first()?;
        let value = Joined::of(same.iter().map(|(_, value)| *value))?;
        let expects = match unresolved(&value.text).next() {
            Some(_) => Expects::Presence,
            None => Expects::Equality,
        };
        Some(Self { name: name.as_str().into(), value, expects })
    }

    fn agrees(&self, sent: &Joined, algorithm: Algorithm) -> bool {
        self.expects == Expects::Presence
            || self.value.equals(sent)
            // Clients of one service differ in the quotes around it (8.4.3).
            || algorithm == Algorithm::Extended && &*self.name == "soapaction" && self.value.equals_unquoted(sent)
    }
}

impl SavedHeaders {
    /// What it says under a name in lower case.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.get(name).map(|header| header.value.text.as_str())
    }

    fn get(&self, name: &str) -> Option<&SavedHeader> {
        let at = self.0.binary_search_by(|header| (*header.name).cmp(name)).ok()?;
        self.0.get(at)
    }
}

/// The headers that are compared, as a request has them.
#[derive(Debug, Default)]
pub(super) struct NamedHeaders {
    sent: Vec<(String, Joined)>,
    /// Lower case and sorted.
    absent: Vec<String>,
    algorithm: Algorithm,
}

impl NamedHeaders {
    /// What `request` says under each of the `names`; empty ones do not count.
    pub(super) fn new<'n>(
        names: impl Iterator<Item = &'n str>,
        request: &HeaderMap,
        algorithm: Algorithm,
    ) -> Self {
        let mut lower: Vec<_> = names.map(|name| name.trim().to_ascii_lowercase()).collect();
        lower.sort_unstable();
        lower.dedup();
        let mut headers = Self { algorithm, ..Self::default() };
        for name in lower.into_iter().filter(|name| !name.is_empty()) {
            let values: Vec<_> = request
                .get_all(&name)
                .into_iter()
                .map(|value| String::from_utf8_lossy(value.as_bytes()))
                .collect();
            match Joined::of(values.iter().map(AsRef::as_ref)) {
                Some(value) => headers.sent.push((name, value)),
                None => headers.absent.push(name),
            }
        }
        headers
    }

    /// The first name in which the request and an example disagree, as the rule that puts it out.
    pub(super) fn first_difference(&self, saved: &SavedHeaders) -> Option<Rule> {
        if self.sent.is_empty() && self.absent.is_empty() {
            return None;
        }
        let in_value = self.sent.iter().find_map(|(name, sent)| match saved.get(name) {
            Some(header) if header.agrees(sent, self.algorithm) => None,
            header => Some(difference(name, header, Some(sent))),
        });
        in_value.or_else(|| {
            let is_absent = |header: &&SavedHeader| {
                self.absent.binary_search_by(|name| (**name).cmp(&header.name)).is_ok()
            };
            saved.0.iter().find(is_absent).map(|header| difference(&header.name, Some(header), None))
        })
    }
}

fn difference(name: &str, saved: Option<&SavedHeader>, sent: Option<&Joined>) -> Rule {
    Rule::Header {
        name: name.to_owned(),
        saved: saved.map(|header| with_placeholders(&header.value.text)),
        sent: sent.map(|value| value.text.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, names: &str, saved: &[(&str, &str)], sent: &[(&str, &str)], differs: Option<&str>) {
        let saved = saved.iter().map(|(name, value)| Header { name: (*name).into(), value: (*value).into() });
        let saved = SavedHeaders::from(saved.collect::<Vec<_>>());
        let mut request = HeaderMap::new();
        for (name, value) in sent {
            let value = http::HeaderValue::from_bytes(value.as_bytes()).unwrap();
            request.append(http::HeaderName::try_from(*name).unwrap(), value);
        }
        let rule = NamedHeaders::new(names.split(','), &request, Algorithm::Postman).first_difference(&saved);
        assert_eq!(rule.map(|rule| rule.to_string()).as_deref(), differs, "{name}");
    }

    #[test]
    fn rule_5_1_named_headers_agree() {
        check("none is named", "", &[("a", "1")], &[], None);
        check("both absent", "a", &[("b", "1")], &[("c", "1")], None);
        check("equal", "a", &[("a", "1")], &[("a", "1")], None);
        check("equal ignoring case", "A", &[("a", "JSON é")], &[("a", "json É")], None);
        check("the name in another case", "x-A", &[("X-a", "1")], &[("x-a", "1")], None);
        check("white space at the ends", "a", &[(" a ", " 1 ")], &[("a", "1 ")], None);
        check("others do not count", "a", &[("a", "1"), ("b", "1")], &[("a", "1"), ("b", "2")], None);
        check("white space around names, empty names", " a , ,b", &[("a", "1")], &[("a", "1")], None);
        check("no name of a header", "a b", &[], &[], None);
        check("repeated on both sides", "a", &[("a", "1"), ("a", "2")], &[("a", "1"), ("a", "2")], None);
        check("repeated, saved as one", "a", &[("a", "1,2")], &[("a", "1"), ("a", "2")], None);
        check("repeated, saved as one with a space", "a", &[("a", "1, 2")], &[("a", "1"), ("a", "2")], None);
        check("repeated, sent as one", "a", &[("a", "1"), ("a", "2")], &[("a", "1,2")], None);
        check("only presence is asked for", "a", &[("a", "Bearer {{token}}")], &[("a", "x")], None);
    }

    #[test]
    fn rule_8_4_3_soap_action_is_compared_without_quotes() {
        for (row, algorithm, name, saved, sent, agrees) in [
            ("quotes saved", Algorithm::Extended, "SOAPAction", "\"urn:Add\"", "urn:Add", true),
            ("quotes sent", Algorithm::Extended, "SOAPAction", "urn:Add", "\"urn:add\"", true),
            ("another action", Algorithm::Extended, "SOAPAction", "urn:Add", "\"urn:Sub\"", false),
            ("another header", Algorithm::Extended, "h", "\"a\"", "a", false),
            ("as Postman does", Algorithm::Postman, "SOAPAction", "\"urn:Add\"", "urn:Add", false),
        ] {
            let saved = SavedHeaders::from(vec![Header { name: name.into(), value: saved.into() }]);
            let mut request = HeaderMap::new();
            request.insert(http::HeaderName::try_from(name).unwrap(), sent.parse().unwrap());
            let headers = NamedHeaders::new(std::iter::once(name), &request, algorithm);
            assert_eq!(headers.first_difference(&saved).is_none(), agrees, "{row}");
        }
    }

    #[test]
    fn rule_5_1_named_headers_differ() {
        let row = |name, names, saved: &[_], sent: &[_], rule| check(name, names, saved, sent, Some(rule));
        row(
            "another value",
            "a",
            &[("a", "1")],
            &[("a", "2")],
            "the header `a` is `1`, the request's is `2`",
        );
        row("absent in the request", "a", &[("a", "1")], &[], "the header `a` is `1`, the request's is none");
        row("absent in the example", "a", &[], &[("a", "1")], "the header `a` is none, the request's is `1`");
        row(
            "absent though only presence is asked for",
            "a",
            &[("a", "{{token}}")],
            &[],
            "the header `a` is `{{token}}`, the request's is none",
        );
        row(
            "another order",
            "a",
            &[("a", "1"), ("a", "2")],
            &[("a", "2"), ("a", "1")],
            "the header `a` is `1, 2`, the request's is `2, 1`",
        );
        row(
            "white space inside one value counts",
            "a",
            &[("a", "1,2")],
            &[("a", "1, 2")],
            "the header `a` is `1,2`, the request's is `1, 2`",
        );
        row(
            "a name behind those that agree",
            "b,a,c",
            &[("a", "1"), ("c", "3")],
            &[("a", "1"), ("c", "4")],
            "the header `c` is `3`, the request's is `4`",
        );
    }
}
