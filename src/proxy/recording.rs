//! What the call log is told of a request: bodies as they stream past, and all of it at the end.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use pingora::proxy::Session;

use super::context::Context;
use super::respond;
use crate::clock;
use crate::observe::{CallLog, Captured, Draft, Head};
use crate::upstream::unbuilt::Decision;

/// What is told of how the mock chose.
#[derive(Debug)]
pub(super) struct Chosen {
    /// The name of the example that answers, where one does.
    pub(super) name: Option<Arc<str>>,
    /// The rules of matching.md, section 8, that had a say, in words.
    pub(super) matched_by: Option<String>,
}

/// The beginnings of both bodies.
#[derive(Debug)]
pub(super) struct Recording {
    request: Captured,
    response: Captured,
    chosen: Option<Chosen>,
    /// Whether the upstream's answer said that what was asked for is not built, and by which rule.
    decision: Option<Decision>,
    /// How much of each may be kept, in bytes.
    most: usize,
}

impl Recording {
    /// Keeps `most` bytes of each body.
    pub(super) fn new(most: usize) -> Self {
        Self {
            request: Captured::default(),
            response: Captured::default(),
            chosen: None,
            decision: None,
            most,
        }
    }

    /// A new attempt to reach the upstream sends the request again.
    pub(super) fn begin_attempt(&mut self) {
        self.request = Captured::default();
    }

    pub(super) fn request_piece(&mut self, piece: Option<&Bytes>) {
        if let Some(piece) = piece {
            self.request.pass(piece, self.most);
        }
    }

    pub(super) fn response_piece(&mut self, piece: Option<&Bytes>) {
        if let Some(piece) = piece {
            self.response.pass(piece, self.most);
        }
    }

    /// An answer of ours.
    pub(super) fn answered(&mut self, body: &Bytes) {
        self.response = Captured::whole(body, self.most);
    }

    /// This was decided of the upstream's answer.
    pub(super) fn decided(&mut self, decision: Decision) {
        self.decision = Some(decision);
    }

    /// The mock chose so.
    pub(super) fn chose(&mut self, chosen: Chosen) {
        self.chosen = Some(chosen);
    }

    /// What streamed past, or else what was read to be matched.
    fn request_body(&mut self, read: &[u8]) -> Captured {
        if self.request.is_empty() && !read.is_empty() {
            return Captured::beginning(read, self.most);
        }
        std::mem::take(&mut self.request)
    }
}

/// Leaves the request to the log; times are our own and the upstream's.
pub(super) fn record<C>(
    log: &CallLog,
    session: &Session,
    ctx: &mut Context<C>,
    (own, upstream): (Duration, Option<Duration>),
) {
    let Some(mut recording) = ctx.recording.take() else { return };
    let route = ctx.route();
    let endpoint = ctx.visit.and_then(|visit| route?.endpoints.list().get(visit.endpoint?));
    let key = ctx.visit.and_then(|visit| visit.key);
    let keys = &ctx.snapshot.serving.config.keys;
    let told = session.response_written().map(|told| &told.headers);
    log.push(Box::new(Draft {
        at: clock::now(),
        request: head(session),
        request_body: recording.request_body(ctx.body.whole()),
        key: key.and_then(|key| keys.get(key.number())).map(|key| Arc::clone(&key.name)),
        route: route.map(|route| Arc::clone(route.name())),
        endpoint: endpoint.map(|endpoint| Arc::clone(&endpoint.label)),
        source: ctx.source,
        reason: ctx.down,
        example: ctx.example.clone(),
        example_name: recording.chosen.as_ref().and_then(|chosen| chosen.name.clone()),
        matched_by: recording.chosen.and_then(|chosen| chosen.matched_by),
        unbuilt: recording.decision.map(|decision| decision.to_string().into()),
        status: respond::status_told(session),
        unmatched: ctx.is_unmatched,
        own,
        upstream,
        response: told.map_or(Head::sent(b""), Head::response),
        secrets: log.look_for_secrets(session.req_header(), told),
        response_body: recording.response,
        keys: Arc::clone(&ctx.snapshot.serving.keys),
    }));
}

fn head(session: &Session) -> Head {
    match session.as_http1() {
        Some(http1) => Head::sent(&http1.get_headers_raw_bytes()),
        None => Head::request(session.req_header()),
    }
}
