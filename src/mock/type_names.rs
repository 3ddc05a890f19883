//! The names of types that GraphQL clients ask for, in answers that were saved without them (matching.md 8.4.2).
//!
//! Clients add `__typename` to what people write. One that keeps a cache reads no field of a fragment out of an object
//! whose type it does not know: without the name, fields of the answer are lost without a word.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::matching::SelectionSet;

#[derive(Deserialize)]
struct Answered<'a> {
    #[serde(borrow)]
    data: &'a RawValue,
}

/// The body with the names that are asked for and that fragments tell; none where nothing is to be added, or too much.
pub(super) fn with_type_names(body: &[u8], asked: &SelectionSet, longest: usize) -> Option<Vec<u8>> {
    let Answered { data } = serde_json::from_slice(body).ok()?;
    let mut fitting = Fitting::default();
    if asked.has_rival_types() {
        each_object(data, asked, &mut |object| {
            fitting.count(object);
            Some(())
        })?;
    }
    let mut additions = Additions { body, made: Vec::new(), room: longest.checked_sub(body.len())? };
    each_object(data, asked, &mut |object| additions.object(object, &fitting))?;
    (!additions.made.is_empty()).then(|| additions.written())
}

/// An object of an answer.
struct Object<'b, 'a> {
    /// As it is written.
    text: &'b str,
    members: HashMap<String, &'b RawValue>,
    /// What is asked of it.
    asked: &'a SelectionSet,
}

impl Object<'_, '_> {
    fn has(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }
}

/// Hands over each object of which something is asked, until there is none to hand over to.
fn each_object<'b, 'a>(
    value: &'b RawValue,
    asked: &'a SelectionSet,
    with: &mut dyn FnMut(&Object<'b, 'a>) -> Option<()>,
) -> Option<()> {
    match value.get().as_bytes() {
        [b'{', ..] => {
            let members = serde_json::from_str(value.get()).unwrap_or_default();
            let object = Object { text: value.get(), members, asked };
            with(&object)?;
            object.members.iter().try_for_each(|(key, value)| match asked.field(key) {
                Some(asked) => each_object(value, asked, with),
                None => Some(()),
            })
        }
        [b'[', ..] => {
            let elements: Vec<&RawValue> = serde_json::from_str(value.get()).unwrap_or_default();
            elements.into_iter().try_for_each(|element| each_object(element, asked, with))
        }
        _ => Some(()),
    }
}

/// How many objects of an answer each type fits: of two types that fit one object alike, the one that fits fewer says
/// more, as an interface fits the objects of all its types.
#[derive(Default)]
struct Fitting<'a>(HashMap<(*const SelectionSet, &'a str), usize>);

impl<'a> Fitting<'a> {
    fn count(&mut self, object: &Object<'_, 'a>) {
        for name in object.asked.types_of(|key| object.has(key)) {
            *self.0.entry((std::ptr::from_ref(object.asked), name)).or_default() += 1;
        }
    }

    fn of(&self, asked: &SelectionSet, name: &str) -> usize {
        self.0.get(&(std::ptr::from_ref(asked), name)).copied().unwrap_or_default()
    }
}

/// What goes into a body, each at its place.
struct Additions<'b> {
    body: &'b [u8],
    made: Vec<(usize, String)>,
    /// How many bytes there may be of it yet.
    room: usize,
}

