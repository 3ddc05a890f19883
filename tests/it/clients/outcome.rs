//! What clients got, beside what they should have got.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::Value;

/// What came of a call.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    Got(Value),
    /// The client's own error, as the program describes it.
    Threw(Value),
}

/// What came of all calls of a program, by client, in the order of the calls.
#[derive(Debug)]
pub(super) struct Outcomes(BTreeMap<String, Vec<(String, Outcome)>>);

#[derive(Deserialize)]
struct Line {
    client: String,
    call: String,
    ok: bool,
    got: Value,
}

/// A row of a table: the call, and what it gives.
pub(super) const fn got(call: &'static str, value: Value) -> (&'static str, Outcome) {
    (call, Outcome::Got(value))
}

/// A row of a table: the call, and the client's error.
pub(super) const fn threw(call: &'static str, error: Value) -> (&'static str, Outcome) {
    (call, Outcome::Threw(error))
}

impl Outcomes {
    /// A line of JSON for each call.
    pub(super) fn read(text: &str) -> Self {
        let mut outcomes = BTreeMap::<_, Vec<_>>::new();
        for line in text.lines() {
            let Line { client, call, ok, got } =
                serde_json::from_str(line).unwrap_or_else(|problem| panic!("{problem}: {line}"));
            let outcome = if ok { Outcome::Got(got) } else { Outcome::Threw(got) };
            outcomes.entry(client).or_default().push((call, outcome));
        }
        Self(outcomes)
    }

    /// Takes those of one client, which have to be these.
    #[track_caller]
    pub(super) fn of(&mut self, client: &str, expected: impl IntoIterator<Item = (&'static str, Outcome)>) {
        let seen = self.0.remove(client).unwrap_or_default();
        let expected: Vec<_> =
            expected.into_iter().map(|(call, outcome)| (call.to_owned(), outcome)).collect();
        let told = |rows: &[(String, Outcome)]| {
            rows.iter().map(|(call, outcome)| format!("    {call}: {outcome}")).collect::<Vec<_>>()
        };
        let (seen, expected) = (told(&seen), told(&expected));
        let without = |rows: &[String], others: &[String]| {
            rows.iter().filter(|row| !others.contains(row)).cloned().collect::<Vec<_>>().join("\n")
        };
        assert!(
            seen == expected,
            "{client} got\n{}\nand should have got\n{}",
            without(&seen, &expected),
            without(&expected, &seen)
        );
    }

    /// Nothing else was asked.
    #[track_caller]
    pub(super) fn done(self) {
        assert!(self.0.is_empty(), "not expected: {:#?}", self.0);
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Got(value) => write!(formatter, "{value}"),
            Self::Threw(value) => write!(formatter, "threw {value}"),
        }
    }
}
