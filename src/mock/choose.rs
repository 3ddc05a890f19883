//! From a request that is let in to the example that answers it, or what a protocol says instead (matching.md 8.4).

use std::borrow::Cow;

use super::answer::Answer;
use super::batch::Calls;
use super::calls;
use super::delay::Delay;
use super::error;
use super::reply::{Mock, Reply, with_status};
use crate::matching::{Algorithm, Batch, Match, Protocol, QueryInAddress, Request, Role, Selection};
use crate::template::{Draw, TooLong};

impl Mock {
    /// Whether it goes by the rules of matching.md, section 8, too.
    pub fn is_extended(&self) -> bool {
        self.options.matching.algorithm == Algorithm::Extended
    }

    /// Hands over the request, or where no example answers a GET with a GraphQL query in its parameters, the POST
    /// that says the same (8.4.2).
    pub(super) fn as_it_counts<R>(
        &self,
        request: &Request<'_>,
        role: Role,
        with: impl FnOnce(&Request<'_>) -> R,
    ) -> R {
        let query = if self.is_extended() { QueryInAddress::of(request) } else { None };
        match query {
            Some(query) if matches!(self.select(request, role), Selection::Miss(_)) => {
                query.ask(request, with)
            }
            _ => with(request),
        }
    }

    pub(super) fn select(&self, request: &Request<'_>, role: Role) -> Selection {
        self.index.select(request, &self.options.matching, role, self)
    }

    pub(super) fn choose(
        &self,
        request: &Request<'_>,
        role: Role,
        by_chance: impl FnOnce() -> Draw,
    ) -> Reply<'_> {
        let delay = match Delay::of(request.headers(), self.options.delay) {
            Ok(delay) => delay,
            Err(invalid) => return Reply::Refused(error::invalid_control(&invalid)),
        };
        self.as_it_counts(request, role, |request| {
            let selection = self.select(request, role);
            if self.is_extended()
                && let Some(batch) = Batch::of(request)
                && !self.has_equal_body(&selection, request)
            {
                let draw = by_chance();
                let calls = Calls { mock: self, request, role, draw };
                return calls
                    .answer(&batch, delay)
                    .unwrap_or_else(|| self.settle(selection, request, role, delay, || draw));
            }
            self.settle(selection, request, role, delay, by_chance)
        })
    }

    fn has_equal_body(&self, selection: &Selection, request: &Request<'_>) -> bool {
        match selection {
            Selection::Winner(winner) => self.examples()[winner.rank].has_equal_body(request),
            Selection::Miss(_) | Selection::Invalid(_) => false,
        }
    }

    fn settle(
        &self,
        selection: Selection,
        request: &Request<'_>,
        role: Role,
        delay: Delay,
        by_chance: impl FnOnce() -> Draw,
    ) -> Reply<'_> {
        match selection {
            Selection::Winner(winner) => {
                let answer = self.answer(winner, request, by_chance);
                let example = &*self.index.candidates()[winner.rank];
                let label = &self.answers[winner.rank].label;
                match answer {
                    Ok(answer) => {
                        let answer = with_status(answer, winner.status);
                        Reply::Example { example, label, grounds: winner.grounds, answer, delay }
                    }
                    Err(TooLong) => self.too_long(winner),
                }
            }
            Selection::Miss(miss) if self.is_extended() && role == Role::Alone => {
                match calls::without_example(request, &miss) {
                    Some((kind, answer)) => Reply::Protocol { kind, answer, delay },
                    None => Reply::Miss(miss),
                }
            }
            Selection::Miss(miss) => Reply::Miss(miss),
            Selection::Invalid(invalid) => Reply::Refused(error::invalid_control(&invalid)),
        }
    }

    /// What the winner answers.
    pub(super) fn answer(
        &self,
        winner: Match,
        request: &Request<'_>,
        by_chance: impl FnOnce() -> Draw,
    ) -> Result<Cow<'_, Answer>, TooLong> {
        let example = &*self.index.candidates()[winner.rank];
        let draw = || self.options.chance.draw(request, by_chance);
        let answer = self.answers[winner.rank].fill(example, request, self.options.max_answer, draw)?;
        let protocol = if self.is_extended() { example.protocol() } else { None };
        Ok(match protocol {
            Some(Protocol::JsonRpc) => calls::for_call(answer, request),
            Some(Protocol::GraphQl) => calls::for_query(answer, request, self.options.max_answer),
            _ => answer,
        })
    }

    /// How long an answer may be, in bytes.
    pub(super) fn max_answer(&self) -> usize {
        self.options.max_answer
    }

    /// Says that the winner's answer became longer than it may be.
    pub(super) fn too_long(&self, winner: Match) -> Reply<'_> {
        let example = &*self.index.candidates()[winner.rank];
        let answer = error::too_long(&example.name, self.options.max_answer);
        Reply::TooLong { example, label: &self.answers[winner.rank].label, answer }
    }
}
