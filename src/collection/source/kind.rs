//! What a document is, by its content: neither file names nor schema addresses are asked (README quirk).

use super::json::Json;
use crate::diagnostic::Diagnostic;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
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

impl Kind {
    /// Looks at the members of the top level.
    pub(crate) fn of(json: &Json<'_>) -> Self {
        let has = |name| json.get(name).is_some();
        let has_list = |name| matches!(json.get(name), Some(Json::List(_)));
        let other = |name, hint| Self::Other { name, hint };
        match json {
            _ if has("openapi") || has("swagger") => other("an OpenAPI document", IMPORT),
            _ if has("asyncapi") => other("an AsyncAPI document", EXPORT),
            _ if has("item") => Self::Collection,
            _ if has_list("requests") => Self::CollectionV1,
            _ if has_list("values") => Self::Environment,
            _ if json.get("log").is_some_and(|log| log.get("entries").is_some()) => {
                other("a HAR recording", IMPORT)
            }
            _ if has_list("collections") => other("a dump of all Postman data", IMPORT),
            _ if has_list("resources") => other("an Insomnia export", IMPORT),
            _ if has("$schema") && (has("properties") || has("$defs")) => other("a JSON Schema", EXPORT),
            _ if json.get("info").is_some_and(Json::is_object) => Self::Collection,
            _ if has_list("order") || has_list("folders") => Self::CollectionV1,
            _ => Self::of_shape(json),
        }
    }

    fn of_shape(json: &Json<'_>) -> Self {
        let name = match json {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::Text(_) => "a text",
            Json::List(_) => "a list",
            Json::Object(_) => "an object without `item` or `requests`",
        };
        Self::Other { name, hint: EXPORT }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Collection | Self::CollectionV1 => "a collection",
            Self::Environment => "an environment",
            Self::Other { name, .. } => name,
        }
    }
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
    use crate::collection::source::parse;

    #[track_caller]
    fn check(text: &str, name: &str) {
        assert_eq!(Kind::of(&parse(text).unwrap().root).name(), name);
    }

    #[test]
    fn known_by_content() {
        check(r#"{"item": []}"#, "a collection");
        check(r#"{"info": {"name": "empty"}}"#, "a collection");
        check(r#"{"requests": [], "order": []}"#, "a collection");
        check(r#"{"id": "1", "name": "empty", "order": []}"#, "a collection");
        check(r#"{"values": []}"#, "an environment");
        check(r#"{"openapi": "3.1.0", "info": {}, "paths": {}}"#, "an OpenAPI document");
        check(r#"{"swagger": "2.0", "info": {}}"#, "an OpenAPI document");
        check(r#"{"asyncapi": "3.0.0", "info": {}}"#, "an AsyncAPI document");
        check(r#"{"log": {"entries": []}}"#, "a HAR recording");
        check(r#"{"version": 1, "collections": []}"#, "a dump of all Postman data");
        check(r#"{"_type": "export", "resources": []}"#, "an Insomnia export");
        check(r#"{"$schema": "s", "properties": {}}"#, "a JSON Schema");
        check(r#"{"name": "books"}"#, "an object without `item` or `requests`");
        check("[]", "a list");
        check("null", "null");
        check("true", "a boolean");
        check("12", "a number");
        check("\"x\"", "a text");
    }
}
