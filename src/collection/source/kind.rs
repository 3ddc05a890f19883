//! What a document is, by its content: neither file names nor schema addresses are asked (README quirk).

use super::json::Json;
use crate::diagnostic::Diagnostic;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A collection in format 2.0 or 2.1.
    Collection,
    /// A collection in format 1.
    CollectionV1,
    /// An environment or globals.
    Environment,
    /// Anything else.
    Other {
        /// With its article, e.g. `an OpenAPI document`.
        name: &'static str,
        /// How to come from it to a collection.
        hint: &'static str,
    },
}

const EXPORT: &str = "export a collection from Postman (format v2.1) and give that file";
const IMPORT: &str = "import it into Postman, save examples, and export the collection";
const CONVERT: &str = "import it into Postman, or run `npx openapi-to-postmanv2 -s <it> -o collection.json`; \
    the collection has an example of each documented response";
const DUMP: &str =
    "import it into Postman and export each collection, or put one of its `collections` into a file";
const FOLDER: &str = "give the folder that holds the whole collection instead";
pub(super) const BRUNO: &str = "in Bruno, export the collection as a Postman collection, and give that file";

impl Kind {
    /// Looks at the members of the top level, and into what Postman's API wraps.
    pub(crate) fn of(json: &Json<'_>) -> Self {
        let kind = Self::of_bare(json);
        let wrapped = |name| json.get(name).filter(|inside| inside.is_object());
        match kind {
            Self::Other { .. } if Self::of_another_tool(json).is_none() => {}
            _ => return kind,
        }
        if let Some(collection) = wrapped("collection") {
            return Self::of_bare(collection);
        }
        let environment = wrapped("environment").or_else(|| wrapped("globals"));
        environment.map_or(kind, |_| Self::Environment)
    }

    /// As [`of`](Self::of), but a wrapped collection is something else.
    pub(crate) fn of_bare(json: &Json<'_>) -> Self {
        let has = |name| json.get(name).is_some();
        let has_list = |name| matches!(json.get(name), Some(Json::List(_)));
        if let Some(other) = Self::of_another_tool(json) {
            return other;
        }
        match json {
            _ if has("item") => Self::Collection,
            _ if has_list("requests") => Self::CollectionV1,
            _ if has_list("values") || is_list_of_rows(json) => Self::Environment,
            _ if has_list("collections") => other("a dump of all Postman data", DUMP),
            _ if has("$kind") => other("one file of a collection in many", FOLDER),
            _ if has("$schema") && (has("properties") || has("$defs")) => other("a JSON Schema", EXPORT),
            _ if json.get("info").is_some_and(Json::is_object) => Self::Collection,
            _ if has_list("order") || has_list("folders") => Self::CollectionV1,
            _ => Self::of_shape(json),
        }
    }

    fn of_another_tool(json: &Json<'_>) -> Option<Self> {
        let has = |name| json.get(name).is_some();
        let has_list = |name| matches!(json.get(name), Some(Json::List(_)));
        let says =
            |name, part| json.get(name).and_then(Json::as_text).is_some_and(|text| text.contains(part));
        Some(match () {
            () if has("openapi") => other("an OpenAPI document", CONVERT),
            () if has("swagger") => other("a Swagger document", CONVERT),
            () if has("asyncapi") => other("an AsyncAPI document", EXPORT),
            () if has("opencollection") => other("a Bruno collection", BRUNO),
            () if says("type", "insomnia.rest") => other("an Insomnia export", IMPORT),
            () if has_list("resources") && !has("item") => other("an Insomnia export", IMPORT),
            () if has_list("items") && has("version") && !has("item") => other("a Bruno export", BRUNO),
            () if json.get("log").is_some_and(|log| log.get("entries").is_some()) => {
                other("a HAR recording", IMPORT)
            }
            () => return None,
        })
    }

    fn of_shape(json: &Json<'_>) -> Self {
        let name = match json {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::Text(_) | Json::Piece(_) => "a text",
            Json::List(_) => "a list",
            Json::Object(_) => "an object without `item` or `requests`",
        };
        other(name, EXPORT)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Collection | Self::CollectionV1 => "a collection",
            Self::Environment => "an environment",
            Self::Other { name, .. } => name,
        }
    }
}

