//! A file, or several that make one thing, that keep their last good content while they are broken.
//!
//! It is read again when its metadata changed, and understood again when its content changed. What
//! the content means is the caller's business.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use super::reading::Reading;
use super::stamp::{Look, Seen, look};
use super::unreadable::unreadable;
use crate::collection::Read;
use crate::diagnostic::Diagnostic;

/// What was understood last; `S` is how the files were then.
#[derive(Debug)]
pub(super) struct Tracked<T, S = Seen> {
    seen: Option<S>,
    tried: Option<Origin>,
    good: Option<Good<T>>,
    /// Why the last attempt failed; empty where it did not.
    failure: Vec<Diagnostic>,
    is_being_written: bool,
}

/// What a value was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Origin {
    content: u64,
    context: u64,
}

#[derive(Debug)]
struct Good<T> {
    /// None where something of it could not be read.
    origin: Option<Origin>,
    read: Read<T>,
}

impl<T, S> Default for Tracked<T, S> {
    fn default() -> Self {
        Self { seen: None, tried: None, good: None, failure: Vec::new(), is_being_written: false }
    }
}

impl<T> Tracked<T> {
    /// Looks at the file, and understands it anew if it or its `context` changed, that is whatever
    /// else `understand` depends on. What is still written to, or cannot be read now, stays as it was.
    pub(super) fn refresh(
        &mut self,
        path: &Path,
        context: u64,
        reading: &Reading,
        understand: impl FnOnce(Vec<u8>) -> Result<Read<T>, Vec<Diagnostic>>,
    ) {
        let last = self.seen_for(context).copied();
        let (file, quiet) = (path.to_owned(), reading.quiet);
        let look = reading.patience.wait(path, move |progress| look(&file, last, quiet, progress));
        let look = match look {
            Ok(look) => look.map_err(|error| unreadable(path, &error)),
            Err(stuck) => Err(stuck.problem()),
        };
        self.renew(context, look, |bytes: Vec<u8>| {
            let Read { value, warnings } = understand(bytes).map_err(|problems| in_file(problems, path))?;
            Ok(Read { value, warnings: in_file(warnings, path) })
        });
    }
}

impl<T, S> Tracked<T, S> {
    /// How the files were, if they were read in the same context.
    pub(super) fn seen_for(&self, context: u64) -> Option<&S> {
        let is_for_context = self.tried.is_some_and(|tried| tried.context == context);
        self.seen.as_ref().filter(|_| is_for_context)
    }

    /// Takes what a look found, or why it found nothing. What `understand` tells names its file already. It is given the
    /// content itself, which may be large and is best dropped as soon as it is read.
    pub(super) fn renew<C: Hash>(
        &mut self,
        context: u64,
        look: Result<Look<S, C>, Diagnostic>,
        understand: impl FnOnce(C) -> Result<Read<T>, Vec<Diagnostic>>,
    ) {
        self.is_being_written = matches!(look, Ok(Look::BeingWritten));
        match look {
            Ok(Look::Unchanged | Look::BeingWritten) => {}
            Ok(Look::Read { content, seen }) => {
                self.seen = Some(seen);
                let origin = Origin { content: hash(&content), context };
                self.attempt(origin, || understand(content));
            }
            Err(problem) => {
                (self.seen, self.tried) = (None, None);
                self.failure = vec![problem];
            }
        }
    }

    fn attempt(&mut self, origin: Origin, understand: impl FnOnce() -> Result<Read<T>, Vec<Diagnostic>>) {
        if self.tried.replace(origin) == Some(origin) {
            return;
        }
        self.failure.clear();
        if self.good.as_ref().is_some_and(|good| good.origin == Some(origin)) {
            return;
        }
        match understand() {
            Ok(read) => self.good = Some(Good { origin: Some(origin), read }),
            Err(problems) => self.failure = problems,
        }
    }

    /// Has the next look read and understand it in any case: not all of it could be read now.
    pub(super) fn look_again(&mut self) {
        (self.seen, self.tried) = (None, None);
        if let Some(good) = &mut self.good {
            good.origin = None;
        }
    }

    /// Whether there may be more to come, so that nothing was read.
    pub(super) fn is_being_written(&self) -> bool {
        self.is_being_written
    }

    /// The last good content, and what to know about it.
    pub(super) fn good(&self) -> Option<&Read<T>> {
        self.good.as_ref().map(|good| &good.read)
    }

