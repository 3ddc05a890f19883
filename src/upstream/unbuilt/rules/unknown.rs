//! U4: whether the answer looks like one for a path that cannot exist.

use super::decide::{Court, Step, passes};
use super::decision::Rule;
use super::question::{Form, Question};
use crate::upstream::unbuilt::looks::{Look, Seen};
use crate::upstream::unbuilt::memory::{Place, Tried};

/// Which path that cannot exist the answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Like {
    /// One that was asked for, so.
    Unknown(usize, Form),
    /// None, but the same path asked by OPTIONS.
    ByOptions,
}

impl Court<'_> {
    pub(super) fn looks_unknown(&self, answer: &Seen) -> Result<Like, Step> {
        let path = (self.case.onward)(self.case.path);
        let mine = self.memory.look_of(answer, self.case.asked(&path));
        if let Some(known) = self.place.as_ref().and_then(|place| place.find(&mine)) {
            // The collections may have changed since it was learned.
            let at = match known.at {
                0 => 0,
                at => at.min(self.case.unknown_paths().len().saturating_sub(1)),
            };
            return Ok(Like::Unknown(at, known.form));
        }
        if let Some(question) = self.next_unknown(&mine) {
            return Err(Step::Ask(question));
        }
        if !self.is_get() && answer.status == 404 {
            if let Some(at) = self.place.as_ref().and_then(|place| place.page())
                && self.names_both(answer, &path)
            {
                return Ok(Like::Unknown(at, Form::AsClient));
            }
            if self.options_here(Form::AsClient)?.look.as_ref().is_some_and(|look| look.is_like(&mine)) {
                return Ok(Like::ByOptions);
            }
        }
        Err(passes(Rule::Looks))
    }

    /// Whether the text of an answer names the method and the path.
    fn names_both(&self, answer: &Seen, path: &str) -> bool {
        let text = answer.text();
        text.contains(self.case.method.as_str()) && self.case.asked(path).is_named_in(&text)
    }

    /// Which path that cannot exist is to be asked for next; none where nothing is left that could be like `mine`.
    fn next_unknown(&self, mine: &Look) -> Option<Question> {
        let place = self.place.as_deref();
        let variation = place.and_then(|place| place.variation(self.case.variation()));
        if variation.is_none() && place.is_some_and(Place::is_full) {
            return None;
        }
        let now = self.case.now;
        let tried = |at, form| variation.map_or(Tried::NONE, |variation| variation.tried(at, form));
        (0..self.case.unknown_paths().len()).find_map(|at| {
            let as_client = tried(at, Form::AsClient);
            if as_client.needs_more(mine, now) {
                return Some(Question::Unknown(at, Form::AsClient));
            }
            let wants_json = self.case.settings.pages && as_client.is_page;
            (wants_json && tried(at, Form::Json).needs_more(mine, now))
                .then_some(Question::Unknown(at, Form::Json))
        })
    }
}
