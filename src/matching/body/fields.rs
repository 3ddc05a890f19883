//! The fields of a form, in the shape in which two of them compare (matching.md 5.4).

use serde_json::Value;

use super::gap::Wanted;
use super::lenient;
use crate::collection::{FormField, FormValue};

/// Text fields with their values, and the keys of files without repetition, each sorted.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::matching) struct Fields {
    texts: Vec<(String, String)>,
    files: Vec<String>,
}

impl From<Vec<FormField>> for Fields {
    fn from(fields: Vec<FormField>) -> Self {
        let mut split = Self::default();
        for field in fields {
            match field.value {
                FormValue::Text(text) => split.texts.push((field.key, text)),
                FormValue::File => split.files.push(field.key),
            }
        }
        split.texts.sort_unstable();
        split.files.sort_unstable();
        split.files.dedup();
        split
    }
}

impl Fields {
    /// The text fields.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(key, text)| (&**key, &**text))
    }

    /// The keys of files.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// The GraphQL call of a form that uploads files (8.4.2): its field `operations`, beside which `map` says which
    /// file stands for which variable. As saved, variables may stand anywhere in it.
    pub(super) fn upload(&self) -> Option<Value> {
        let text = |name: &str| self.texts().find(|(key, _)| *key == name).map(|(_, text)| text);
        text("map")?;
        lenient::read(text("operations")?)
    }

    /// Equal, with anything in the place of a saved variable (matching.md 8.4.5).
    pub(super) fn accepts(&self, sent: &Self) -> bool {
        self.files == sent.files && accepts_pairs(&self.texts, &sent.texts)
    }
}

/// Whether two sorted lists of pairs are equal, with anything in the place of a saved variable. Pairs without a
/// variable are paired off first; then each of the others takes the first that is left.
pub(super) fn accepts_pairs(saved: &[(String, String)], sent: &[(String, String)]) -> bool {
    let mut left: Vec<_> = sent.iter().map(Some).collect();
    let mut open: Vec<_> = saved.iter().map(|(key, value)| (key, value, Wanted::of(value))).collect();
    let freedom = |wanted: &Wanted| match wanted {
        Wanted::Same => 0,
        Wanted::Pieces => 1,
        Wanted::Anything => 2,
    };
    open.sort_by_key(|(_, _, wanted)| freedom(wanted));
    saved.len() == sent.len()
        && open.into_iter().all(|(key, value, wanted)| {
            let start = sent.partition_point(|(sent, _)| sent < key);
            let end = sent.partition_point(|(sent, _)| sent <= key);
            let same_key = left.get_mut(start..end).unwrap_or_default();
            let fits = |pair: &&mut Option<&(String, String)>| {
                pair.is_some_and(|(_, sent)| wanted.accepts(value, sent))
            };
            same_key.iter_mut().find(fits).and_then(Option::take).is_some()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(row: &str, saved: &[(&str, &str)], sent: &[(&str, &str)], expected: bool) {
        let [saved, sent] = [saved, sent].map(|pairs| {
            let mut pairs: Vec<_> =
                pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            pairs.sort_unstable();
            pairs
        });
        assert_eq!(accepts_pairs(&saved, &sent), expected, "{row}");
    }

    #[test]
    fn rule_8_4_5_a_variable_in_a_form_equals_any_value() {
        check("none", &[], &[], true);
        check("literal", &[("a", "1")], &[("a", "1")], true);
        check("another value", &[("a", "1")], &[("a", "2")], false);
        check("a variable", &[("a", "{{x}}"), ("b", "2")], &[("b", "2"), ("a", "1")], true);
        check("another key", &[("a", "{{x}}")], &[("b", "1")], false);
        check("one more", &[("a", "{{x}}")], &[("a", "1"), ("a", "2")], false);
        check("literal values first", &[("a", "{{x}}"), ("a", "1")], &[("a", "1"), ("a", "2")], true);
        check("gaps before variables", &[("a", "{{x}}"), ("a", "z{{y}}")], &[("a", "z1"), ("a", "z2")], true);
        check("a gap that nothing fills", &[("a", "z{{y}}")], &[("a", "y1")], false);
    }
}
