//! A request with its examples becomes an item.

use super::super::source::{Json, Warnings};
use super::examples::{Examples, is_kind};
use super::files::Parsed;
use super::locate::{default_examples, resolve};
use super::order::{Entry, name};
use super::request;
use crate::diagnostic::{Diagnostic, Level};

/// The item of a request; none where it is one of another protocol.
///
/// A request that cannot be read still has its examples, which may have requests of their own.
pub(super) fn item<'t>(
    file: Parsed<'t>,
    examples: &mut Examples<'t>,
    warnings: &mut Warnings<'t>,
) -> Option<Entry<'t>> {
    let mut json = file.json.unwrap_or_else(|| Json::object([]));
    let (folder, stem) = (&file.located.folder, &file.located.stem);
    let said = json.take("examples").and_then(|path| resolve(folder, path.as_text()?));
    let said = said.filter(|folder| examples.has(folder));
    let saved = examples.take(&said.unwrap_or_else(|| default_examples(folder, stem)));
    let anchor = json.anchor();
    if !is_kind(&json, &["http-request", "graphql-request"]) {
        warnings.add(anchor, || {
            let kind = json.text_of("$kind").unwrap_or_default();
            let message = format!("only HTTP and GraphQL are mocked: this `{kind}` is left out");
            Diagnostic::new(Level::Hint, message).hint("nothing needs to be done")
        });
        return None;
    }
    let name = name(&json, stem);
    let order = json.take("order");
    let text = Json::Text(name.clone().into());
    let item = Json::object([("name", text), ("request", request::convert(json)), ("response", saved)]);
    Some(Entry::new(order.as_ref(), name, item.at(anchor)))
}