pub(super) const fn other(name: &'static str, hint: &'static str) -> Kind {
    Kind::Other { name, hint }
}

/// Globals of old versions of Postman were exported as a list of `{key, value}`.
pub(crate) fn is_list_of_rows(json: &Json<'_>) -> bool {
    matches!(json, Json::List(rows) if rows.iter().all(|row| row.get("key").is_some()) && !rows.is_empty())
}

/// The error where a collection was asked for.
pub(crate) fn not_a_collection(kind: Kind) -> Diagnostic {
    let hint = match kind {
        Kind::Other { hint, .. } => hint,
        _ => "give it as the environment, and a collection here",
    };
    Diagnostic::error(format!("not a Postman collection: this is {}", kind.name())).hint(hint)
}

/// The error where an environment was asked for.
pub(crate) fn not_an_environment(kind: Kind) -> Diagnostic {
    let (name, hint) = match kind {
        Kind::Collection | Kind::CollectionV1 => {
            (kind.name(), "give it as the collection, and an environment here")
        }
        Kind::Other { name: "an object without `item` or `requests`", .. } => {
            ("an object without `values`", "export the environment from Postman and give that file")
        }
        _ => (kind.name(), "export the environment from Postman and give that file"),
    };
    Diagnostic::error(format!("not a Postman environment: this is {name}")).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::source::Text;

    #[track_caller]
    fn check(text: &str, name: &str) {
        let text = Text::of(text.as_bytes()).unwrap();
        assert_eq!(Kind::of(&text.document().unwrap().root).name(), name, "{}", text.as_str());
    }

    #[test]
    fn collections_and_environments() {
        check(r#"{"item": []}"#, "a collection");
        check(r#"{"info": {"name": "empty"}}"#, "a collection");
        check(r#"{"requests": [], "order": []}"#, "a collection");
        check(r#"{"id": "1", "name": "empty", "order": []}"#, "a collection");
        check(r#"{"collection": {"item": []}}"#, "a collection");
        check(r#"{"values": []}"#, "an environment");
        check(r#"{"_postman_variable_scope": "globals", "values": []}"#, "an environment");
        check(r#"{"environment": {"name": "E"}}"#, "an environment");
        check(r#"[{"key": "a", "value": "1"}]"#, "an environment");
        check("name: Local\nvalues:\n  - key: a\n    value: 1\n", "an environment");
        check("name: Local\nvalues: []\n", "an environment");
    }

    #[test]
    fn the_files_of_other_tools() {
        check(r#"{"openapi": "3.1.0", "info": {}, "paths": {}}"#, "an OpenAPI document");
        check("openapi: 3.0.3\ninfo:\n  title: Books\n", "an OpenAPI document");
        check(r#"{"swagger": "2.0", "info": {}}"#, "a Swagger document");
        check("# Books\nswagger: '2.0'\ninfo: {}\n", "a Swagger document");
        check(r#"{"asyncapi": "3.0.0", "info": {}}"#, "an AsyncAPI document");
        check(r#"{"log": {"entries": []}}"#, "a HAR recording");
        check(r#"{"version": 1, "collections": []}"#, "a dump of all Postman data");
        check(r#"{"_type": "export", "resources": []}"#, "an Insomnia export");
        check("type: collection.insomnia.rest/5.0\ncollection: []\n", "an Insomnia export");
        check(r#"{"name": "Books", "version": "1", "items": []}"#, "a Bruno export");
        check("opencollection: 1.0.0\ninfo:\n  name: Books\n", "a Bruno collection");
        check("$kind: http-request\nurl: /a\n", "one file of a collection in many");
        check(r#"{"$schema": "s", "properties": {}}"#, "a JSON Schema");
    }

    #[test]
    fn everything_else_by_its_shape() {
        check(r#"{"name": "books"}"#, "an object without `item` or `requests`");
        check("[]", "a list");
        check("null", "null");
        check("true", "a boolean");
        check("12", "a number");
        check("\"x\"", "a text");
    }
}
