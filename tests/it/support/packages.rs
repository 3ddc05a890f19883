//! Packages from npm and `PyPI` that programs of tests stand on, where `make setup-e2e` puts them.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Programs of one language, in a folder of the tests, and the packages they stand on.
pub(crate) struct Packages {
    /// The folder in `target` that holds them, which says what they are.
    pub(crate) of: &'static str,
    /// The folder of the programs, in the project's.
    pub(crate) programs: &'static str,
}

impl Packages {
    /// Node on a copy of the programs: a module is looked for beside the file that imports it, and the tree is not the
    /// place for modules. None where the packages are not installed, which is told.
    pub(crate) fn node(&self, program: &str) -> Option<(Command, TempDir)> {
        let modules = self.installed("node")?.join("node_modules");
        let folder = tempfile::tempdir().expect("a folder");
        copy(&self.programs("node"), folder.path());
        std::os::unix::fs::symlink(modules, folder.path().join("node_modules")).expect("a link");
        let mut command = Command::new("node");
        command.arg(folder.path().join(program));
        Some((command, folder))
    }

    /// Python in the environment of the packages; none where they are not installed, which is told.
    pub(crate) fn python(&self, program: &str) -> Option<Command> {
        let mut command = Command::new(self.installed("python")?.join("bin/python"));
        // `-B`: no compiled files in the tree.
        command.arg("-B").arg(self.programs("python").join(program));
        Some(command)
    }

    fn programs(&self, language: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(self.programs).join(language)
    }

    /// The packages of a language; none where they are not installed, which is told.
    pub(crate) fn installed(&self, language: &str) -> Option<PathBuf> {
        let of = self.of;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(of).join(language);
        if folder.join("installed").exists() {
            return Some(folder);
        }
        eprintln!("SKIPPED: the {of} of {language} are not installed (`make setup-e2e` installs them)");
        assert!(std::env::var_os("CI").is_none(), "the {of} of {language} must be installed in CI");
        None
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
