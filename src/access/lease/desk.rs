//! Asking for leases where limits are shared: from a request to the keeper's thread and back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::access::holder::{Allowance, Limit};
use crate::access::keeper::Message;

/// How long a request waits for the store. One that takes longer counts as away, so that no other request waits.
const PATIENCE: Duration = Duration::from_millis(250);

/// Where requests ask for leases.
#[derive(Debug)]
pub(in crate::access) struct Desk {
    inbox: Sender<Message>,
    /// Whether the store was away when it was last asked.
    is_away: AtomicBool,
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
    pub(in crate::access) allowance: Arc<Allowance>,
    pub(in crate::access) limit: Limit,
    pub(in crate::access) period: u32,
}

impl Desk {
    pub(in crate::access) fn new(inbox: Sender<Message>) -> Self {
        Self { inbox, is_away: AtomicBool::new(false) }
    }

    /// Tells whether the store answers.
    pub(in crate::access) fn tell(&self, is_away: bool) {
        self.is_away.store(is_away, Ordering::Relaxed);
    }

    /// Asks for one use, and waits for the answer. Where nobody is there to ask, what is known of others decides.
    pub(in crate::access) async fn ask(
        &self,
        allowance: &Arc<Allowance>,
        limit: Limit,
        period: u32,
        most: u64,
    ) -> bool {
        let alone = || allowance.of(limit).count_alone(period, most).is_some();
        if self.is_away.load(Ordering::Relaxed) {
            return alone();
        }
        let (reply, answer) = oneshot::channel();
        let subject = Subject { allowance: Arc::clone(allowance), limit, period };
        let _ = self.inbox.send(Message::Ask(Ask { subject, most, reply }));
        if let Ok(answer) = tokio::time::timeout(PATIENCE, answer).await {
            return answer.unwrap_or_else(|_| alone());
        }
        self.tell(true);
        alone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_store_that_stands_still_holds_one_request() {
        let (inbox, _asked) = channel();
        let (desk, allowance) = (Desk::new(inbox), Arc::new(Allowance::new("team".into())));
        let ask = |most| desk.ask(&allowance, Limit::Monthly, 1, most);
        assert!(ask(2).await, "one request waits, and then goes by what is known");
        assert_eq!([ask(2).now_or_never(), ask(2).now_or_never()], [Some(true), Some(false)]);
        desk.tell(false);
        assert_eq!(ask(9).now_or_never(), None, "it answers again");
    }

    #[tokio::test]
    async fn where_nobody_is_there_what_is_known_decides() {
        let (inbox, asked) = channel();
        drop(asked);
        let (desk, allowance) = (Desk::new(inbox), Arc::new(Allowance::new("team".into())));
        let ask = || desk.ask(&allowance, Limit::Rate, 1, 1);
        assert_eq!([ask().now_or_never(), ask().now_or_never()], [Some(true), Some(false)]);
    }
}
