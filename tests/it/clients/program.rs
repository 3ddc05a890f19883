//! Running the programs of `apps`, each of which asks Understudy through several clients.

use std::io::Read;
use std::process::{Child, Command, Stdio};

use futures_util::future::join;
use tokio::sync::Semaphore;

use super::outcome::Outcomes;
use crate::support::{Packages, Understudy, within_times};

pub(super) const CLIENTS: Packages = Packages { of: "clients", programs: "tests/it/clients/apps" };

/// Each of them is as much work as a test of ours, or more.
static AT_A_TIME: Semaphore = Semaphore::const_new(4);

/// A library may take long to load, and others are loaded beside it.
const TIMES_PATIENCE: u32 = 12;

/// Proxies that the surroundings ask for would be asked for Understudy.
const PROXIES: [&str; 6] =
    ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

/// A collection of ours.
pub(super) fn collection(file: &str) -> String {
    format!("{}/tests/it/clients/collections/{file}", env!("CARGO_MANIFEST_DIR"))
}

/// A mock of this collection, alone.
pub(super) async fn mock(file: &str) -> Understudy {
    let routes = format!(
        "[mocks.vendor]\ncollections = [\"{}\"]\n[[routes]]\nname = \"vendor\"\nmock = \"vendor\"",
        collection(file)
    );
    Understudy::start(&routes, &[]).await
}

/// What the clients of a Node program got; none where they are not installed.
pub(super) async fn node(program: &str, understudy: &Understudy) -> Option<Outcomes> {
    let (command, _folder) = CLIENTS.node(&format!("{program}.mjs"))?;
    Some(run(asking(command, understudy)).await)
}

/// What the clients of a Python program got; none where they are not installed.
pub(super) async fn python(program: &str, understudy: &Understudy) -> Option<Outcomes> {
    let command = CLIENTS.python(&format!("{program}.py"))?;
    Some(run(asking(command, understudy)).await)
}

/// Both, side by side.
pub(super) async fn both(program: &str, understudy: &Understudy) -> Option<(Outcomes, Outcomes)> {
    let (node, python) = join(node(program, understudy), python(program, understudy)).await;
    Some((node?, python?))
}

fn asking(mut program: Command, understudy: &Understudy) -> Command {
    program.arg(format!("http://{}", understudy.address()));
    program
}

/// Runs a program to its end, and reads what it printed.
pub(super) async fn run(mut program: Command) -> Outcomes {
    let _turn = AT_A_TIME.acquire().await.expect("a turn");
    for proxy in PROXIES {
        program.env_remove(proxy);
    }
    program.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut process = Process(program.spawn().expect("the program runs"));
    let mut output = process.0.stdout.take().expect("its output");
    let read = tokio::task::spawn_blocking(move || {
        let mut text = String::new();
        output.read_to_string(&mut text).map(|_| text)
    });
    let text = within_times(TIMES_PATIENCE, "its clients", read).await.expect("a reader").expect("text");
    let status = process.0.wait().expect("its end");
    assert!(status.success(), "{status} after:\n{text}");
    Outcomes::read(&text)
}

/// Ends with the test, also where that fails while it waits.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
