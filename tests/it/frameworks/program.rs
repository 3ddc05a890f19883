//! Running the programs of `apps`: several apps in one process, each on a port of its own.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, Command, Stdio};

use tempfile::TempDir;

use crate::support::{Packages, within_times};

/// A framework may take long to load, and many are loaded side by side.
const TIMES_PATIENCE: u32 = 12;

/// A process that serves apps. It ends when it is dropped, or when this process does.
pub(super) struct Program {
    addresses: HashMap<String, SocketAddr>,
    process: Child,
    input: Option<ChildStdin>,
    _folder: Option<TempDir>,
}

const FRAMEWORKS: Packages = Packages { of: "frameworks", programs: "tests/it/frameworks/apps" };

impl Program {
    /// Apps of `apps/node`.
    pub(super) async fn node(names: &[&str]) -> Option<Self> {
        let (mut command, folder) = FRAMEWORKS.node("serve.mjs")?;
        command.args(names);
        Some(Self::start(command, Some(folder)).await)
    }

    /// Apps of one module of `apps/python`.
    pub(super) async fn python(module: &str, names: &[&str]) -> Option<Self> {
        Self::python_script("serve.py", module, names).await
    }

    /// The app of one module of `apps/python`, behind gunicorn with one worker that serves one request at a time.
    pub(super) async fn gunicorn(module: &str, name: &str) -> Option<Self> {
        Self::python_script("serve_gunicorn.py", module, &[name]).await
    }

    /// The app of `apps/java` on this server.
    pub(super) async fn java(server: &str, class: &str) -> Option<Self> {
        let classpath =
            std::fs::read_to_string(FRAMEWORKS.installed("java")?.join(format!("{server}.classpath")));
        let mut command = Command::new("java");
        // What it logs of itself is no part of a test's output.
        command.arg("-cp").arg(classpath.expect("a class path").trim_end()).arg(class).stderr(Stdio::null());
        Some(Self::start(command, None).await)
    }

    async fn python_script(script: &str, module: &str, names: &[&str]) -> Option<Self> {
        let mut command = FRAMEWORKS.python(script)?;
        command.arg(module).args(names);
        Some(Self::start(command, None).await)
    }

    async fn start(mut command: Command, folder: Option<TempDir>) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("the program runs");
        let (input, output) = (process.stdin.take(), process.stdout.take().expect("its output"));
        let mut program = Self { addresses: HashMap::new(), process, input, _folder: folder };
        let read = tokio::task::spawn_blocking(move || ports(BufReader::new(output)));
        program.addresses = within_times(TIMES_PATIENCE, "its ports", read).await.expect("its ports");
        program
    }

    /// Where this app is served.
    pub(super) fn address(&self, name: &str) -> SocketAddr {
        *self.addresses.get(name).unwrap_or_else(|| panic!("no {name} among {:?}", self.addresses))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // All of them end with their input; a process of gunicorn ends its worker then.
        self.input = None;
        let _ = self.process.wait();
    }
}

/// Lines such as `express4 40123`, up to `ready`.
fn ports(output: impl BufRead) -> HashMap<String, SocketAddr> {
    let lines = output.lines().map_while(Result::ok).take_while(|line| line != "ready");
    let port = |line: String| {
        let (name, port) = line.split_once(' ')?;
        Some((name.to_owned(), SocketAddr::from(([127, 0, 0, 1], port.parse().ok()?))))
    };
    lines.filter_map(port).collect()
}
