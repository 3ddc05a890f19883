//! What an answer to a question teaches.

use std::sync::Arc;

use super::looks::{Look, Seen};
use super::memory::{About, Memory, OptionsSeen, Parent};
use super::rules::{Case, Form, Fresh, Question};

/// The backend could not say: it failed, or is asked too often. It may be asked again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CouldNotSay;

/// Takes over the answer to a question that asked for `path`.
///
/// # Errors
/// The answer teaches nothing now. Of a thing, that is an answer, too.
pub(crate) fn learn(
    case: &Case<'_>,
    memory: &Memory,
    fresh: &mut Fresh,
    question: Question,
    path: String,
    seen: Seen,
) -> Result<(), CouldNotSay> {
    let is_about_thing = matches!(question, Question::Thing | Question::Neighbour);
    if !is_about_thing && could_not_say(&seen, question.method()) {
        return Err(CouldNotSay);
    }
    let look = || Look::of(&seen, case.asked(&(case.onward)(&path)));
    match question {
        Question::Unknown(at, form) => {
            let is_page = form == Form::AsClient && case.settings.pages && seen.may_be_page();
            let look = look();
            let variation = case.variation();
            memory.change_place(&case.place, |place| {
                place.learn(variation, (at, form), &look, is_page, case.now);
            });
        }
        Question::OptionsHere(_) | Question::OptionsUnknown(..) => {
            let look = (seen.status == 404).then(look);
            let seen = OptionsSeen { status: seen.status, allow: seen.allow, look, since: case.now };
            let about = About { endpoint: Arc::clone(&case.endpoint.label), kinds: case.kinds(), question };
            memory.change_place(&case.place, |place| place.options.learn(about.clone(), seen.clone()));
        }
        Question::Parent => {
            let parent = parent(case, memory, &look(), seen.status);
            memory.learn_parent(&case.place, &case.endpoint.resource, parent, case.now);
        }
        Question::Get => fresh.get = Some(seen),
        Question::Thing => fresh.thing = Some(seen),
        Question::Neighbour => fresh.neighbour = Some((path, seen)),
    }
    Ok(())
}

fn parent(case: &Case<'_>, memory: &Memory, look: &Look, status: u16) -> Parent {
    let is_unknown = memory.place(&case.place).is_some_and(|place| place.find(look).is_some());
    match status {
        _ if is_unknown => Parent::Unknown,
        ..400 => Parent::Answered,
        _ => Parent::Other,
    }
}

/// 501 is how a backend says that it does not know OPTIONS.
fn could_not_say(seen: &Seen, method: &str) -> bool {
    matches!(seen.status, 0 | 429 | 500..) && !(method == "OPTIONS" && seen.status == 501)
}
