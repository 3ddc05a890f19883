//! Everything that a collection says of itself.

use super::gather::Gathered;
use super::{answers, rivals, secrets, variables};
use crate::collection::{Collection, Finding};

/// The faults of a collection, in the order of its examples.
pub fn collection(collection: &Collection) -> Vec<Finding> {
    let mut found = Gathered::of(&collection.examples);
    for (at, example) in collection.examples.iter().enumerate() {
        variables::unresolved(at, example, collection.algorithm, &mut found);
        answers::lying(at, example, &mut found);
        secrets::in_example(at, example, &mut found);
    }
    rivals::rivals(collection, &mut found);
    found.finish()
}
