//! The text of a file, and how it becomes a document.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::decode::decode;
use super::document::Document;
use super::surrogates::{Mended, mend};
use super::{notation::Notation, parse, yaml};
use crate::diagnostic::Diagnostic;

/// The text of a file. Documents borrow from it.
pub(crate) struct Text<'b> {
    written: Cow<'b, str>,
    /// Where it could not be read as written.
    mended: OnceCell<Mended>,
}

impl<'b> Text<'b> {
    /// Decodes the bytes of a file.
    ///
    /// # Errors
    /// Bytes that are no text.
    pub(crate) fn of(bytes: &'b [u8]) -> Result<Self, Box<Diagnostic>> {
        Ok(Self { written: decode(bytes)?, mended: OnceCell::new() })
    }

    /// What documents borrow from: as written, or as it had to be mended, with the same offsets.
    pub(crate) fn as_str(&self) -> &str {
        self.mended.get().map_or(self.written.as_ref(), |mended| mended.text.as_str())
    }

    /// Reads the document, in the notation that the text looks like.
    ///
    /// # Errors
    /// The text is empty, broken, or nested too deeply.
    pub(crate) fn document(&self) -> Result<Document<'_>, Box<Diagnostic>> {
        self.document_in(Notation::of(&self.written))
    }

    /// Reads the document but for the items of a collection; none where it must be read as a whole.
    pub(crate) fn outline(&self) -> Option<Document<'_>> {
        match Notation::of(&self.written) {
            Notation::Json => parse::parse_outline(&self.written),
            Notation::Yaml => None,
        }
    }

    /// Reads the document in this notation.
    ///
    /// # Errors
    /// As [`document`](Self::document).
    pub(crate) fn document_in(&self, notation: Notation) -> Result<Document<'_>, Box<Diagnostic>> {
        let read = match notation {
            Notation::Json => parse::parse,
            Notation::Yaml => yaml::parse,
        };
        let problem = match read(&self.written) {
            Ok(document) => return Ok(document),
            Err(problem) => problem,
        };
        let Some(mended) = mend(&self.written) else { return Err(problem) };
        let mended = self.mended.get_or_init(|| mended);
        let escapes = mended.offsets.iter().filter_map(|offset| mended.text.get(*offset..));
        Ok(Document { replaced: escapes.collect(), ..read(&mended.text)? })
    }
}
