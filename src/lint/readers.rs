//! Answers that browsers keep from pages, because of headers that were saved.

use std::path::Path;

use crate::config;
use crate::diagnostic::{Diagnostic, Level};
use crate::matching::Candidate;
use crate::reload::LoadedMock;

/// Of each example whose own headers forbid what the mock's `cors` does not make up for (matching.md 7.4), a hint.
pub(super) fn unreadable(config: &config::Mock, mock: &LoadedMock) -> Vec<Diagnostic> {
    let cors = config.cors();
    let libraries = mock.shelf.libraries.iter().zip(&mock.shelf.files);
    let examples =
        libraries.flat_map(|(library, file)| library.saved_headers().map(move |saved| (saved, file)));
    let forbidden = examples.filter(|((_, headers), _)| cors.leaves_forbidden(headers));
    forbidden.map(|((example, _), file)| told(example, file)).collect()
}

fn told(example: &Candidate, file: &Path) -> Diagnostic {
    let message = "its own `access-control-*` headers keep pages of other origins from reading it";
    Diagnostic::new(Level::Hint, message)
        .in_file(file)
        .at_item(format!("{} / {}", example.item, example.name))
        .hint("remove them from the example; by the extended rules `cors = \"reflect\"` makes up for them")
}
