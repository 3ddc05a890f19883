//! Where JSON leads to the next page.

use serde_json::{Map, Value};

use super::names::{LeadsOn, is_next, tells_of_more};
use super::{By, Next, Way};

/// The first text or number that leads on; none where the body is no JSON. The reader bounds the depth.
pub(super) fn next(body: &str) -> Option<Next> {
    next_in(&serde_json::from_str(body).ok()?, "", LeadsOn::No)
}

fn next_in(value: &Value, place: &str, leads_on: LeadsOn) -> Option<Next> {
    match value {
        Value::Object(members) if !is_last(members) => next_among(members, place, leads_on),
        Value::Array(values) => {
            values.iter().find_map(|value| next_in(value, &format!("{place}[]"), leads_on))
        }
        value if leads_on == LeadsOn::Yes => {
            let name = place.rsplit('.').next().unwrap_or_default().trim_end_matches("[]");
            Some(Next { by: By::Place(place.to_owned()), way: way(name, value)? })
        }
        _ => None,
    }
}

/// What a client can ask for by a value. Numbers up to zero stand for no page.
fn way(name: &str, value: &Value) -> Option<Way> {
    match value {
        Value::String(text) => (!text.is_empty()).then(|| Way::of(name, text)),
        Value::Number(number) => {
            let is_page = number.as_f64().is_some_and(|number| number > 0.0);
            is_page.then(|| Way::Value { name: name.to_owned(), value: number.to_string() })
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn next_among(members: &Map<String, Value>, place: &str, leads_on: LeadsOn) -> Option<Next> {
    let below = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
    if let Some((name, way)) = link_to_next(members) {
        return Some(Next { by: By::Place(below(name)), way });
    }
    members.iter().find_map(|(name, value)| match value {
        Value::Bool(true) if tells_of_more(name) => {
            Some(Next { by: By::Place(below(name)), way: Way::Unknown })
        }
        // Within a list each element may have one, which leads to what comes after it.
        Value::String(_) if place.is_empty() && name == "cursor" => next_in(value, name, LeadsOn::Yes),
        value => next_in(value, &below(name), leads_on.with(name)),
    })
}

/// The way of `{"rel": "next", "href": "..."}`, and its name.
fn link_to_next(members: &Map<String, Value>) -> Option<(&'static str, Way)> {
    let mut relations = ["rel", "relation"].into_iter().filter_map(|name| members.get(name)?.as_str());
    if !relations.any(is_next) {
        return None;
    }
    ["href", "url", "uri"].into_iter().find_map(|name| Some((name, way(name, members.get(name)?)?)))
}

/// Whether a member says that there is no more.
fn is_last(members: &Map<String, Value>) -> bool {
    members.iter().any(|(name, value)| *value == Value::Bool(false) && tells_of_more(name))
}
