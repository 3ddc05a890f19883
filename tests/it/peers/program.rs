//! Running another program to its end, and nginx for as long as a test needs it.

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use tokio::net::{TcpSocket, TcpStream};

use crate::support::{eventually, is_there, within_times};

/// A whole run may be much work.
const TIMES_PATIENCE: u32 = 12;

/// What a program that ends well prints.
pub(super) async fn printed(program: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    let run = tokio::task::spawn_blocking(move || command.output());
    let output = within_times(TIMES_PATIENCE, program, run).await.expect(program).expect(program);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// nginx in a folder of its own; it ends when it is dropped.
pub(crate) struct Nginx {
    process: Child,
    address: SocketAddr,
    /// Keeps the port from anybody else. It never listens itself.
    _reserved: TcpSocket,
    _folder: TempDir,
}

/// The length of `/big`, in bytes.
pub(super) const BIG: u64 = 256 * 1024 * 1024;

impl Nginx {
    /// None where it is not installed.
    ///
    /// `/books` tells in headers which of its connections was used, and which of its requests this is; `/big` is
    /// [`BIG`].
    pub(super) async fn start() -> Option<Self> {
        Self::start_with("", BOOKS).await
    }

    /// With these lines in `http` and in its `server`; none where it is not installed.
    pub(crate) async fn start_with(in_http: &str, in_server: &str) -> Option<Self> {
        if !is_there("nginx") {
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let file = std::fs::File::create(folder.path().join("big")).expect("a file");
        file.set_len(BIG).expect("a file with a hole");
        let reserved = TcpSocket::new_v4().expect("a socket");
        reserved.set_reuseport(true).expect("an address that may be shared");
        reserved.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
        let address = reserved.local_addr().expect("an address");
        std::fs::write(folder.path().join("nginx.conf"), conf(address, in_http, in_server))
            .expect("a config");
        let process = Command::new("nginx")
            .arg("-p")
            .arg(folder.path())
            .args(["-e", "error.log", "-c", "nginx.conf"])
            .stdin(Stdio::null())
            .spawn()
            .expect("nginx runs");
        let nginx = Self { process, address, _reserved: reserved, _folder: folder };
        eventually("nginx", async || TcpStream::connect(address).await.ok()).await;
        Some(nginx)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const BOOKS: &str = "location /books {
    add_header x-connection $connection; add_header x-requests $connection_requests;
    return 200 '[1]';
}";

/// Paths are relative to its folder.
fn conf(address: SocketAddr, in_http: &str, in_server: &str) -> String {
    format!(
        "daemon off; master_process off; pid nginx.pid;
        events {{ worker_connections 4096; }}
        http {{
            access_log off; keepalive_requests 1000000;
            client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi; scgi_temp_path scgi;
            {in_http}
            server {{
                listen {address} reuseport; root .;
                {in_server}
            }}
        }}"
    )
}
