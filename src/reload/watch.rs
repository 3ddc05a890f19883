//! Being told when a file changes.
//!
//! It watches folders, tells which events matter, and reads nothing: whether a file really changed is
//! the loader's business. Where watching fails, a person can still ask for a reload.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use notify::event::{AccessKind, AccessMode, Event, EventKind, ModifyKind};
use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::handle::Message;
use super::places::Places;
use super::walk::identity;
use crate::diagnostic::Diagnostic;

/// The folders that are watched.
pub(super) struct Watch {
    inbox: Sender<Message>,
    watcher: Option<RecommendedWatcher>,
    watched: HashMap<PathBuf, Identity>,
    places: Places,
}

/// Which folder stands under a name: another one, or none, makes a watch deaf.
type Identity = Option<(u64, u64)>;

/// What came of an update.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Update {
    /// Everything was watched already.
    Settled,
    /// Something is watched anew: what changed there shortly before went unnoticed.
    Renewed,
    /// Not everything can be watched.
    Deaf(Box<Diagnostic>),
}

impl Watch {
    /// Watches nothing yet; events go to `inbox`.
    pub(super) fn new(inbox: Sender<Message>) -> Self {
        Self { inbox, watcher: None, watched: HashMap::new(), places: Places::default() }
    }

    /// Watches what tells of changes of these paths, and nothing else. Only the difference is touched.
    pub(super) fn update<'p>(&mut self, paths: impl IntoIterator<Item = &'p Path>) -> Update {
        self.places = Places::of(paths);
        if self.places.watched.is_empty() {
            self.stop();
            return Update::Settled;
        }
        let mut watcher = match self.watcher.take().map_or_else(|| watcher(&self.inbox), Ok) {
            Ok(watcher) => watcher,
            Err(error) => return Update::Deaf(Box::new(cannot_watch(&error))),
        };
        self.drop_unwanted(&mut watcher);
        let update = self.add_missing(&mut watcher);
        self.watcher = Some(watcher);
        update
    }

    /// Whether an event may change what is loaded.
    pub(super) fn concerns(&mut self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else { return true };
        if event.need_rescan() {
            // What was lost may have been the end of any watch.
            self.forget_below(Path::new("/"));
            return true;
        }
        if is_only_reading(event.kind) {
            return false;
        }
        let is_concern = event.paths.iter().any(|path| self.places.concern(path));
        if matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))) {
            event.paths.iter().for_each(|path| self.forget_below(path));
        }
        is_concern
    }

    fn stop(&mut self) {
        self.watcher = None;
        self.watched.clear();
    }

    /// The watches of what moved away are deaf, or tell of the wrong place.
    fn forget_below(&mut self, path: &Path) {
        let Some(watcher) = &mut self.watcher else { return };
        for (folder, _) in self.watched.extract_if(|folder, _| folder.starts_with(path)) {
            // The system may have ended it already.
            let _ = watcher.unwatch(&folder);
        }
    }

    fn drop_unwanted(&mut self, watcher: &mut RecommendedWatcher) {
        let wanted = &self.places.watched;
        let is_unwanted =
            |folder: &Path, known: Identity| !wanted.contains(folder) || identity(folder) != known;
        for (folder, _) in self.watched.extract_if(|folder, known| is_unwanted(folder, *known)) {
            // The system may have ended it already.
            let _ = watcher.unwatch(&folder);
        }
    }

    fn add_missing(&mut self, watcher: &mut RecommendedWatcher) -> Update {
        let (mut failure, mut is_renewed) = (None, false);
        for folder in &self.places.watched {
            if self.watched.contains_key(folder) {
                continue;
            }
            let identity = identity(folder);
            match watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(folder.clone(), identity);
                    is_renewed = true;
                }
                // It went since: the next update watches what is there instead.
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => is_renewed = true,
                Err(error) => {
                    failure.get_or_insert_with(|| cannot_watch(&error).in_file(folder));
                }
            }
        }
        match failure {
            Some(failure) => Update::Deaf(Box::new(failure)),
            None if is_renewed => Update::Renewed,
            None => Update::Settled,
        }
    }
}

fn watcher(inbox: &Sender<Message>) -> notify::Result<RecommendedWatcher> {
    let inbox = inbox.clone();
    let tell = move |event| {
        // Nobody listens any more while the reloader stops.
        let _ = inbox.send(Message::Event(event));
    };
    notify::recommended_watcher(tell)
}

