//! Whether the body of an example equals a request's (matching.md 5.4), and how near it is (8.3, 8.4).
//!
//! [`BodyPattern`] is the body of an example, [`RequestBody`] that of a request. `compare` is where they meet;
//! the other modules know one format each. Many bodies at once are compared through [`EqualIndex`] and [`NearIndex`].

mod compare;
mod differences;
mod equal_index;
mod fields;
mod gap;
mod graphql;
mod graphql_call;
mod json;
mod lenient;
mod near_index;
mod nearness;
mod open;
mod operation;
mod outline;
mod pattern;
mod postings;
mod query;
mod query_writer;
mod reading;
mod rpc;
mod selection_set;
mod sent;
mod soap;
mod tally;
mod texts;
mod xml;

pub use differences::{Difference, Differences};
pub(super) use equal_index::EqualIndex;
pub use lenient::reads_as_json;
pub(super) use near_index::{MOST_WEIGHED, NearIndex, NearestBody};
pub use nearness::{Nearness, Share};
pub(super) use operation::{Operation, protocol_of};
pub use operation::{OperationDifference, Protocol};
pub(super) use pattern::{BodyKey, BodyPattern};
pub(super) use reading::Kind;
pub use selection_set::SelectionSet;
pub(super) use sent::RequestBody;
pub use soap::{SoapVersion, soap_version};
