//! One fault in many places is one finding: the first place in full, then the names of others.

use std::collections::HashMap;

use super::bodies::Unequalled;
use super::rivals::Relation;
use crate::collection::{Collection, Example, Finding, Subject};
use crate::diagnostic::Diagnostic;

/// How many other places are named.
const NAMED: usize = 5;

/// What makes two findings one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Fault<'c> {
    /// A variable without a value, in requests.
    InRequest(&'c str),
    /// A variable without a value, in answers.
    InAnswer(&'c str),
    /// This text.
    Secret(&'c str),
    /// A length that does not fit.
    Length,
    /// An encoding that does not fit.
    Encoding,
    /// A body of this example that is no JSON.
    NotJson(usize),
    /// Examples that this one always answers instead of.
    Beaten(Relation),
    /// A name that means several examples.
    Name(&'c str),
    /// A request without an example.
    NoExample,
    /// A page that leads to another one, of a request without a last one.
    EndlessPage,
    /// A page that leads to itself, or to this one before it.
    LeadsBack(Option<usize>),
    /// A body that no request equals.
    Unequalled(Unequalled),
    /// A request of which this example is a success, and none answers what it asks.
    Elsewhere(usize),
    /// A 304 that gives way to every success.
    Unasked,
    /// This placeholder in an answer.
    Placeholder(&'c str),
}

/// The findings so far.
pub(super) struct Gathered<'c> {
    collection: &'c Collection,
    found: Vec<Fold>,
    known: HashMap<Fault<'c>, usize>,
}

struct Fold {
    subject: Subject,
    problem: Diagnostic,
    others: Vec<Subject>,
}

impl<'c> Gathered<'c> {
    /// None yet, of this collection.
    pub(super) fn of(collection: &'c Collection) -> Self {
        Self { collection, found: Vec::new(), known: HashMap::new() }
    }

    /// Adds a place; `problem` is asked for the first one of this fault.
    pub(super) fn add(&mut self, fault: Fault<'c>, example: usize, problem: impl FnOnce() -> Diagnostic) {
        self.add_to(Subject::Example(example), fault, problem);
    }

    /// As [`add`](Self::add), wherever it is.
    pub(super) fn add_to(
        &mut self,
        subject: Subject,
        fault: Fault<'c>,
        problem: impl FnOnce() -> Diagnostic,
    ) {
        let known = self.known.get(&fault).and_then(|at| self.found.get_mut(*at));
        if let Some(fold) = known {
            if *fold.others.last().unwrap_or(&fold.subject) != subject {
                fold.others.push(subject);
            }
        } else {
            self.known.insert(fault, self.found.len());
            self.found.push(Fold { subject, problem: problem(), others: Vec::new() });
        }
    }

    /// The findings, in the order of the examples and then the requests where they begin.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        self.found.sort_by_key(|fold| fold.subject);
        let collection = self.collection;
        let label = |subject: Subject| match subject {
            Subject::Example(at) => collection.examples.get(at).map(label),
            Subject::Request(at) => collection.endpoints.get(at).map(|request| request.item.clone()),
        };
        let label = |subject: Subject| label(subject).unwrap_or_default();
        let finding = |fold: Fold| {
            let others = others(&fold.others, label);
            let problem = fold.problem.at_item(label(fold.subject)).times(fold.others.len() + 1);
            let message = format!("{}{others}", problem.message);
            Finding { subject: fold.subject, problem: Diagnostic { message, ..problem } }
        };
        self.found.into_iter().map(finding).collect()
    }
}

/// `Folder / Request / Example`.
pub(super) fn label(example: &Example) -> String {
    let name = if example.name.is_empty() { "unnamed" } else { &example.name };
    format!("{} / {name}", example.item)
}

fn others(others: &[Subject], label: impl Fn(Subject) -> String) -> String {
    let Some(more) = others.len().checked_sub(NAMED) else { return listed(others, label) };
    let named = listed(others.get(..NAMED).unwrap_or_default(), label);
    if more == 0 { named } else { format!("{named} and {more} more") }
}

fn listed(others: &[Subject], label: impl Fn(Subject) -> String) -> String {
    let names: Vec<_> = others.iter().map(|at| format!("`{}`", label(*at))).collect();
    if names.is_empty() { String::new() } else { format!("; likewise {}", names.join(", ")) }
}
