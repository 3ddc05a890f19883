//! From text to a [`Json`] tree, forgiving what exports get wrong: a key that stands twice, a stray tail.
//!
//! Depth is bounded by `serde_json`, so that whatever walks the tree may recurse.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::document::{DEPTH, Document, empty, too_deep};
use super::json::Json;
use super::members::without_duplicates;
use crate::diagnostic::{Diagnostic, Place};

/// Reads the first JSON value of a text.
///
/// # Errors
/// The text is empty, no JSON, or nested too deeply.
pub(crate) fn parse(text: &str) -> Result<Document<'_>, Box<Diagnostic>> {
    if text.trim().is_empty() {
        return Err(empty());
    }
    read(text, Extent::Whole).map_err(|error| Box::new(not_json(text, &error)))
}

/// As [`parse`], but of a collection the items are left to be read one by one: the tree of a whole collection
/// takes twice its text. None where that cannot be done.
pub(crate) fn parse_outline(text: &str) -> Option<Document<'_>> {
    read(text, Extent::Outline).ok()
}

/// An item of an outline, of which the items within are left to be read in turn; `above` it are so many lists and
/// objects. None where only the whole document tells what to make of it: an error, or something to be forgiven.
pub(crate) fn parse_piece(text: &str, above: usize) -> Option<Json<'_>> {
    let document = read(text, Extent::Outline).ok()?;
    let is_plain = document.duplicate_keys.is_empty() && above + document.root.depth() <= DEPTH;
    is_plain.then_some(document.root)
}

fn read(text: &str, extent: Extent) -> serde_json::Result<Document<'_>> {
    let duplicate_keys = RefCell::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    let root = Tree { duplicate_keys: &duplicate_keys, extent }.deserialize(&mut reader)?;
    let tail = reader.end().err().and_then(|error| tail(text, &error));
    Ok(Document { root, duplicate_keys: duplicate_keys.into_inner(), tail, replaced: Vec::new() })
}

fn tail<'a>(text: &'a str, error: &serde_json::Error) -> Option<&'a str> {
    let start: usize = text.split_inclusive('\n').take(error.line().checked_sub(1)?).map(str::len).sum();
    text.get(text.floor_char_boundary(start + error.column().checked_sub(1)?)..)
}

fn place(text: &str, error: &serde_json::Error) -> Place {
    Place::of_line_and_column(text, error.line(), error.column())
}

fn not_json(text: &str, error: &serde_json::Error) -> Diagnostic {
    let described = error.to_string();
    let reason = described.rsplit_once(" at line ").map_or(described.as_str(), |(reason, _)| reason);
    let diagnostic = if reason == "recursion limit exceeded" {
        too_deep("JSON")
    } else if error.is_eof() {
        Diagnostic::error("the JSON ends too early").hint("the file seems cut off: export it again")
    } else {
        Diagnostic::error(format!("not JSON: {reason}")).hint(hint_for(text))
    };
    diagnostic.at(place(text, error))
}

fn hint_for(text: &str) -> &'static str {
    if text.trim_start().starts_with(['{', '[']) {
        "correct it at this place, or export the file again"
    } else {
        "export the file from Postman as JSON"
    }
}

#[derive(Clone, Copy)]
struct Tree<'s, 'de> {
    duplicate_keys: &'s RefCell<Vec<Cow<'de, str>>>,
    extent: Extent,
}

/// How much of a value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    Whole,
    /// All but the items of a collection, which may be wrapped, or of a folder.
    Outline,
    /// Where its elements begin and end.
    Pieces,
}

impl Extent {
    /// Of the member of this name.
    fn of_member(self, name: &str) -> Self {
        match (self, name) {
            (Self::Outline, "item") => Self::Pieces,
            (Self::Outline, "collection") => Self::Outline,
            _ => Self::Whole,
        }
    }
}

impl Tree<'_, '_> {
    fn to(self, extent: Extent) -> Self {
        Self { extent, ..self }
    }
}

