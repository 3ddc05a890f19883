//! The binary itself, as a user runs it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use super::{Client, eventually, within_times};

/// `understudy`, about to be run in the project's folder.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_understudy"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// Runs it to its end; its exit code, standard output and standard error.
pub(crate) fn run(arguments: &[&str]) -> (i32, String, String) {
    finished(&command(arguments).output().expect("the command runs"))
}

/// Runs it in another folder.
pub(crate) fn run_in(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    finished(&command(arguments).current_dir(folder).output().expect("the command runs"))
}

fn finished(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// A command that serves; it is killed when it is dropped.
pub(crate) struct Serving {
    process: Process,
    /// What it printed before it served.
    pub(crate) overview: String,
    stdout: BufReader<ChildStdout>,
}

/// Ends with the test, also where that fails while it waits.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// How often a process is looked at.
const PACE: std::time::Duration = std::time::Duration::from_millis(5);

/// Until it serves, a command may have much to load.
const TIMES_PATIENCE: u32 = 6;

impl Serving {
    /// Starts it and waits until it has printed where it serves.
    pub(crate) async fn start(mut command: Command) -> Self {
        let mut process = Process(command.stdout(Stdio::piped()).spawn().expect("the command runs"));
        let mut stdout = BufReader::new(process.0.stdout.take().expect("standard output"));
        let read = move || {
            let mut overview = String::new();
            while !overview.contains("Route ") && stdout.read_line(&mut overview).expect("text") > 0 {}
            (overview, stdout)
        };
        let read = tokio::task::spawn_blocking(read);
        let (overview, stdout) =
            within_times(TIMES_PATIENCE, "the overview", read).await.expect("the overview");
        Self { process, overview, stdout }
    }

    /// What it has printed up to a line that holds this.
    pub(crate) async fn printed(self, text: &'static str) -> String {
        let Self { process, mut overview, mut stdout } = self;
        let read = move || {
            while !overview.contains(text) && stdout.read_line(&mut overview).expect("text") > 0 {}
            overview
        };
        let printed = within_times(TIMES_PATIENCE, text, tokio::task::spawn_blocking(read)).await;
        drop(process);
        printed.expect("the rest of the overview")
    }

    /// Of its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.0.id()
    }

    /// A client of its proxy or admin listener: the URL behind this word of the overview.
    pub(crate) fn client(&self, listener: &str) -> Client {
        let line = self.overview.lines().find(|line| line.trim_start().starts_with(listener));
        let url =
            line.and_then(|line| line.split("http://").nth(1)).unwrap_or_else(|| panic!("{}", self.overview));
        let address = url.split('/').next().unwrap_or(url);
        Client::new(address.parse().expect("an address"))
    }
}

impl Serving {
    /// Kills it at once (-9).
    pub(crate) fn kill(&mut self) {
        self.process.0.kill().expect("a process to kill");
        self.process.0.wait().expect("a process that ends");
    }

    /// Waits for its end; its exit code.
    pub(crate) async fn ended(&mut self) -> Option<i32> {
        let ended = async {
            loop {
                match self.process.0.try_wait().expect("a process") {
                    Some(status) => return status.code(),
                    None => tokio::time::sleep(PACE).await,
                }
            }
        };
        within_times(TIMES_PATIENCE, "the end", ended).await
    }

    /// Sends it a signal such as `INT`, and waits for its end.
    pub(crate) async fn end(&mut self, signal: &str) {
        signal_to(self.id(), signal);
        eventually("the end", async || self.process.0.try_wait().expect("a process")).await;
    }
}

/// Sends a signal such as `INT` to a process of the test's own.
pub(crate) fn signal_to(process: u32, signal: &str) {
    let sent = Command::new("kill").arg(format!("-{signal}")).arg(process.to_string()).status();
    assert!(sent.expect("kill").success());
}
