//! The variables in sight at one item of a collection, and the filling in of texts (1.6).
//!
//! Bounded on every side: rounds, what variables add to one text, and what they add to a whole file,
//! so that values made of values cannot grow without end.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use super::super::algorithm::Algorithm;
use super::graph::leads_back;
use super::json_state::JsonState;
use super::notice::Notice;
use super::placeholder::Placeholder;
use super::reference::references;
use super::values::Variables;

/// How often what was filled in may be filled in again (1.6).
pub(super) const ROUNDS: usize = 20;

/// How much variables may add to one text, in bytes.
const ADDED_TO_A_TEXT: usize = 1 << 20;

/// How much variables may add to all texts of a file, in bytes, beyond a multiple of its own length.
const ADDED_TO_A_FILE: usize = 64 << 20;

/// The variables in sight: the environment's first, then the collection's, then the folders' (1.6).
pub(crate) struct Scope<'e> {
    environment: &'e Variables,
    collection: Variables,
    folders: Vec<Variables>,
    /// Names with an empty value that count as unresolved for now (1.6).
    blank: BTreeSet<String>,
    /// By rounds left, then by name: values that hold references, filled in; none for a name that leads back.
    filled: Vec<HashMap<String, Option<String>>>,
    room: usize,
    algorithm: Algorithm,
    notices: BTreeSet<Notice>,
}

impl<'e> Scope<'e> {
    /// For a file of `length` bytes.
    pub(crate) fn new(environment: &'e Variables, collection: Variables, length: usize) -> Self {
        Self {
            environment,
            collection,
            folders: Vec::new(),
            blank: BTreeSet::new(),
            filled: vec![HashMap::new(); ROUNDS + 1],
            room: ADDED_TO_A_FILE.saturating_add(length.saturating_mul(4)),
            algorithm: Algorithm::default(),
            notices: BTreeSet::new(),
        }
    }

    /// Goes into a folder or item with variables of its own.
    pub(crate) fn enter(&mut self, variables: Variables) {
        self.forget_unless(variables.is_empty());
        self.folders.push(variables);
    }

    /// Leaves what was entered last.
    pub(crate) fn leave(&mut self) {
        let left = self.folders.pop();
        self.forget_unless(left.is_none_or(|variables| variables.is_empty()));
    }

    /// Lets these names count as unresolved until the next call (1.6).
    pub(crate) fn set_blank(&mut self, names: BTreeSet<String>) {
        self.forget_unless(names == self.blank);
        self.blank = names;
    }

    /// Whether a name that is defined counts as unresolved for now.
    pub(crate) fn is_blank(&self, name: &str) -> bool {
        self.blank.contains(name)
    }

    fn forget_unless(&mut self, unchanged: bool) {
        if !unchanged {
            self.filled.iter_mut().for_each(HashMap::clear);
        }
    }

    /// The same, for these rules.
    #[must_use]
    pub(crate) fn for_rules(self, algorithm: Algorithm) -> Self {
        Self { algorithm, ..self }
    }

    /// The rules that the collection is read for.
    pub(crate) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether `name` is known and its value, filled in, says nothing: it is empty, or wholly a placeholder (8.8).
    pub(crate) fn is_without_value(&mut self, name: &str) -> bool {
        self.prepare(name, ROUNDS);
        let algorithm = self.algorithm;
        self.value(name, ROUNDS).is_some_and(|value| {
            value.is_empty() || (algorithm == Algorithm::Extended && Placeholder::of(value).is_some())
        })
    }

    /// Counts a copy of `bytes` towards what a file may grow to; false where that is too much.
    pub(crate) fn spend(&mut self, bytes: usize) -> bool {
        let left = self.room.checked_sub(bytes);
        self.room = left.unwrap_or(self.room);
        left.is_some()
    }

    /// The text with its variables filled in; what nothing defines stays as written.
    pub(crate) fn fill(&mut self, text: Cow<'_, str>) -> String {
        match references(&text).next() {
            Some(_) => self.expand(&text, ROUNDS, None),
            None => text.into_owned(),
        }
    }

