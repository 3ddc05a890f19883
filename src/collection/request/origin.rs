//! Where a request's parts come from: an example's original request, and what that lacks from its item (1.2).

use std::borrow::Cow;

use super::super::source::Json;
use super::super::variables::Scope;
use super::url::WrittenUrl;

/// A request and the one it inherits from. Either may be a bare URL.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin<'j> {
    request: &'j Json<'j>,
    own: &'j Json<'j>,
}

impl<'j> Origin<'j> {
    /// An item's own request.
    pub(crate) fn item(own: &'j Json<'j>) -> Self {
        Self { request: own, own }
    }

    /// The original request of an example; an empty one counts as lacking (1.2).
    pub(crate) fn example(original: Option<&'j Json<'j>>, own: &'j Json<'j>) -> Self {
        let original = original.filter(|original| !original.is_empty() && is_request(original));
        Self { request: original.unwrap_or(own), own }
    }

    /// The URL, if there is one anywhere.
    pub(crate) fn url(&self) -> Option<WrittenUrl<'j>> {
        url(self.request).or_else(|| url(self.own))
    }

    /// Upper case; no method at all is GET (1.2).
    pub(crate) fn method(&self, scope: &mut Scope<'_>) -> String {
        let said = |request: &'j Json<'j>| {
            let method = request.get("method").and_then(Json::as_text).map(str::trim);
            method.filter(|method| !method.is_empty())
        };
        let written = said(self.request).or_else(|| said(self.own)).unwrap_or("GET");
        scope.fill(Cow::Borrowed(written)).to_uppercase()
    }

    /// A part that is not inherited for itself: headers, body.
    pub(crate) fn part(&self, name: &str) -> Option<&'j Json<'j>> {
        self.request.get(name)
    }

    /// How much of the item's own request is taken over, in bytes.
    pub(crate) fn inherited(&self) -> usize {
        if std::ptr::eq(self.request, self.own) || url(self.request).is_none() {
            self.own.weight()
        } else {
            0
        }
    }
}

/// Whether a value can be a request at all.
pub(crate) fn is_request(json: &Json<'_>) -> bool {
    matches!(json, Json::Text(_) | Json::Object(_))
}

fn url<'j>(request: &'j Json<'j>) -> Option<WrittenUrl<'j>> {
    match request {
        Json::Text(_) => WrittenUrl::of(request),
        _ => WrittenUrl::of(request.get("url")?),
    }
}
