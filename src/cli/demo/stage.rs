//! What the demo plays on: a folder with its files, the backend, and Understudy.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::backend::Backend;
use super::failed;
use crate::cli::args::DemoArgs;
use crate::diagnostic::Diagnostic;
use crate::proxy::{Gateway, Understudy};
use crate::server::{Running, Signals, start};

const CONFIG: &str = include_str!("../../../conf/demo/understudy.toml");
const COLLECTION: &str = include_str!("../../../conf/demo/bookshop.postman_collection.json");
const ENVIRONMENT: &str = include_str!("../../../conf/demo/bookshop.postman_environment.json");

/// How long a changed file may take to be noticed.
const PATIENCE: Duration = Duration::from_secs(10);

/// Everything the demo needs; gone when dropped.
#[derive(Debug)]
pub(super) struct Stage {
    folder: TempDir,
    pub(super) backend: Backend,
    understudy: Running,
}

impl Stage {
    pub(super) fn set(args: &DemoArgs) -> Result<Self, Vec<Diagnostic>> {
        let io = |error| vec![failed(&error)];
        let folder = tempfile::Builder::new().prefix("understudy-demo-").tempdir().map_err(io)?;
        let backend = Backend::start().map_err(io)?;
        let config = CONFIG
            .replace("127.0.0.1:3000", &backend.address().to_string())
            .replace("127.0.0.1:8080", &args.listen.to_string())
            .replace("127.0.0.1:8081", &args.admin.to_string());
        for (name, text) in [
            ("understudy.toml", config.as_str()),
            ("bookshop.postman_collection.json", COLLECTION),
            ("bookshop.postman_environment.json", ENVIRONMENT),
        ] {
            fs::write(folder.path().join(name), text).map_err(io)?;
        }
        let loaded = Understudy::builder(Gateway).config_file(folder.path().join("understudy.toml")).load();
        let loaded = loaded.map_err(|unusable| unusable.0)?;
        let understudy = start(loaded, Signals::Process).map_err(|problem| vec![problem])?;
        Ok(Self { folder, backend, understudy })
    }

    pub(super) fn proxy(&self) -> SocketAddr {
        self.understudy.proxy()
    }

    pub(super) fn admin(&self) -> Option<SocketAddr> {
        self.understudy.admin()
    }

    pub(super) fn config(&self) -> PathBuf {
        self.folder.path().join("understudy.toml")
    }

    /// Replaces a line of the config file and waits until the change is in force.
    pub(super) fn edit_config(&self, line: &str, by: &str) -> anyhow::Result<()> {
        let before = self.understudy.live().snapshot().generation;
        let text = fs::read_to_string(self.config())?;
        anyhow::ensure!(text.contains(line), "the config has no line `{line}`");
        fs::write(self.config(), text.replacen(line, by, 1))?;
        let began = Instant::now();
        while self.understudy.live().snapshot().generation == before {
            anyhow::ensure!(began.elapsed() < PATIENCE, "the change was not noticed within {PATIENCE:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    pub(super) fn intro(&self) -> String {
        let (proxy, backend, config) = (self.proxy(), self.backend.address(), self.config());
        format!(
            "A bookshop's backend at http://{backend} has built its list of books and nothing else.\n\
             Its Postman collection has examples for all of it. Understudy stands in front, at\n\
             http://{proxy}, with {}.",
            config.display()
        )
    }

    pub(super) fn outro(&self) -> String {
        let config = self.config();
        format!("Still serving: http://{}. Edit {} and see. Ctrl-C ends it.", self.proxy(), config.display())
    }

    pub(super) fn serve_until_stopped(self) {
        self.understudy.wait();
    }
}
