//! The keeper of the books: a thread of its own, which alone talks to a store.
//!
//! It tells the store what was counted, twice a second and at the end, and leases from it where limits
//! are shared. No request waits for a write, and trouble with the store refuses none.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

use super::lease::{Ask, Desk, Leases};
use super::ledger::{Extent, Ledger};
use super::moment::{Moment, Month};
use super::status::StoreStatus;
use super::store::{Claim, FileStore, Held, RedisStore, Store, Trouble};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::observe::Metrics;

/// How often the store is told. Of a killed process, what it counted since is lost.
const PACE: Duration = Duration::from_millis(500);

/// How often a store in trouble is tried again: each time may take as long as it takes to give up.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the keeper's thread is told.
#[derive(Debug)]
pub(super) enum Message {
    /// A request waits for a lease.
    Ask(Ask),
    /// There is nothing left to keep.
    Stop,
}

/// Keeps the books as long as it lives, and closes them when it is dropped.
#[derive(Debug)]
pub struct Keeper {
    inbox: Sender<Message>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// Starts with the store that the config names, having read what it knows.
    ///
    /// # Errors
    /// The store is of a newer format or damaged, or the system gives no thread. Trouble that may pass
    /// is logged, and calls are counted in memory meanwhile.
    pub fn start(ledger: Arc<Ledger>, config: &Config, metrics: Arc<Metrics>) -> Result<Self, Diagnostic> {
        let store = store(config).map_err(|trouble| unusable(config, &trouble))?;
        let (inbox, messages) = channel();
        if matches!(store, Store::Redis(_)) {
            ledger.open_desk(Desk::new(inbox.clone()));
        }
        let mut work = Work { ledger, metrics, store, leases: Leases::default(), condition: Condition::New };
        if let Err(trouble @ Trouble::Lasting(_)) = work.tell() {
            return Err(unusable(config, &trouble));
        }
        let thread = Builder::new()
            .name("usage".to_owned())
            .spawn(move || work.run(&messages))
            .map_err(|error| Diagnostic::error(format!("cannot start a thread: {error}")))?;
        Ok(Self { inbox, thread: Some(thread) })
    }
}

