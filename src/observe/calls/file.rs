//! Each call as a line of JSON in a file, which is put aside when it has grown.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::call::Call;
use crate::owner_only;

/// A file that calls are written to.
#[derive(Debug)]
pub(super) struct Lines {
    path: PathBuf,
    rotate_at: u64,
    size: u64,
    file: BufWriter<File>,
}

impl Lines {
    /// Goes on where the file ends.
    pub(super) fn open(path: &Path, rotate_at: usize) -> io::Result<Self> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        owner_only::mend(path);
        owner_only::mend(&aside(path));
        let file = open(path)?;
        let size = file.metadata()?.len();
        let rotate_at = u64::try_from(rotate_at).unwrap_or(u64::MAX);
        Ok(Self { path: path.to_owned(), rotate_at, size, file: BufWriter::new(file) })
    }

    /// Adds a line.
    pub(super) fn write(&mut self, call: &Call) -> io::Result<()> {
        let mut line = serde_json::to_vec(&call.heads())?;
        line.push(b'\n');
        let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
        if self.size > 0 && self.size.saturating_add(length) > self.rotate_at {
            self.rotate()?;
        }
        self.size += length;
        self.file.write_all(&line)
    }

    /// Hands to the system what was written.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }

    /// The file that is put aside replaces the one before it.
    fn rotate(&mut self) -> io::Result<()> {
        self.file.flush()?;
        fs::rename(&self.path, aside(&self.path))?;
        self.file = BufWriter::new(open(&self.path)?);
        self.size = 0;
        Ok(())
    }
}

/// Where the file goes that has grown.
fn aside(path: &Path) -> PathBuf {
    let mut aside = path.to_owned().into_os_string();
    aside.push(".1");
    aside.into()
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).mode(owner_only::MODE).open(path)
}
