//! The load generators. Both run in one thread, over connections that are kept, and ask for a row's paths in turn.
//!
//! Throughput: Debian's wrk, closed loop. Percentiles: Debian's h2load at a fixed rate, which is so low that no
//! connection has to wait for its own last answer, and which logs every request, where others tell p99 at best.
//! Its connections are begun one after the other: begun at once, they would all ask at the same moments.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::Result;
use crate::cores;
use crate::server::{Requests, Server};

/// Connections of wrk.
const WRK_CONNECTIONS: usize = 32;

/// Connections of h2load.
const H2LOAD_CONNECTIONS: u32 = 64;

/// What wrk got done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Throughput {
    pub(crate) requests: f64,
    pub(crate) per_second: f64,
}

/// How wrk is called, with `URL`, `SCRIPT` for what differs by row.
pub(crate) fn wrk_command(length: Duration, script: &str, url: &str) -> Vec<String> {
    let text = format!("wrk -t1 -c{WRK_CONNECTIONS} -d{}s --latency -s {script} {url}", length.as_secs());
    text.split(' ').map(str::to_owned).collect()
}

/// How h2load is called.
pub(crate) fn h2load_command(rate: u32, length: Duration, uris: &str, log: &str) -> Vec<String> {
    let each = f64::from(rate) / f64::from(H2LOAD_CONNECTIONS);
    let requests = u64::from(rate) * length.as_secs();
    let text = format!(
        "h2load --h1 -t1 -c{H2LOAD_CONNECTIONS} -r1 --rate-period=1ms --rps={each} -n{requests} -i {uris} --log-file={log}"
    );
    text.split(' ').map(str::to_owned).collect()
}

/// As many requests as the server can take, for so long.
pub(crate) fn throughput(server: &Server, folder: &Path, length: Duration) -> Result<Throughput> {
    let script = folder.join("wrk.lua");
    fs::write(&script, lua(&server.requests))?;
    let url = format!("http://{}", server.address);
    let command = wrk_command(length, &script.display().to_string(), &url);
    let output = run(&[cores::for_load(), command].concat())?;
    let numbers = output.lines().find_map(|line| line.strip_prefix("RESULT ")).ok_or("wrk told no result")?;
    let numbers: Vec<f64> = numbers.split(' ').map(str::parse).collect::<std::result::Result<_, _>>()?;
    match numbers.as_slice() {
        [requests, microseconds, 0.0] => {
            Ok(Throughput { requests: *requests, per_second: requests / (microseconds / 1e6) })
        }
        _ => Err(format!("wrk met failures:\n{output}").into()),
    }
}

/// A request that h2load made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timed {
    /// When it began, in microseconds since 1970.
    pub(crate) began: u128,
    /// Until the end of its answer, in microseconds.
    pub(crate) took: u64,
}

/// So many requests a second, for so long.
pub(crate) fn at_rate(server: &Server, folder: &Path, rate: u32, length: Duration) -> Result<Vec<Timed>> {
    let (uris, log) = (folder.join("uris"), folder.join("h2load.log"));
    fs::write(&uris, uri_lines(server.address, &server.requests))?;
    drop(fs::remove_file(&log));
    let mut command = h2load_command(rate, length, &uris.display().to_string(), &log.display().to_string());
    command.extend(server.requests.key.map(|key| format!("--header=x-api-key: {key}")));
    run(&[cores::for_load(), command].concat())?;
    fs::read_to_string(&log)?.lines().map(timed).collect()
}

fn timed(line: &str) -> Result<Timed> {
    match line.split('\t').collect::<Vec<_>>().as_slice() {
        [began, "200", took, ..] => Ok(Timed { began: began.parse()?, took: took.parse()? }),
        _ => Err(format!("h2load met a failure: {line}").into()),
    }
}

fn uri_lines(address: SocketAddr, requests: &Requests) -> String {
    let lines: Vec<String> = requests.paths.iter().map(|path| format!("http://{address}{path}")).collect();
    lines.join("\n")
}

fn lua(requests: &Requests) -> String {
    let paths: Vec<String> = requests.paths.iter().map(|path| format!("{path:?}")).collect();
    let key = requests.key.map(|key| format!("wrk.headers[\"x-api-key\"] = {key:?}")).unwrap_or_default();
    format!(
        r#"{key}
local requests, last = {{}}, 0
function init()
  for _, path in ipairs({{{paths}}}) do table.insert(requests, wrk.format("GET", path)) end
end
function request()
  last = last % #requests + 1
  return requests[last]
end
function done(summary)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %d\n", summary.requests, summary.duration, failed))
end
"#,
        paths = paths.join(", ")
    )
}

fn run(command: &[String]) -> Result<String> {
    let (program, arguments) = command.split_first().ok_or("no program")?;
    let output = Command::new(program).args(arguments).output();
    let output = output
        .map_err(|error| format!("cannot start {program} (`make setup-bench` installs it): {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr)).into())
    }
}
