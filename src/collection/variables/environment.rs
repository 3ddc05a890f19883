//! Environments and globals, as Postman exports them and as its API answers them.

use super::super::source::{Json, Kind, is_list_of_rows, not_an_environment};
use super::values::Variables;
use crate::diagnostic::Diagnostic;

/// Reads `{"values": [...]}`, bare or wrapped in `environment` or `globals`; a bare list of rows too.
///
/// # Errors
/// The document is something else.
pub(crate) fn read(root: &Json<'_>) -> Result<Variables, Box<Diagnostic>> {
    let inside =
        root.first_of(&["environment", "globals"]).filter(|inside| inside.is_object()).unwrap_or(root);
    if let Some(values) = inside.get("values") {
        return Ok(Variables::of(Some(values)));
    }
    if is_list_of_rows(inside) {
        return Ok(Variables::of(Some(inside)));
    }
    Err(Box::new(not_an_environment(Kind::of(root))))
}
