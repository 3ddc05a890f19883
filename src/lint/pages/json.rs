//! Where JSON leads to the next page.

use serde_json::{Map, Value};

use super::names::{LeadsOn, is_next, tells_of_more};

/// Where the first text or number is that leads on; none where the body is no JSON. The reader bounds the depth.
pub(super) fn place_of_next(body: &str) -> Option<String> {
    place_in(&serde_json::from_str(body).ok()?, "", LeadsOn::No)
}

fn place_in(value: &Value, place: &str, leads_on: LeadsOn) -> Option<String> {
    match value {
        Value::Object(members) if !is_last(members) => place_among(members, place, leads_on),
        Value::Array(values) => {
            values.iter().find_map(|value| place_in(value, &format!("{place}[]"), leads_on))
        }
        value => (leads_on == LeadsOn::Yes && is_way(value)).then(|| place.to_owned()),
    }
}

/// Whether a client can ask for what it says. Numbers up to zero stand for no page.
fn is_way(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.is_empty(),
        Value::Number(number) => number.as_f64().is_some_and(|number| number > 0.0),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

fn place_among(members: &Map<String, Value>, place: &str, leads_on: LeadsOn) -> Option<String> {
    let below = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
    if let Some(name) = link_to_next(members) {
        return Some(below(name));
    }
    members.iter().find_map(|(name, value)| match value {
        Value::Bool(true) if tells_of_more(name) => Some(below(name)),
        // Within a list each element may have one, which leads to what comes after it.
        Value::String(_) if place.is_empty() && name == "cursor" => {
            place_in(value, &below(name), LeadsOn::Yes)
        }
        value => place_in(value, &below(name), leads_on.with(name)),
    })
}

/// The way of `{"rel": "next", "href": "..."}`.
fn link_to_next(members: &Map<String, Value>) -> Option<&'static str> {
    let mut relations = ["rel", "relation"].into_iter().filter_map(|name| members.get(name)?.as_str());
    let is_next = relations.any(is_next);
    let mut ways = ["href", "url", "uri"].into_iter();
    ways.find(|name| is_next && members.get(*name).is_some_and(is_way))
}

/// Whether a member says that there is no more.
fn is_last(members: &Map<String, Value>) -> bool {
    members.iter().any(|(name, value)| *value == Value::Bool(false) && tells_of_more(name))
}
