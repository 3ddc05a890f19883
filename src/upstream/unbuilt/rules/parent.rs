//! U10: whether what the thing would be listed in is unknown, too.

use super::decide::{Court, Step, passes};
use super::decision::Rule;
use super::question::Question;
use crate::upstream::unbuilt::memory::Parent;

impl Court<'_> {
    pub(super) fn parent_is_unknown(&self) -> Result<bool, Step> {
        let Some(first) = self.case.endpoint.pattern.first_parameter() else { return Ok(false) };
        let parent = self.case.endpoint.pattern.beginning(first);
        if !self.case.settings.ask_parents || !self.case.outline.has_get(&parent) {
            return Ok(false);
        }
        let known = self.memory.parent(&self.case.place, &self.case.endpoint.resource);
        match known.filter(|(_, since)| self.counts(*since)).map(|(parent, _)| parent) {
            None => Err(Step::Ask(Question::Parent)),
            // It has answered, so that the resource is built.
            Some(Parent::Answered) => Err(passes(Rule::Resource)),
            Some(Parent::Unknown) => Ok(true),
            Some(Parent::Other) => Ok(false),
        }
    }
}
