//! What is larger than memory may grow to streams through, down and up.

use std::path::Path;

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::program::{BIG, Nginx, printed};
use crate::support::{Head, Serving, command, is_there, within};

/// How much memory a process holds, in bytes.
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
}

/// How much more it may come to hold.
const MORE: u64 = 48 * 1024 * 1024;

/// The binary, in a process whose memory is its own, before this upstream.
async fn serving(upstream: &str, folder: &Path) -> Serving {
    let config = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\naccess_log = false\n[admin]\nlisten = \"127.0.0.1:0\"\n\
         [upstreams.shop]\nurl = \"http://{upstream}\"\n[[routes]]\nname = \"shop\"\nupstream = \"shop\"\n"
    );
    let file = folder.join("understudy.toml");
    std::fs::write(&file, config).expect("a config");
    Serving::start(command(&["run", "--config", file.to_str().expect("a path")])).await
}

fn url(serving: &Serving, path: &str) -> String {
    let line = serving.overview.lines().find(|line| line.trim_start().starts_with("proxy")).expect("a proxy");
    format!("{}{path}", line.trim_start().trim_start_matches("proxy").trim())
}

#[tokio::test]
async fn a_download_of_any_length() {
    let Some(nginx) = Nginx::start().await else { return };
    if !is_there("curl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let serving = serving(&nginx.address().to_string(), folder.path()).await;
    let url = url(&serving, "/big");
    let before = resident(serving.id());
    for version in ["--http1.1", "--http2-prior-knowledge"] {
        let options = [
            "-sS",
            "--noproxy",
            "*",
            version,
            "-o",
            "/dev/null",
            "-w",
            "%{http_code} %{size_download}",
            &url,
        ];
        assert_eq!(printed("curl", &options).await, format!("200 {BIG}"), "{version}");
        let grown = resident(serving.id()).saturating_sub(before);
        assert!(grown < MORE, "{version}: {} MiB more", grown >> 20);
    }
}

/// Takes one request with a body of [`BIG`] and answers it; the length of its body.
async fn count(listener: TcpListener) -> u64 {
    let (stream, _) = listener.accept().await.unwrap();
    let mut stream = BufReader::new(stream);
    Head::read(&mut stream).await.unwrap().unwrap();
    let length = tokio::io::copy(&mut (&mut stream).take(BIG), &mut tokio::io::sink()).await.unwrap();
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
    length
}

#[tokio::test]
async fn an_upload_of_any_length() {
    if !is_there("curl") {
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let counting = tokio::spawn(count(listener));
    let folder = tempfile::tempdir().unwrap();
    let big = std::fs::File::create(folder.path().join("big")).unwrap();
    big.set_len(BIG).unwrap();
    let serving = serving(&address.to_string(), folder.path()).await;
    let (url, file) = (url(&serving, "/up"), folder.path().join("big"));
    let before = resident(serving.id());
    let file = file.to_str().unwrap();
    let options =
        ["-sS", "--noproxy", "*", "-T", file, "-w", "%{http_code} %{size_upload}", "-o", "/dev/null", &url];
    assert_eq!(printed("curl", &options).await, format!("200 {BIG}"));
    assert_eq!(within("the last piece", counting).await.unwrap(), BIG);
    let grown = resident(serving.id()).saturating_sub(before);
    assert!(grown < MORE, "{} MiB more", grown >> 20);
}