/// Waits until the store was told everything, or could not be told.
impl Drop for Keeper {
    fn drop(&mut self) {
        let _ = self.inbox.send(Message::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn store(config: &Config) -> Result<Store, Trouble> {
    let process = || name_of_this_process().map_err(|error| Trouble::Lasting(error.to_string()));
    Ok(match (&config.usage.store, &config.state_dir) {
        (Some(url), _) => Store::Redis(Box::new(RedisStore::new(url, process()?)?)),
        (None, Some(folder)) => Store::File(FileStore::new(folder, process()?)),
        (None, None) => Store::Memory,
    })
}

/// A name that no other process has, nor this one after a restart.
fn name_of_this_process() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

fn unusable(config: &Config, trouble: &Trouble) -> Diagnostic {
    let diagnostic = Diagnostic::error(format!("the store of usage cannot be used: {trouble}"));
    match (&config.usage.store, &config.state_dir) {
        (None, Some(folder)) => {
            let file = FileStore::new(folder, String::new()).path().to_owned();
            diagnostic
                .in_file(file)
                .hint("use the version of Understudy that wrote it, or move it away to count from zero")
        }
        _ => diagnostic.at_item("usage.store").hint("check the setting"),
    }
}

/// How the store did the last time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Condition {
    /// It was never asked.
    New,
    Well,
    InTrouble,
}

struct Work {
    ledger: Arc<Ledger>,
    metrics: Arc<Metrics>,
    store: Store,
    leases: Leases,
    condition: Condition,
}

impl Work {
    fn run(mut self, messages: &Receiver<Message>) {
        let mut next = Instant::now() + PACE;
        loop {
            match messages.recv_timeout(next.saturating_duration_since(Instant::now())) {
                Ok(Message::Ask(ask)) => {
                    if self.answer(ask, messages) == Next::Stop {
                        break;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => break,
            }
            if Instant::now() >= next {
                let _ = self.tell();
                next = Instant::now() + if self.condition == Condition::InTrouble { PATIENCE } else { PACE };
            }
        }
        self.close();
    }

    /// Answers all who wait already with one question to the store.
    fn answer(&mut self, first: Ask, messages: &Receiver<Message>) -> Next {
        let (mut asks, mut next) = (vec![first], Next::GoOn);
        for message in messages.try_iter() {
            match message {
                Message::Ask(ask) => asks.push(ask),
                Message::Stop => next = Next::Stop,
            }
        }
        let mut trouble = None;
        let (store, condition) = (&mut self.store, self.condition);
        self.leases.answer(asks, |wanted| {
            let result = if condition == Condition::InTrouble { Err(away()) } else { claim(store, wanted) };
            trouble = trouble.take().or_else(|| result.as_ref().err().cloned());
            result
        });
        match trouble {
            Some(trouble) => self.note(&Err(trouble)),
            None => self.tell_desk(self.condition),
        }
        next
    }

    /// Tells the store what was counted, and takes over what it knows of others.
    fn tell(&mut self) -> Result<(), Trouble> {
        let now = Moment::from(SystemTime::now());
        let told = self.exchange(now).and_then(|()| match &mut self.store {
            Store::Redis(_) => self.leases.settle(now, |wanted| claim(&mut self.store, wanted)),
            Store::Memory | Store::File(_) => Ok(()),
        });
        self.note(&told);
        told
    }

    fn exchange(&mut self, now: Moment) -> Result<(), Trouble> {
        if self.condition != Condition::Well {
            self.ledger.distrust();
        }
        let keys = self.ledger.unstored_keys();
        let (extent, months) = if keys.is_none() { (Extent::News, 1) } else { (Extent::Everything, 12) };
        if let Some(keys) = keys {
            let register = self.store.register(&keys)?;
            self.ledger.adopt(&keys, register);
        }
        let months = months_to(now, months);
        let mut own = self.ledger.to_tell(extent, now);
        own.retain(|(entry, _)| months.contains(&entry.month));
        let totals = self.store.exchange(&own, &months, extent)?;
        self.ledger.settle(&own, &totals, extent, now);
        Ok(())
    }

    /// Tells log, metric and status how the store does, if that changed.
    fn note(&mut self, result: &Result<(), Trouble>) {
        let kind = self.store.kind();
        let (condition, trouble) = match result {
            Ok(()) => (Condition::Well, None),
            Err(trouble) => (Condition::InTrouble, Some(trouble.to_string())),
        };
        self.tell_desk(condition);
        if condition == self.condition {
            return;
        }
        let store = kind.as_str();
        match &trouble {
            Some(trouble) => {
                self.leases.distrust();
                tracing::error!(
                    store,
                    trouble,
                    "Usage cannot be stored: calls are counted in memory until it can"
                );
            }
            None if self.condition == Condition::InTrouble => {
                tracing::info!(store, "Usage is stored again; nothing was lost");
            }
            None => {}
        }
        self.condition = condition;
        self.metrics.usage_store(store, trouble.is_none());
        self.ledger.set_status(StoreStatus { kind, trouble });
    }

    /// While the store is in trouble, no request is to wait for it.
    fn tell_desk(&self, condition: Condition) {
        if let Some(desk) = self.ledger.desk() {
            desk.tell(condition == Condition::InTrouble);
        }
    }

    /// Gives back what was leased, and tells the store the rest.
    fn close(mut self) {
        let now = Moment::from(SystemTime::now());
        let closed = self.exchange(now).and_then(|()| {
            let Store::Redis(_) = &self.store else { return Ok(()) };
            self.leases.return_all(|wanted| claim(&mut self.store, wanted))?;
            match &mut self.store {
                Store::Redis(redis) => redis.leave(&months_to(now, 12)),
                Store::Memory | Store::File(_) => Ok(()),
            }
        });
        if let Err(trouble) = closed {
            tracing::error!(%trouble, "The last calls before the end could not be stored");
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    Stop,
}

fn claim(store: &mut Store, claim: Claim<'_>) -> Result<Held, Trouble> {
    match store {
        Store::Redis(redis) => redis.lease(claim),
        Store::Memory | Store::File(_) => Err(away()),
    }
}

fn away() -> Trouble {
    Trouble::Passing("nobody to ask".to_owned())
}

/// The month of `now` and this many before it.
fn months_to(now: Moment, before: u32) -> Vec<Month> {
    (0..=before).map(|before| now.month().before(before)).collect()
}
