//! The fields of a form, in the shape in which two of them compare (matching.md 5.4).

use crate::collection::{FormField, FormValue};

/// Text fields with their values, and the keys of files without repetition, each sorted.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Fields {
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
