//! What a GraphQL operation asks of each object of its answer, with its fragments in place (matching.md 8.4.2).

use std::cmp::Reverse;
use std::collections::BTreeSet;

use apollo_parser::cst::{self, Selection};
use hashbrown::HashMap;

use super::query::{Fragments, operation_of};
use super::query_writer::text;

/// The field that asks an object for the name of its type.
const TYPE_NAME: &str = "__typename";
/// How many types of an object are told apart: each of them is tried on each object of an answer.
const MOST_TYPES: usize = 64;

/// What is asked of an object: its type, its fields, and what fragments say of its type.
#[derive(Debug, Default)]
pub struct SelectionSet {
    /// The keys under which the name of its type is wanted.
    type_keys: BTreeSet<Box<str>>,
    /// What is asked of the objects in its fields, by the field's key in the answer.
    fields: HashMap<Box<str>, SelectionSet>,
    types: Vec<TypeCondition>,
}

/// A type that a fragment names.
#[derive(Debug)]
struct TypeCondition {
    name: Box<str>,
    /// The keys of the fields that every object of the type then has.
    keys: BTreeSet<Box<str>>,
    /// In how many other fragments it stands: the inner one names a type more exactly.
    depth: usize,
}

impl SelectionSet {
    /// Of an operation that [`Query::read`](super::query::Query::read) takes, which bounds its size.
    pub(super) fn read(document: &str, name: Option<&str>) -> Option<Self> {
        if !document.contains(TYPE_NAME) {
            return None;
        }
        let (operation, fragments) = operation_of(document, name)?;
        let mut read = Self::default();
        read.add(&operation.selection_set()?, &fragments, 0, None)?;
        Some(read)
    }

    /// What is asked of the objects in the field with this key.
    pub fn field(&self, key: &str) -> Option<&Self> {
        self.fields.get(key)
    }

    /// The keys under which the name of the object's type is wanted.
    pub fn type_keys(&self) -> impl Iterator<Item = &str> {
        self.type_keys.iter().map(|key| &**key)
    }

    /// The type of an object with the keys that `has` knows: of those that fragments name and whose fields it all has,
    /// the innermost, then the one with the most fields, then the one that fits the fewest objects, as `fits` says.
    pub fn type_of(&self, has: impl Fn(&str) -> bool, fits: impl Fn(&str) -> usize) -> Option<&str> {
        let best = self
            .fitting(has)
            .rev()
            .max_by_key(|condition| (condition.depth, condition.keys.len(), Reverse(fits(&condition.name))));
        Some(&best?.name)
    }

    /// The types that fragments name and whose fields an object with these keys all has.
    pub fn types_of(&self, has: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
        self.fitting(has).map(|condition| &*condition.name)
    }

    fn fitting(&self, has: impl Fn(&str) -> bool) -> impl DoubleEndedIterator<Item = &TypeCondition> {
        self.types.iter().filter(move |condition| condition.keys.iter().all(|key| has(key)))
    }

    /// Whether fragments name several types of one object.
    pub fn has_rival_types(&self) -> bool {
        self.types.len() > 1 || self.fields.values().any(Self::has_rival_types)
    }

    /// Adds the selections of a set; `condition` is the innermost fragment around it.
    fn add(
        &mut self,
        set: &cst::SelectionSet,
        fragments: &Fragments,
        depth: usize,
        condition: Option<usize>,
    ) -> Option<()> {
        for selection in set.selections() {
            match selection {
                Selection::Field(field) => self.add_field(&field, fragments, condition)?,
                Selection::InlineFragment(inline) => {
                    let inner = self.condition(inline.type_condition().as_ref(), depth).or(condition);
                    self.add(&inline.selection_set()?, fragments, depth + 1, inner)?;
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = fragments.get(&text(&spread.fragment_name()?.name()?))?;
                    let inner = self.condition(fragment.type_condition().as_ref(), depth);
                    self.add(&fragment.selection_set()?, fragments, depth + 1, inner.or(condition))?;
                }
            }
        }
        Some(())
    }

    fn condition(&mut self, said: Option<&cst::TypeCondition>, depth: usize) -> Option<usize> {
        let name = text(&said?.named_type()?.name()?).into();
        if self.types.len() == MOST_TYPES {
            return None;
        }
        self.types.push(TypeCondition { name, keys: BTreeSet::new(), depth });
        Some(self.types.len() - 1)
    }

    fn add_field(
        &mut self,
        field: &cst::Field,
        fragments: &Fragments,
        condition: Option<usize>,
    ) -> Option<()> {
        let name = field.name()?;
        let alias = field.alias().and_then(|alias| alias.name());
        let key: Box<str> = text(alias.as_ref().unwrap_or(&name)).into();
        if text(&name) == TYPE_NAME {
            self.type_keys.insert(key);
            return Some(());
        }
        // With a directive it may be left out.
        if let Some(condition) = condition.filter(|_| field.directives().is_none()) {
            self.types[condition].keys.insert(key.clone());
        }
        match field.selection_set() {
            Some(set) => self.fields.entry(key).or_default().add(&set, fragments, 0, None),
            None => Some(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(row: &str, document: &str, keys: &[&str], expected: Option<&str>) {
        let asked = SelectionSet::read(document, None).unwrap();
        let pet = asked.field("pet").unwrap();
        assert_eq!(pet.type_of(|key| keys.contains(&key), |_| 0), expected, "{row}");
    }

    #[test]
    fn rule_8_4_2_the_type_of_an_object_is_that_of_a_fragment_whose_fields_it_has() {
        let union = "{pet {__typename ... on Dog {name barks} ... on Cat {name purrs}}}";
        for (row, document, keys, expected) in [
            ("a spread", "{pet {__typename ...F}} fragment F on Dog {name}", &["name"][..], Some("Dog")),
            ("inline", "{pet {__typename ... on Dog {name}}}", &["name"], Some("Dog")),
            ("no fragment", "{pet {__typename name}}", &["name"], None),
            ("without a type", "{pet {__typename ... {name}}}", &["name"], None),
            ("a field is missing", "{pet {__typename ... on Dog {name}}}", &["age"], None),
            ("one of a union", union, &["name", "purrs"], Some("Cat")),
            ("the first where both fit", union, &["name", "barks", "purrs"], Some("Dog")),
            ("none of a union", union, &["name", "sings"], None),
            (
                "the inner one",
                "{pet {__typename ... on Pet {name ... on Dog {barks}}}}",
                &["name", "barks"],
                Some("Dog"),
            ),
            (
                "the outer one, as the inner does not fit",
                "{pet {__typename ... on Pet {name ... on Dog {barks}}}}",
                &["name"],
                Some("Pet"),
            ),
            (
                "a field that may be left out",
                "{pet {__typename ... on Dog {name @skip(if: true)}}}",
                &[],
                Some("Dog"),
            ),
            ("an alias", "{pet {__typename ... on Dog {called: name}}}", &["called"], Some("Dog")),
        ] {
            check(row, document, keys, expected);
        }
    }

    #[test]
    fn rule_8_4_2_where_the_type_is_wanted() {
        let keys = |document: &str| -> Vec<String> {
            let asked = SelectionSet::read(document, None).unwrap();
            asked.field("pet").unwrap().type_keys().map(str::to_owned).collect()
        };
        assert_eq!(
            keys("{pet {__typename ...F}} fragment F on Dog {__typename kind: __typename}"),
            ["__typename", "kind"]
        );
        assert!(keys("{__typename pet {name}}").is_empty());
        assert!(SelectionSet::read("{pet {name}}", None).is_none());
    }
}
