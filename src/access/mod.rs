//! Who may ask, and how much: API keys, their limits, and the count of every call.
//!
//! Keys are known by their SHA-256 hash alone. A raw key is read from the request, compared, and
//! forgotten: it never leaves this module, in no message, log or metric. Texts that are kept or told, and that may
//! repeat one, lose it here.
//!
//! A call is counted by key, route, source and calendar month (UTC). Counting is a few atomic additions;
//! a thread of its own, the [`Keeper`], writes to a store behind them. Nothing here reads a clock on a
//! request's way: the moment is passed in.

mod account;
mod book;
mod holder;
mod keeper;
mod keys;
mod lease;
mod ledger;
mod lengths;
pub(crate) mod made;
mod moment;
mod quota;
mod redact;
mod register;
mod status;
mod store;
mod tally;
#[cfg(test)]
mod tests;

pub use account::{Account, Entry};
pub use holder::{Exceeded, Holder, Limit, Standing};
pub use keeper::Keeper;
pub use keys::{KeyIndex, Keys, hash};
pub use ledger::{Ledger, RouteCalls};
pub use moment::{Minute, Moment, Month};
pub use status::{StoreKind, StoreStatus};
