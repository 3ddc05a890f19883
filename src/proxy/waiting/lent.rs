//! How a session takes the place of the client's own, and how that comes back.

use std::fmt;
use std::mem;
use std::sync::Arc;

use pingora::protocols::http::ServerSession;
use pingora::proxy::Session;
use tokio::sync::oneshot;

use super::deputy::{Deputy, Holding};
use super::hold::Held;
use super::interrupt::Interrupt;
use super::watch::Watch;

/// Where the client's own session comes back to.
pub(super) struct Lent {
    home: oneshot::Receiver<Returned>,
    interrupt: Option<Arc<Interrupt>>,
}

/// The client's own session, and what was done in its place.
pub(super) struct Returned {
    pub(super) own: ServerSession,
    pub(super) watch: Watch,
    pub(super) held: Option<Box<Held>>,
}

/// Puts a [`Deputy`] in the place of the client's own session.
pub(super) fn lend(session: &mut Session, watch: Watch, holding: Holding) -> Lent {
    let (home, lent) = oneshot::channel();
    let interrupt = watch.interrupt().cloned();
    let own = mem::replace(&mut *session.downstream_session, nobody());
    let deputy = Deputy::new(own, watch, holding, home);
    *session.downstream_session = ServerSession::new_custom(Box::new(deputy));
    Lent { home: lent, interrupt }
}

impl Lent {
    /// Puts the client's own session back; how far the deputy had come.
    pub(super) fn give_back(mut self, session: &mut Session) -> Option<(Watch, Option<Box<Held>>)> {
        drop(mem::replace(&mut *session.downstream_session, nobody()));
        let Returned { own, watch, held } = self.home.try_recv().ok()?;
        *session.downstream_session = own;
        Some((watch, held))
    }

    pub(super) fn interrupt(&self) -> Option<&Arc<Interrupt>> {
        self.interrupt.as_ref()
    }
}

impl fmt::Debug for Lent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lent")
    }
}

/// A session that is never asked anything: it holds a place between two others.
pub(super) fn nobody() -> ServerSession {
    ServerSession::new_custom(Box::new(()))
}
