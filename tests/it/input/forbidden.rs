//! Files and folders without permission. The superuser may read everything, so it lets `nobody` try.

use std::fs::{Permissions, set_permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::process::Command;

use tempfile::TempDir;

use crate::support::{LISTENERS, Serving, collection, command, eventually, item};

/// By custom the user who owns nothing.
const NOBODY: u32 = 65_534;

/// A shop in a file and another in a folder, open to everybody.
fn open_to_all() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = r#"
[mocks.shop]
collections = ["shop.json", "more"]
[[routes]]
name = "shop"
mock = "shop"
"#;
    let shop = |path| collection(&[item(path, "GET", path, 200, "{}")]);
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("understudy.toml"), format!("{LISTENERS}{config}")).unwrap();
    std::fs::write(path("shop.json"), shop("/books")).unwrap();
    std::fs::create_dir(path("more")).unwrap();
    std::fs::write(path("more/more.json"), shop("/more")).unwrap();
    for name in ["", "more"] {
        set_mode(&folder, name, 0o755);
    }
    for name in ["understudy.toml", "shop.json", "more/more.json"] {
        set_mode(&folder, name, 0o644);
    }
    folder
}

fn set_mode(folder: &TempDir, name: &str, mode: u32) {
    set_permissions(folder.path().join(name), Permissions::from_mode(mode)).unwrap();
}

/// A command that permissions bind; none, which is said aloud, where it cannot even be run.
fn bound(folder: &TempDir, arguments: &[&str]) -> Option<Command> {
    let bind = |arguments| {
        let mut command = command(arguments);
        command.current_dir(folder.path());
        if std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0) {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    };
    match bind(&["--version"]).output() {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            eprintln!("SKIPPED: `nobody` may not run the command: its folder is closed");
            None
        }
        _ => Some(bind(arguments)),
    }
}

const RUN: &[&str] = &["run", "--config", "understudy.toml", "--log", "off"];

#[test]
fn told_at_the_start() {
    for name in ["understudy.toml", "shop.json", "more", "more/more.json"] {
        let folder = open_to_all();
        set_mode(&folder, name, 0);
        let Some(mut command) = bound(&folder, RUN) else { return };
        let output = command.output().unwrap();
        let expected = format!(
            "error: no permission to read it\n--> {name}\n \
             = help: let the user that understudy runs as read it, and enter the folders above it"
        );
        assert_eq!(String::from_utf8_lossy(&output.stderr).trim_end(), expected);
        assert_eq!(output.status.code(), Some(1), "{name}");
        set_mode(&folder, name, 0o755);
    }
}

#[tokio::test]
async fn told_while_serving_until_it_is_given_back() {
    for name in ["understudy.toml", "shop.json", "more", "more/more.json"] {
        let folder = open_to_all();
        let Some(command) = bound(&folder, RUN) else { return };
        let serving = Serving::start(command).await;
        let (client, admin) = (serving.client("proxy"), serving.client("admin"));
        let told = async || {
            let status = admin.get("/api/status").await.json();
            let problems = status["problems"].as_array().cloned().unwrap_or_default();
            problems.first().map(|first| format!("{}: {}", first["file"], first["message"]))
        };
        let expected = format!("\"{name}\": \"no permission to read it\"");
        set_mode(&folder, name, 0);
        // A load that is under way may have listed a folder whose files it then cannot read.
        let is_told = async || (told().await.as_deref() == Some(&expected)).then_some(());
        eventually(&expected, is_told).await;
        for path in ["/books", "/more"] {
            assert_eq!(client.get(path).await.status, 200, "{name}: {path}");
        }
        set_mode(&folder, name, 0o755);
        eventually("no problem", async || told().await.is_none().then_some(())).await;
    }
}
