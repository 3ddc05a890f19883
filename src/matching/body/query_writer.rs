//! An operation of GraphQL as the tokens that count, with its fragments in place (matching.md 8.4.2).

use apollo_parser::cst::{self, CstNode, Selection};
use apollo_parser::{SyntaxElement, SyntaxKind};

use super::query::{Fragments, Kind, Query};

/// The most tokens of an operation, fragments included.
pub(super) const MOST_TOKENS: usize = 20_000;
/// How deep selections may lie in each other, fragments included.
pub(super) const DEEPEST: usize = 128;
/// What stands for a variable without a value where the grammar wants a name or a value.
pub(super) const GAP: &str = "understudy__gap";
/// The same, as a variable.
const GAP_VARIABLE: &str = "{{gap}}";
/// Ends each token; no token holds it.
pub(super) const END: char = '\0';

pub(super) fn text(name: &cst::Name) -> String {
    name.text().to_string()
}

/// Writes an operation down, token by token.
pub(super) struct Writer {
    fragments: Fragments,
    tokens: String,
    count: usize,
    fields: Vec<Box<str>>,
}

impl Writer {
    pub(super) fn new(fragments: Fragments) -> Self {
        Self { fragments, tokens: String::new(), count: 0, fields: Vec::new() }
    }

    pub(super) fn write(mut self, operation: &cst::OperationDefinition) -> Option<Query> {
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
