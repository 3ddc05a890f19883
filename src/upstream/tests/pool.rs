//! Which server a request goes to.

use std::sync::Arc;

use crate::config::{Balance, Upstream};
use crate::tls::Credentials;
use crate::upstream::pool::Pool;
use crate::upstream::server::{Busy, Server};

fn pool(balance: Balance, servers: usize) -> Pool {
    let url = |number| format!("http://10.0.0.{number}:80").parse().unwrap();
    let config = Upstream::at("shop".into(), (0..servers).map(url).collect());
    Pool::new(&Upstream { balance, ..config }, &Credentials::default())
}

/// The last number of the server's address.
fn number(server: &Busy) -> String {
    let url = server.url.to_string();
    url.trim_start_matches("http://10.0.0.").trim_end_matches(":80").to_owned()
}

#[track_caller]
fn check(row: &str, chosen: &[Busy], expected: &str) {
    assert_eq!(chosen.iter().map(number).collect::<String>(), expected, "{row}");
}

#[test]
fn round_robin() {
    for (servers, expected) in [(1, "000000"), (2, "010101"), (3, "012012")] {
        let pool = pool(Balance::RoundRobin, servers);
        let chosen: Vec<_> = (0..6).filter_map(|_| pool.choose(&[])).collect();
        check("one after the other", &chosen, expected);
    }
}

#[test]
fn least_connections() {
    let pool = pool(Balance::LeastConnections, 3);
    let mut chosen: Vec<_> = (0..6).filter_map(|_| pool.choose(&[])).collect();
    check("evenly while none ends", &chosen, "012012");
    chosen.retain(|server| number(server) != "1");
    let next: Vec<_> = (0..3).filter_map(|_| pool.choose(&[])).collect();
    check("those that have ended make room", &next[..2], "11");
}

#[test]
fn what_has_failed_is_not_chosen_again() {
    for balance in [Balance::RoundRobin, Balance::LeastConnections] {
        let pool = pool(balance, 3);
        let mut failed = Vec::<Arc<Server>>::new();
        while let Some(server) = pool.choose(&failed) {
            failed.push(Arc::clone(server.server()));
        }
        assert_eq!(failed.len(), 3, "each once");
    }
}
