//! U5: whether the backend tells by OPTIONS that it knows the path.

use http::Method;

use super::decide::{Court, Step, passes};
use super::decision::Rule;
use super::question::{Form, Question};
use super::unknown::Like;
use crate::upstream::unbuilt::memory::OptionsSeen;

/// Whether OPTIONS names methods, without the one that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allows {
    /// It says nothing of the method.
    Unknown,
    /// It names others.
    Others,
}

impl Court<'_> {
    pub(super) fn options(&self, like: &Like) -> Result<Allows, Step> {
        let Like::Unknown(at, form) = *like else { return Ok(Allows::Unknown) };
        let (here, there) = (self.options_here(form)?, self.options_unknown(at, form)?);
        if (here.status, &here.allow) == (there.status, &there.allow) {
            return Ok(Allows::Unknown);
        }
        let method = if *self.case.method == Method::HEAD { "GET" } else { self.case.method.as_str() };
        let has_parameter = self.case.endpoint.pattern.first_parameter().is_some();
        match (here.status, &here.allow) {
            (404, _) => Ok(Allows::Unknown),
            (200..300, Some(allow)) if !allow.iter().any(|allowed| allowed == method) => Ok(Allows::Others),
            (200..300, None) if !has_parameter => Ok(Allows::Unknown),
            _ => Err(passes(Rule::Options)),
        }
    }

    pub(super) fn options_here(&self, form: Form) -> Result<&OptionsSeen, Step> {
        self.options_known(Question::OptionsHere(form))
    }

    pub(super) fn options_unknown(&self, at: usize, form: Form) -> Result<&OptionsSeen, Step> {
        self.options_known(Question::OptionsUnknown(at, form))
    }

    fn options_known(&self, question: Question) -> Result<&OptionsSeen, Step> {
        let options = self.place.as_ref().map(|place| &place.options);
        let known =
            options.and_then(|options| options.find(&self.case.endpoint.label, &self.case.kinds(), question));
        known.filter(|seen| self.counts(seen.since)).ok_or(Step::Ask(question))
    }
}
