//! The embedded store: one file, written in transactions, so that no kill at any moment leaves half a write.

use std::path::{Path, PathBuf};

use redb::{Builder, Database, ReadableTable, ReadableTableMetadata, TableDefinition, WriteTransaction};

use super::made;
use super::trouble::Trouble;
use crate::access::account::Entry;
use crate::owner_only;

/// The name of the file in the state folder.
pub(in crate::access) const FILE_NAME: &str = "usage.redb";

/// The version of the tables below. A newer one is refused rather than misread.
const FORMAT: u64 = 1;

/// Bytes of the file that are kept in memory; it has a few rows a month.
const CACHE: usize = 1024 * 1024;

/// The number behind `format`, and the process behind `process` whose counts `OWN` has.
const NUMBERS: TableDefinition<&str, u64> = TableDefinition::new("numbers");
const WORDS: TableDefinition<&str, &str> = TableDefinition::new("words");
/// All calls of an entry.
const CALLS: TableDefinition<&str, u64> = TableDefinition::new("calls");
/// Those of them that the last process counted.
const OWN: TableDefinition<&str, u64> = TableDefinition::new("own");

/// A file of usage. It opens itself, again after trouble.
#[derive(Debug)]
pub(in crate::access) struct FileStore {
    path: PathBuf,
    /// This process's name for itself.
    process: String,
    database: Option<Database>,
}

impl FileStore {
    /// The file in the state folder; nothing is opened yet.
    pub(in crate::access) fn new(folder: &Path, process: String) -> Self {
        Self { path: folder.join(FILE_NAME), process, database: None }
    }

    pub(in crate::access) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes what this process has counted; all totals if the file was just opened, else those that changed.
    pub(in crate::access) fn exchange(&mut self, own: &[(Entry, u64)]) -> Result<Vec<(Entry, u64)>, Trouble> {
        let exchanged = match self.database.take() {
            Some(database) if own.is_empty() => Ok((database, Vec::new())),
            Some(database) => write(&database, &self.process, own).map(|changed| (database, changed)),
            None => self.open().and_then(|database| {
                write(&database, &self.process, own)?;
                let all = totals(&database)?;
                Ok((database, all))
            }),
        };
        // After trouble the file is left closed: what it has is found out when it is opened again.
        exchanged.map(|(database, totals)| {
            self.database = Some(database);
            totals
        })
    }

    fn open(&self) -> Result<Database, Trouble> {
        made::ensure(&self.path, |path| {
            let database = Builder::new().create(path)?;
            settle_format(&database)?;
            Ok(database.close()?)
        })?;
        owner_only::mend(&self.path);
        let database = Builder::new().set_cache_size(CACHE).open(&self.path)?;
        settle_format(&database)?;
        Ok(database)
    }
}

/// Says in a new file which format it has; refuses one that is newer than this version.
fn settle_format(database: &Database) -> Result<(), Trouble> {
    let transaction = database.begin_write()?;
    let format = {
        let mut numbers = transaction.open_table(NUMBERS)?;
        let found = numbers.get("format")?.map(|format| format.value());
        if found.is_none() {
            numbers.insert("format", FORMAT)?;
        }
        found.unwrap_or(FORMAT)
    };
    if format > FORMAT {
        transaction.abort()?;
        return Err(Trouble::Lasting(format!(
            "the file has format {format}, this version of Understudy writes format {FORMAT}"
        )));
    }
    transaction.commit()?;
    Ok(())
}

/// Adds what each count grew by since this process last told it; the totals then.
fn write(database: &Database, process: &str, own: &[(Entry, u64)]) -> Result<Vec<(Entry, u64)>, Trouble> {
    let transaction = database.begin_write()?;
    take_over(&transaction, process)?;
    let mut changed = Vec::with_capacity(own.len());
    {
        let (mut calls, mut told) = (transaction.open_table(CALLS)?, transaction.open_table(OWN)?);
        for (entry, count) in own {
            let text = entry.to_string();
            let before = told.get(&*text)?.map_or(0, |told| told.value());
            let total = calls.get(&*text)?.map_or(0, |total| total.value());
            let total = total + count.saturating_sub(before);
            calls.insert(&*text, total)?;
            told.insert(&*text, count.max(&before))?;
            changed.push((entry.clone(), total));
        }
    }
    transaction.commit()?;
    Ok(changed)
}

