//! A collection in many files: the folder of a collection in format 3.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use super::reading::Reading;
use super::several::{AllSeen, look_at_all_in_time};
use super::tracked::Tracked;
use crate::collection::{FolderFile, Read};
use crate::diagnostic::Diagnostic;

/// Which files a collection is made of, as its folder was listed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bundle {
    /// The folder.
    pub(super) root: PathBuf,
    /// Relative to it, in the order of their names.
    pub(super) files: Vec<PathBuf>,
}

impl Bundle {
    /// Looks at every file, and understands them anew if any of them, the list of them, or `context` changed.
    /// A file that is still written to, or cannot be read now, keeps all as it was.
    pub(super) fn refresh<T>(
        &self,
        tracked: &mut Tracked<T, AllSeen>,
        context: u64,
        reading: &Reading,
        understand: impl FnOnce(&[FolderFile<'_>]) -> Result<Read<T>, Vec<Diagnostic>>,
    ) {
        let context = self.context(context);
        let paths: Vec<_> = self.files.iter().map(|file| self.root.join(file)).collect();
        let look = look_at_all_in_time(&self.root, paths, tracked.seen_for(context), reading);
        tracked.renew(context, look, |contents: Vec<Vec<u8>>| {
            let files = self.files.iter().zip(&contents).map(|(path, bytes)| FolderFile { path, bytes });
            let read = understand(&files.collect::<Vec<_>>());
            let Read { value, warnings } = read.map_err(|problems| self.place(problems))?;
            Ok(Read { value, warnings: self.place(warnings) })
        });
    }

    /// Another number where the list of files or `context` is another.
    fn context(&self, context: u64) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.files, context).hash(&mut hasher);
        hasher.finish()
    }

    fn place(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let placed = |problem: Diagnostic| {
            let file = problem.file.as_deref().map(|file| self.root.join(file));
            problem.in_file(file.as_deref().unwrap_or(&self.root))
        };
        problems.into_iter().map(placed).collect()
    }

    /// The name of the folder, where a collection has none of its own.
    pub(super) fn name(&self) -> String {
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
        // `.` and `..` are called what they lead to.
        name(&self.root).or_else(|| name(&self.root.canonicalize().ok()?)).unwrap_or_default()
    }
}
