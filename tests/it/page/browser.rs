//! A headless Chromium that does what a person would.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

use crate::support::{eventually, within};

/// One browser at a time: a machine with two cores has no use for more.
static ONE: Mutex<()> = Mutex::const_new(());

/// A browser with a profile of its own. It ends when it is dropped.
pub(crate) struct Browser {
    pub(crate) client: Client,
    driver: Child,
    port: u16,
    session: String,
    _profile: TempDir,
    _alone: MutexGuard<'static, ()>,
}

/// A colour scheme that a person prefers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scheme {
    Light,
    Dark,
}

const ARGUMENTS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
];

impl Browser {
    /// Opens a page; none where there is no browser, which is told.
    pub(crate) async fn open(url: &str) -> Option<Self> {
        Self::open_with(url, &[]).await
    }

    /// As [`open`](Self::open), of a server whose certificate nobody vouches for.
    pub(crate) async fn open_untrusted(url: &str) -> Option<Self> {
        Self::open_with(url, &["--ignore-certificate-errors"]).await
    }

    async fn open_with(url: &str, more: &[&str]) -> Option<Self> {
        let (driver, chromium) = (on_path("chromedriver"), on_path("chromium"));
        let Some((driver, chromium)) = driver.zip(chromium) else {
            eprintln!(
                "SKIPPED: chromium and chromedriver are not installed (`make setup-e2e` installs them)"
            );
            assert!(std::env::var_os("CI").is_none(), "chromium and chromedriver must be installed in CI");
            return None;
        };
        let alone = ONE.lock().await;
        let profile = tempfile::tempdir().expect("a folder");
        let (driver, port) = start_driver(&driver);
        let mut arguments: Vec<_> = ARGUMENTS.iter().chain(more).map(ToString::to_string).collect();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let options = json!({"args": arguments, "binary": chromium});
        let capabilities = json!({"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}});
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        let address = format!("http://127.0.0.1:{port}");
        let client = builder.capabilities(capabilities).connect(&address).await.expect("a browser");
        let session = client.session_id().await.ok().flatten().expect("a session");
        let browser = Self { client, driver, port, session, _profile: profile, _alone: alone };
        browser.resize(1280, 900).await;
        browser.client.goto(url).await.expect("a page");
        Some(browser)
    }

    pub(super) async fn resize(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.expect("a size");
    }

    /// The element, once it is there and can be seen.
    pub(super) async fn find(&self, css: &str) -> Element {
        eventually(css, async || {
            let element = self.client.find(Locator::Css(css)).await.ok()?;
            element.is_displayed().await.unwrap_or(false).then_some(element)
        })
        .await
    }

    pub(super) async fn click(&self, css: &str) {
        let clicked = async || self.find(css).await.click().await.ok();
        eventually(&format!("a click on {css}"), clicked).await;
    }

    /// Types into whatever has the focus.
    pub(super) async fn press(&self, keys: &str) {
        let focused = self.client.active_element().await.expect("a focus");
        focused.send_keys(keys).await.expect("keys");
    }

    pub(super) async fn press_key(&self, key: Key) {
        self.press(&char::from(key).to_string()).await;
    }

    /// Waits until the element's text has this in it.
    pub(crate) async fn reads(&self, css: &str, text: &str) {
        eventually(&format!("`{text}` in {css}"), async || self.text(css).await.contains(text).then_some(()))
            .await;
    }

    /// Waits until the element cannot be seen.
    pub(super) async fn gone(&self, css: &str) {
        let script = "return document.querySelector(arguments[0])?.checkVisibility() ?? false";
        let is_gone = async || (self.run(script, vec![json!(css)]).await == false).then_some(());
        eventually(&format!("no {css}"), is_gone).await;
    }

    /// The text that can be seen of all such elements; empty where there is none.
    pub(super) async fn text(&self, css: &str) -> String {
        let script =
            "return [...document.querySelectorAll(arguments[0])].map((one) => one.innerText).join('\\n')";
        self.run(script, vec![json!(css)]).await.as_str().unwrap_or_default().to_owned()
    }

    /// What a script gives.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        within("a script", self.client.execute(script, arguments)).await.expect("a value")
    }

    pub(super) async fn prefer(&self, scheme: Scheme) {
        let value = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": value}]});
        let command = Cdp { command: "Emulation.setEmulatedMedia", parameters: features };
        self.client.issue_cmd(command).await.expect("a preference");
    }

    /// What can be seen, as `target/screenshots/NAME.png`.
    pub(super) async fn screenshot(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        std::fs::create_dir_all(&folder).expect("a folder");
        let picture = self.client.screenshot().await.expect("a picture");
        std::fs::write(folder.join(format!("{name}.png")), picture).expect("a file");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A driver that is killed leaves its browser behind, so the browser is ended first.
        let _ = self.end_session();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Browser {
    /// Ends the browser, and waits until it has ended: dropping cannot wait for a future.
    fn end_session(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let request = format!(
            "DELETE /session/{} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nconnection: close\r\n\r\n",
            self.session, self.port
        );
        stream.write_all(request.as_bytes())?;
        stream.read(&mut [0; 512]).map(drop)
    }
}

/// A program that the shell would find.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Starts the driver on a port of its choice, which it prints.
fn start_driver(driver: &Path) -> (Child, u16) {
    let mut command = Command::new(driver);
    command.args(["--port=0", "--allowed-ips=127.0.0.1"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut driver = command.spawn().expect("a driver");
    let lines = BufReader::new(driver.stdout.take().expect("its output")).lines();
    let port = lines.map_while(Result::ok).find_map(|line| {
        line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
    });
    (driver, port.expect("the driver's port"))
}

/// A command of Chromium's own.
#[derive(Debug)]
struct Cdp {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for Cdp {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        let body = json!({"cmd": self.command, "params": self.parameters});
        (Method::POST, Some(body.to_string()))
    }
}
