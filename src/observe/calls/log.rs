//! The log and the thread that fills it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;
use std::{io, thread};

use crossbeam_queue::ArrayQueue;
use http::HeaderMap;
use http::request::Parts;

use super::call::Call;
use super::draft::{Draft, Secrets};
use super::file::Lines;
use super::filter::Filter;
use super::kept::Kept;
use super::redact::Redactor;

/// How often the queue is emptied.
const PACE: Duration = Duration::from_millis(100);

/// How often in a flood, which is when the queue was full: nobody reads that many calls, so a part of them will do.
const FLOOD_PACE: Duration = Duration::from_secs(1);

/// How often where each call is to be written to a file.
const FILE_PACE: Duration = Duration::from_millis(10);

/// The shortest queue where each call is to be written to a file.
const FILE_QUEUE: usize = 8192;

/// The shortest queue otherwise: a burst is recorded whole, however few of its calls are kept.
const QUEUE: usize = 1024;

/// How much is kept, and where it is written.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How many calls are kept.
    pub keep: usize,
    /// How much memory they may take, in bytes; as much again may wait to be recorded.
    pub max_bytes: usize,
    /// A file for all calls.
    pub file: Option<PathBuf>,
    /// At which size it is put aside, in bytes.
    pub rotate_at: usize,
    /// Headers and parameters whose values are secret, beside the usual ones.
    pub redact: Vec<String>,
}

/// The last calls.
#[derive(Debug)]
pub struct CallLog {
    queue: ArrayQueue<Box<Draft>>,
    /// How much memory those in the queue take, in bytes.
    queued: AtomicUsize,
    max_bytes: usize,
    redactor: Arc<Redactor>,
    /// How many came while the queue was full.
    lost: AtomicU64,
    /// Locked by the recorder and by people who look, never on the way of a request.
    kept: Mutex<Kept>,
}

/// Some of the calls, newest first.
#[derive(Debug)]
pub struct Page {
    /// The calls.
    pub calls: Vec<Arc<Call>>,
    /// How many are kept in all.
    pub kept: usize,
    /// How many were too many to be recorded, since the start.
    pub lost: u64,
}

/// The thread that fills a log; it ends when this is dropped.
#[derive(Debug)]
pub struct Recorder {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl CallLog {
    /// A log, and what fills it.
    ///
    /// # Errors
    /// The file cannot be written, or the system gives no thread.
    pub fn start(settings: &Settings) -> io::Result<(Arc<Self>, Recorder)> {
        let file = settings.file.as_deref().map(|file| Lines::open(file, settings.rotate_at)).transpose()?;
        let shortest = if file.is_some() { FILE_QUEUE } else { QUEUE };
        let redactor = Arc::new(Redactor::new(&settings.redact));
        let log = Arc::new(Self {
            redactor: Arc::clone(&redactor),
            queue: ArrayQueue::new(settings.keep.max(shortest)),
            queued: AtomicUsize::new(0),
            max_bytes: settings.max_bytes,
            lost: AtomicU64::new(0),
            kept: Mutex::new(Kept::new(settings.keep, settings.max_bytes, redactor)),
        });
        let recorder = Recorder::start(Arc::clone(&log), file)?;
        Ok((log, recorder))
    }

    /// Whether there is room for a call; where there is none, it is not worth writing down.
    pub fn has_room(&self) -> bool {
        let has_room = !self.queue.is_full() && self.queued.load(Ordering::Relaxed) <= self.max_bytes;
        if !has_room {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
        has_room
    }

    /// Whether a call with these heads may hold secrets.
    pub fn look_for_secrets(&self, request: &Parts, response: Option<&HeaderMap>) -> Secrets {
        self.redactor.look(request, response)
    }

    /// Leaves a call to the recorder. It waits for nothing and wakes nobody.
    pub fn push(&self, draft: Box<Draft>) {
        let size = draft.size();
        let is_over = self.queued.fetch_add(size, Ordering::Relaxed) > self.max_bytes;
        if is_over || self.queue.push(draft).is_err() {
            self.queued.fetch_sub(size, Ordering::Relaxed);
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The next one to record.
    fn pop(&self) -> Option<Box<Draft>> {
        let draft = self.queue.pop()?;
        self.queued.fetch_sub(draft.size(), Ordering::Relaxed);
        Some(draft)
    }

    /// Those that the filter takes, newest first: at most `most`, all older than `before`.
    pub fn page(&self, filter: &Filter, before: Option<u64>, most: usize) -> Page {
        let mut kept = self.kept();
        let calls = kept.page(filter, before, most);
        Page { calls, kept: kept.len(), lost: self.lost.load(Ordering::Relaxed) }
    }

    /// The one with this id, while it is kept.
    pub fn get(&self, id: u64) -> Option<Arc<Call>> {
        self.kept().get(id).map(Arc::clone)
    }

    /// Those after the one with this id, oldest first: the last `most` of them.
    pub fn since(&self, id: u64, most: usize) -> Vec<Arc<Call>> {
        self.kept().since(id, most)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recorder {
    fn start(log: Arc<CallLog>, file: Option<Lines>) -> io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let mut recording = Recording { log, file };
        let stopped = Arc::clone(&stop);
        let record = move || {
            let mut pace = recording.pace();
            let mut is_last = false;
            while !is_last {
                thread::park_timeout(pace);
                is_last = stopped.load(Ordering::Acquire);
                pace = recording.pace();
                recording.empty_queue();
            }
        };
        let thread = Builder::new().name("calls".to_owned()).spawn(record)?;
        Ok(Self { stop, thread: Some(thread) })
    }
}

/// What is still in the queue is recorded before it ends.
impl Drop for Recorder {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

/// All that the thread works with.
struct Recording {
    log: Arc<CallLog>,
    file: Option<Lines>,
}

impl Recording {
    /// How long to wait before the queue is emptied again.
    fn pace(&self) -> Duration {
        match self.file {
            Some(_) => FILE_PACE,
            None if self.log.queue.is_full() => FLOOD_PACE,
            None => PACE,
        }
    }

    fn empty_queue(&mut self) {
        let log = Arc::clone(&self.log);
        for _ in 0..log.queue.capacity() {
            let Some(draft) = log.pop() else { break };
            if self.file.is_some() {
                let call = log.kept().add_worked_out(draft);
                self.write(&call);
            } else {
                log.kept().add(draft);
            }
        }
        if let Some(Err(error)) = self.file.as_mut().map(Lines::flush) {
            self.give_up(&error);
        }
    }

    fn write(&mut self, call: &Call) {
        if let Some(Err(error)) = self.file.as_mut().map(|file| file.write(call)) {
            self.give_up(&error);
        }
    }

    /// Told once: a full disk would otherwise fill the log as well.
    fn give_up(&mut self, error: &io::Error) {
        tracing::error!(%error, "Calls are no longer written to their file; restart once it can be written");
        self.file = None;
    }
}
