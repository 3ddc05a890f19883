//! With `matching = "postman"` the choice is what it was before there was any other way: what sections 1 to 7 gave then,
//! for many drawn examples and requests, is kept here as a number.

use super::builders::{Saved, Sent, index, saved, sent};
use super::{Outcome, POSTMAN, outcome};
use crate::collection::Body;
use crate::matching::{NoAnswers, Options, Role};

const CASES: u64 = 4_000;
/// How many of them were answered.
const ANSWERED: usize = 1_115;
/// Who answered, or what was said instead, case by case.
const DIGEST: u64 = 606_755_682_895_725_256;

const SEGMENTS: [&str; 14] =
    ["books", "Books", "boks", "b", "", "1", "42", "4-2", "abcdef12", "ABCDEF13", "é", "a%2Fb", ":x", "{v}"];
const PARAMS: [&str; 8] = ["", "", "p=1", "p=2", "p", "q=a+b", "p=1&q=2", "p={{w}}"];
const BODIES: [&str; 9] = [
    "",
    "",
    "{\"a\": 1}",
    "{\"a\": 1.0, \"b\": [2]}",
    "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"m\"}",
    "{\"query\": \"{ a b }\"}",
    "<a><b>1</b></a>",
    "a=1",
    "text\r\n",
];

/// A number after the other, the same everywhere (`SplitMix64`).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most as u64).unwrap()
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// A few of the segments, so that examples and requests meet.
    fn alphabet(&mut self) -> [&'static str; 3] {
        std::array::from_fn(|_| self.of(&SEGMENTS))
    }

    fn line(&mut self, segments: &[&'static str]) -> String {
        let method = self.of(&["GET", "GET", "GET", "POST", "HEAD"]);
        let path: Vec<_> = (0..=self.below(2)).map(|_| self.of(segments)).collect();
        format!("{method} /{}?{}", path.join("/"), self.of(&PARAMS))
    }

    fn example(&mut self, number: usize, segments: &[&'static str]) -> Saved {
        let status = self.of(&[Some(200), Some(200), Some(201), Some(304), Some(404), Some(503), None]);
        let example = saved(&self.line(segments)).named(&format!("{number}")).status(status);
        let example = example.body(Body::Raw(self.of(&BODIES).to_owned()));
        let example =
            if self.below(3) == 0 { example.header("h", self.of(&["1", "2", "{{h}}"])) } else { example };
        if self.below(2) == 0 { example.id(self.of(&["1", "2", "1-2", "z"])) } else { example }
    }

    fn request(&mut self, segments: &[&'static str]) -> Sent {
        let sent = sent(&self.line(segments)).body(self.of(&BODIES));
        let sent =
            sent.of_type(self.of(&["application/json", "application/x-www-form-urlencoded", "text/xml"]));
        match self.below(12) {
            0 => sent.code(self.of(&["200", "404", "x"])),
            1 => sent.id(self.of(&["1", "z", "7-2"])),
            2 => sent.name(self.of(&["0", "1", "9"])),
            3 => sent.header("x-mock-match-request-headers", "h").header("h", self.of(&["1", "2"])),
            4 => sent.header("x-mock-match-request-body", "true"),
            5 => sent.header("if-none-match", "1"),
            _ => sent,
        }
    }
}

#[test]
fn what_postmans_rules_choose_is_what_they_chose_before_there_were_others() {
    let (mut draw, mut answered, mut digest) = (Draw(1), 0, 0xcbf2_9ce4_8422_2325_u64);
    for _ in 0..CASES {
        let segments = draw.alphabet();
        let examples: Vec<_> = (0..=draw.below(8)).map(|number| draw.example(number, &segments)).collect();
        let (request, match_body) = (draw.request(&segments), draw.below(8) == 0);
        let options = Options { match_body, ..POSTMAN };
        let index = index(&examples);
        let selection = request.ask(|request| index.select(request, &options, Role::Alone, &NoAnswers));
        let outcome = outcome(&index, &selection);
        answered += usize::from(matches!(outcome, Outcome::Winner(_)));
        for byte in format!("{outcome:?}").bytes() {
            digest = (digest ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
    assert_eq!((answered, digest), (ANSWERED, DIGEST));
}