    /// As [`fill`](Self::fill), with these names left as written.
    pub(crate) fn fill_without(&mut self, text: Cow<'_, str>, names: &BTreeSet<String>) -> String {
        if names.is_empty() {
            return self.fill(text);
        }
        let before = self.blank.clone();
        self.set_blank(names | &before);
        let filled = self.fill(text);
        self.set_blank(before);
        filled
    }

    /// As [`fill`](Self::fill), with values escaped where they stand in a string of JSON (templates.md).
    pub(crate) fn fill_json(&mut self, text: &str) -> String {
        self.expand(text, ROUNDS, Some(JsonState::default()))
    }

    fn expand(&mut self, text: &str, rounds: usize, mut json: Option<JsonState>) -> String {
        let mut expanded = String::with_capacity(text.len());
        let mut from = 0;
        for reference in references(text) {
            let before = text.get(from..reference.range.start).unwrap_or_default();
            from = reference.range.end;
            expanded.push_str(before);
            json = json.map(|state| state.advance(before));
            self.prepare(reference.name, rounds);
            if !self.push_value(reference.name, rounds, json, text.len(), &mut expanded) {
                let written = text.get(reference.range).unwrap_or_default();
                expanded.push_str(written);
                json = json.map(|state| state.advance(written));
            }
        }
        expanded.push_str(text.get(from..).unwrap_or_default());
        expanded
    }

    /// False where the reference has to stay as written.
    fn push_value(
        &mut self,
        name: &str,
        rounds: usize,
        json: Option<JsonState>,
        text_length: usize,
        expanded: &mut String,
    ) -> bool {
        let Some(value) = self.value(name, rounds) else { return false };
        let value = json.map_or(Cow::Borrowed(value), |state| state.escape(value));
        let length = value.len();
        let notice = if expanded.len() + length > text_length + ADDED_TO_A_TEXT {
            Notice::TextTooLarge
        } else if length > self.room {
            Notice::FileTooLarge
        } else {
            expanded.push_str(&value);
            self.room -= length;
            return true;
        };
        self.notices.insert(notice);
        false
    }

    /// Fills in the value of `name`, where that takes more than looking it up.
    fn prepare(&mut self, name: &str, rounds: usize) {
        let Some(written) = self.written(name) else { return };
        let Some(rounds_left) = rounds.checked_sub(1) else {
            self.notices.insert(Notice::TooManyRounds(name.to_owned()));
            return;
        };
        let is_ready = self.filled.get(rounds).is_none_or(|filled| filled.contains_key(name));
        if is_ready || references(written).next().is_none() {
            return;
        }
        let value = if leads_back(name, |name| self.written(name)) {
            self.notices.insert(Notice::LeadsBack(name.to_owned()));
            None
        } else {
            let written = written.to_owned();
            Some(self.expand(&written, rounds_left, None))
        };
        if let Some(filled) = self.filled.get_mut(rounds) {
            filled.insert(name.to_owned(), value);
        }
    }

    /// The value filled in; needs [`prepare`](Self::prepare) before.
    fn value(&self, name: &str, rounds: usize) -> Option<&str> {
        let written = self.written(name).filter(|_| rounds > 0)?;
        match references(written).next() {
            None => Some(written),
            Some(_) => self.filled.get(rounds)?.get(name)?.as_deref(),
        }
    }

    fn written(&self, name: &str) -> Option<&str> {
        if self.blank.contains(name) {
            return None;
        }
        let folders = || self.folders.iter().rev().find_map(|folder| folder.get(name));
        self.environment.get(name).or_else(|| self.collection.get(name)).or_else(folders)
    }

    /// Why variables were left as written since the last call, in words.
    pub(crate) fn take_notices(&mut self) -> impl Iterator<Item = (String, &'static str)> + use<> {
        std::mem::take(&mut self.notices).into_iter().map(Notice::into_words)
    }
}
