//! Everything that a collection says of itself.

use super::gather::Gathered;
use super::indexed::Indexed;
use super::{
    answers, bodies, elsewhere, not_modified, pages, placeholders, rivals, secrets, unsaved, variables,
};
use crate::collection::{Collection, Finding};

/// The faults of a collection, in the order of its examples.
pub fn collection(collection: &Collection) -> Vec<Finding> {
    let mut found = Gathered::of(collection);
    for (at, example) in collection.examples.iter().enumerate() {
        variables::unresolved(at, example, collection.algorithm, &mut found);
        answers::lying(at, example, &mut found);
        bodies::unequalled(at, example, collection.algorithm, &mut found);
        placeholders::left(at, example, collection.algorithm, &mut found);
        secrets::in_example(at, example, &mut found);
    }
    let indexed = Indexed::of(collection);
    rivals::rivals(&indexed, &mut found);
    pages::endless(&indexed, &mut found);
    elsewhere::answering(collection, &mut found);
    not_modified::unasked(collection, &mut found);
    unsaved::without_example(collection, &mut found);
    found.finish()
}
