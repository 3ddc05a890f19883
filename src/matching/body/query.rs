//! A GraphQL document as it counts: the one operation that runs, with its fragments in place (matching.md 8.4.2).

use apollo_parser::Parser;
use apollo_parser::cst::{self, Definition};
use hashbrown::HashMap;

use super::gap::Wanted;
use super::nearness::Share;
use super::query_writer::{DEEPEST, END, GAP, MOST_TOKENS, Writer, text};
use crate::collection::references;

/// White space and commas are tokens of a document, too.
const MOST_RAW_TOKENS: usize = 4 * MOST_TOKENS;

/// The fragments of a document, by name.
pub(super) type Fragments = HashMap<String, cst::FragmentDefinition>;

/// What kind of operation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::matching) enum Kind {
    Query,
    Mutation,
    Subscription,
}

impl Kind {
    pub(super) fn of(operation: &cst::OperationDefinition) -> Self {
        let said = operation.operation_type();
        if said.as_ref().is_some_and(|said| said.mutation_token().is_some()) {
            Self::Mutation
        } else if said.as_ref().is_some_and(|said| said.subscription_token().is_some()) {
            Self::Subscription
        } else {
            Self::Query
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        }
    }
}

/// An operation: its kind, its fields at the top, and all its tokens.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) kind: Kind,
    /// `name`, or `alias: name`; sorted, each once.
    pub(super) fields: Box<[Box<str>]>,
    /// Each with its end.
    pub(super) tokens: Box<str>,
}

impl Query {
    /// The operation of this name, else the first; none where the text is no document with an operation, or too
    /// large a one.
    pub(super) fn read(document: &str, name: Option<&str>) -> Option<Self> {
        let (operation, fragments) = operation_of(document, name)?;
        Writer::new(fragments).write(&operation)
    }

    /// As saved: a variable without a value may stand where the grammar wants something else.
    pub(super) fn read_saved(document: &str, name: Option<&str>) -> Option<Self> {
        Self::read(document, name).or_else(|| Self::read(&with_gaps(document)?, name))
    }

    pub(super) fn tokens(&self) -> impl Iterator<Item = &str> {
        self.tokens.split_terminator(END)
    }

    /// Whether this saved operation has the tokens of the one that was sent, with anything in the place of a variable.
    pub(super) fn accepts(&self, sent: &Self) -> bool {
        let mut sent = sent.tokens();
        self.tokens().all(|saved| sent.next().is_some_and(|sent| Wanted::of(saved).accepts(saved, sent)))
            && sent.next().is_none()
    }

    pub(super) fn has_variable(&self) -> bool {
        self.tokens().any(|token| Wanted::of(token) != Wanted::Same)
    }

    /// How many tokens both have, as multisets, of all of both.
    pub(super) fn common_tokens(&self, sent: &Self) -> Share {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let mut all = 0;
        for token in sent.tokens() {
            *counts.entry(token).or_default() += 1;
            all += 1;
        }
        let mut equal = 0;
        for token in self.tokens() {
            match counts.get_mut(token).filter(|count| **count > 0) {
                Some(count) => {
                    *count -= 1;
                    equal += 1;
                }
                None => all += 1,
            }
        }
        Share::new(equal, all)
    }
}

/// The operation of this name, else the first, and the document's fragments.
pub(super) fn operation_of(
    document: &str,
    name: Option<&str>,
) -> Option<(cst::OperationDefinition, Fragments)> {
    let tree = Parser::new(document).recursion_limit(DEEPEST).token_limit(MOST_RAW_TOKENS).parse();
    if tree.errors().len() > 0 {
        return None;
    }
    let mut operations = Vec::new();
    let mut fragments = Fragments::new();
    for definition in tree.document().definitions() {
        match definition {
            Definition::OperationDefinition(operation) => operations.push(operation),
            Definition::FragmentDefinition(fragment) => {
                let name = text(&fragment.fragment_name()?.name()?);
                fragments.entry(name).or_insert(fragment);
            }
            _ => {}
        }
    }
    let is_named = |operation: &cst::OperationDefinition| {
        name.is_some() && operation.name().map(|name| text(&name)).as_deref() == name
    };
    let chosen = operations.iter().position(is_named).unwrap_or(0);
    (chosen < operations.len()).then(|| (operations.swap_remove(chosen), fragments))
}

