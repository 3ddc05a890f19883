//! A table for each rule: a backend, a request, the decision, and how many questions it took.

mod answers;
mod asking;
mod things;

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{HeaderMap, Method};

use super::{Case, Decision, Fresh, Rule, Step, Verdict, decide};
use crate::config::Unbuilt as Settings;
use crate::upstream::unbuilt::learn::learn;
use crate::upstream::unbuilt::looks::Seen;
use crate::upstream::unbuilt::memory::Memory;
use crate::upstream::unbuilt::outline::{Endpoint, Outline};
use crate::upstream::unbuilt::place::{Accept, Credentials, PlaceKey};

const LABELS: [&str; 12] = [
    "GET /things/:id",
    "PUT /things/:id",
    "GET /things/:id/reviews",
    "GET /things",
    "GET /planned",
    "POST /planned",
    "POST /things/:id/reviews",
    "GET /items/42",
    "DELETE /items/42",
    "GET /users/me",
    "DELETE /users/me",
    "DELETE /planned",
];

const PROBE: &str = "understudy-probe";

/// A backend: what it answers to a method and a path.
type Backend<'b> = &'b dyn Fn(&str, &str) -> Seen;

fn seen(status: u16, body: &str) -> Seen {
    Seen { status, content_type: "text/plain".to_owned(), body: body.into(), ..Seen::default() }
}

fn json(status: u16, body: &str) -> Seen {
    Seen { content_type: "application/json".to_owned(), ..seen(status, body) }
}

fn allowing(status: u16, methods: &[&str]) -> Seen {
    Seen { allow: Some(methods.iter().map(|method| (*method).to_owned()).collect()), ..seen(status, "") }
}

/// As Express says it.
fn cannot(method: &str, path: &str) -> Seen {
    seen(404, &format!("Cannot {method} {path}"))
}

fn endpoint(label: &str) -> Endpoint {
    Endpoint::new("shop", &label.into())
}

/// A stage for one upstream.
struct Stage {
    memory: Memory,
    settings: Settings,
    named: &'static str,
    asked: RefCell<Vec<String>>,
    now: Cell<Instant>,
}

impl Stage {
    fn new() -> Self {
        Self {
            memory: Memory::default(),
            settings: Settings::default(),
            named: "1",
            asked: RefCell::default(),
            now: Cell::new(Instant::now()),
        }
    }

    /// Time goes by.
    fn later(&self, seconds: u64) {
        self.now.set(self.now.get() + Duration::from_secs(seconds));
    }

    /// Judges the backend's own answer.
    fn decide(&self, label: &str, path: &str, backend: Backend<'_>) -> Decision {
        let method = label.split(' ').next().unwrap();
        self.judge(label, method, path, &backend(method, path), backend)
    }

    fn judge(
        &self,
        label: &str,
        method: &str,
        target: &str,
        answer: &Seen,
        backend: Backend<'_>,
    ) -> Decision {
        let (path, query) =
            target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let labels: Vec<Arc<str>> = LABELS.iter().map(|label| Arc::from(*label)).collect();
        let outline = Outline::new("shop", labels.iter());
        let endpoint = outline.endpoint(LABELS.iter().position(|known| *known == label).unwrap()).unwrap();
        let place = PlaceKey {
            route: "shop".into(),
            path: Arc::clone(&endpoint.path),
            accept: Accept::Any,
            credentials: Credentials::Absent,
        };
        let named = self.named;
        let case = Case {
            method: &method.parse::<Method>().unwrap(),
            path,
            query,
            endpoint,
            outline: &outline,
            place,
            headers: &HeaderMap::new(),
            answer,
            now: self.now.get(),
            settings: &self.settings,
            onward: &str::to_owned,
            is_named: &|value| value == named,
            probe: PROBE,
        };
        self.ask_on(&case, backend)
    }

    fn ask_on(&self, case: &Case<'_>, backend: Backend<'_>) -> Decision {
        let mut fresh = Fresh::default();
        self.asked.borrow_mut().clear();
        loop {
            let question = match decide(case, &self.memory, &fresh) {
                Step::Decided(decision) => return decision,
                Step::Ask(question) => question,
            };
            let path = case.path_of(question).expect("a path to ask for");
            let method = question.method();
            self.asked.borrow_mut().push(format!("{method} {path}"));
            assert!(self.asked.borrow().len() <= 8, "too many questions: {:?}", self.asked.borrow());
            let seen = backend(method, &path);
            if learn(case, &self.memory, &mut fresh, question, path, seen).is_err() {
                return Decision::pass(Rule::NotAsked);
            }
        }
    }
}

#[track_caller]
fn check(row: &str, stage: &Stage, request: (&str, &str), backend: Backend<'_>, expected: (Rule, Verdict)) {
    let decision = stage.decide(request.0, request.1, backend);
    assert_eq!((decision.rule, decision.verdict), expected, "{row}: asked {:?}", stage.asked.borrow());
}

/// Nothing but an answer for unknown paths.
fn empty(method: &str, path: &str) -> Seen {
    cannot(method, path)
}

/// Things 1 and 2 are there; what is missing is answered as an unknown path is.
fn same_for_both(method: &str, path: &str) -> Seen {
    match (method, path) {
        ("GET", "/things/1" | "/things/2") => json(200, "{}"),
        ("GET", "/things") => json(200, "[]"),
        _ => json(404, r#"{"detail":"Not Found"}"#),
    }
}
