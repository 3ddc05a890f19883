//! U7: whether the thing that the request is about is there now.

use super::decide::{Court, Step, mocks, passes};
use super::decision::Rule;
use super::options::Allows;
use super::question::Question;
use super::unknown::Like;
use crate::upstream::unbuilt::looks::Seen;
use crate::upstream::unbuilt::pattern::segments;

/// How a thing that cannot exist is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Neighbour {
    /// As a path that cannot exist.
    Unknown,
    /// With a 404 of its own.
    Missing,
    /// Otherwise, but not as a thing that is there.
    Other,
    /// As a thing that is there, or not at all: then nothing can be told by things that are.
    SaysNothing,
}

impl Court<'_> {
    pub(super) fn thing_is_there(&self, like: &Like, allows: Allows) -> Result<(), Step> {
        let is_last_chance = like.is_by_options() && self.case.endpoint.pattern.ends_in_parameter();
        let otherwise = if is_last_chance { Err(passes(Rule::Looks)) } else { Ok(()) };
        if !self.can_ask_for_thing() {
            return otherwise;
        }
        let Some(path) = self.case.thing() else { return otherwise };
        let thing = self.fresh.thing.as_ref().ok_or(Step::Ask(Question::Thing))?;
        if !thing.is_success() || self.looks_like_unknown(thing, &path) {
            self.is_missing(thing, &path)?;
            return otherwise;
        }
        let neighbour = self.neighbour()?;
        match neighbour {
            Neighbour::SaysNothing => otherwise,
            Neighbour::Unknown | Neighbour::Missing if is_last_chance => Err(mocks(Rule::Looks)),
            _ if is_last_chance => otherwise,
            _ if !self.is_thing_itself() => Err(mocks(Rule::Thing)),
            Neighbour::Missing => Err(mocks(Rule::Thing)),
            _ if allows == Allows::Others => Err(mocks(Rule::Thing)),
            _ => Ok(()),
        }
    }

    /// A GET of the thing itself has its answer already.
    pub(super) fn can_ask_for_thing(&self) -> bool {
        let Some(thing) = self.case.thing() else { return false };
        self.case.settings.ask_parents
            && !(self.is_get() && self.is_thing_itself())
            && self.case.outline.has_get(&self.case.endpoint.pattern.beginning(segments(&thing).len()))
    }

    /// Whether the request is about nothing below the thing.
    fn is_thing_itself(&self) -> bool {
        self.case.thing().is_some_and(|thing| segments(&thing).len() == segments(self.case.path).len())
    }

    /// Passes where the thing is missing, or nobody can tell.
    fn is_missing(&self, thing: &Seen, path: &str) -> Result<(), Step> {
        let is_missing = thing.status == 404 && !self.looks_like_unknown(thing, path);
        if is_missing || is_failure(thing) { Err(passes(Rule::Thing)) } else { Ok(()) }
    }

    fn neighbour(&self) -> Result<Neighbour, Step> {
        let (path, neighbour) = self.fresh.neighbour.as_ref().ok_or(Step::Ask(Question::Neighbour))?;
        Ok(match neighbour.status {
            _ if neighbour.is_success() || is_failure(neighbour) => Neighbour::SaysNothing,
            404 if self.looks_like_unknown(neighbour, path) => Neighbour::Unknown,
            404 => Neighbour::Missing,
            _ => Neighbour::Other,
        })
    }
}

/// No answer, too many requests, or an error of the backend's own.
fn is_failure(seen: &Seen) -> bool {
    matches!(seen.status, 0 | 429 | 500..)
}
