//! How paths that cannot exist are answered in one place: below one pattern, asked in one way.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::looks::Look;
use super::options::OptionsKnown;
use super::rules::Form;

/// Where, and how it was asked. There are as many as the config and the collections have, times eight.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct PlaceKey {
    pub(crate) route: Arc<str>,
    /// As the collection has it, with parameters.
    pub(crate) path: Arc<str>,
    pub(crate) accept: Accept,
    pub(crate) credentials: Credentials,
}

/// Which media type the client asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Accept {
    Html,
    Json,
    Any,
    Other,
}

/// Whether the client said who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Credentials {
    Present,
    Absent,
}

impl PlaceKey {
    pub(crate) fn of_path(&self, path: &Arc<str>) -> Self {
        Self { path: Arc::clone(path), ..self.clone() }
    }
}

/// More ways of asking than this are not told apart: a client could make up any number.
const MOST_VARIATIONS: usize = 16;

/// More looks than this are not kept.
const MOST_LOOKS: usize = 32;

/// After this, a path is asked for again whose answer taught nothing: nothing is final.
const IN_VAIN: Duration = Duration::from_mins(1);

/// What is known of a place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    pub(crate) looks: Vec<Known>,
    variations: Vec<Variation>,
    /// Of each endpoint: those of one place differ in their method alone.
    pub(super) options: OptionsKnown,
    /// A redirect, or a refusal that is no 404.
    pub(crate) taught_nothing: Option<u16>,
}

/// How a path that cannot exist was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known {
    /// Which of the paths that come into question.
    pub(crate) at: usize,
    pub(crate) form: Form,
    pub(crate) look: Look,
}

/// One way of asking, with what came of it so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variation {
    key: u64,
    tried: Vec<(usize, Form, Attempts)>,
}

#[derive(Debug, Clone, Default)]
struct Attempts {
    answers: Vec<Look>,
    is_page: bool,
    /// When it was answered with what is neither a 404 nor a page, if it was the last time.
    in_vain: Option<Instant>,
}

/// How one path that cannot exist was answered, each time it was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tried<'p> {
    answers: &'p [Look],
    pub(crate) is_page: bool,
    in_vain: Option<Instant>,
}

impl Place {
    /// One whose progress is not known.
    pub(crate) fn remembered(looks: Vec<Known>) -> Self {
        Self { looks, ..Self::default() }
    }

    pub(crate) fn find(&self, look: &Look) -> Option<&Known> {
        self.looks.iter().find(|known| known.look.is_like(look))
    }

    /// The path that a page was answered for.
    pub(crate) fn page(&self) -> Option<usize> {
        self.looks.iter().find(|known| known.look.status() == 200).map(|known| known.at)
    }

    pub(crate) fn variation(&self, key: u64) -> Option<&Variation> {
        self.variations.iter().find(|variation| variation.key == key)
    }

    pub(crate) fn is_full(&self) -> bool {
        self.variations.len() >= MOST_VARIATIONS
    }

    /// Takes over how this path was answered; only a 404 or a page says how what cannot exist is answered.
    pub(crate) fn learn(&mut self, key: u64, path: (usize, Form), look: &Look, is_page: bool, now: Instant) {
        let (at, form) = path;
        let teaches = look.status() == 404 || is_page;
        let attempts = self.attempts(key, at, form);
        attempts.is_page |= is_page;
        if attempts.in_vain.is_some() {
            attempts.answers.clear();
        }
        attempts.in_vain = (!teaches).then_some(now);
        attempts.answers.push(look.clone());
        let common = attempts.in_common();
        let outdated = std::mem::take(&mut attempts.answers);
        let is_outdated =
            |known: &Known| known.at == at && known.form == form && outdated.contains(&known.look);
        self.looks.retain(|known| !is_outdated(known));
        self.attempts(key, at, form).answers = outdated;
        if teaches && self.find(&common).is_none() && self.looks.len() < MOST_LOOKS {
            self.looks.push(Known { at, form, look: common });
        }
        if !teaches && look.status() >= 300 {
            self.taught_nothing = Some(look.status());
        }
    }

    fn attempts(&mut self, key: u64, at: usize, form: Form) -> &mut Attempts {
        let place = self.variations.iter().position(|variation| variation.key == key).unwrap_or_else(|| {
            self.variations.push(Variation { key, tried: Vec::new() });
            self.variations.len() - 1
        });
        let tried = &mut self.variations[place].tried;
        let place =
            tried.iter().position(|(path, asked, _)| (*path, *asked) == (at, form)).unwrap_or_else(|| {
                tried.push((at, form, Attempts::default()));
                tried.len() - 1
            });
        &mut tried[place].2
    }
}

impl Attempts {
    /// What the last answer has in common with an earlier one that lines up with it.
    fn in_common(&self) -> Look {
        let Some((last, earlier)) = self.answers.split_last() else { return Look::default() };
        earlier.iter().rev().find_map(|answer| last.in_common(answer)).unwrap_or_else(|| last.clone())
    }
}

impl Variation {
    pub(crate) fn tried(&self, at: usize, form: Form) -> Tried<'_> {
        let found = self.tried.iter().find(|(path, asked, _)| (*path, *asked) == (at, form));
        found.map_or(Tried::NONE, |(.., attempts)| Tried {
            answers: &attempts.answers,
            is_page: attempts.is_page,
            in_vain: attempts.in_vain,
        })
    }
}

impl Tried<'_> {
    pub(crate) const NONE: Self = Self { answers: &[], is_page: false, in_vain: None };

    /// Whether asking once more may show that `look`, which no answer was like, is one of those.
    pub(crate) fn needs_more(self, look: &Look, now: Instant) -> bool {
        if let Some(since) = self.in_vain {
            return now >= since + IN_VAIN;
        }
        match self.answers {
            [] => true,
            [one] => one.has_head_of(look),
            [one, other] => one.has_head_of(look) && !one.is_of_kind(other),
            _ => false,
        }
    }
}
