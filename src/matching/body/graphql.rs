//! GraphQL operations compared token by token (matching.md 5.4).

use apollo_parser::{Lexer, TokenKind};
use serde_json::Value;

use super::json;
use super::outline::hash;

/// An operation, whichever way it was sent.
#[derive(Debug)]
pub(super) struct Operation {
    tokens: String,
    /// None where they are no JSON.
    variables: Option<Value>,
    /// A hash of the text of the variables, where they are no JSON.
    unread: u64,
    name: Option<String>,
}

impl Operation {
    /// From an example: `variables` is JSON text, empty for none.
    pub(super) fn new(query: &str, variables: &str, name: Option<&str>) -> Self {
        let text = variables.trim();
        let variables = if text.is_empty() { Some(Value::Null) } else { serde_json::from_str(text).ok() };
        let unread = if variables.is_none() { hash(&text) } else { 0 };
        Self { tokens: tokens(query), variables: variables.map(or_empty), unread, name: present(name) }
    }

    /// From the body of an `application/graphql` request.
    pub(super) fn from_document(query: &str) -> Self {
        Self::new(query, "", None)
    }

    /// From a JSON object with a text `query`.
    pub(super) fn from_json(body: &Value) -> Option<Self> {
        let query = body.get("query")?.as_str()?;
        let variables = body.get("variables").cloned().unwrap_or_default();
        Some(Self {
            tokens: tokens(query),
            variables: Some(or_empty(variables)),
            unread: 0,
            name: present(body.get("operationName").and_then(Value::as_str)),
        })
    }

    /// Equal ones have equal keys, but for those of which only one has a name.
    pub(super) fn key(&self) -> (&str, u64, Option<&str>) {
        let variables = self.variables.as_ref().map_or(self.unread, json::fingerprint);
        (&self.tokens, variables, self.name.as_deref())
    }

    /// Equal query and variables, and equal names where both have one.
    pub(super) fn equals(&self, other: &Self) -> bool {
        let same_name = match (&self.name, &other.name) {
            (Some(left), Some(right)) => left == right,
            _ => true,
        };
        let same_variables = match (&self.variables, &other.variables) {
            (Some(left), Some(right)) => json::equal(left, right),
            _ => false,
        };
        same_name && self.tokens == other.tokens && same_variables
    }
}

fn present(name: Option<&str>) -> Option<String> {
    name.filter(|name| !name.is_empty()).map(str::to_owned)
}

fn or_empty(variables: Value) -> Value {
    if variables.is_null() { Value::Object(serde_json::Map::new()) } else { variables }
}

/// The tokens that count, each behind a separator that none of them holds. What is no token is kept
/// too, so that two different broken documents stay different.
fn tokens(query: &str) -> String {
    let mut text = String::with_capacity(query.len());
    for token in Lexer::new(query) {
        let (data, counts) = match &token {
            Ok(token) => (
                token.data(),
                !matches!(
                    token.kind(),
                    TokenKind::Whitespace | TokenKind::Comment | TokenKind::Comma | TokenKind::Eof
                ),
            ),
            Err(error) => (error.data(), true),
        };
        if counts {
            text.push('\0');
            text.push_str(data);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_commas_and_comments_do_not_count() {
        let plain = tokens("query Films($id: ID!) { film(id: $id, lang: \"a, b\") { title } }");
        let spread =
            tokens("query Films ( $id : ID! ) {\n  # one film\n  film(id: $id lang: \"a, b\") { title }\n}");
        assert_eq!(plain, spread);
        assert_ne!(plain, tokens("query Films($id: ID!) { film(id: $id, lang: \"a,b\") { title } }"));
    }

    #[test]
    fn a_broken_document_is_compared_all_the_same() {
        assert_eq!(tokens("{ film(\"open }"), tokens("{ film( \"open }"));
        assert_ne!(tokens("{ a ? }"), tokens("{ a ! }"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_tokens(text in "[a-z{}()\"\\\\#,.:!$@ \n\u{0}\u{e9}\u{1F600}]{0,40}") {
            proptest::prop_assert_eq!(tokens(&text), tokens(&format!(" {text}")));
        }
    }
}
