//! A row's server as a process, in a folder of its own.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::collection::{self, BODY, Content};
use crate::process::Cpu;
use crate::rows::{Door, Program, Row};
use crate::{Result, config, key};

/// A server that does not answer by then never will; 100,000 examples under callgrind take a while.
const PATIENCE: Duration = Duration::from_mins(5);

/// A server that answers. Ends when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) requests: Requests,
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
    fn any() -> Self {
        Self { paths: collection::paths(100, Content::Static), key: None }
    }
}

/// Where and how servers are started.
pub(crate) struct Start<'a> {
    /// What runs the program, e.g. valgrind and its options; nothing for the program itself.
    pub(crate) wrapper: &'a [String],
    /// Holds a folder for each row.
    pub(crate) folder: &'a Path,
    /// Who answers what is forwarded.
    pub(crate) upstream: SocketAddr,
    /// Request threads of the server.
    pub(crate) threads: usize,
    /// At most so many examples.
    pub(crate) most_examples: usize,
}

impl Start<'_> {
    /// Starts a row's server and waits until it answers.
    pub(crate) fn row(&self, row: &Row) -> Result<Server> {
        let folder = self.folder.join(row.name);
        fs::create_dir_all(&folder)?;
        let address = free_address()?;
        let (program, requests) = self.program(row, &folder, address)?;
        let program = match program.split_first() {
            Some(_) => [self.wrapper, &program].concat(),
            None => return Err("no program".into()),
        };
        let mut server = Server { child: spawn(&program, &folder)?, address, requests };
        server.wait_until_it_answers().map_err(|error| format!("{}: {error}", row.name))?;
        Ok(server)
    }

    fn program(&self, row: &Row, folder: &Path, address: SocketAddr) -> Result<(Vec<String>, Requests)> {
        let threads = self.threads.to_string();
        match &row.program {
            Program::BareAnswer => Ok((own(&["answer", &address.to_string(), &threads])?, Requests::any())),
            Program::BareProxy => {
                let upstream = self.upstream.to_string();
                Ok((own(&["proxy", &address.to_string(), &threads, &upstream])?, Requests::any()))
            }
            Program::Understudy(setup) => {
                let examples = setup.examples.min(self.most_examples);
                fs::write(folder.join("bench.json"), collection::text(examples, setup.content))?;
                let file = folder.join("understudy.toml");
                fs::write(&file, config::understudy(setup, address, self.upstream, self.threads))?;
                let key = (setup.door == Door::Private).then_some(key::RAW);
                let requests = Requests { paths: collection::paths(examples, setup.content), key };
                let program =
                    [env!("CARGO_BIN_EXE_understudy"), "run", "--config", &file.display().to_string()];
                Ok((program.map(str::to_owned).to_vec(), requests))
            }
            Program::Nginx(role) => {
                let file = folder.join("nginx.conf");
                fs::write(&file, config::nginx(*role, folder, address, self.upstream))?;
                let program = ["nginx", "-c", &file.display().to_string()];
                Ok((program.map(str::to_owned).to_vec(), Requests::any()))
            }
        }
    }
}

impl Server {
    /// The process's number.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Asks until there is an answer: an address that takes connections may only be tried out yet.
    fn wait_until_it_answers(&mut self) -> Result<()> {
        let started = Instant::now();
        let length = loop {
            match Client::connect(self.address).and_then(|mut client| client.ask_once(&self.requests)) {
                Ok(length) => break length,
                Err(error) if started.elapsed() > PATIENCE => return Err(error),
                Err(_) => thread::sleep(Duration::from_millis(2)),
            }
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("ended with {status}").into());
            }
        };
        if length.abs_diff(BODY) > BODY / 10 { Err(format!("answers {length} bytes").into()) } else { Ok(()) }
    }

    /// Waits until the server has nothing to do: what it does after its start is no request's cost.
    pub(crate) fn wait_until_it_rests(&self) -> Result<()> {
        const QUIET: Duration = Duration::from_millis(500);
        let mut last = Cpu::of(self.process())?.total();
        loop {
            thread::sleep(QUIET);
            let now = Cpu::of(self.process())?.total();
            // Timers tick all the time.
            if now.saturating_sub(last) <= QUIET / 10 {
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

/// Who answers what rows forward: a bare answering server, of its own so that no row's figures hold its cost.
pub(crate) fn upstream(folder: &Path) -> Result<Server> {
    let address = free_address()?;
    let folder = folder.join("upstream");
    fs::create_dir_all(&folder)?;
    let program = own(&["answer", &address.to_string(), "1"])?;
    let mut server = Server { child: spawn(&program, &folder)?, address, requests: Requests::any() };
    server.wait_until_it_answers()?;
    Ok(server)
}

/// This executable, run again as a yardstick.
fn own(arguments: &[&str]) -> Result<Vec<String>> {
    let program = std::env::current_exe()?.display().to_string();
    Ok([program.as_str(), "serve"].iter().chain(arguments).map(|&word| word.to_owned()).collect())
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
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
