//! Takes known keys out of texts that are kept or told.
//!
//! Of a key nothing is known but its hash, so that what may be one is hashed and looked up. A key that stands by itself
//! is found as a word: a run of the characters that keys are made of. One within a word is found by the form that
//! `understudy keys new` gives to keys, or by its length, which is learned when the key is first seen by itself. A key
//! that a request presents is known in the clear while that request lasts, and is found whatever it is made of.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode, percent_encode};
use smallvec::SmallVec;

use super::keys::Keys;
use super::lengths::LONGEST;
use super::made;

/// What stands in a key's place.
const REDACTED: &str = "[redacted]";
const TAKEN_OUT: &[u8] = REDACTED.as_bytes();

/// Shorter words are taken for no key, unless a request presents them as one.
const SHORTEST: usize = 8;

/// The longest method that is registered, `UPDATEREDIRECTREF`. Nobody misses more of one that is made up.
const LONGEST_METHOD: usize = 17;

impl Keys {
    /// A text without the keys in it, with those that are percent-encoded; borrowed where there is none. `presented`
    /// is the key of the request that the text is about.
    pub fn redact<'t>(&self, text: &'t str, presented: Option<&[u8]>) -> Cow<'t, str> {
        match self.redact_bytes(text.as_bytes(), presented) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            Cow::Owned(redacted) => Cow::Owned(String::from_utf8_lossy(&redacted).into_owned()),
        }
    }

    /// As [`redact`](Self::redact), of a request's method. A long one is no method, and is left out as a whole.
    pub fn redact_method<'t>(&self, method: &'t str, presented: Option<&[u8]>) -> Cow<'t, str> {
        if method.len() > LONGEST_METHOD {
            return Cow::Borrowed(REDACTED);
        }
        self.redact(method, presented)
    }

    /// As [`redact`](Self::redact), of what may be no text.
    pub fn redact_bytes<'t>(&self, bytes: &'t [u8], presented: Option<&[u8]>) -> Cow<'t, [u8]> {
        let presented = presented.filter(|key| !key.is_empty() && key.len() <= bytes.len());
        // Nearly every method is too short for a key.
        if self.is_empty() || (presented.is_none() && bytes.len() < SHORTEST) {
            return Cow::Borrowed(bytes);
        }
        let without = presented.map_or(Cow::Borrowed(bytes), |key| without(bytes, key));
        match self.places(&without) {
            places if places.is_empty() => without,
            places => Cow::Owned(cut(&without, &places)),
        }
    }

    /// As [`redact_bytes`](Self::redact_bytes), of the beginning of something: a key may be cut off at its end.
    pub fn redact_beginning<'t>(&self, bytes: &'t [u8], presented: Option<&[u8]>) -> Cow<'t, [u8]> {
        let Some(key) = presented.filter(|_| !self.is_empty()) else {
            return self.redact_bytes(bytes, presented);
        };
        let cut_off = (SHORTEST..key.len()).rev().find(|length| bytes.ends_with(&key[..*length]));
        match cut_off.and_then(|length| bytes.get(..bytes.len() - length)) {
            Some(rest) => {
                let mut redacted = self.redact_bytes(rest, presented).into_owned();
                redacted.extend_from_slice(TAKEN_OUT);
                Cow::Owned(redacted)
            }
            None => self.redact_bytes(bytes, presented),
        }
    }

    /// Where keys stand, in order.
    fn places(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        for word in words(bytes, is_word) {
            let text = bytes.get(word.clone()).unwrap_or_default();
            if text.contains(&b'%') {
                let decoded: Vec<u8> = percent_decode(text).collect();
                if !self.places_in(&decoded).is_empty() || !self.places_in(text).is_empty() {
                    places.push(word);
                }
            } else {
                let found = self.places_in(text).into_iter();
                places.extend(found.map(|place| word.start + place.start..word.start + place.end));
            }
        }
        places
    }

    /// Where keys stand in a word, in order.
    fn places_in(&self, word: &[u8]) -> SmallVec<[Range<usize>; 1]> {
        if word.len() < SHORTEST {
            return SmallVec::new();
        }
        let all = 0..word.len();
        if self.is_at(&all, word) {
            return SmallVec::from_iter([all]);
        }
        let is_plain_word = word.iter().all(|byte| is_plain(*byte));
        let parts = words(word, is_plain).filter(|_| !is_plain_word);
        let begun = (word.len() > made::LENGTH).then(|| memmem::find_iter(word, made::PREFIX.as_bytes()));
        let made = begun.into_iter().flatten().map(|start| start..start + made::LENGTH);
        // Of what is longer, such as a picture as text, each place would be hashed.
        let searched = if word.len() > LONGEST { 0 } else { word.len() };
        let learned = self.lengths().below(searched);
        let learned =
            learned.flat_map(|length| (0..=word.len() - length).map(move |start| start..start + length));
        let mut places: SmallVec<_> =
            parts.chain(made).chain(learned).filter(|place| self.is_at(place, word)).collect();
        places.sort_unstable_by_key(|place: &Range<usize>| (place.start, place.end));
        places.dedup();
        places
    }

    fn is_at(&self, place: &Range<usize>, text: &[u8]) -> bool {
        let length = place.len();
        (SHORTEST..=LONGEST).contains(&length)
            && text.get(place.clone()).is_some_and(|it| self.find(it).is_some())
    }
}

