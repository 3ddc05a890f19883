//! Examples of one collection that are in each other's way.

use super::gather::{Fault, Gathered, label};
use super::indexed::Indexed;
use super::pages::may_answer_instead;
use crate::collection::Example;
use crate::diagnostic::{Diagnostic, Level};
use crate::matching::Advantage;

/// Who always answers, by its place among the examples, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Relation {
    winner: usize,
    by: Advantage,
}

/// Examples that never answer, and names that mean several.
pub(super) fn rivals<'c>(indexed: &Indexed<'c>, found: &mut Gathered<'c>) {
    let Indexed { collection, index, .. } = indexed;
    for beaten in index.beaten() {
        if let (Some((winner, first)), Some((loser, second))) =
            (indexed.example(beaten.winner), indexed.example(beaten.loser))
            && !may_answer_instead(second, first, collection.algorithm)
        {
            let relation = Relation { winner, by: beaten.by };
            found.add(Fault::Beaten(relation), loser, || never_answers(first, second, beaten.by));
        }
    }
    for ranks in index.namesakes() {
        if let Some((place, first)) = ranks.first().and_then(|rank| indexed.example(*rank)) {
            found.add(Fault::Name(&first.name), place, || ambiguous(first, ranks.len()));
        }
    }
}

fn never_answers(winner: &Example, loser: &Example, by: Advantage) -> Diagnostic {
    let name = label(winner);
    let message = match by {
        Advantage::Order => format!(
            "it never answers: no request tells it from `{name}`, which {}",
            precedence(winner, loser)
        ),
        Advantage::Score => {
            format!("it never answers: `{name}` fits whatever it fits, and at least as well")
        }
        Advantage::Body => format!(
            "it answers only where bodies must match: `{name}` fits whatever it fits, and at least as well"
        ),
    };
    let hint = "give them different paths, parameters or bodies, or ask for it by id or name";
    Diagnostic::new(Level::Hint, message).hint(hint)
}

/// What decides a tie (matching.md, section 6).
fn precedence(winner: &Example, loser: &Example) -> &'static str {
    match (&winner.id, &loser.id) {
        _ if winner.response.status != loser.response.status => "has a status",
        (Some(_), Some(_)) => "comes first in the order of ids",
        (Some(_), None) => "has an id",
        (None, _) => "stands before it",
    }
}

fn ambiguous(first: &Example, count: usize) -> Diagnostic {
    let (name, method) = (&first.name, &first.method);
    let message = format!(
        "{count} examples of one `{method}` request are called `{name}`: by `x-mock-response-name`, this one answers"
    );
    Diagnostic::new(Level::Hint, message).hint("give each a name of its own")
}
