//! Judges the answers of one upstream, and asks it what has to be known for that.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use pingora::connectors::http::Connector;
use tokio::sync::{Mutex, MutexGuard};

use super::ask::ask;
use super::client::Client;
use super::learn::{CouldNotSay, learn};
use super::looks::Seen;
use super::memory::{Memory, Remembered};
use super::outline::{Endpoint, without_route};
use super::pattern::another_slash;
use super::pauses::Pauses;
use super::rules::{Case, Decision, Fresh, Question, Rule, Step, decide, is_known};
use super::standing::{Standing, Standings};
use crate::clock;
use crate::upstream::Upstream;

/// How many questions one request may cause.
const MOST_QUESTIONS: usize = 8;

/// How long a request waits for the answers to its questions.
const PATIENCE: Duration = Duration::from_secs(2);

/// What was learned of an upstream, and what was decided by it.
pub(crate) struct Unbuilt {
    memory: Memory,
    standings: Standings,
    pauses: Pauses,
    /// One request asks at a time.
    asking: Mutex<()>,
    /// Grows with what is to outlive a restart.
    version: AtomicU64,
    /// What is put into paths that cannot exist.
    probe: String,
    connector: OnceLock<Connector>,
}

impl Default for Unbuilt {
    fn default() -> Self {
        let letters: String = (0..12).map(|_| fastrand::lowercase()).collect();
        Self {
            memory: Memory::default(),
            standings: Standings::default(),
            pauses: Pauses::default(),
            asking: Mutex::default(),
            version: AtomicU64::new(0),
            probe: format!("understudy-{letters}"),
            connector: OnceLock::new(),
        }
    }
}

impl Unbuilt {
    /// The name that is put into paths that cannot exist.
    pub(crate) fn probe(&self) -> &str {
        &self.probe
    }

    /// Judges by what is known; none where something has to be asked first.
    pub(crate) fn judge(&self, case: &Case<'_>) -> Option<Decision> {
        match decide(case, &self.memory, &Fresh::default()) {
            Step::Decided(decision) => Some(decision),
            Step::Ask(_) => None,
        }
    }

    /// Judges, after asking what has to be known, if it may be asked now. Nobody waits for the questions of another.
    pub(crate) async fn settle(&self, upstream: &Upstream, case: &Case<'_>, client: &Client) -> Decision {
        if let Some(decision) = self.judge(case) {
            return decision;
        }
        let not_asked = Decision::pass(Rule::NotAsked);
        if self.pauses.is_paused(&case.place, Instant::now()) {
            return not_asked;
        }
        let Some(_turn) = self.turn(case).await else { return not_asked };
        let round = tokio::time::timeout(PATIENCE, self.round(upstream, case, client)).await;
        self.version.fetch_add(1, Ordering::Relaxed);
        if let Ok(Ok(decision)) = round {
            self.pauses.end(&case.place);
            decision
        } else {
            self.pauses.pause(&case.place, Instant::now());
            not_asked
        }
    }

