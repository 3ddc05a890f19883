//! Reading that may never end: a network share that hangs, a device behind a link. It is done in a thread of its own,
//! and waited for only as long as it gets on; one file that is stuck holds up no other.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;
use std::time::Duration;

use super::handle::Message;
use crate::diagnostic::Diagnostic;

/// How long reading may stand still.
const LONGEST: Duration = Duration::from_secs(3);

/// As [`LONGEST`], once something was stuck in the same load: what is stuck beside it is likely to be so for the same
/// reason, and a load has to end.
const LONGEST_THEN: Duration = Duration::from_millis(100);

/// How many reads may be stuck; each holds a thread. With more, nothing else is tried before one of them ends.
const MOST_STUCK: usize = 64;

/// What is being read, and how far that has come.
#[derive(Debug, Default)]
pub(super) struct Progress {
    steps: AtomicU64,
    at: Mutex<Option<PathBuf>>,
}

/// Does what may get stuck.
#[derive(Debug, Default)]
pub(super) struct Patience {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// A thread that waits for work.
    reader: Option<Sender<Work>>,
    stuck: HashMap<PathBuf, Arc<Read>>,
    /// Whether something was stuck in the load under way.
    course: Course,
    /// Who is told when something gets on that was stuck.
    inbox: Option<Sender<Message>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Course {
    #[default]
    Smooth,
    Stuck,
}

type Work = Box<dyn FnOnce() + Send>;

/// One read, as both threads see it.
#[derive(Debug, Default)]
struct Read {
    progress: Progress,
    is_done: AtomicBool,
    /// Nobody waits for it any more.
    is_left: AtomicBool,
}

/// A read that is stuck, at this file or folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stuck(PathBuf);

impl Progress {
    /// Something was done; next comes this.
    pub(super) fn at(&self, path: &Path) {
        *lock(&self.at) = Some(path.to_owned());
        self.step();
    }

    /// Something was done.
    pub(super) fn step(&self) {
        self.steps.fetch_add(1, Ordering::Relaxed);
    }

    fn steps(&self) -> u64 {
        self.steps.load(Ordering::Relaxed)
    }
}

impl Stuck {
    /// What to tell a person.
    pub(super) fn problem(&self) -> Diagnostic {
        Diagnostic::error("it cannot be read now: its file system does not answer")
            .in_file(&self.0)
            .hint("see whether its disk or network share is there; it is read as soon as it answers")
    }
}

impl Patience {
    /// Tells `inbox` when something gets on that was stuck.
    pub(super) fn tell(&self, inbox: Sender<Message>) {
        lock(&self.state).inbox = Some(inbox);
    }

    /// Begins a load.
    pub(super) fn begin(&self) {
        let mut state = lock(&self.state);
        state.stuck.retain(|_, read| !read.is_done.load(Ordering::SeqCst));
        state.course = if state.stuck.is_empty() { Course::Smooth } else { Course::Stuck };
    }

    /// Whether the path is stuck, or below one that is.
    pub(super) fn is_stuck(&self, path: &Path) -> bool {
        lock(&self.state).stuck.keys().any(|stuck| path.starts_with(stuck))
    }

    /// Reads what stands at `path`, and waits while that gets on.
    ///
    /// # Errors
    /// It does not, or did not before and still is at it.
    pub(super) fn wait<T: Send + 'static>(
        &self,
        path: &Path,
        read: impl FnOnce(&Progress) -> T + Send + 'static,
    ) -> Result<T, Stuck> {
        let mut state = lock(&self.state);
        state.refuse(path)?;
        let shared = Arc::new(Read::default());
        let (sender, result) = channel();
        let (theirs, inbox) = (Arc::clone(&shared), state.inbox.clone());
        let work = Box::new(move || {
            // Who waited may have given up.
            let _ = sender.send(read(&theirs.progress));
            theirs.finish(inbox.as_ref());
        });
        let Some(reader) = state.start(work) else { return Err(Stuck(path.to_owned())) };
        let longest = if state.course == Course::Smooth { LONGEST } else { LONGEST_THEN };
        if let Some(result) = shared.result(&result, longest) {
            state.reader = Some(reader);
            return Ok(result);
        }
        let stuck = shared.stuck(path);
        state.course = Course::Stuck;
        state.stuck.insert(path.to_owned(), shared);
        Err(stuck)
    }
}

