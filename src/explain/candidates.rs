//! Every example of the mock, and what became of it, in words.

use serde::Serialize;

use crate::matching::{
    Breakdown, Considered, Decision, Difference, Differences, Explanation, Miss, Nearness, Pairing,
    Selection, Share, Standing, Step, Verdict,
};
use crate::mock::{Mock, Reply};

/// What gives the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AnsweredBy {
    /// The first of the examples.
    Example,
    /// The words of a protocol, with no example alone (matching.md 8.4).
    Protocol,
    /// Nothing does.
    Nothing,
}

/// How the mock chooses.
#[derive(Debug, Serialize)]
pub struct Choice {
    /// What gives the answer.
    pub answered_by: AnsweredBy,
    /// What decided, in words.
    pub decided: String,
    /// Winner first, then as they rank, then those that are out, nearest first.
    pub candidates: Vec<Candidate>,
    /// How many more there are.
    pub left_out: usize,
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
    /// The first parts in which its body differs from the request's, where the body may decide.
    pub differs: Vec<Difference>,
    /// How many more parts differ.
    pub differs_left_out: usize,
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
    /// `reply` is what the mock says to the same request.
    pub(super) fn new(mock: &Mock, explanation: &Explanation, reply: Option<&Reply<'_>>) -> Self {
        let (answered_by, decided) = match (reply, &explanation.selection) {
            (Some(Reply::Protocol { kind, .. }), _) => (AnsweredBy::Protocol, kind.to_string()),
            // In front of a backend all calls of a batch have an example, or none is answered (matching.md 8.4.4).
            (Some(Reply::Miss(_)), Selection::Winner(_)) => {
                (AnsweredBy::Nothing, "a batch, and not every call of it has an example".to_owned())
            }
            (_, Selection::Winner(_)) => (AnsweredBy::Example, decided(explanation)),
            (_, Selection::Miss(_) | Selection::Invalid(_)) => (AnsweredBy::Nothing, decided(explanation)),
        };
        Self {
            answered_by,
            decided,
            candidates: explanation.candidates.iter().map(|one| Candidate::new(mock, one)).collect(),
            left_out: explanation.left_out,
        }
    }

    pub(super) fn winner(&self) -> Option<&Candidate> {
        self.candidates.first().filter(|_| self.answered_by == AnsweredBy::Example)
    }
}

/// What decided, with the rules of matching.md, section 8, that had a say.
fn decided(explanation: &Explanation) -> String {
    let Selection::Winner(winner) = &explanation.selection else { return ranked(explanation) };
    let grounds = winner.grounds.in_words().map(|grounds| format!(" (by: {grounds})")).unwrap_or_default();
    let status = match winner.status {
        Some(status) => format!("; saved without a status, it is sent with {status}, as was asked for"),
        None => String::new(),
    };
    format!("{}{grounds}{status}", ranked(explanation))
}

fn ranked(explanation: &Explanation) -> String {
    match (&explanation.selection, explanation.decision) {
        (Selection::Winner(winner), _) if winner.key.is_none() => "it was asked for by id or name",
        (Selection::Winner(_), Some(Decision::Score)) => "it has the highest score",
        (Selection::Winner(_), Some(Decision::Literals)) => "a tie: its path has more literal segments",
        (Selection::Winner(_), Some(Decision::Nearness)) => "a tie: it has the nearest body",
        (Selection::Winner(_), Some(Decision::Status)) => "a tie: its status goes before",
        (Selection::Winner(_), Some(Decision::Id)) => "a tie: its id sorts first",
        (Selection::Winner(_), Some(Decision::Place)) => "a tie: it stands first in the file",
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
            Verdict::Out(rule) => {
                let nearness = considered.differences.as_ref().map(|differences| nearness(differences.equal));
                (None, nearness.into_iter().collect(), Some(rule.to_string()))
            }
        };
        let (differs, differs_left_out) = match &considered.differences {
            Some(Differences { parts, left_out, .. }) => (parts.clone(), *left_out),
            None => (Vec::new(), 0),
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
            differs,
            differs_left_out,
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
        points.push(nearness(leaves));
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

fn nearness(leaves: Share) -> Points {
    Points { part: "body", found: format!("{leaves} leaves are equal"), counts: String::new() }
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
