//! The page at `/`, and the description of the API: a few files that the binary holds. They are the same for everybody and hold no data;
//! what they show they ask the API for.

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const JSON: &str = "application/json";
const ICON: &str = "image/svg+xml";

/// A file that the binary holds: where it is, what it is, what it holds.
struct Asset(&'static str, &'static str, &'static str);

const ASSETS: [Asset; 13] = [
    Asset("/", HTML, include_str!("page/index.html")),
    Asset("/page/icon.svg", ICON, include_str!("page/icon.svg")),
    Asset("/page/style.css", CSS, include_str!("page/style.css")),
    Asset("/page/app.js", SCRIPT, include_str!("page/app.js")),
    Asset("/page/api.js", SCRIPT, include_str!("page/api.js")),
    Asset("/page/calls.js", SCRIPT, include_str!("page/calls.js")),
    Asset("/page/dom.js", SCRIPT, include_str!("page/dom.js")),
    Asset("/page/explain.js", SCRIPT, include_str!("page/explain.js")),
    Asset("/page/keys.js", SCRIPT, include_str!("page/keys.js")),
    Asset("/page/problems.js", SCRIPT, include_str!("page/problems.js")),
    Asset("/page/routes.js", SCRIPT, include_str!("page/routes.js")),
    Asset("/openapi.json", JSON, include_str!("openapi.json")),
    Asset("/page/try.js", SCRIPT, include_str!("page/try.js")),
];

/// The routes of the page.
pub(super) fn page<S: Clone + Send + Sync + 'static>() -> Router<S> {
    ASSETS.iter().fold(Router::new(), |router, asset| router.route(asset.0, get(async || asset.answer())))
}

impl Asset {
    fn answer(&self) -> Response {
        ([(header::CONTENT_TYPE, self.1)], self.2).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_small_and_whole() {
        let size: usize = ASSETS.iter().map(|asset| asset.2.len()).sum();
        assert!(size < 150 * 1024, "{size} bytes");
        for Asset(path, _, content) in ASSETS {
            for imported in content.split("from \"./").skip(1).filter_map(|rest| rest.split('"').next()) {
                let known = ASSETS.iter().any(|asset| asset.0 == format!("/page/{imported}"));
                assert!(known, "{path} imports {imported}");
            }
        }
    }

    /// The content security policy forbids all of these; a browser would leave them out without a word.
    #[test]
    fn nothing_inline_nothing_from_elsewhere_no_markup_from_data() {
        let forbidden =
            ["style=", "onclick=", "innerHTML", "outerHTML", "insertAdjacentHTML", "https://", "eval("];
        for Asset(path, _, content) in ASSETS {
            for forbidden in forbidden {
                assert!(!content.contains(forbidden), "{path} has {forbidden}");
            }
        }
    }
}
