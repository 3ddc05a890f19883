//! Upstreams without a network.

mod breaker;
mod model;
mod pool;