/// Without a key, as it is and percent-encoded.
fn without<'t>(bytes: &'t [u8], key: &[u8]) -> Cow<'t, [u8]> {
    let encoded = percent_encode(key, NON_ALPHANUMERIC).to_string();
    let places = |sought: &[u8]| -> Vec<_> {
        memmem::find_iter(bytes, sought).map(|at| at..at + sought.len()).collect()
    };
    let found = match places(key) {
        found if found.is_empty() => places(encoded.as_bytes()),
        found => found,
    };
    if found.is_empty() { Cow::Borrowed(bytes) } else { Cow::Owned(cut(bytes, &found)) }
}

fn cut(bytes: &[u8], places: &[Range<usize>]) -> Vec<u8> {
    let mut rest = Vec::with_capacity(bytes.len());
    let mut done = 0;
    for place in places {
        rest.extend_from_slice(bytes.get(done..place.start).unwrap_or_default());
        rest.extend_from_slice(TAKEN_OUT);
        done = done.max(place.end);
    }
    rest.extend_from_slice(bytes.get(done..).unwrap_or_default());
    rest
}

/// The longest runs of such bytes.
fn words(bytes: &[u8], is_part: fn(u8) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes.get(at..)?.iter().position(|byte| is_part(*byte))?;
        let length = bytes.get(start..)?.iter().position(|byte| !is_part(*byte));
        at = length.map_or(bytes.len(), |length| start + length);
        Some(start..at)
    })
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// What may also be part of a key, or of its percent-encoded form.
fn is_word(byte: u8) -> bool {
    is_plain(byte) || matches!(byte, b'.' | b'~' | b'+' | b'=' | b'%')
}

#[cfg(test)]
mod tests {
    use super::super::hash;
    use super::*;

    const KEY: &str = "usk_0123456789abcdef";
    const DOTTED: &str = "team.key.of-the+test=";
    const ODD: &str = "my key: a/b";

    fn keys() -> Keys {
        Keys::new(&[KEY, DOTTED, ODD].map(|key| (key, hash(key.as_bytes()))))
    }

    #[track_caller]
    fn check(row: &str, text: &str, presented: Option<&str>, expected: &str) {
        let keys = keys();
        let redacted = keys.redact(text, presented.map(str::as_bytes));
        assert_eq!(redacted, expected, "{row}");
        assert_eq!(matches!(redacted, Cow::Borrowed(_)), text == expected, "{row}");
    }

    #[test]
    fn keys_are_found_wherever_they_stand() {
        check("nothing", "/books/usk_unknown0000000000", None, "/books/usk_unknown0000000000");
        check("a segment", &format!("/books/{KEY}/x"), None, "/books/[redacted]/x");
        check("a value", &format!("/books?a={KEY}&b=1"), None, "/books?a=[redacted]&b=1");
        check("twice", &format!("{KEY} {KEY}"), None, "[redacted] [redacted]");
        check("in JSON", &format!("{{\"k\":\"{KEY}\"}}"), None, "{\"k\":\"[redacted]\"}");
        check("at the end of a sentence", &format!("It is {KEY}."), None, "It is [redacted].");
        check("with dots", &format!("x: {DOTTED}"), None, "x: [redacted]");
        check("encoded", "/%75sk_0123456789abcdef", None, "/[redacted]");
        check("encoded neighbours", &format!("/{KEY}%20x"), None, "/[redacted]");
        check("within a word, of a length nobody has seen", &format!("x{KEY}"), None, &format!("x{KEY}"));
        check("in no words", ODD, None, ODD);
        check("presented", &format!("<{ODD}>"), Some(ODD), "<[redacted]>");
        check("presented, within a word", &format!("x{KEY}y"), Some(KEY), "x[redacted]y");
        check("presented, encoded", "/my%20key%3A%20a%2Fb/", Some(ODD), "/[redacted]/");
    }

