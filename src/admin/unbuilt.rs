//! How endpoints stand with their upstream, as people see it (proxy.md, "Not built yet").

use serde::Serialize;

use crate::config;
use crate::upstream::Upstream;
use crate::upstream::unbuilt::{Decision, Endpoint, Rule};

/// Whether an endpoint is built, as far as its upstream's answers tell.
#[derive(Debug, Clone, Serialize)]
pub(super) struct UnbuiltView {
    state: &'static str,
    /// `U1` to `U10`; empty where none was needed.
    rule: &'static str,
    /// In words; empty where nothing was decided.
    why: String,
    /// Since when that is decided, RFC 3339.
    since: Option<String>,
    /// How many answers passed so.
    passed: u64,
    /// What to do where it stays undecided.
    advice: Option<String>,
}

impl UnbuiltView {
    /// Of an endpoint of a route.
    pub(super) fn of(upstream: &Upstream, endpoint: &Endpoint) -> Self {
        let unbuilt = upstream.unbuilt();
        let standing = unbuilt.standing(endpoint);
        let decision = standing.as_ref().map(|standing| standing.decision);
        let state = match decision {
            _ if unbuilt.is_built(endpoint) => State::Built,
            None => State::NotAsked,
            Some(decision) if decision.is_mock() => State::Unbuilt,
            Some(_) => State::Undecided,
        };
        let decision = if state == State::Built { Some(Decision::pass(Rule::Built)) } else { decision };
        Self {
            state: state.word(),
            rule: decision.map_or("", |decision| decision.rule.name()),
            why: decision.map_or_else(String::new, |decision| decision.to_string()),
            since: standing.as_ref().map(|standing| standing.since.to_string()),
            passed: standing.map_or(0, |standing| standing.passed()),
            advice: decision.filter(|_| state == State::Undecided).map(|decision| {
                if decision.rule == Rule::NoExample {
                    save(&endpoint.label)
                } else {
                    advice(upstream.name(), &endpoint.label)
                }
            }),
        }
    }

    /// Whether anything is known.
    pub(super) fn is_known(&self) -> bool {
        self.state != State::NotAsked.word()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    NotAsked,
    Built,
    Unbuilt,
    Undecided,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::NotAsked => "not asked",
            Self::Built => "built",
            Self::Unbuilt => "unbuilt",
            Self::Undecided => "undecided",
        }
    }
}

fn save(endpoint: &str) -> String {
    format!("if it is not built yet, save an example of the request under `{endpoint}` in the collection")
}

fn advice(upstream: &str, endpoint: &str) -> String {
    format!(
        "if it is not built yet, name a text that only the answer for unknown paths has, `body_contains = [\"...\"]` in \
         [upstreams.{upstream}.unbuilt], or have the mock answer it, `\"{endpoint}\" = \"mock\"` in [routes.endpoints]"
    )
}

/// How an upstream's 404 for what is not built is known.
pub(super) fn known_by(upstream: &Upstream) -> &'static str {
    let config::Unbuilt { probe, body_contains, .. } = &upstream.config().unbuilt;
    match (*probe, body_contains.as_slice()) {
        (false, []) => "off",
        (false, _) => "given",
        _ if upstream.unbuilt().has_learned() => "learned",
        _ if upstream.unbuilt().taught_nothing().is_some() => "refused",
        _ => "unknown",
    }
}
