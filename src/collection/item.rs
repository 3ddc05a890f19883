//! The walk over the items of a collection, folders within folders (1.1).
//!
//! The tree is taken apart on the way, so that it is gone when the examples are there; of an outline, it is the tree
//! of one item at a time.
//! Depth is bounded by the reading of JSON, so the walk may recurse.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::algorithm::Algorithm;
use super::example;
use super::model::{Body, Collection, Endpoint, OwnRequest, PathPattern};
use super::request::{Origin, asked_headers, body, is_request};
use super::source::{Json, Spot, Warnings, parse_piece};
use super::status::Status;
use super::variables::{Scope, Variables};
use crate::diagnostic::{Diagnostic, Level};

/// How many lists and objects stand around all items: the collection, perhaps in a wrapper, and its list.
const AROUND_ITEMS: usize = 3;

/// How many more stand around the items of a folder: itself, and its list.
const AROUND_AN_ITEM: usize = 2;

/// Reads the items of a collection in format 2.
pub(super) struct Walk<'a, 'w, 'e> {
    pub(super) collection: Collection,
    pub(super) scope: Scope<'e>,
    pub(super) warnings: &'w mut Warnings<'a>,
    /// The names of the item that is being read and of the folders around it.
    pub(super) path: Vec<String>,
    /// Where each example of the collection begins.
    pub(super) spots: Vec<Option<Spot>>,
    /// Where each request of the collection begins.
    pub(super) request_spots: Vec<Option<Spot>>,
    /// How many requests were read.
    pub(super) requests: usize,
}

impl Walk<'_, '_, '_> {
    /// Reads a list of items; none where one of them cannot be read by itself.
    pub(super) fn items(&mut self, items: Json<'_>) -> Option<()> {
        for item in items.into_elements() {
            let item = self.whole(item)?;
            if item.is_object() {
                self.item(item)?;
            } else if item != Json::Null {
                self.warn(item.anchor(), "an item that is no object is left out".to_owned(), "remove it");
            }
        }
        Some(())
    }

    fn whole<'j>(&self, item: Json<'j>) -> Option<Json<'j>> {
        let Json::Piece(text) = item else { return Some(item) };
        parse_piece(text, AROUND_ITEMS + AROUND_AN_ITEM * self.path.len())
    }

    /// A folder, a request, or both.
    fn item(&mut self, mut item: Json<'_>) -> Option<()> {
        let name = item.text_of("name").unwrap_or("unnamed".into()).trim().to_owned();
        self.path.push(name);
        self.scope.enter(Variables::of(item.first_of(&["variable", "variables"])));
        let request = item.take("request");
        let responses = item.take("response");
        match request {
            Some(request) if is_request(&request) => self.request(&request, responses),
            Some(_) => self.warn(
                item.anchor(),
                "a request that is neither an object nor a URL is left out".to_owned(),
                "save the request in Postman again",
            ),
            None => {}
        }
        if let Some(children) = item.take("item") {
            drop(item);
            self.items(children)?;
        }
        self.scope.leave();
        self.path.pop();
        Some(())
    }

    fn request(&mut self, request: &Json<'_>, responses: Option<Json<'_>>) {
        let item = self.path.join(" / ");
        let path = self.endpoint(request, &item);
        let own = Arc::new(OwnRequest { number: self.requests, path, body: self.own_body(request) });
        self.requests += 1;
        let responses = responses.map(Json::into_elements).unwrap_or_default();
        let unstated = self.without_status(&responses);
        for response in responses {
            if response.is_object() {
                self.example(request, response, (&item, &own), unstated);
            } else if response != Json::Null {
                let message = "an example that is no object is left out".to_owned();
                self.warn(response.anchor(), message, "remove it");
            }
        }
    }

    /// Notes the endpoint, and gives its path. An item whose URL cannot be found is no endpoint.
    fn endpoint(&mut self, request: &Json<'_>, item: &str) -> Option<PathPattern> {
        let origin = Origin::item(request);
        let url = origin.url()?;
        let blank = url.blank_names(&mut self.scope);
        self.scope.set_blank(blank);
        let (path, _) = url.read(&mut self.scope);
        let method = origin.method(&mut self.scope);
        self.scope.set_blank(BTreeSet::default());
        let endpoint = Endpoint { number: self.requests, item: item.to_owned(), method, path: path.clone() };
        self.collection.endpoints.push(endpoint);
        self.request_spots.push(request.anchor().and_then(|anchor| self.warnings.spot(anchor)));
        self.pass_on_notices(request.anchor());
        Some(path)
    }

    fn own_body(&mut self, request: &Json<'_>) -> Body {
        if self.scope.algorithm() == Algorithm::Postman {
            return Body::Empty;
        }
        let origin = Origin::item(request);
        let headers = asked_headers(origin.part("header"), &mut self.scope);
        let body = body(origin.part("body"), &headers, &mut self.scope);
        // What is to be told of it is told of the examples that were saved with it.
        drop(self.scope.take_notices());
        body
    }

    /// What is told of a response without a status among these: generators write the answer to every other status so,
    /// and beside a success it serves as one (8.1.1, 8.1.4).
    fn without_status(&self, responses: &[Json<'_>]) -> &'static str {
        let is_success = |response: &Json<'_>| {
            let status = Status::of(response.get("code"), response.get("status"));
            matches!(status, Status::Known(code) if (200..300).contains(&code))
        };
        if self.scope.algorithm() == Algorithm::Extended && responses.iter().any(is_success) {
            "there is no status code; the example answers where `x-mock-response-code` asks for one that no other has"
        } else {
            "there is no status code; the example is sent as 200"
        }
    }

    fn example(
        &mut self,
        request: &Json<'_>,
        response: Json<'_>,
        of: (&str, &Arc<OwnRequest>),
        unstated: &str,
    ) {
        let anchor = response.anchor();
        let name = response.get("name").and_then(Json::text).unwrap_or_default().trim().to_owned();
        self.path.push(if name.is_empty() { "unnamed".to_owned() } else { name });
        match example::read(request, response, of, &mut self.scope) {
            Ok(example) => {
                if example.response.status.is_none() {
                    self.tell(Level::Hint, anchor, unstated.to_owned(), "give it a status code");
                }
                self.collection.examples.push(example);
                self.spots.push(anchor.and_then(|anchor| self.warnings.spot(anchor)));
            }
            Err((reason, hint)) => self.warn(anchor, format!("{reason}: the example is left out"), hint),
        }
        self.pass_on_notices(anchor);
        self.path.pop();
    }

    fn pass_on_notices(&mut self, anchor: Option<&str>) {
        for (message, hint) in self.scope.take_notices() {
            self.warn(anchor, message, hint);
        }
    }

    fn warn(&mut self, anchor: Option<&str>, message: String, hint: &str) {
        self.tell(Level::Warning, anchor, message, hint);
    }

    fn tell(&mut self, level: Level, anchor: Option<&str>, message: String, hint: &str) {
        let path = &self.path;
        self.warnings.add(anchor, || Diagnostic::new(level, message).at_item(path.join(" / ")).hint(hint));
    }
}