    #[test]
    fn keys_within_words_are_found_by_their_form_or_a_length_that_was_seen() {
        let made = format!("{}{}", made::PREFIX, "k".repeat(made::RANDOM));
        let all = [KEY, DOTTED, &made];
        let keys = Keys::new(&all.map(|key| (key, hash(key.as_bytes()))));
        keys.find(KEY.as_bytes()).unwrap();
        keys.find(DOTTED.as_bytes()).unwrap();
        for key in all {
            let encoded = format!("%{:02x}{}", key.as_bytes()[0], &key[1..]);
            for (text, expected) in [
                (format!("x{key}x"), "x[redacted]x"),
                (format!("/pre-{key}_post/b"), "/pre-[redacted]_post/b"),
                (format!("{key}{key}"), "[redacted][redacted]"),
                (format!("usk_{key}"), "usk_[redacted]"),
                (format!("/a.{key}~b"), "/a.[redacted]~b"),
                (format!("/x{encoded}x/y"), "/[redacted]/y"),
            ] {
                assert_eq!(keys.redact(&text, None), expected, "{text}");
            }
            let part = format!("/x{}", &key[1..]);
            assert_eq!(keys.redact(&part, None), part);
        }
    }

    #[test]
    fn within_a_very_long_word_keys_are_found_by_their_form_alone() {
        let made = format!("{}{}", made::PREFIX, "k".repeat(made::RANDOM));
        let keys = Keys::new(&[KEY, &made].map(|key| (key, hash(key.as_bytes()))));
        keys.find(KEY.as_bytes()).unwrap();
        let picture = "x".repeat(LONGEST);
        for (key, expected) in [(KEY, KEY), (&made, "[redacted]")] {
            assert_eq!(keys.redact(&format!("{picture}{key}"), None), format!("{picture}{expected}"));
        }
    }

    #[test]
    fn a_method_that_is_none_is_left_out() {
        for (method, expected) in [
            ("GET", "GET"),
            ("UPDATEREDIRECTREF", "UPDATEREDIRECTREF"),
            ("my-method", "my-method"),
            ("short-key", "[redacted]"),
            ("xshort-keyx", "x[redacted]x"),
            ("AMETHODTHATNOBODYEVERREGISTERED", "[redacted]"),
            (KEY, "[redacted]"),
        ] {
            let keys = Keys::new(&[("short", hash(b"short-key"))]);
            keys.find(b"short-key").unwrap();
            assert_eq!(keys.redact_method(method, None), expected, "{method}");
        }
    }

    #[test]
    fn a_key_that_is_cut_off_is_taken_out_too() {
        let keys = keys();
        let half = format!("it is {}", &KEY[..12]);
        let redacted = keys.redact_beginning(half.as_bytes(), Some(KEY.as_bytes()));
        assert_eq!(&*redacted, b"it is [redacted]");
        let whole = keys.redact_beginning(b"it is none", Some(KEY.as_bytes()));
        assert!(matches!(whole, Cow::Borrowed(b"it is none")));
    }

    #[test]
    fn bytes_that_are_no_text_are_searched_too() {
        let bytes = [b"\xff\xfe", KEY.as_bytes(), b"\xff"].concat();
        assert_eq!(&*keys().redact_bytes(&bytes, None), b"\xff\xfe[redacted]\xff");
    }

    #[test]
    fn without_keys_nothing_is_looked_at() {
        let text = format!("/{KEY}");
        assert!(matches!(Keys::default().redact(&text, Some(KEY.as_bytes())), Cow::Borrowed(_)));
    }
}
