//! Batches of calls, answered call by call (matching.md 8.4.4).

use super::calls::ProtocolAnswer;
use super::delay::Delay;
use super::elements;
use super::error;
use super::reply::{Mock, Reply, with_status};
use crate::matching::{Batch, Protocol, Request, Role, Selection};
use crate::template::Draw;

/// The calls of a batch, each of which a mock answers by itself.
pub(super) struct Calls<'m, 'c, 'r> {
    pub(super) mock: &'m Mock,
    pub(super) request: &'c Request<'r>,
    pub(super) role: Role,
    pub(super) draw: Draw,
}

impl<'m> Calls<'m, '_, '_> {
    /// One answer to all of them; none where no example at the URL is of their protocol.
    pub(super) fn answer(&self, batch: &Batch<'_>, delay: Delay) -> Option<Reply<'m>> {
        let calls: Vec<_> = batch.calls.iter().map(|call| self.request.with_body(call.as_bytes())).collect();
        let selections: Vec<_> = calls.iter().map(|call| self.mock.select(call, self.role)).collect();
        if !selections.iter().any(|selection| self.is_of(selection, batch.protocol)) {
            return None;
        }
        if batch.is_too_long {
            return Some(Reply::Refused(elements::batch_too_long()));
        }
        let (mut answers, mut length, mut last) = (Vec::with_capacity(calls.len()), 0, None);
        for ((selection, call), number) in selections.into_iter().zip(&calls).zip(0..) {
            let (element, winner) = match selection {
                Selection::Winner(winner) => {
                    let answer = self.mock.answer(winner, call, || self.draw.part(number));
                    let Ok(answer) = answer else { return Some(self.mock.too_long(winner)) };
                    let answer = with_status(answer, winner.status);
                    (elements::of_example(batch.protocol, call, &answer), Some(winner))
                }
                Selection::Miss(miss) if self.role == Role::InFront => return Some(Reply::Miss(miss)),
                Selection::Miss(miss) => (elements::without_example(batch.protocol, call, &miss), None),
                Selection::Invalid(invalid) => return Some(Reply::Refused(error::invalid_control(&invalid))),
            };
            length += element.len();
            last = winner.or(last);
            if let Some(winner) = last.filter(|_| length > self.mock.max_answer()) {
                return Some(self.mock.too_long(winner));
            }
            if !call.is_notification() {
                answers.push(element);
            }
        }
        let (kind, answer) = (ProtocolAnswer::Batch, elements::joined(&answers));
        Some(Reply::Protocol { kind, answer, delay })
    }

    /// Whether it tells of an example of this protocol at the URL.
    fn is_of(&self, selection: &Selection, protocol: Protocol) -> bool {
        match selection {
            // Asked for by id or name: it answers the whole body.
            Selection::Winner(winner) if winner.key.is_none() => false,
            Selection::Winner(winner) => self.mock.examples()[winner.rank].protocol() == Some(protocol),
            Selection::Miss(miss) => elements::tells_of_batch(miss, protocol),
            Selection::Invalid(_) => false,
        }
    }
}