    /// What is wrong as it is now.
    pub(super) fn problems(&self) -> &[Diagnostic] {
        match &self.good {
            Some(good) if self.failure.is_empty() => &good.read.warnings,
            _ => &self.failure,
        }
    }
}

fn in_file(problems: Vec<Diagnostic>, path: &Path) -> Vec<Diagnostic> {
    problems.into_iter().map(|problem| problem.in_file(path)).collect()
}

fn hash(content: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::*;

    /// Understands text, but for `broken`.
    fn understand(bytes: Vec<u8>) -> Result<Read<String>, Vec<Diagnostic>> {
        if bytes == b"broken" {
            return Err(vec![Diagnostic::error("it is broken")]);
        }
        let value = String::from_utf8(bytes).unwrap();
        Ok(Read { value, warnings: vec![Diagnostic::warning("it is text")] })
    }

    /// Steps: what is written (`None` removes), the context, whether it is understood anew, the
    /// content that is good then, and the problem.
    type Step = (Option<&'static str>, u64, bool, Option<&'static str>, &'static str);

    #[track_caller]
    fn check(name: &str, steps: &[Step]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let mut tracked = Tracked::default();
        for (at, &(content, context, expected, good, problem)) in steps.iter().enumerate() {
            match content {
                Some(content) => fs::write(&path, content).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let mut understood = false;
            tracked.refresh(&path, context, &Reading::default(), |bytes| {
                understood = true;
                understand(bytes)
            });
            assert_eq!(understood, expected, "{name}: step {at}");
            assert_eq!(tracked.good().map(|read| read.value.as_str()), good, "{name}: step {at}");
            let problems: Vec<_> = tracked.problems().iter().map(|it| it.message.as_str()).collect();
            assert_eq!(problems, [problem], "{name}: step {at}");
            assert!(tracked.problems().iter().all(|it| it.file.as_deref() == Some(&path)), "{name}");
        }
    }

    const FINE: &str = "it is text";
    const BROKEN: &str = "it is broken";
    const GONE: &str = "there is no such file or folder";

    #[test]
    fn keeps_the_last_good_content() {
        check("changed", &[(Some("a"), 0, true, Some("a"), FINE), (Some("b"), 0, true, Some("b"), FINE)]);
        let broken = (Some("broken"), 0, true, Some("a"), BROKEN);
        check(
            "broken, mended",
            &[(Some("a"), 0, true, Some("a"), FINE), broken, (Some("b"), 0, true, Some("b"), FINE)],
        );
        check(
            "gone, back",
            &[
                (Some("a"), 0, true, Some("a"), FINE),
                (None, 0, false, Some("a"), GONE),
                (Some("b"), 0, true, Some("b"), FINE),
            ],
        );
        check(
            "never good",
            &[
                (Some("broken"), 0, true, None, BROKEN),
                (None, 0, false, None, GONE),
                (Some("a"), 0, true, Some("a"), FINE),
            ],
        );
    }

    #[test]
    fn waits_for_the_rest_of_what_is_being_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let mut tracked = Tracked::default();
        for (content, quiet, good) in [
            ("a", Duration::ZERO, "a"),
            ("half", Duration::from_hours(1), "a"),
            ("half and half", Duration::ZERO, "half and half"),
        ] {
            fs::write(&path, content).unwrap();
            tracked.refresh(&path, 0, &Reading { quiet, ..Reading::default() }, understand);
            assert_eq!(tracked.is_being_written(), !quiet.is_zero(), "{content}");
            assert_eq!(tracked.good().map(|read| read.value.as_str()), Some(good), "{content}");
        }
    }

    #[test]
    fn understands_only_what_changed() {
        let good = (Some("a"), 0, true, Some("a"), FINE);
        let kept = (Some("a"), 0, false, Some("a"), FINE);
        check("written again as it was", &[good, kept, kept]);
        let broken = (Some("broken"), 0, true, Some("a"), BROKEN);
        check("mended to what it was", &[good, broken, kept]);
        check("gone and back as it was", &[good, (None, 0, false, Some("a"), GONE), kept]);
        check("still broken", &[good, broken, (Some("broken"), 0, false, Some("a"), BROKEN)]);
        check("another context", &[good, (Some("a"), 1, true, Some("a"), FINE)]);
        let broken_then = (Some("broken"), 1, true, Some("a"), BROKEN);
        check(
            "another context while broken",
            &[good, broken, broken_then, (Some("a"), 1, true, Some("a"), FINE)],
        );
    }
}
