//! What an answer says of places, translated back into what its client sees: a backend behind a prefix or under
//! another host names its own paths and its own host, which lead the client past the route or nowhere.
//!
//! Only what is surely the backend's own is translated. Another site, or a path outside of the prefix that the route
//! adds, stays as it is.

mod cookie;
mod path;
mod reference;
mod refresh;

use http::HeaderMap;
use http::header::{CONTENT_LOCATION, HeaderName, HeaderValue, LOCATION, REFRESH, SET_COOKIE};
use pingora::Result;
use pingora::http::ResponseHeader;

pub(super) use path::PathBack;
pub(super) use reference::{Backend, Origin};

/// How one answer is translated.
#[derive(Debug)]
pub(super) struct Rewrite<'a> {
    /// How the route changed the path of this request.
    pub(super) path: PathBack<'a>,
    /// What the client asked.
    pub(super) client: Origin<'a>,
    /// What was asked for it.
    pub(super) backend: Backend<'a>,
}

/// Whether there is anything in an answer that may have to be translated.
pub(super) fn has_places(headers: &HeaderMap) -> bool {
    headers
        .keys()
        .any(|name| matches!(name.as_str(), "location" | "content-location" | "refresh" | "set-cookie"))
}

impl Rewrite<'_> {
    /// Translates `Location`, `Content-Location`, `Refresh` and `Set-Cookie`.
    ///
    /// # Errors
    /// None that a header of a backend can cause.
    pub(super) fn apply(&self, response: &mut ResponseHeader) -> Result<()> {
        replace(response, &LOCATION, |text| self.reference(text))?;
        replace(response, &CONTENT_LOCATION, |text| self.reference(text))?;
        replace(response, &REFRESH, |text| self.refresh(text))?;
        replace(response, &SET_COOKIE, |text| self.cookie(text))
    }
}

/// Replaces the values of a header for which there is another one. What is no text stays.
fn replace(
    response: &mut ResponseHeader,
    name: &HeaderName,
    translated: impl Fn(&str) -> Option<String>,
) -> Result<()> {
    let mut is_changed = false;
    let values = response.headers.get_all(name).iter().map(|value| {
        let other = value.to_str().ok().and_then(&translated);
        let other = other.and_then(|text| HeaderValue::try_from(text).ok());
        is_changed |= other.is_some();
        other.unwrap_or_else(|| value.clone())
    });
    let values: Vec<_> = values.collect();
    if !is_changed {
        return Ok(());
    }
    response.remove_header(name);
    for value in values {
        response.append_header(name.clone(), value)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
