//! An inner proxy does not notice that `Understudy` wraps it: in mode `live` each of its callbacks is
//! called as often and has the same effect as without.

mod around;
mod calls;
mod complete;
mod counting;
mod custom;
mod module;
mod same;
mod serving;

pub(crate) use serving::Served;
