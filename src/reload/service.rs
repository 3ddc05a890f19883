//! The reloader's life: a thread of its own, so that no request thread ever parses a file.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::{Builder, JoinHandle};

use super::handle::{Handle, Message};
use super::live::Live;
use super::loader::Loader;
use super::politeness::give_way;
use super::switches::Switches;
use super::watching::Watching;
use super::worker::Worker;
use crate::observe::Metrics;

/// Reloads when files change or somebody asks, as long as it lives.
#[derive(Debug)]
pub struct Reloader {
    inbox: Sender<Message>,
    thread: Option<JoinHandle<()>>,
}

impl Reloader {
    /// Starts with what `loader` loaded first, which `live` serves. Problems of that first load are
    /// the caller's to tell; this one logs what is new since.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(loader: Loader, live: Arc<Live>, metrics: Arc<Metrics>) -> io::Result<Self> {
        let (sender, inbox) = channel();
        let watch = Watching::new(sender.clone(), Arc::clone(loader.patience()));
        loader.patience().tell(sender.clone());
        let switches = Switches::new(live.snapshot().serving.config.state_dir.clone());
        let worker = Worker { loader, live, metrics, watch, switches, inbox };
        let thread = Builder::new().name("reload".to_owned()).spawn(move || {
            give_way();
            worker.run();
        })?;
        Ok(Self { inbox: sender, thread: Some(thread) })
    }

    /// To ask for reloads by hand.
    pub fn handle(&self) -> Handle {
        Handle::new(self.inbox.clone())
    }
}

/// Waits for a reload that is under way, and for nothing else.
impl Drop for Reloader {
    fn drop(&mut self) {
        let _ = self.inbox.send(Message::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
