//! Leases of limits that several processes share: a few calls at a time, so that the sum of all leases never
//! exceeds the limit and a request seldom waits for one. How a store keeps them is the store's business.

mod desk;
mod leases;
#[cfg(test)]
mod tests;

pub(super) use desk::{Ask, Desk};
pub(super) use leases::Leases;
