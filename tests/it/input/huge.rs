//! A collection of 100 MB.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::support::{Serving, command, item};

const EXAMPLES: usize = 30_000;
const BODY: usize = 3_200;
const MEGABYTE: u64 = 1_000_000;

/// Writes it piece by piece; its size in bytes.
fn write(path: &Path) -> u64 {
    let body = "0123456789abcdef".repeat(BODY / 16);
    let mut file = BufWriter::new(File::create(path).unwrap());
    file.write_all(br#"{"info": {"name": "huge"}, "item": ["#).unwrap();
    for number in 0..EXAMPLES {
        let separator = if number == 0 { "" } else { "," };
        let body = format!("{number}:{body}");
        let item = item(&number.to_string(), "GET", &format!("/things/{number}"), 200, &body);
        write!(file, "{separator}{item}").unwrap();
    }
    file.write_all(b"]}").unwrap();
    file.into_inner().unwrap().metadata().unwrap().len()
}

#[tokio::test]
async fn a_collection_of_a_hundred_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge.json");
    let size = write(&path);
    assert!(size > 100 * MEGABYTE, "{size}");
    let path = path.display().to_string();
    let arguments = ["run", "--collection", &path, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"];
    let serving = Serving::start(command(&arguments)).await;
    let last = EXAMPLES - 1;
    let answer = serving.client("proxy").get(&format!("/things/{last}")).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().starts_with(&format!("{last}:0123")));
    let peak = peak_memory(serving.id());
    assert!(peak < 6 * size, "{} MB", peak / MEGABYTE);
}

/// In bytes; 0 where the system does not tell.
fn peak_memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) * 1024
}
