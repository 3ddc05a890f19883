//! Every example of the mock, and what became of it, in words.

use serde::Serialize;

use crate::matching::{
    Breakdown, Considered, Decision, Explanation, Miss, Nearness, Pairing, Selection, Standing, Step, Verdict,
};
use crate::mock::Mock;

/// How the mock chooses.
#[derive(Debug, Serialize)]
pub struct Choice {
    /// What decided, in words.
    pub decided: String,
    /// Winner first, then as they rank, then those that are out, nearest first.
    pub candidates: Vec<Candidate>,
    /// How many more there are.
    pub left_out: usize,
    #[serde(skip)]
    has_winner: bool,
}

/// An example before the request.
#[derive(Debug, Serialize)]
pub struct Candidate {
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: Option<String>,
    /// `Folder / Request`.
    pub item: String,
    /// Its method.
    pub method: String,
    /// Its path.
    pub path: String,
    /// What it was saved with.
    pub status: Option<u16>,
    /// Its score, exact to hundredths; none where it is out.
    pub score: Option<String>,
    /// Where the score comes from.
    pub points: Vec<Points>,
    /// The first rule that put it out.
    pub out: Option<String>,
}

/// A part of a score.
#[derive(Debug, Serialize)]
pub struct Points {
    /// `path`, `parameters`, `body`, `tie`.
    pub part: &'static str,
    /// What was found.
    pub found: String,
    /// What it counts: `+10`; empty for what decides only ties.
    pub counts: String,
}

impl Choice {
    pub(super) fn new(mock: &Mock, explanation: &Explanation) -> Self {
        Self {
            decided: decided(explanation),
            has_winner: matches!(explanation.selection, Selection::Winner(_)),
            candidates: explanation.candidates.iter().map(|one| Candidate::new(mock, one)).collect(),
            left_out: explanation.left_out,
        }
    }

    pub(super) fn winner(&self) -> Option<&Candidate> {
        self.candidates.first().filter(|_| self.has_winner)
    }
}

/// What decided, with the rules of matching.md, section 8, that had a say.
fn decided(explanation: &Explanation) -> String {
    let grounds = match &explanation.selection {
        Selection::Winner(winner) => winner.grounds.in_words(),
        Selection::Miss(_) | Selection::Invalid(_) => None,
    };
    match grounds {
        Some(grounds) => format!("{} (by: {grounds})", ranked(explanation)),
        None => ranked(explanation),
    }
}

fn ranked(explanation: &Explanation) -> String {
    match (&explanation.selection, explanation.decision) {
        (Selection::Winner(winner), _) if winner.key.is_none() => "it was asked for by id or name",
        (Selection::Winner(_), Some(Decision::Score)) => "it has the highest score",
        (Selection::Winner(_), Some(Decision::Literals)) => "a tie: its path has more literal segments",
        (Selection::Winner(_), Some(Decision::Nearness)) => "a tie: it has the nearest body",
        (Selection::Winner(_), Some(Decision::Status)) => "a tie: its status goes before",
        (Selection::Winner(_), Some(Decision::Order)) => "a tie: its id sorts first",
        (Selection::Winner(_), None) => "it is the only one that matches",
        (Selection::Miss(Miss::NoMatch(_)), _) => "no example matches",
        (Selection::Miss(Miss::NoExample(..)), _) => {
            "the collection has this request, but no usable example of it"
        }
        (Selection::Miss(Miss::NoSuchId(_)), _) => "no example has the id that was asked for",
        (Selection::Miss(Miss::NoSuchName(_)), _) => "no example has the name that was asked for",
        (Selection::Invalid(invalid), _) => return invalid.to_string(),
    }
    .to_owned()
}

impl Candidate {
    fn new(mock: &Mock, considered: &Considered) -> Self {
        let example = &mock.examples()[considered.rank];
        let (score, points, out) = match &considered.verdict {
            Verdict::Scored(breakdown) => (Some(breakdown.key.score.to_string()), points(breakdown), None),
            Verdict::Out(rule) => (None, Vec::new(), Some(rule.to_string())),
        };
        Self {
            name: example.name.to_string(),
            id: example.id.as_deref().map(str::to_owned),
            item: example.item.to_string(),
            method: example.method.to_string(),
            path: example.path.to_string(),
            status: example.status,
            score,
            points,
            out,
        }
    }
}

fn points(breakdown: &Breakdown) -> Vec<Points> {
    let step = breakdown.step;
    let path = format!("step {}: {}", step.number(), step_in_words(step));
    let mut points = vec![Points { part: "path", found: path, counts: step.score().to_string() }];
    let Pairing { matched, partial, missing } = breakdown.params;
    if matched + partial + missing > 0 {
        let found = format!("{matched} match, {partial} by key only, {missing} missing");
        points.push(Points { part: "parameters", found, counts: breakdown.params.in_words() });
    }
    if breakdown.body > 0 {
        let counts = format!("+{}", breakdown.body);
        points.push(Points { part: "body", found: "equal".to_owned(), counts });
    }
    if let Nearness::Near { leaves, .. } = breakdown.key.nearness
        && breakdown.key.nearness > Nearness::NONE
    {
        let found = format!("{leaves} leaves are equal");
        points.push(Points { part: "body", found, counts: String::new() });
    }
    let half = if breakdown.key.specificity % 2 == 1 { ".5" } else { "" };
    let literals = match breakdown.key.specificity / 2 {
        1 if half.is_empty() => "1 literal segment".to_owned(),
        literals => format!("{literals}{half} literal segments"),
    };
    let status = if breakdown.key.standing == Standing::Ok { ", status 200" } else { "" };
    points.push(Points { part: "tie", found: format!("{literals}{status}"), counts: String::new() });
    points
}

fn step_in_words(step: Step) -> &'static str {
    match step {
        Step::Exact => "equal as they are",
        Step::TrailingSlash => "equal without trailing slashes",
        Step::Case => "equal ignoring case",
        Step::TrailingSlashAndCase => "equal without trailing slashes, ignoring case",
        Step::Wildcard => "a wildcard takes a segment",
        Step::Id => "an ID stands for an ID",
        Step::IdTrailingSlash => "an ID stands for an ID, without trailing slashes",
        Step::Similar => "similar by edit distance",
        Step::OwnPath => "the request's own path takes it",
        Step::Blank => "an empty variable takes nothing",
    }
}