impl<'de> DeserializeSeed<'de> for Tree<'_, 'de> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_, 'de> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json<'de>, E> {
        Ok(serde_json::Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json<'de>, A::Error> {
        let mut values = Vec::new();
        if self.extent == Extent::Pieces {
            while let Some(piece) = access.next_element::<&RawValue>()? {
                values.push(Json::Piece(piece.get()));
            }
        }
        while let Some(value) = access.next_element_seed(self.to(Extent::Whole))? {
            values.push(value);
        }
        Ok(Json::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = access.next_key_seed(Key)? {
            let extent = self.extent.of_member(&key);
            members.push((key, access.next_value_seed(self.to(extent))?));
        }
        Ok(Json::Object(without_duplicates(members, &mut self.duplicate_keys.borrow_mut())))
    }
}

struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_again_as_it_was() {
        for text in ["null", "[1,-2,3.5,true,\"a\\\"b\"]", "{\"a\":{\"b\":[]},\"c\":\"é\"}"] {
            assert_eq!(parse(text).unwrap().root.to_json(), text);
        }
    }

    #[track_caller]
    fn check_duplicates(text: &str, expected: &str, keys: &[&str]) {
        let document = parse(text).unwrap();
        assert_eq!(document.root.to_json(), expected);
        assert_eq!(document.duplicate_keys, keys);
    }

    #[test]
    fn of_a_key_that_stands_twice_the_last_counts() {
        check_duplicates(r#"{"a":1,"b":2,"a":3}"#, r#"{"a":3,"b":2}"#, &["a"]);
        check_duplicates(r#"{"a":1,"a":2,"a":3}"#, r#"{"a":3}"#, &["a", "a"]);
        check_duplicates(r#"[{"a":1},{"a":2}]"#, r#"[{"a":1},{"a":2}]"#, &[]);
        let many: Vec<String> = (0..20).map(|at| format!("\"k{at}\":{at}")).collect();
        let many = many.join(",");
        check_duplicates(&format!("{{{many},\"k3\":3}}"), &format!("{{{many}}}"), &["k3"]);
    }

    #[test]
    fn a_stray_tail_is_forgiven_and_placed() {
        assert_eq!(parse("{}\n").unwrap().tail, None);
        assert_eq!(parse("{}\n]").unwrap().tail, Some("]"));
        assert_eq!(parse("{} {}").unwrap().tail, Some("{}"));
        assert_eq!(parse("{}\né").unwrap().tail, Some("é"));
    }

    #[test]
    fn of_an_outline_the_items_are_left_to_be_read() {
        let text = r#"{"item": [{"item": [1, {"a": 2}]}, null], "a": {"item": [3]}}"#;
        let root = parse_outline(text).unwrap().root;
        assert_eq!(root.get("a"), parse(text).unwrap().root.get("a"), "nothing else is");
        let [Json::Piece(first), Json::Piece("null")] = root.get("item").unwrap().elements() else {
            panic!("{root:?}")
        };
        let first = parse_piece(first, 2).unwrap();
        assert_eq!(first.get("item").unwrap().elements(), [Json::Piece("1"), Json::Piece(r#"{"a": 2}"#)]);
        let wrapped = parse_outline(r#"{"collection": {"item": [1]}}"#).unwrap().root;
        let items = wrapped.get("collection").and_then(|inside| inside.get("item")).unwrap();
        assert_eq!(items.elements(), [Json::Piece("1")]);
        assert_eq!(
            parse_outline(r#"{"item": {"a": [1]}}"#).unwrap().root,
            parse(r#"{"item": {"a": [1]}}"#).unwrap().root
        );
    }

    #[test]
    fn a_piece_that_is_more_than_plain_is_read_with_the_whole_document() {
        let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        for (row, text, above, is_read) in [
            ("plain", r#"{"a": 1}"#, 3, true),
            ("a key twice", r#"{"a": 1, "a": 2}"#, 3, false),
            ("half a character", r#""\ud800""#, 3, false),
            ("no number", "1e999", 3, false),
            ("deep", &deep, 27, true),
            ("too deep", &deep, 28, false),
        ] {
            assert_eq!(parse_piece(text, above).is_some(), is_read, "{row}");
        }
    }

    #[track_caller]
    fn check_error(text: &str, message: &str, line: usize) {
        let error = parse(text).err().unwrap();
        assert_eq!(error.message, message);
        assert_eq!(error.place.map(|place| place.line), Some(line));
        assert!(error.hint.is_some());
    }

    #[test]
    fn what_is_no_json_says_why_and_where() {
        check_error("{\n\"a\": nope}", "not JSON: expected ident", 2);
        check_error("<html>", "not JSON: expected value", 1);
        check_error("{\"a\":\n[1,", "the JSON ends too early", 2);
        let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
        check_error(&deep, "the JSON is nested too deeply (more than 127 levels)", 1);
        assert_eq!(parse(" \n").err().unwrap().message, "the file is empty");
    }
}
