//! How programs write files.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::versions::Version;

/// How a change comes to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Truncated and written.
    Overwrite,
    /// Written beside, and renamed.
    Rename,
    /// All files at once, as Kubernetes mounts a config map: `FILE -> ..data/FILE`, `..data -> ..VERSION`.
    Links,
    /// A part, and the rest when something asked for it.
    Halves,
}

/// The files of a version, in the order they are written, and their texts.
fn files(version: &Version) -> [(&'static str, &str); 2] {
    [("understudy.toml", &version.config), ("shop.json", &version.shop)]
}

impl Way {
    /// Puts the first version into an empty folder.
    pub(super) fn first(self, folder: &Path, version: &Version) {
        for (name, text) in files(version) {
            match self {
                Self::Links => symlink(format!("..data/{name}"), folder.join(name)).unwrap(),
                _ => fs::write(folder.join(name), text).unwrap(),
            }
        }
        if self == Self::Links {
            swap(folder, version, "first");
        }
    }

    /// Writes what differs from `before`. `stamp` is new each time.
    pub(super) fn write(self, folder: &Path, before: &Version, version: &Version, stamp: &str) {
        if self == Self::Links {
            return swap(folder, version, stamp);
        }
        for ((name, text), (_, old)) in files(version).into_iter().zip(files(before)) {
            if text != old {
                self.save(&folder.join(name), text);
            }
        }
    }

    fn save(self, path: &Path, text: &str) {
        if self == Self::Rename {
            let beside = path.with_extension("tmp");
            fs::write(&beside, text).unwrap();
            return fs::rename(beside, path).unwrap();
        }
        fs::write(path, text).unwrap();
    }
}

/// The first part of a file, and a hand to write the rest with.
pub(super) fn half(path: &Path, text: &str, at: usize) -> (File, String) {
    let (start, rest) = text.split_at(at);
    let mut file = File::create(path).unwrap();
    file.write_all(start.as_bytes()).unwrap();
    (file, rest.to_owned())
}

fn swap(folder: &Path, version: &Version, stamp: &str) {
    let target = format!("..{stamp}");
    fs::create_dir(folder.join(&target)).unwrap();
    for (name, text) in files(version) {
        fs::write(folder.join(&target).join(name), text).unwrap();
    }
    let old = fs::read_link(folder.join("..data")).ok();
    symlink(&target, folder.join("..data_tmp")).unwrap();
    fs::rename(folder.join("..data_tmp"), folder.join("..data")).unwrap();
    if let Some(old) = old.map(|old: PathBuf| folder.join(old)) {
        fs::remove_dir_all(old).unwrap();
    }
}