impl Additions<'_> {
    /// None where it became too much.
    fn object<'a>(&mut self, object: &Object<'_, 'a>, fitting: &Fitting<'a>) -> Option<()> {
        let Object { text, members, asked } = object;
        let missing = asked.type_keys().filter(|key| !object.has(key));
        let fits = |name: &str| fitting.of(asked, name);
        if let Some(name) = asked.type_of(|key| object.has(key), fits) {
            let separator = if members.is_empty() { "" } else { "," };
            let pairs: Vec<_> = missing.map(|key| format!("\"{key}\":\"{name}\"")).collect();
            if !pairs.is_empty() {
                self.insert(text, pairs.join(",") + separator)?;
            }
        }
        Some(())
    }

    /// Behind the brace that begins this part of the body.
    fn insert(&mut self, object: &str, text: String) -> Option<()> {
        self.room = self.room.checked_sub(text.len())?;
        let brace = object.as_ptr().addr().checked_sub(self.body.as_ptr().addr())?;
        self.made.push((brace + 1, text));
        Some(())
    }

    fn written(mut self) -> Vec<u8> {
        self.made.sort_unstable_by_key(|(place, _)| *place);
        let mut written = Vec::new();
        let mut from = 0;
        for (place, text) in &self.made {
            written.extend_from_slice(&self.body[from..*place]);
            written.extend_from_slice(text.as_bytes());
            from = *place;
        }
        written.extend_from_slice(&self.body[from..]);
        written
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::matching::{Request, Target};

    const QUERY: &str = "{ pets { __typename kind: __typename name ...D owner { __typename ... on Person { name } } } } \
                         fragment D on Dog { barks owner { age } }";

    fn named(body: &str, longest: usize) -> Option<String> {
        let (target, headers) = (Target::new("/", None), HeaderMap::new());
        let sent = json!({ "query": QUERY }).to_string();
        let asked = Request::new("POST", &target, &headers, sent.as_bytes()).selection_set().unwrap();
        let body = with_type_names(body.as_bytes(), &asked, longest)?;
        Some(String::from_utf8(body).unwrap())
    }

    #[test]
    fn rule_8_4_2_names_go_where_they_are_wanted() {
        for (row, body, expected) in [
            (
                "deep and in a list",
                r#"{"data":{"pets":[{"barks":1,"owner":{"age":2,"name":"Ann"}},{"owner":{"name":"Bob"}}]}}"#,
                Some(
                    r#"{"data":{"pets":[{"__typename":"Dog","kind":"Dog","barks":1,"owner":{"__typename":"Person","age":2,"name":"Ann"}},{"owner":{"__typename":"Person","name":"Bob"}}]}}"#,
                ),
            ),
            (
                "as it is spelled, but for the names",
                r#" { "data" : { "pets" : { "owner" : 1e2 , "barks" : null } } , "x": 1.0 } "#,
                Some(
                    r#" { "data" : { "pets" : {"__typename":"Dog","kind":"Dog", "owner" : 1e2 , "barks" : null } } , "x": 1.0 } "#,
                ),
            ),
            (
                "a name that was saved stays",
                r#"{"data":{"pets":{"__typename":"Hound","barks":1,"owner":0}}}"#,
                Some(r#"{"data":{"pets":{"kind":"Dog","__typename":"Hound","barks":1,"owner":0}}}"#),
            ),
            ("no type fits", r#"{"data":{"pets":[{"name":"Tom"}]}}"#, None),
            ("no object", r#"{"data":{"pets":[null,1,"x"]}}"#, None),
            ("no data", r#"{"errors":[]}"#, None),
            ("data that is none", r#"{"data":null}"#, None),
            ("no JSON", "pets", None),
        ] {
            assert_eq!(named(body, 1000).as_deref(), expected, "{row}");
        }
    }

    #[test]
    fn rule_8_4_2_an_interface_fits_the_objects_of_all_its_types() {
        let query =
            "{ found { __typename ... on Being { name } ... on Human { height } ... on Droid { task } } }";
        let (target, headers) = (Target::new("/", None), HeaderMap::new());
        let sent = json!({ "query": query }).to_string();
        let asked = Request::new("POST", &target, &headers, sent.as_bytes()).selection_set().unwrap();
        let named = |found: Value| {
            let body = json!({ "data": { "found": found } }).to_string();
            let named = with_type_names(body.as_bytes(), &asked, usize::MAX);
            let named: Value = serde_json::from_slice(&named.unwrap_or(body.into_bytes())).unwrap();
            let found = named["data"]["found"].as_array().unwrap().clone();
            found.iter().map(|found| found["__typename"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let (ann, r2, it) =
            (json!({"name": "Ann", "height": 2}), json!({"name": "R2", "task": "x"}), json!({"name": "It"}));
        assert_eq!(named(json!([ann, r2, it])), ["Human", "Droid", "Being"]);
        assert_eq!(named(json!([it, it])), ["Being", "Being"]);
        assert_eq!(named(json!([ann])), ["Being"], "nothing tells which says more: the first");
    }

    /// What there was before names were added.
    fn without_names(value: &mut Value) {
        match value {
            Value::Array(elements) => elements.iter_mut().for_each(without_names),
            Value::Object(members) => {
                members.retain(|key, _| key != "__typename" && key != "kind");
                members.values_mut().for_each(without_names);
            }
            _ => {}
        }
    }

    /// Objects with the keys that are asked for, and others.
    fn answers() -> impl Strategy<Value = Value> {
        let key = prop::sample::select(vec!["pets", "name", "barks", "owner", "age", "x"]);
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i32>().prop_map(Value::from),
            ".{0,4}".prop_map(Value::from)
        ];
        leaf.prop_recursive(5, 40, 6, move |inner| {
            let list = prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from);
            let object = prop::collection::btree_map(key.clone(), inner, 0..6);
            prop_oneof![
                list,
                object.prop_map(|members| members
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect())
            ]
        })
    }

    proptest! {
        #[test]
        fn an_answer_stays_what_it_is_but_for_the_names(pets in answers()) {
            let body = json!({ "data": { "pets": pets } });
            if let Some(named) = named(&body.to_string(), usize::MAX) {
                let mut named: Value = serde_json::from_str(&named).unwrap();
                without_names(&mut named);
                prop_assert_eq!(named, body);
            }
        }
    }

    #[test]
    fn an_answer_does_not_become_longer_than_it_may() {
        let body = r#"{"data":{"pets":{"barks":1,"owner":0}}}"#;
        let added = r#""__typename":"Dog","kind":"Dog","#.len();
        assert!(named(body, body.len() + added).is_some());
        assert_eq!(named(body, body.len() + added - 1), None);
        assert_eq!(named(body, 0), None);
    }
}
