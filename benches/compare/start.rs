//! How the server of each row is started.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use crate::collection;
use crate::rows::{Door, Mode, Program, Row, Setup};
use crate::server::{Requests, Server, free_address};
use crate::{Result, config, key};

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
        let backend = match &row.program {
            Program::Understudy(Setup { mode: Mode::Unbuilt, .. }) => Some(Box::new(unbuilt(&folder)?)),
            _ => None,
        };
        let upstream = backend.as_ref().map_or(self.upstream, |backend| backend.address);
        let (program, requests) = self.program(row, &folder, address, upstream)?;
        let program = [self.wrapper, &program].concat();
        let server = Server::start(&program, &folder, address, requests);
        let mut server = server.map_err(|error| format!("{}: {error}", row.name))?;
        server.check_length()?;
        server.backend = backend;
        Ok(server)
    }

    fn program(
        &self,
        row: &Row,
        folder: &Path,
        address: SocketAddr,
        upstream: SocketAddr,
    ) -> Result<(Vec<String>, Requests)> {
        let threads = self.threads.to_string();
        match &row.program {
            Program::BareAnswer => Ok((own(&["answer", &address.to_string(), &threads])?, Requests::any())),
            Program::BareProxy => {
                let upstream = upstream.to_string();
                Ok((own(&["proxy", &address.to_string(), &threads, &upstream])?, Requests::any()))
            }
            Program::Understudy(setup) => {
                let examples = setup.examples.min(self.most_examples);
                fs::write(folder.join("bench.json"), collection::text(0..examples, setup.content))?;
                let file = folder.join("understudy.toml");
                fs::write(&file, config::understudy(setup, "bench.json", address, upstream, self.threads))?;
                let key = (setup.door == Door::Private).then_some(key::RAW);
                let requests = Requests { paths: collection::paths(examples, setup.content), key };
                Ok((understudy(&["--config", &file.display().to_string()]), requests))
            }
            Program::Nginx(role) => {
                let file = folder.join("nginx.conf");
                fs::write(&file, config::nginx(*role, folder, address, upstream))?;
                let program = ["nginx", "-c", &file.display().to_string()];
                Ok((program.map(str::to_owned).to_vec(), Requests::any()))
            }
        }
    }
}

/// Who answers what rows forward: a bare answering server, of its own so that no row's figures hold its cost;
/// `wrapper` runs it.
pub(crate) fn upstream(folder: &Path, wrapper: &[String]) -> Result<Server> {
    let address = free_address()?;
    let folder = folder.join("upstream");
    fs::create_dir_all(&folder)?;
    let program = [wrapper, &own(&["answer", &address.to_string(), "1"])?].concat();
    Server::start(&program, &folder, address, Requests::any())
}

/// A backend that has built nothing but its root.
fn unbuilt(folder: &Path) -> Result<Server> {
    let (address, folder) = (free_address()?, folder.join("backend"));
    fs::create_dir_all(&folder)?;
    let requests = Requests { paths: vec!["/".to_owned()], key: None };
    Server::start(&own(&["unbuilt", &address.to_string(), "1"])?, &folder, address, requests)
}

/// The product, run with these options.
pub(crate) fn understudy(options: &[&str]) -> Vec<String> {
    [env!("CARGO_BIN_EXE_understudy"), "run"].iter().chain(options).map(|&word| word.to_owned()).collect()
}

/// This executable, run again as a yardstick.
fn own(arguments: &[&str]) -> Result<Vec<String>> {
    let program = std::env::current_exe()?.display().to_string();
    Ok([program.as_str(), "serve"].iter().chain(arguments).map(|&word| word.to_owned()).collect())
}