fn with_gaps(document: &str) -> Option<String> {
    let mut written = String::with_capacity(document.len());
    let mut from = 0;
    for reference in references(document) {
        written.push_str(document.get(from..reference.range.start)?);
        written.push_str(GAP);
        from = reference.range.end;
    }
    written.push_str(document.get(from..)?);
    (from > 0).then_some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(row: &str, left: &str, right: &str, expected: bool) {
        let [left, right] = [left, right].map(|text| Query::read_saved(text, None).unwrap());
        assert_eq!(left.accepts(&right), expected, "{row}");
    }

    #[test]
    fn rule_8_4_2_what_counts_in_a_query() {
        check("white space and commas", "{a(x:1,y:2)}", "{ a ( x : 1 y : 2 ) } # all", true);
        check("__typename", "{a{b}}", "{a{b __typename} t: __typename}", true);
        check("the order of arguments", "{a(x:1,y:2)}", "{a(y:2,x:1)}", true);
        check("the order of fields", "{a b}", "{b a}", false);
        check("a fragment", "{...F} fragment F on T {a}", "{... on T {a}}", true);
        check(
            "a fragment elsewhere",
            "fragment F on T {a} query {...F}",
            "query {...F} fragment F on T {a}",
            true,
        );
        check("the short form", "{a}", "query {a}", true);
        check("another argument", "{a(x:1)}", "{a(x:2)}", false);
        check("a directive", "{a @skip(if: true)}", "{a}", false);
        check("a gap in a text", r#"{a(x:"i-{{x}}")}"#, r#"{a(x:"i-5")}"#, true);
        check("a variable in the place of a value", "{a(x:{{x}})}", "{a(x:5)}", true);
        check("one operation of two", "query A {a} query B {b}", "query A {a}", true);
    }

    #[test]
    fn rule_8_4_2_the_operation_and_its_fields() {
        for (row, document, name, kind, fields) in [
            ("plain", "{b a b}", None, Kind::Query, &["a", "b"][..]),
            ("aliases", "{x: a y: a}", None, Kind::Query, &["x: a", "y: a"]),
            ("a mutation", "mutation M {a}", None, Kind::Mutation, &["a"]),
            ("a subscription", "subscription {a}", None, Kind::Subscription, &["a"]),
            ("through fragments", "{...F ... {c}} fragment F on T {a {z}}", None, Kind::Query, &["a", "c"]),
            ("by name", "query A {a} mutation B {b}", Some("B"), Kind::Mutation, &["b"]),
            ("by an unknown name", "query A {a} query B {b}", Some("C"), Kind::Query, &["a"]),
            ("__typename", "{__typename a}", None, Kind::Query, &["a"]),
        ] {
            let query = Query::read(document, name).unwrap();
            assert_eq!(query.kind, kind, "{row}");
            assert_eq!(query.fields.iter().map(|field| &**field).collect::<Vec<_>>(), fields, "{row}");
        }
    }

    #[test]
    fn rule_8_4_2_what_is_no_document_with_an_operation() {
        let fragments: Vec<_> = (0..16)
            .map(|number| format!("fragment F{number} on T {{...F{} ...F{}}} ", number + 1, number + 1))
            .collect();
        let fragments = fragments.concat();
        let deep = |depth: usize| "{a".repeat(depth) + &"}".repeat(depth);
        let wide = |width: usize| format!("{{{}}}", "a ".repeat(width));
        for (row, document, expected) in [
            ("a search text", "red shoes".to_owned(), false),
            ("nothing", String::new(), false),
            ("a type", "type T {a: Int}".to_owned(), false),
            ("a fragment alone", "fragment F on T {a}".to_owned(), false),
            ("an unknown fragment", "{...F}".to_owned(), false),
            ("a fragment in itself", "{...F} fragment F on T {...F}".to_owned(), false),
            ("fragments without end", format!("{{...F0}} {fragments} fragment F16 on T {{a}}"), false),
            ("deep", deep(100), true),
            ("too deep", deep(200), false),
            ("wide", wide(19_000), true),
            ("too wide", wide(21_000), false),
        ] {
            assert_eq!(Query::read(&document, None).is_some(), expected, "{row}");
        }
    }

    #[test]
    fn rule_8_4_2_tokens_are_a_multiset() {
        let share = |left: &str, right: &str| {
            let [left, right] = [left, right].map(|text| Query::read(text, None).unwrap());
            left.common_tokens(&right).to_string()
        };
        assert_eq!(share("{a b}", "{b a}"), "5 of 5");
        assert_eq!(share("{a b}", "{a c}"), "4 of 6");
        assert_eq!(share("{a a}", "{a}"), "4 of 5");
    }
}
