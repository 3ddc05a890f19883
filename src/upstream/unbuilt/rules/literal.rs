//! U6: a path without a parameter names nothing that can be missing, but for what it had, or what its query names.

use http::Method;

use super::decide::{Court, Step, mocks, passes};
use super::decision::Rule;
use super::options::Allows;
use super::question::Question;

impl Court<'_> {
    pub(super) fn has_no_parameter(&self, allows: Allows) -> Result<Step, Step> {
        let changes_it = [Method::PUT, Method::PATCH, Method::DELETE].contains(self.case.method);
        if changes_it && self.case.query.is_some() && allows != Allows::Others {
            return Ok(passes(Rule::NoParameter));
        }
        if changes_it && self.was_there() {
            let now = self.fresh.get.as_ref().ok_or(Step::Ask(Question::Get))?;
            return Ok(if now.is_success() { mocks(Rule::NoParameter) } else { passes(Rule::NoParameter) });
        }
        Ok(mocks(Rule::NoParameter))
    }

    /// Whether GET of the same path has answered for itself.
    fn was_there(&self) -> bool {
        let get = self.case.outline.get_of(&self.case.endpoint.pattern);
        get.is_some_and(|get| self.memory.is_built(get))
    }
}
