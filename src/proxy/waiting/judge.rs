//! Holds a response back until it is clear whether the backend has built what was asked for.

use std::sync::Arc;

use bytes::Bytes;
use pingora::protocols::http::HttpTask;
use pingora::{Error, ErrorType, Result};

use crate::upstream::{Learned, Shape, UNBUILT_LONGEST, Upstream};

/// The response says that it is not built: the mock answers.
pub(super) const NOT_BUILT: ErrorType = ErrorType::new("NotBuilt");

/// What a backend says for what it has not built.
#[derive(Debug)]
pub(in crate::proxy) enum Sign {
    /// What was learned.
    Learned(Arc<Learned>),
    /// A text in the body, as the config says.
    Containing(Arc<str>),
}

/// A response that is held back, and what it is held against.
#[derive(Debug)]
pub(in crate::proxy) struct Judge {
    pub(in crate::proxy) upstream: Arc<Upstream>,
    pub(in crate::proxy) sign: Sign,
    pub(in crate::proxy) method: String,
    pub(in crate::proxy) path: String,
    /// The label of the endpoint that was asked for.
    pub(in crate::proxy) endpoint: Option<Arc<str>>,
    /// Nothing, at first.
    pub(in crate::proxy) held: Held,
}

/// What there is of the response so far.
#[derive(Debug, Default)]
pub(in crate::proxy) struct Held {
    tasks: Vec<HttpTask>,
    body: Vec<u8>,
}

/// What becomes of a response.
pub(super) enum Verdict {
    /// More of it is needed.
    Open,
    /// It goes to the client, and so does what follows.
    Passes(Vec<HttpTask>),
}

impl Judge {
    /// Takes what came of the response.
    ///
    /// # Errors
    /// [`NOT_BUILT`]
    pub(super) fn hear(&mut self, tasks: Vec<HttpTask>) -> Result<Verdict> {
        let mut is_over = false;
        for task in tasks {
            is_over |= self.take(task);
        }
        if !is_over {
            return Ok(Verdict::Open);
        }
        if self.is_not_built() {
            Err(Error::new_down(NOT_BUILT))
        } else {
            Ok(Verdict::Passes(self.release()))
        }
    }

    /// Keeps a piece of the response; true once it is enough to judge by.
    fn take(&mut self, task: HttpTask) -> bool {
        let is_over = match &task {
            HttpTask::Header(_, end) => *end,
            HttpTask::Body(piece, end) => {
                self.held.body.extend_from_slice(piece.as_ref().map_or(&[][..], Bytes::as_ref));
                *end
            }
            HttpTask::UpgradedBody(..) | HttpTask::Trailer(_) | HttpTask::Done | HttpTask::Failed(_) => true,
        };
        let is_broken = matches!(task, HttpTask::Failed(_));
        self.held.tasks.push(task);
        if is_broken || self.held.body.len() > UNBUILT_LONGEST {
            // What is longer than any framework's answer, or breaks off, has no such shape.
            self.held.body = vec![0; UNBUILT_LONGEST + 1];
            return true;
        }
        is_over
    }

    fn release(&mut self) -> Vec<HttpTask> {
        std::mem::take(&mut self.held).tasks
    }

    /// Judges, and remembers what that says of the upstream.
    fn is_not_built(&self) -> bool {
        let body = &self.held.body;
        let looks_so = body.len() <= UNBUILT_LONGEST && self.looks_not_built(body);
        let Sign::Learned(_) = self.sign else { return looks_so };
        let unbuilt = self.upstream.unbuilt();
        let Some(endpoint) = &self.endpoint else { return looks_so };
        if looks_so && unbuilt.is_built(endpoint) {
            tracing::warn!(
                upstream = self.upstream.name(), %endpoint,
                "A missing thing is answered like an unknown path: 404s of this upstream are left alone"
            );
            unbuilt.confuse();
            return false;
        }
        looks_so
    }

    fn looks_not_built(&self, body: &[u8]) -> bool {
        match &self.sign {
            Sign::Containing(text) => String::from_utf8_lossy(body).contains(&**text),
            Sign::Learned(learned) => match &**learned {
                Learned::NotFound { shape, .. } => *shape == Shape::of(body, &self.method, &self.path),
                Learned::Nothing => false,
            },
        }
    }
}