    /// Nobody waits for the questions of another, but where only what is known has to be asked for again: that is soon
    /// done, and the mock's answers would come and go.
    async fn turn(&self, case: &Case<'_>) -> Option<MutexGuard<'_, ()>> {
        if is_known(case, &self.memory) {
            tokio::time::timeout(PATIENCE, self.asking.lock()).await.ok()
        } else {
            self.asking.try_lock().ok()
        }
    }

    /// What it does not learn, a later request asks.
    async fn round(
        &self,
        upstream: &Upstream,
        case: &Case<'_>,
        client: &Client,
    ) -> Result<Decision, CouldNotSay> {
        let mut fresh = Fresh::default();
        let mut left = MOST_QUESTIONS;
        loop {
            let question = match decide(case, &self.memory, &fresh) {
                Step::Decided(decision) => return Ok(decision),
                Step::Ask(_) if left == 0 => return Ok(Decision::pass(Rule::NotAsked)),
                Step::Ask(question) => question,
            };
            let path = case.path_of(question).ok_or(CouldNotSay)?;
            let seen = self.answer(upstream, case, client, question, &path, &mut left).await;
            learn(case, &self.memory, &mut fresh, question, path, seen)?;
        }
    }

    /// Of a thing, a redirect to itself is followed once.
    async fn answer(
        &self,
        upstream: &Upstream,
        case: &Case<'_>,
        client: &Client,
        question: Question,
        path: &str,
        left: &mut usize,
    ) -> Seen {
        let connector = self.connector.get_or_init(|| Connector::new(None));
        let path = (case.onward)(path);
        let target = |path: &str| match case.query {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        };
        *left = left.saturating_sub(1);
        let seen = ask(connector, upstream, client, question, &target(&path)).await;
        let is_redirect = question == Question::Thing && (300..400).contains(&seen.status);
        let location = seen.location.as_deref().filter(|_| is_redirect && *left > 0);
        match location.and_then(|location| another_slash(location, &path)) {
            Some(path) => {
                *left -= 1;
                ask(connector, upstream, client, question, &target(&path)).await
            }
            None => seen,
        }
    }

    /// Remembers what was decided of an endpoint.
    pub(crate) fn note(&self, endpoint: &Endpoint, decision: Decision) {
        self.standings.note(&endpoint.id, decision, clock::now);
    }

    /// Whether this endpoint has answered for itself.
    pub(crate) fn is_built(&self, endpoint: &Endpoint) -> bool {
        self.memory.is_built(endpoint)
    }

    /// This endpoint has answered for itself.
    pub(crate) fn built(&self, endpoint: &Endpoint) {
        if self.memory.built(endpoint) {
            self.version.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// This endpoint has answered below 400, if not for itself.
    pub(crate) fn answered(&self, endpoint: &Endpoint) {
        if self.memory.answered(endpoint) {
            self.version.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The upstream was gone; who knows what comes back.
    pub(crate) fn forget_answers(&self) {
        self.pauses.end_all();
        if self.memory.forget_answers() {
            self.version.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Forgets what was learned of the endpoint with this label, whichever its route, and how what cannot exist is
    /// answered.
    pub(crate) fn forget(&self, label: &str) {
        self.keep(|id| without_route(id) != label);
        self.forget_answers();
    }

    /// Forgets everything.
    pub(crate) fn forget_all(&self) {
        self.keep(|_| false);
        self.forget_answers();
    }

    /// Forgets everything of the endpoints whose ids `stays` does not name.
    pub(crate) fn keep(&self, stays: impl Fn(&str) -> bool) {
        self.standings.keep(&stays);
        if self.memory.keep_built(&stays) {
            self.version.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How this endpoint stands; none where nothing was ever decided of it.
    pub(crate) fn standing(&self, endpoint: &Endpoint) -> Option<Arc<Standing>> {
        self.standings.of(&endpoint.id)
    }

    /// Whether anything was learned of paths that cannot exist.
    pub(crate) fn has_learned(&self) -> bool {
        self.memory.has_looks()
    }

    /// The status by which a path that cannot exist taught nothing.
    pub(crate) fn taught_nothing(&self) -> Option<u16> {
        self.memory.taught_nothing()
    }

    /// Another number where what is to outlive a restart has changed.
    pub(crate) fn version(&self) -> u64 {
        self.version.load(Ordering::Relaxed)
    }

    /// What is to outlive a restart.
    pub(crate) fn remembered(&self) -> Remembered {
        self.memory.snapshot()
    }

    /// Takes over what was learned before a restart.
    pub(crate) fn restore(&self, remembered: Remembered) {
        self.memory.restore(remembered);
    }
}

impl std::fmt::Debug for Unbuilt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unbuilt").field("memory", &self.memory).finish_non_exhaustive()
    }
}