/// Reading a file tells of no change; that somebody closed it after writing does.
fn is_only_reading(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => true,
        _ => false,
    }
}

fn cannot_watch(error: &notify::Error) -> Diagnostic {
    let (reason, remedy) = match &error.kind {
        ErrorKind::MaxFilesWatch => {
            ("the system gives no more watches".to_owned(), "raise `fs.inotify.max_user_watches`")
        }
        ErrorKind::Io(error) => (error.to_string(), "let the user that understudy runs as watch it"),
        _ => (error.to_string(), "see that it can be watched"),
    };
    Diagnostic::warning(format!("changes are not noticed: {reason}"))
        .hint(format!("{remedy}; until then reload by hand, with `POST /api/reload` or SIGHUP"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc::channel;

    use notify::event::{CreateKind, Flag, MetadataKind, RemoveKind, RenameMode};

    use super::*;

    /// Watching `file.json` and the folder `folder`.
    #[track_caller]
    fn check(kind: EventKind, path: &str, expected: bool) {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        fs::create_dir(root.join("folder")).unwrap();
        let (sender, _inbox) = channel();
        let mut watch = Watch::new(sender);
        let paths = [root.join("file.json"), root.join("folder")];
        assert_eq!(watch.update(paths.iter().map(PathBuf::as_path)), Update::Renewed);
        let event = Event::new(kind).add_path(root.join(path));
        assert_eq!(watch.concerns(&Ok(event)), expected, "{kind:?} {path}");
    }

    #[test]
    fn events_that_concern() {
        check(EventKind::Create(CreateKind::File), "file.json", true);
        check(EventKind::Create(CreateKind::File), "folder/new.json", true);
        check(EventKind::Modify(ModifyKind::Name(RenameMode::To)), "file.json", true);
        check(EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any)), "file.json", true);
        check(EventKind::Access(AccessKind::Close(AccessMode::Write)), "file.json", true);
        check(EventKind::Remove(RemoveKind::Folder), "folder", true);
        check(EventKind::Create(CreateKind::File), "other.json", false);
        check(EventKind::Create(CreateKind::File), "folder/new.json~", false);
    }

    #[test]
    fn reading_concerns_nobody() {
        check(EventKind::Access(AccessKind::Close(AccessMode::Read)), "file.json", false);
        check(EventKind::Access(AccessKind::Open(AccessMode::Any)), "file.json", false);
        check(EventKind::Access(AccessKind::Read), "folder/new.json", false);
    }

    #[test]
    fn only_the_difference_is_watched_anew() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        let path = |name: &str| root.join(name);
        fs::create_dir(path("a")).unwrap();
        let (sender, _inbox) = channel();
        let mut watch = Watch::new(sender);
        let mut update = |paths: &[PathBuf]| watch.update(paths.iter().map(PathBuf::as_path));
        assert_eq!(update(&[path("a/file")]), Update::Renewed, "the first");
        assert_eq!(update(&[path("a/file"), path("a/other")]), Update::Settled, "in the same folder");
        assert_eq!(update(&[path("a/file"), path("file")]), Update::Renewed, "one more");
        fs::rename(path("a"), path("b")).unwrap();
        fs::create_dir(path("a")).unwrap();
        assert_eq!(update(&[path("a/file"), path("file")]), Update::Renewed, "another under its name");
        assert_eq!(update(&[path("a/file")]), Update::Settled, "one less");
        assert_eq!(update(&[]), Update::Settled, "none");
        assert_eq!(update(&[path("a/file")]), Update::Renewed, "again");
    }

    #[test]
    fn after_lost_events_everything_is_watched_anew() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        let (sender, _inbox) = channel();
        let mut watch = Watch::new(sender);
        watch.update([file.as_path()]);
        assert!(watch.concerns(&Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan))));
        assert_eq!(watch.update([file.as_path()]), Update::Renewed);
    }

    #[test]
    fn when_watching_fails_hands_are_named() {
        let warning = cannot_watch(&notify::Error::new(ErrorKind::MaxFilesWatch)).to_string();
        let expected = "changes are not noticed: the system gives no more watches \
            (raise `fs.inotify.max_user_watches`; until then reload by hand, with `POST /api/reload` or SIGHUP)";
        assert_eq!(warning, expected);
    }
}
