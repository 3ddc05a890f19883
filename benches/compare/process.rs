//! What a process took of the machine, from the operating system.

use std::fs;
use std::time::Duration;

use crate::Result;

/// A tick of the times in `/proc/PID/stat`: Linux shows programs a hundred a second, whatever its own are.
const TICK: Duration = Duration::from_millis(10);

/// The processor time of a process, all its threads together, since it started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cpu {
    pub(crate) user: Duration,
    pub(crate) system: Duration,
}

impl Cpu {
    /// What the process has used by now.
    pub(crate) fn of(process: u32) -> Result<Self> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
        // The second field is the name in parentheses, which may hold spaces; the times are fields 14 and 15.
        let (_, fields) = stat.rsplit_once(')').ok_or("a stat without a name")?;
        let mut times = fields.split_whitespace().skip(11).map(str::parse::<u32>);
        let mut time = || -> Result<Duration> { Ok(TICK * times.next().ok_or("a stat without times")??) };
        Ok(Self { user: time()?, system: time()? })
    }

    /// User and system time together.
    pub(crate) fn total(self) -> Duration {
        self.user + self.system
    }
}

/// The memory of a process that is in RAM, in MiB.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    pub(crate) now: f64,
    /// The most since it started.
    pub(crate) peak: f64,
}

impl Memory {
    /// What the process has by now.
    pub(crate) fn of(process: u32) -> Result<Self> {
        let status = fs::read_to_string(format!("/proc/{process}/status"))?;
        let mebibytes = |name: &str| -> Result<f64> {
            let line =
                status.lines().find_map(|line| line.strip_prefix(name)).ok_or("a status without memory")?;
            let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
            Ok(kibibytes / 1024.0)
        };
        Ok(Self { now: mebibytes("VmRSS:")?, peak: mebibytes("VmHWM:")? })
    }
}

/// How many bytes the process has read by now, from files and elsewhere.
pub(crate) fn read_bytes(process: u32) -> Result<u64> {
    let io = fs::read_to_string(format!("/proc/{process}/io"))?;
    let count = io.lines().find_map(|line| line.strip_prefix("rchar:")).ok_or("no count of what was read")?;
    Ok(count.trim().parse()?)
}
