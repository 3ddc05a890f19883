//! Asking for leases where limits are shared: from a request to the keeper's thread and back.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use tokio::sync::oneshot;

use crate::access::holder::{Allowance, Limit};
use crate::access::keeper::Message;

/// Where requests ask for leases.
#[derive(Debug)]
pub(in crate::access) struct Desk {
    inbox: Sender<Message>,
}

/// A request that waits for one use of a limit.
#[derive(Debug)]
pub(in crate::access) struct Ask {
    pub(in crate::access) subject: Subject,
    pub(in crate::access) most: u64,
    /// Whether it may be used. It has been counted when this is told.
    pub(in crate::access) reply: oneshot::Sender<bool>,
}

/// What is asked for: a key's limit in a period.
#[derive(Debug, Clone)]
pub(in crate::access) struct Subject {
    pub(in crate::access) key: Arc<str>,
    pub(in crate::access) allowance: Arc<Allowance>,
    pub(in crate::access) limit: Limit,
    pub(in crate::access) period: u32,
}

impl Desk {
    pub(in crate::access) fn new(inbox: Sender<Message>) -> Self {
        Self { inbox }
    }

    /// Asks for one use, and waits for the answer. Where nobody is there any more to ask, what is known
    /// of others decides.
    pub(in crate::access) async fn ask(
        &self,
        key: &Arc<str>,
        allowance: &Arc<Allowance>,
        limit: Limit,
        period: u32,
        most: u64,
    ) -> bool {
        let (reply, answer) = oneshot::channel();
        let subject = Subject { key: Arc::clone(key), allowance: Arc::clone(allowance), limit, period };
        let _ = self.inbox.send(Message::Ask(Ask { subject, most, reply }));
        answer.await.unwrap_or_else(|_| allowance.of(limit).count_below(period, most).is_some())
    }
}
