//! The calls of a batch, told one by one (matching.md 8.4.4).

use super::candidates::Choice;
use crate::matching::{Batch, Request, Role};
use crate::mock::{Mock, ProtocolAnswer, Reply};

/// How many calls are told.
const MOST: usize = 20;

/// A line for each call of a request that is answered as a batch, or is not because one of them has no example.
pub(super) fn calls(mock: &Mock, request: &Request<'_>, role: Role, reply: &Reply<'_>) -> Vec<String> {
    let is_batch = match reply {
        Reply::Protocol { kind, .. } => *kind == ProtocolAnswer::Batch,
        Reply::Miss(_) => mock.is_extended(),
        _ => false,
    };
    let Some(batch) = Batch::of(request).filter(|_| is_batch) else { return Vec::new() };
    let numbered = (1..).zip(&batch.calls).take(MOST);
    let mut lines: Vec<_> = numbered
        .map(|(number, call)| told(number, mock, &request.with_body(call.as_bytes()), role))
        .collect();
    let more = batch.calls.len().saturating_sub(MOST);
    lines.extend((more > 0).then(|| format!("and {more} more calls")));
    lines
}

fn told(number: usize, mock: &Mock, call: &Request<'_>, role: Role) -> String {
    let choice = Choice::new(mock, &mock.explain(call, role, 1), None);
    let decided = &choice.decided;
    let out = choice.candidates.first().and_then(|nearest| nearest.out.as_deref());
    match (choice.winner(), out) {
        (Some(winner), _) => format!("call {number}: the example `{}`: {decided}", winner.name),
        (None, Some(why)) => format!("call {number}: {decided}: {why}"),
        (None, None) => format!("call {number}: {decided}"),
    }
}
