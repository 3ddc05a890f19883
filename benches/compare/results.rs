//! `benches/RESULTS.md`: what was measured, when, and on what machine.

use std::fs;
use std::process::Command;

use crate::Result;

const FILE: &str = "benches/RESULTS.md";

/// Writes the sections, each with its heading.
pub(crate) fn write(sections: &[(&str, String)]) -> Result<()> {
    let today = jiff::Timestamp::now().strftime("%Y-%m-%d");
    let start = format!("# Results of `make bench`\n\n{today}, on {}.\n", machine()?);
    let section = |(heading, text): &(&str, String)| format!("\n## {heading}\n\n{text}");
    let text: String = [start].into_iter().chain(sections.iter().map(section)).collect();
    Ok(fs::write(FILE, text)?)
}

/// Cores, processor, memory, kernel and the tools' versions; nothing that names the machine.
fn machine() -> Result<String> {
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let model = field(&processors, "model name").unwrap_or("unknown processor");
    let memory = fs::read_to_string("/proc/meminfo")?;
    let kilobytes: u64 =
        field(&memory, "MemTotal").and_then(|text| text.split(' ').next()).unwrap_or("0").parse()?;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let kernel = kernel.split('-').next().unwrap_or_default().trim();
    Ok(format!(
        "{} cores ({model}), {} GiB of memory, Linux {kernel}; {}, {}, {}, {}",
        std::thread::available_parallelism()?,
        kilobytes.div_ceil(1024 * 1024),
        version("rustc", "--version"),
        version("wrk", "--version"),
        version("h2load", "--version"),
        version("nginx", "-v"),
    ))
}

fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix(':')).map(str::trim)
}

/// A program with what it says its version is: the first word with a digit.
fn version(program: &str, option: &str) -> String {
    let Ok(output) = Command::new(program).arg(option).output() else { return format!("no {program}") };
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    let has_digit = |word: &&str| word.contains(|char: char| char.is_ascii_digit());
    let number = text.split_whitespace().filter(|word| *word != program).find(has_digit);
    format!("{program} {}", number.unwrap_or("of unknown version"))
}
