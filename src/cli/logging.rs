//! The log: to standard error, Pingora's own lines included.

use std::io::{BufWriter, IsTerminal, stderr};

use tracing_appender::non_blocking;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::fmt::writer::MakeWriterExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::args::LogFormat;
use crate::diagnostic::Diagnostic;

/// Pingora tells of its own start and stop at info; that is noise to whoever runs Understudy.
const QUIET: &str = "pingora=warn,pingora_core=warn,pingora_proxy=warn,pingora_runtime=warn";

/// The target of the lines of requests.
const ACCESS: &str = "access";

/// Sets up the log of this process; what is still to be written is written before the result is dropped. The
/// lines of requests are written in batches by a thread of their own, so that no request waits for a disk; where
/// it cannot keep up, they are lost. All others are written at once.
///
/// # Errors
/// A filter that cannot be read.
pub(super) fn start(format: LogFormat, filter: &str) -> Result<WorkerGuard, Diagnostic> {
    let filter = EnvFilter::try_new(format!("{QUIET},{filter}")).map_err(|error| {
        Diagnostic::error(format!("`{filter}` is no log filter: {error}"))
            .at_item("--log")
            .hint("write a level such as `info`, or filters such as `info,access=off`")
    })?;
    let (requests, written) = non_blocking(BufWriter::new(stderr()));
    let writer = requests.with_filter(|line| line.target() == ACCESS).or_else(stderr);
    let log = fmt().with_env_filter(filter).with_writer(writer).with_ansi(stderr().is_terminal());
    // A line that cannot be written, as on a full disk, is lost; told on standard error it would be a panic.
    let log = log.log_internal_errors(false);
    let started = match format {
        LogFormat::Human => log.finish().try_init(),
        LogFormat::Json => log.json().flatten_event(true).finish().try_init(),
    };
    // A log that is there already is the caller's, and serves as well.
    drop(started);
    Ok(written)
}