/// Makes the own counts those of this process; a predecessor's have been added and are done with.
fn take_over(transaction: &WriteTransaction, process: &str) -> Result<(), Trouble> {
    let mut words = transaction.open_table(WORDS)?;
    if words.get("process")?.is_some_and(|last| last.value() == process) {
        return Ok(());
    }
    words.insert("process", process)?;
    transaction.delete_table(OWN)?;
    Ok(())
}

fn totals(database: &Database) -> Result<Vec<(Entry, u64)>, Trouble> {
    let transaction = redb::ReadableDatabase::begin_read(database)?;
    let calls = transaction.open_table(CALLS)?;
    let mut totals = Vec::with_capacity(usize::try_from(calls.len()?).unwrap_or_default());
    for row in calls.iter()? {
        let (text, total) = row?;
        // What a later version may have written beside is left alone.
        if let Ok(entry) = text.value().parse() {
            totals.push((entry, total.value()));
        }
    }
    Ok(totals)
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn counted(rows: &[(&str, u64)]) -> Vec<(Entry, u64)> {
        rows.iter().map(|(text, count)| (text.parse().unwrap(), *count)).collect()
    }

    fn told(rows: &[(Entry, u64)]) -> Vec<(String, u64)> {
        rows.iter().map(|(entry, count)| (entry.to_string(), *count)).collect()
    }

    const MOCK: &str = "2026-11/team/shop/mock";
    const LIVE: &str = "2026-11/team/shop/live";

    #[test]
    fn what_was_told_is_found_by_the_next_process() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = FileStore::new(&folder.path().join("state"), "one".to_owned());
        assert_eq!(told(&first.exchange(&counted(&[(MOCK, 3)])).unwrap()), [(MOCK.to_owned(), 3)]);
        first.exchange(&counted(&[(MOCK, 5), (LIVE, 1)])).unwrap();
        drop(first);
        let mut second = FileStore::new(&folder.path().join("state"), "two".to_owned());
        let found = told(&second.exchange(&counted(&[(MOCK, 2)])).unwrap());
        assert_eq!(found, [(LIVE.to_owned(), 1), (MOCK.to_owned(), 7)]);
    }

    #[test]
    fn a_file_that_others_may_read_is_mended() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = FileStore::new(folder.path(), "one".to_owned());
        store.exchange(&[]).unwrap();
        store.database = None;
        std::fs::set_permissions(store.path(), Permissions::from_mode(0o664)).unwrap();
        store.exchange(&[]).unwrap();
        assert_eq!(std::fs::metadata(store.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn telling_twice_counts_once_also_after_opening_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = FileStore::new(folder.path(), "one".to_owned());
        for _ in 0..3 {
            assert_eq!(told(&store.exchange(&counted(&[(MOCK, 4)])).unwrap()), [(MOCK.to_owned(), 4)]);
            store.database = None;
        }
    }

    #[test]
    fn a_newer_format_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        let database = Database::create(&path).unwrap();
        let transaction = database.begin_write().unwrap();
        transaction.open_table(NUMBERS).unwrap().insert("format", 2).unwrap();
        transaction.commit().unwrap();
        drop(database);
        let trouble = FileStore::new(folder.path(), "one".to_owned()).exchange(&[]).unwrap_err();
        assert_eq!(
            trouble,
            Trouble::Lasting("the file has format 2, this version of Understudy writes format 1".to_owned())
        );
    }

    #[test]
    fn trouble_that_may_pass_is_told_from_trouble_that_lasts() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "").unwrap();
        let mut nowhere = FileStore::new(&folder.path().join("file/state"), "one".to_owned());
        assert!(matches!(nowhere.exchange(&[]), Err(Trouble::Passing(_))));
        std::fs::write(
            folder.path().join(FILE_NAME),
            "not a database, and long enough to be looked at".repeat(200),
        )
        .unwrap();
        let mut other = FileStore::new(folder.path(), "one".to_owned());
        assert!(matches!(other.exchange(&[]), Err(Trouble::Lasting(_))), "{:?}", other.exchange(&[]));
    }

    #[test]
    fn a_second_process_waits_for_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = FileStore::new(folder.path(), "one".to_owned());
        first.exchange(&counted(&[(MOCK, 1)])).unwrap();
        let mut second = FileStore::new(folder.path(), "two".to_owned());
        let own = counted(&[(MOCK, 2)]);
        assert_eq!(
            second.exchange(&own),
            Err(Trouble::Passing("another process has the file open".to_owned()))
        );
        drop(first);
        assert_eq!(told(&second.exchange(&own).unwrap()), [(MOCK.to_owned(), 3)]);
    }
}
