//! A server as a process, in a folder of its own.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::Result;
use crate::client::Client;
use crate::collection::{self, BODY, Content};
use crate::process::Cpu;

/// A server that does not answer by then never will; 100,000 examples under callgrind take a while.
const PATIENCE: Duration = Duration::from_mins(5);

/// A server that answers. Ends when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) requests: Requests,
    /// Its backend, if it has one of its own.
    pub(crate) backend: Option<Box<Server>>,
    /// From its start to its first answer.
    pub(crate) first_answer: Duration,
}

/// What a server is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Requests {
    /// In turn.
    pub(crate) paths: Vec<String>,
    /// The key that goes with each.
    pub(crate) key: Option<&'static str>,
}

impl Requests {
    /// Where the path does not matter: the same as where it does.
    pub(crate) fn any() -> Self {
        Self { paths: collection::paths(100, Content::Static), key: None }
    }
}

impl Server {
    /// Starts a program in a folder, and waits until it answers at `address`.
    pub(crate) fn start(
        program: &[String],
        folder: &Path,
        address: SocketAddr,
        requests: Requests,
    ) -> Result<Self> {
        let started = Instant::now();
        let child = spawn(program, folder)?;
        let mut server = Self { child, address, requests, backend: None, first_answer: Duration::ZERO };
        server.wait_until_it_answers(started)?;
        server.first_answer = started.elapsed();
        Ok(server)
    }

    /// The process's number.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Asks until there is an answer: an address that takes connections may only be tried out yet.
    fn wait_until_it_answers(&mut self, started: Instant) -> Result<()> {
        loop {
            match Client::connect(self.address).and_then(|mut client| client.ask_once(&self.requests)) {
                Ok(_) => return Ok(()),
                Err(error) if started.elapsed() > PATIENCE => return Err(error),
                Err(_) => thread::sleep(Duration::from_millis(1)),
            }
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("ended with {status}").into());
            }
        }
    }

    /// That it answers with bodies of the length that all rows are to have.
    pub(crate) fn check_length(&self) -> Result<()> {
        let length = Client::connect(self.address)?.ask_once(&self.requests)?;
        if length.abs_diff(BODY) > BODY / 10 { Err(format!("answers {length} bytes").into()) } else { Ok(()) }
    }

    /// Waits until the server has nothing to do: what it does after its start is no request's cost.
    pub(crate) fn wait_until_it_rests(&self) -> Result<()> {
        // Files that changed shortly before they were read are read again a little later.
        const QUIET: Duration = Duration::from_secs(1);
        let mut last = Cpu::of(self.process())?.total();
        loop {
            thread::sleep(QUIET);
            let now = Cpu::of(self.process())?.total();
            // Timers tick all the time.
            if now.saturating_sub(last) <= QUIET / 20 {
                return Ok(());
            }
            last = now;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Starts a program in a folder, with its output in files there.
fn spawn(program: &[String], folder: &Path) -> Result<Child> {
    let output = |name: &str| -> Result<Stdio> { Ok(File::create(folder.join(name))?.into()) };
    let (first, others) = program.split_first().ok_or("no program")?;
    let mut command = Command::new(first);
    command.args(others).stdin(Stdio::null()).stdout(output("stdout")?).stderr(output("stderr")?);
    command
        .spawn()
        .map_err(|error| format!("cannot start `{first}` (`make setup-bench` installs it): {error}").into())
}

/// An address that nobody listens on.
pub(crate) fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