impl State {
    /// Leaves alone what is stuck already.
    fn refuse(&mut self, path: &Path) -> Result<(), Stuck> {
        match self.stuck.get(path) {
            Some(read) if !read.is_done.load(Ordering::SeqCst) => Err(read.stuck(path)),
            None if self.stuck.len() >= MOST_STUCK => Err(Stuck(path.to_owned())),
            _ => {
                self.stuck.remove(path);
                Ok(())
            }
        }
    }

    /// Has a thread do the work; none where the system gives no thread.
    fn start(&mut self, work: Work) -> Option<Sender<Work>> {
        let work = match self.reader.take() {
            None => work,
            Some(reader) => match reader.send(work) {
                Ok(()) => return Some(reader),
                Err(unsent) => unsent.0,
            },
        };
        let (reader, jobs) = channel::<Work>();
        let run = move || {
            for work in jobs {
                work();
            }
        };
        Builder::new().name("read".to_owned()).spawn(run).ok()?;
        reader.send(work).ok()?;
        Some(reader)
    }
}

impl Read {
    /// What comes of it; none once it stands still for that long.
    fn result<T>(&self, result: &Receiver<T>, longest: Duration) -> Option<T> {
        loop {
            let steps = self.progress.steps();
            match result.recv_timeout(longest) {
                Ok(result) => return Some(result),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) if self.progress.steps() != steps => {}
                Err(RecvTimeoutError::Timeout) => {
                    self.is_left.store(true, Ordering::SeqCst);
                    // It may have come in this very moment.
                    return result.try_recv().ok();
                }
            }
        }
    }

    fn finish(&self, inbox: Option<&Sender<Message>>) {
        self.is_done.store(true, Ordering::SeqCst);
        if self.is_left.load(Ordering::SeqCst)
            && let Some(inbox) = inbox
        {
            // The reloader may have stopped.
            let _ = inbox.send(Message::Asked(None));
        }
    }

    fn stuck(&self, path: &Path) -> Stuck {
        Stuck(lock(&self.progress.at).clone().unwrap_or_else(|| path.to_owned()))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A read that is stuck until the sender is dropped.
    fn stick(patience: &Patience, path: &'static str) -> (Sender<()>, Result<(), Stuck>) {
        let (hold, release) = channel::<()>();
        let read = move |progress: &Progress| {
            progress.at(&Path::new(path).join("part"));
            let _ = release.recv();
        };
        (hold, patience.wait(Path::new(path), read))
    }

    #[test]
    fn what_is_stuck_holds_up_nothing_else_and_is_told_when_it_gets_on() {
        let (patience, (inbox, messages)) = (Patience::default(), channel());
        patience.tell(inbox);
        patience.begin();
        assert_eq!(patience.wait(Path::new("a"), |_| 1), Ok(1));
        let (hold, stuck) = stick(&patience, "b");
        assert_eq!(stuck, Err(Stuck("b/part".into())));
        assert_eq!(patience.wait(Path::new("b"), |_| 2), Err(Stuck("b/part".into())), "still at it");
        assert_eq!(patience.wait(Path::new("c"), |_| 3), Ok(3));
        assert_eq!(["b", "b/x", "c"].map(|path| patience.is_stuck(Path::new(path))), [true, true, false]);
        drop(hold);
        assert!(matches!(messages.recv(), Ok(Message::Asked(None))));
        patience.begin();
        assert_eq!((patience.wait(Path::new("b"), |_| 4), patience.is_stuck(Path::new("b"))), (Ok(4), false));
    }

    #[test]
    fn however_many_are_stuck_there_is_a_bound() {
        let patience = Patience::default();
        lock(&patience.state).course = Course::Stuck;
        let paths = ["a", "b", "c"].map(|path| stick(&patience, path).0);
        let known = lock(&patience.state).stuck.len();
        assert_eq!(known, paths.len());
        let read = Arc::new(Read::default());
        let more = (known..MOST_STUCK).map(|number| (PathBuf::from(number.to_string()), Arc::clone(&read)));
        lock(&patience.state).stuck.extend(more);
        assert_eq!(patience.wait(Path::new("d"), |_| 1), Err(Stuck("d".into())));
        read.finish(None);
        patience.begin();
        assert_eq!(patience.wait(Path::new("d"), |_| 1), Ok(1));
    }

    #[test]
    fn what_gets_on_is_waited_for() {
        let patience = Patience::default();
        lock(&patience.state).course = Course::Stuck;
        let (turn, turns) = channel();
        let read = move |progress: &Progress| {
            for _ in 0..40 {
                let _ = turns.recv_timeout(LONGEST_THEN / 8);
                progress.step();
            }
        };
        assert_eq!(patience.wait(Path::new("a"), read), Ok(()));
        drop::<Sender<()>>(turn);
    }
}
