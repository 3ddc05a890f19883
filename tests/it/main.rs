//! The integration tests: one binary, servers in this process, free ports.

#![expect(clippy::print_stderr, reason = "what was tried and what was skipped is to be seen")]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod addresses;
mod agreement;
mod bodies;
mod breaker;
mod callbacks;
mod calls;
mod causes;
mod cli;
mod connections;
mod cors;
mod deadline;
mod descriptors;
mod failures;
mod frameworks;
mod grpc;
mod heads;
mod health;
mod http2;
mod input;
mod keys;
mod leaving;
mod limits;
mod lint;
mod mock_domain;
mod modes;
mod newman;
mod onward;
mod openapi;
mod outage;
mod own_requests;
mod page;
mod peers;
mod plugin;
mod prometheus;
mod readme;
mod reloads;
mod secrets;
mod sent;
mod several_servers;
mod streaming;
mod support;
mod systemd;
mod targets;
mod templates;
mod timeouts;
mod tls;
mod toggling;
mod translated;
mod unbuilt;
mod upstreams;
mod usage_redis;
mod usage_store;
mod writes;
