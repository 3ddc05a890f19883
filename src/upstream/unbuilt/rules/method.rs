//! 405 and 501: the method is not known here, which tells nothing of the thing that it was meant for.

use http::Method;

use super::decide::{Court, Step, mocks, passes};
use super::decision::Rule;
use super::question::{Form, Question};
use crate::upstream::unbuilt::looks::Seen;

impl Court<'_> {
    /// Where a route is at the path, and the thing is missing, the mock must not confirm anything about it.
    pub(super) fn refuses_method(&self, answer: &Seen) -> Result<(), Step> {
        if !matches!(answer.status, 405 | 501) {
            return Ok(());
        }
        if !self.may_be_about_missing_thing() || !self.has_route()? {
            return Err(mocks(Rule::Status));
        }
        let thing = self.fresh.thing.as_ref().ok_or(Step::Ask(Question::Thing))?;
        let is_missing = matches!(thing.status, 0 | 404 | 410 | 429 | 500..);
        Err(if is_missing { passes(Rule::Thing) } else { mocks(Rule::Status) })
    }

    fn may_be_about_missing_thing(&self) -> bool {
        let writes = [Method::PUT, Method::PATCH, Method::DELETE, Method::POST].contains(self.case.method);
        writes && self.case.settings.probe && self.can_ask_for_thing()
    }

    /// Whether OPTIONS tells the path from one that cannot exist.
    fn has_route(&self) -> Result<bool, Step> {
        if self.case.unknown_paths().is_empty() {
            return Ok(false);
        }
        let here = self.options_here(Form::AsClient)?;
        let there = self.options_unknown(0, Form::AsClient)?;
        Ok((here.status, &here.allow) != (there.status, &there.allow))
    }
}
