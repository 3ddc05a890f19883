//! The flat list of requests, to be found by id.

use std::collections::HashMap;

use super::super::source::Json;
use super::document::id;
use super::request;

/// How much of the requests may be copied in all, in bytes, beyond a multiple of the file's length.
const COPIES: usize = 16 << 20;

/// All requests of a document.
pub(super) struct Requests<'a> {
    list: Vec<Request<'a>>,
    places: HashMap<String, usize>,
    room: usize,
}

struct Request<'a> {
    json: Json<'a>,
    /// None once it has been taken.
    responses: Option<Vec<Json<'a>>>,
}

/// What is known of the request that another one's response names.
pub(super) enum Copy<'a> {
    Of(Json<'a>),
    Missing,
    TooLarge,
}

impl<'a> Requests<'a> {
    /// Of two with one id the later counts, as in Postman's converter.
    pub(super) fn new(requests: Vec<Json<'a>>, length: usize) -> Self {
        let places = requests.iter().enumerate().map(|(place, request)| (id(request), place)).collect();
        let split = |mut json: Json<'a>| {
            let responses = json.take("responses").map(Json::into_elements);
            Request { json, responses: Some(responses.unwrap_or_default()) }
        };
        let room = COPIES.saturating_add(length.saturating_mul(4));
        Self { list: requests.into_iter().map(split).collect(), places, room }
    }

    /// The request of this id and its responses; only the first time it is asked for.
    pub(super) fn take(&mut self, id: &str) -> Option<(&Json<'a>, Vec<Json<'a>>)> {
        let request = self.list.get_mut(*self.places.get(id)?)?;
        Some((&request.json, request.responses.take()?))
    }

    /// The request of this id in format 2.
    pub(super) fn copy(&mut self, id: &str) -> Copy<'a> {
        let Some(request) = self.places.get(id).and_then(|place| self.list.get(*place)) else {
            return Copy::Missing;
        };
        match self.room.checked_sub(request.json.weight()) {
            Some(left) => {
                self.room = left;
                Copy::Of(request::convert(&request.json))
            }
            None => Copy::TooLarge,
        }
    }

    /// Those that were never taken.
    pub(super) fn left(&self) -> impl Iterator<Item = &Json<'a>> {
        self.list.iter().filter(|request| request.responses.is_some()).map(|request| &request.json)
    }
}
