//! What is remembered of a request on its way.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use http::{HeaderName, Uri};

use super::body::KeptBody;
use super::delivery::Delivery;
use super::recording::{Chosen, Recording};
use super::respond::tell_down;
use super::said::Said;
use super::waiting::{Held, Wait};
use crate::access::{Holder, Moment, Standing};
use crate::config::Mode;
use crate::dispatch::{Visit, role};
use crate::matching::Role;
use crate::mock::{Caller, Cors, Down};
use crate::observe::{Cause, Reason, Source};
use crate::reload::{Route, Snapshot};
use crate::template::Scheme;
use crate::upstream::Attempt;

/// The context of a request: ours, and the inner proxy's inside it.
#[derive(Debug)]
pub struct Context<C> {
    /// The inner proxy's own.
    pub inner: C,
    /// The one snapshot that this request sees.
    pub(super) snapshot: Arc<Snapshot>,
    /// Its effective URI, which everything is decided on.
    pub(super) uri: Uri,
    /// Where it belongs, once a route took it.
    pub(super) visit: Option<Visit>,
    pub(super) body: KeptBody,
    /// Why the upstream counts as down, once it does.
    pub(super) down: Option<Reason>,
    /// What caused the failure by which it counts as down.
    pub(super) cause: Option<Cause>,
    /// Whether the upstream may have acted on it.
    pub(super) delivery: Delivery,
    pub(super) wait: Wait,
    /// What was held back of the upstream's response, once its connection was given up so that it can be asked.
    pub(super) held: Option<Box<Held>>,
    /// How the client asked: us, or the proxy before us.
    pub(super) scheme: Scheme,
    /// When it came.
    pub(super) now: Moment,
    /// Whether it counts as a call.
    pub(super) call: Call,
    /// Who answered; the upstream, until we do.
    pub(super) source: Source,
    /// The example that answered.
    pub(super) example: Option<Arc<str>>,
    /// What the mock said when it was asked whether it would answer in the upstream's stead.
    pub(super) said: Option<Said>,
    /// Whether the mock was asked and no example matched.
    pub(super) is_unmatched: bool,
    pub(super) clock: Clock,
    /// The upstream's leave to ask it, until it has answered or failed.
    pub(super) attempt: Option<Attempt>,
    /// What the call log is told; none where calls are not recorded.
    pub(super) recording: Option<Recording>,
}

/// Whether a request counts as a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    /// It does if the upstream answers it.
    Undecided,
    /// It was counted as an answer of the mock; how its key stands, if it has one.
    Counted(Option<Standing>),
    /// It was refused, or is nobody's.
    No,
}

impl<C> Context<C> {
    pub(super) fn new(inner: C, snapshot: Arc<Snapshot>, recording: Option<Recording>) -> Self {
        Self {
            inner,
            uri: Uri::default(),
            visit: None,
            body: KeptBody::new(&snapshot.serving.config.server),
            snapshot,
            down: None,
            cause: None,
            delivery: Delivery::default(),
            wait: Wait::default(),
            held: None,
            scheme: Scheme::default(),
            now: SystemTime::now().into(),
            call: Call::Undecided,
            source: Source::Live,
            example: None,
            said: None,
            is_unmatched: false,
            clock: Clock::start(),
            attempt: None,
            recording,
        }
    }

    /// The route that took the request.
    pub(super) fn route(&self) -> Option<&Route> {
        self.visit.and_then(|visit| self.snapshot.serving.routes.get(visit.route))
    }

    /// Notes which example answers: its id or name, and what the call log is told where calls are recorded.
    pub(super) fn answers(&mut self, example: Arc<str>, chosen: Option<Chosen>) {
        self.example = Some(example);
        self.chose(chosen);
    }

    /// Notes for the call log how the mock chose.
    pub(super) fn chose(&mut self, chosen: Option<Chosen>) {
        if let Some((recording, chosen)) = self.recording.as_mut().zip(chosen) {
            recording.chose(chosen);
        }
    }

    /// The name of the upstream that the route has; empty where it has none.
    pub(super) fn upstream(&self) -> &str {
        self.route().and_then(|route| route.config.upstream.as_deref()).unwrap_or_default()
    }

    /// The upstream as a client is told of it; none where it is not down.
    pub(super) fn tell_down<T>(&self, tell: impl FnOnce(&Down<'_>) -> T) -> Option<T> {
        self.down.map(|reason| tell_down(self.upstream(), reason, self.cause, tell))
    }

    /// How answers of ours are made readable for pages of other origins.
    pub(super) fn cors(&self) -> &Cors {
        self.route().map_or(&self.snapshot.serving.cors, |route| &route.cors)
    }

    /// Who holds the key that it carries.
    pub(super) fn holder(&self) -> Option<&Holder> {
        self.snapshot.serving.holders.get(self.visit?.key?.number())
    }

    /// The header of the key that it carries; none where that is not ours.
    pub(super) fn key_header(&self) -> Option<&HeaderName> {
        self.visit.and_then(|visit| visit.key).map(|_| &self.snapshot.serving.config.server.key_header)
    }

    pub(super) fn mode(&self) -> Option<Mode> {
        self.visit.map(|visit| visit.mode)
    }

    /// The place from which the mock is asked.
    pub(super) fn role(&self) -> Role {
        self.mode().map_or(Role::InFront, role)
    }

    pub(super) fn caller(&self) -> Caller {
        match self.visit.and_then(|visit| visit.key) {
            Some(_) => Caller::Known,
            None => Caller::Unknown,
        }
    }
}

/// Tells our own time from the upstream's and from delays that were asked for.
#[derive(Debug)]
pub(super) struct Clock {
    started: Instant,
    asked: Option<Instant>,
    upstream: Option<Duration>,
    waited: Duration,
}

impl Clock {
    fn start() -> Self {
        Self { started: Instant::now(), asked: None, upstream: None, waited: Duration::ZERO }
    }

    /// The upstream has the request.
    pub(super) fn upstream_asked(&mut self) {
        self.asked.get_or_insert_with(Instant::now);
    }

    /// The upstream is done with it, or given up.
    pub(super) fn upstream_done(&mut self) {
        self.upstream_done_at(Instant::now());
    }

    fn upstream_done_at(&mut self, now: Instant) {
        if let Some(asked) = self.asked.take() {
            self.upstream = Some(self.upstream.unwrap_or_default() + now.saturating_duration_since(asked));
        }
    }

    pub(super) fn waited(&mut self, delay: Duration) {
        self.waited += delay;
    }

    /// Our own time, and the upstream's where it was asked.
    pub(super) fn stop(&mut self) -> (Duration, Option<Duration>) {
        let now = Instant::now();
        self.upstream_done_at(now);
        let others = self.upstream.unwrap_or_default() + self.waited;
        (now.saturating_duration_since(self.started).saturating_sub(others), self.upstream)
    }
}
