//! A document that was read, in whatever notation, and what had to be forgiven.

use std::borrow::Cow;

use super::json::Json;
use super::warnings::Warnings;
use crate::diagnostic::Diagnostic;

/// How deep lists and objects may lie within each other, so that whatever walks a tree may recurse.
pub(super) const DEPTH: usize = 127;

/// A document that was read, and what was forgiven.
pub(crate) struct Document<'a> {
    /// Its first value.
    pub(crate) root: Json<'a>,
    /// Each key that stood in its object before; the later one counts.
    pub(crate) duplicate_keys: Vec<Cow<'a, str>>,
    /// What follows the first value.
    pub(crate) tail: Option<&'a str>,
    /// Each escape that stands for half a character and was replaced.
    pub(crate) replaced: Vec<&'a str>,
}

impl<'a> Document<'a> {
    /// The value; what was forgiven becomes warnings.
    pub(crate) fn into_root(self, warnings: &mut Warnings<'a>) -> Json<'a> {
        for key in &self.duplicate_keys {
            let anchor = if let Cow::Borrowed(key) = key { Some(*key) } else { None };
            warnings.add(anchor, || {
                Diagnostic::warning(format!(
                    "the key `{key}` stands twice in one object; the last one counts"
                ))
                .hint("remove one of them")
            });
        }
        for escape in self.replaced {
            warnings.add(Some(escape), || {
                Diagnostic::warning("half of a surrogate pair is no character; U+FFFD stands in for it")
                    .hint("write the whole pair, or the character itself")
            });
        }
        if self.tail.is_some() {
            warnings.add(self.tail, || {
                Diagnostic::warning("something stands behind the end of the document; it is ignored")
                    .hint("remove it")
            });
        }
        self.root
    }
}

/// The error for a file that says nothing.
pub(super) fn empty() -> Box<Diagnostic> {
    Box::new(Diagnostic::error("the file is empty").hint("export it again"))
}

/// The error for a document deeper than [`DEPTH`].
pub(super) fn too_deep(notation: &str) -> Diagnostic {
    Diagnostic::error(format!("the {notation} is nested too deeply (more than {DEPTH} levels)"))
        .hint("no export of Postman is nested like this: check how the file was made")
}
