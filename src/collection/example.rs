//! One saved response of an item becomes one [`Example`] (1.1–1.6).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::model::{Example, OwnRequest};
use super::request::{Origin, WrittenUrl, asked_headers, body};
use super::response;
use super::source::Json;
use super::status::Status;
use super::variables::Scope;

/// Why an example is left out, and what to do.
pub(super) type LeftOut = (String, &'static str);

/// Reads an example of the item with this own request, name and place.
///
/// # Errors
/// It cannot be understood, or repeats too much (1.5).
pub(super) fn read(
    own: &Json<'_>,
    mut saved: Json<'_>,
    (item, request): (&str, &Arc<OwnRequest>),
    scope: &mut Scope<'_>,
) -> Result<Example, LeftOut> {
    let status = status(&saved)?;
    let original = saved.take("originalRequest");
    let origin = Origin::example(original.as_ref(), own);
    let url = url(origin, scope)?;
    let blank = url.blank_names(scope);
    scope.set_blank(blank);
    let url_origin = url.origin(scope);
    let (path, params) = url.read(scope);
    let headers = asked_headers(origin.part("header"), scope);
    let body = body(origin.part("body"), &headers, scope);
    let example = Example {
        id: id(&saved),
        uid: saved.text_of("uid").map(Into::into),
        name: saved.get("name").and_then(Json::text).unwrap_or_default().trim().to_owned(),
        item: item.to_owned(),
        request: Arc::clone(request),
        method: origin.method(scope),
        origin: url_origin,
        path,
        params,
        headers,
        body,
        response: response::read(&mut saved, status, scope),
    };
    scope.set_blank(BTreeSet::default());
    Ok(example)
}

fn status(saved: &Json<'_>) -> Result<Option<u16>, LeftOut> {
    match Status::of(saved.get("code"), saved.get("status")) {
        Status::Known(code) => Ok(Some(code)),
        Status::Unknown => Ok(None),
        Status::Unusable(code) => {
            Err((format!("the status `{code}` is not within 200 to 599"), "correct the status code"))
        }
    }
}

fn url<'j>(origin: Origin<'j>, scope: &mut Scope<'_>) -> Result<WrittenUrl<'j>, LeftOut> {
    let Some(url) = origin.url() else {
        return Err(("there is no URL, neither here nor in the item".to_owned(), "give the request a URL"));
    };
    if scope.spend(origin.inherited()) {
        return Ok(url);
    }
    let message = "too many examples repeat the request of their item".to_owned();
    Err((message, "save examples with their original requests"))
}

/// The better one first (1.3).
fn id(saved: &Json<'_>) -> Option<String> {
    ["id", "_postman_id", "uid"].into_iter().find_map(|name| saved.text_of(name)).map(Into::into)
}
