//! From a request that is let in to the example that answers it, or what a protocol says instead (matching.md 8.4).

use std::borrow::Cow;

use super::answer::Answer;
use super::batch::Calls;
use super::calls;
use super::delay::Delay;
use super::error;
use super::reply::{Mock, Reply, with_status};
use crate::matching::{
    Algorithm, AskedBy, Batch, Match, Miss, Protocol, QueryInAddress, Request, Role, Rule, Selection,
};
use crate::template::{Draw, TooLong};

impl Mock {
    /// Whether it goes by the rules of matching.md, section 8, too.
    pub fn is_extended(&self) -> bool {
        self.options.matching.algorithm == Algorithm::Extended
    }

    /// Hands over the request. One with a GraphQL query in its parameters is a call, of saved GETs with a query as of
    /// the POST that says the same (8.4.2).
    pub(super) fn as_it_counts<R>(
        &self,
        request: &Request<'_>,
        role: Role,
        with: impl FnOnce(&Request<'_>) -> R,
    ) -> R {
        let query = if self.is_extended() { QueryInAddress::of(request) } else { None };
        match query {
            Some(query) => query.ask(request, self.asked_by(&query, request, role), with),
            None => with(request),
        }
    }

    /// As a POST where that has an answer and the GET has none, or where neither has one and it is the POST that has
    /// examples of other operations.
    fn asked_by(&self, query: &QueryInAddress, request: &Request<'_>, role: Role) -> AskedBy {
        let select = |by| query.ask(request, by, |request| self.select(request, role));
        let Selection::Miss(of_get) = select(AskedBy::Itself) else { return AskedBy::Itself };
        match select(AskedBy::Post) {
            Selection::Miss(of_post) if names_operations(&of_get) && !names_operations(&of_post) => {
                AskedBy::Itself
            }
            _ => AskedBy::Post,
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

/// Whether an example at the URL is out because of its operation.
fn names_operations(miss: &Miss) -> bool {
    miss.closest().iter().any(|near| matches!(near.rule, Rule::Operation(_)))
}
