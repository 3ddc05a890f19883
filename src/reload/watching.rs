//! The watch as the reloader's thread holds it: what stands still while folders are watched holds up nothing else.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;

use notify::Event;

use super::handle::Message;
use super::patience::Patience;
use super::watch::{Update, Watch};
use crate::diagnostic::Diagnostic;

/// What is said to be stuck where an update is; no file is called so.
const NAME: &str = "the watches of all folders";

/// A watch.
pub(super) struct Watching {
    inbox: Sender<Message>,
    /// None while an update of it is stuck.
    watch: Option<Watch>,
    patience: Arc<Patience>,
}

impl Watching {
    /// Watches nothing yet; events go to `inbox`.
    pub(super) fn new(inbox: Sender<Message>, patience: Arc<Patience>) -> Self {
        Self { inbox, watch: None, patience }
    }

    /// Watches what tells of changes of these paths, and nothing else.
    pub(super) fn update(&mut self, paths: Vec<PathBuf>) -> Update {
        let mut watch = self.watch.take().unwrap_or_else(|| Watch::new(self.inbox.clone()));
        let updated = self.patience.wait(Path::new(NAME), move |_| {
            let update = watch.update(paths.iter().map(PathBuf::as_path));
            (watch, update)
        });
        match updated {
            Ok((watch, update)) => {
                self.watch = Some(watch);
                update
            }
            Err(_) => Update::Deaf(Box::new(stuck())),
        }
    }

    /// Whether an event may change what is loaded.
    pub(super) fn concerns(&mut self, event: &notify::Result<Event>) -> bool {
        self.watch.as_mut().is_none_or(|watch| watch.concerns(event))
    }
}

fn stuck() -> Diagnostic {
    Diagnostic::warning("changes are not noticed now: the file system of a folder does not answer").hint(
        "see whether its disk or network share is there; until then reload by hand, with `POST /api/reload`",
    )
}
