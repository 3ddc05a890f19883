//! A GraphQL document as it counts: the one operation that runs, with its fragments in place (matching.md 8.4.2).

use apollo_parser::cst::{self, CstNode, Definition, Selection};
use apollo_parser::{Parser, SyntaxElement, SyntaxKind};
use hashbrown::HashMap;

use super::gap::Wanted;
use super::nearness::Share;
use crate::collection::references;

/// The most tokens of an operation, fragments included.
const MOST_TOKENS: usize = 20_000;
/// White space and commas are tokens of a document, too.
const MOST_RAW_TOKENS: usize = 4 * MOST_TOKENS;
/// How deep selections may lie in each other, fragments included.
const DEEPEST: usize = 128;
/// What stands for a variable without a value where the grammar wants a name or a value.
const GAP: &str = "understudy__gap";
/// The same, as a variable.
const GAP_VARIABLE: &str = "{{gap}}";
/// Ends each token; no token holds it.
const END: char = '\0';

/// What kind of operation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Query,
    Mutation,
    Subscription,
}

impl Kind {
    fn of(operation: &cst::OperationDefinition) -> Self {
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
    tokens: Box<str>,
}

impl Query {
    /// The operation of this name, else the first; none where the text is no document with an operation, or too
    /// large a one.
    pub(super) fn read(document: &str, name: Option<&str>) -> Option<Self> {
        let tree = Parser::new(document).recursion_limit(DEEPEST).token_limit(MOST_RAW_TOKENS).parse();
        if tree.errors().len() > 0 {
            return None;
        }
        let mut operations = Vec::new();
        let mut fragments = HashMap::new();
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
        let is_named = |operation: &&cst::OperationDefinition| {
            name.is_some() && operation.name().map(|name| text(&name)).as_deref() == name
        };
        let operation = operations.iter().find(is_named).or(operations.first())?;
        Writer { fragments, tokens: String::new(), count: 0, fields: Vec::new() }.write(operation)
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

fn text(name: &cst::Name) -> String {
    name.text().to_string()
}

struct Writer {
    fragments: HashMap<String, cst::FragmentDefinition>,
    tokens: String,
    count: usize,
    fields: Vec<Box<str>>,
}

impl Writer {
    fn write(mut self, operation: &cst::OperationDefinition) -> Option<Query> {
        let kind = Kind::of(operation);
        self.push(kind.as_str())?;
        if let Some(name) = operation.name() {
            self.push(&text(&name))?;
        }
        self.node(operation.variable_definitions())?;
        self.node(operation.directives())?;
        self.selections(&operation.selection_set()?, 0, true)?;
        self.fields.sort_unstable();
        self.fields.dedup();
        Some(Query { kind, fields: self.fields.into(), tokens: self.tokens.into() })
    }

    fn push(&mut self, token: &str) -> Option<()> {
        self.count += 1;
        self.tokens.push_str(if token == GAP { GAP_VARIABLE } else { token });
        self.tokens.push(END);
        (self.count <= MOST_TOKENS).then_some(())
    }

    /// All tokens of a node that count.
    fn node(&mut self, node: Option<impl CstNode>) -> Option<()> {
        let Some(node) = node else { return Some(()) };
        let elements = node.syntax().descendants_with_tokens();
        let ignored = [SyntaxKind::WHITESPACE, SyntaxKind::COMMENT, SyntaxKind::COMMA];
        let mut tokens = elements.filter_map(SyntaxElement::into_token);
        tokens.try_for_each(
            |token| {
                if ignored.contains(&token.kind()) { Some(()) } else { self.push(token.text()) }
            },
        )
    }

    /// `is_top` while the fields are those of the operation itself.
    fn selections(&mut self, set: &cst::SelectionSet, depth: usize, is_top: bool) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        self.push("{")?;
        for selection in set.selections() {
            match selection {
                Selection::Field(field) => self.field(&field, depth, is_top)?,
                Selection::FragmentSpread(spread) => self.spread(&spread, depth, is_top)?,
                Selection::InlineFragment(inline) => {
                    self.push("...")?;
                    self.node(inline.type_condition())?;
                    self.node(inline.directives())?;
                    self.selections(&inline.selection_set()?, depth + 1, is_top)?;
                }
            }
        }
        self.push("}")
    }

    fn field(&mut self, field: &cst::Field, depth: usize, is_top: bool) -> Option<()> {
        let name = text(&field.name()?);
        if name == "__typename" {
            return Some(());
        }
        let alias = field.alias().and_then(|alias| alias.name()).map(|alias| text(&alias));
        if is_top {
            let label = alias.as_ref().map_or_else(|| name.clone(), |alias| format!("{alias}: {name}"));
            self.fields.push(label.into());
        }
        if let Some(alias) = &alias {
            self.push(alias)?;
            self.push(":")?;
        }
        self.push(&name)?;
        self.arguments(field.arguments())?;
        self.node(field.directives())?;
        match field.selection_set() {
            Some(set) => self.selections(&set, depth + 1, false),
            None => Some(()),
        }
    }

    /// In the order of their names.
    fn arguments(&mut self, arguments: Option<cst::Arguments>) -> Option<()> {
        let Some(arguments) = arguments else { return Some(()) };
        let mut arguments: Vec<_> = arguments.arguments().collect();
        arguments.sort_by_cached_key(|argument| argument.name().map(|name| text(&name)));
        self.push("(")?;
        arguments.into_iter().try_for_each(|argument| self.node(Some(argument)))?;
        self.push(")")
    }

    fn spread(&mut self, spread: &cst::FragmentSpread, depth: usize, is_top: bool) -> Option<()> {
        let name = text(&spread.fragment_name()?.name()?);
        let fragment = self.fragments.get(&name)?.clone();
        self.push("...")?;
        self.node(fragment.type_condition())?;
        self.node(spread.directives())?;
        self.node(fragment.directives())?;
        self.selections(&fragment.selection_set()?, depth + 1, is_top)
    }
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
