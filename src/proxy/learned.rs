//! What was learned of upstreams outlives a restart: a small file under `state_dir`, written behind and replaced as a
//! whole.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::owner_only;
use crate::reload::{Live, Serving};
use crate::upstream::Upstream;
use crate::upstream::unbuilt::Remembered;

/// How often it is written, at the most.
const PACE: Duration = Duration::from_millis(500);

/// The file's name in the folder. Only its owner can read it.
const FILE: &str = "unbuilt.json";

/// The file.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct File {
    upstreams: BTreeMap<String, Entry>,
}

/// What was learned of one upstream.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// Its servers: others have other answers.
    servers: String,
    #[serde(flatten)]
    learned: Remembered,
}

/// Keeps what is learned for as long as it lives, and writes it once more when it is dropped.
#[derive(Debug)]
pub(super) struct Learned {
    stop: Sender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Learned {
    /// Takes over what was learned before, and follows `live`.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(super) fn start(live: Arc<Live>) -> io::Result<Self> {
        let serving = Arc::clone(&live.snapshot().serving);
        let folder = serving.config.state_dir.clone();
        if let Some(folder) = &folder {
            restore(folder, &serving);
            serving.forget_gone();
        }
        let work = Work { live, folder, version: version(&serving) };
        let (stop, stopped) = channel();
        let thread = Builder::new().name("learned".to_owned()).spawn(move || work.run(&stopped))?;
        Ok(Self { stop, thread: Some(thread) })
    }
}

impl Drop for Learned {
    fn drop(&mut self) {
        let _ = self.stop.send(());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Work {
    live: Arc<Live>,
    folder: Option<PathBuf>,
    /// Of what is written.
    version: u64,
}

impl Work {
    fn run(mut self, stopped: &Receiver<()>) {
        while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(PACE) {
            self.look();
        }
        self.look();
    }

    fn look(&mut self) {
        let snapshot = self.live.snapshot();
        let version = version(&snapshot.serving);
        if version != self.version
            && let Some(folder) = &self.folder
        {
            self.version = version;
            if let Err(error) = write(folder, &file(&snapshot.serving)) {
                tracing::warn!(%error, file = %folder.join(FILE).display(), "What was learned of upstreams will not survive a restart: make the folder of `state_dir` writable for understudy");
            }
        }
    }
}

/// Another number where anything is to be written.
fn version(serving: &Serving) -> u64 {
    let version = |upstream: &Arc<Upstream>| upstream.unbuilt().version();
    serving.upstreams.values().map(version).fold(0, u64::wrapping_add)
}

fn file(serving: &Serving) -> File {
    let entry = |(name, upstream): (&Arc<str>, &Arc<Upstream>)| {
        let entry = Entry { servers: upstream.config().urls(), learned: upstream.unbuilt().remembered() };
        (name.to_string(), entry)
    };
    File { upstreams: serving.upstreams.iter().map(entry).collect() }
}

/// A file that cannot be read is told, and keeps nothing from serving: all of it can be learned again.
fn restore(folder: &Path, serving: &Serving) {
    let path = folder.join(FILE);
    let read = match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice::<File>(&bytes).map_err(|error| error.to_string()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return,
        Err(error) => Err(error.to_string()),
    };
    match read {
        Ok(file) => take_over(file, serving),
        Err(why) => {
            tracing::warn!(why, file = %path.display(), "What was learned of upstreams before is not known; it is learned again");
        }
    }
}

fn take_over(mut file: File, serving: &Serving) {
    for (name, upstream) in &serving.upstreams {
        let entry = file.upstreams.remove(&**name);
        if let Some(entry) = entry.filter(|entry| entry.servers == upstream.config().urls()) {
            let routes = serving.routes.iter().filter(|route| route.config.upstream.as_ref() == Some(name));
            let routes: Vec<_> = routes.map(|route| &**route.name()).collect();
            upstream.unbuilt().restore(entry.learned.of_routes(&routes));
        }
    }
}

/// A crash leaves the old file or the new one.
fn write(folder: &Path, file: &File) -> io::Result<()> {
    owner_only::make_folder(folder)?;
    let mut temporary = NamedTempFile::new_in(folder)?;
    serde_json::to_writer(&mut temporary, file)?;
    temporary.write_all(b"\n")?;
    temporary.as_file().sync_all()?;
    temporary.persist(folder.join(FILE))?;
    Ok(())
}
