//! The embedded store: one file, written in transactions, so that no kill at any moment leaves half a write.

use std::path::{Path, PathBuf};

use redb::{Builder, Database, ReadableTable, ReadableTableMetadata, TableDefinition, WriteTransaction};

use super::made;
use super::trouble::Trouble;
use crate::access::account::Entry;
use crate::access::ledger::Extent;
use crate::access::register::{Named, Register};
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
/// The keys by name. A version before this one leaves them alone.
const KEYS: TableDefinition<&str, &str> = TableDefinition::new("keys");

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

    /// Writes which keys there are; which is which then.
    pub(in crate::access) fn register(&mut self, keys: &[Named]) -> Result<Register, Trouble> {
        self.opened(|database, _| register(database, keys))
    }

    /// Writes what this process has counted; all totals, or of news those that changed.
    pub(in crate::access) fn exchange(
        &mut self,
        own: &[(Entry, u64)],
        extent: Extent,
    ) -> Result<Vec<(Entry, u64)>, Trouble> {
        self.opened(|database, process| match extent {
            Extent::News if own.is_empty() => Ok(Vec::new()),
            Extent::News => write(database, process, own),
            Extent::Everything => {
                write(database, process, own)?;
                totals(database)
            }
        })
    }

    /// Works on the file, which is opened if it is not. After trouble it is left closed: what it has is found out when
    /// it is opened again.
    fn opened<T>(&mut self, work: impl FnOnce(&Database, &str) -> Result<T, Trouble>) -> Result<T, Trouble> {
        let database = match self.database.take() {
            Some(database) => database,
            None => self.open()?,
        };
        let done = work(&database, &self.process)?;
        self.database = Some(database);
        Ok(done)
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

/// Takes in the keys; which is which then.
fn register(database: &Database, keys: &[Named]) -> Result<Register, Trouble> {
    let transaction = database.begin_write()?;
    let before = {
        let rows = transaction.open_table(KEYS)?;
        let rows = rows.iter()?.collect::<Result<Vec<_>, _>>()?;
        Register::of_rows(rows.iter().map(|(name, known)| (name.value(), known.value())))
    };
    let mut register = before.clone();
    register.admit(keys);
    if register == before {
        transaction.abort()?;
        return Ok(register);
    }
    transaction.delete_table(KEYS)?;
    {
        let mut rows = transaction.open_table(KEYS)?;
        for (name, known) in register.rows() {
            rows.insert(name, &*known)?;
        }
    }
    transaction.commit()?;
    Ok(register)
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
        assert_eq!(
            told(&first.exchange(&counted(&[(MOCK, 3)]), Extent::Everything).unwrap()),
            [(MOCK.to_owned(), 3)]
        );
        first.exchange(&counted(&[(MOCK, 5), (LIVE, 1)]), Extent::Everything).unwrap();
        drop(first);
        let mut second = FileStore::new(&folder.path().join("state"), "two".to_owned());
        let found = told(&second.exchange(&counted(&[(MOCK, 2)]), Extent::Everything).unwrap());
        assert_eq!(found, [(LIVE.to_owned(), 1), (MOCK.to_owned(), 7)]);
    }

    #[test]
    fn a_renamed_key_is_found_by_the_next_process() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = FileStore::new(folder.path(), "one".to_owned());
        first.register(&[("team".into(), [1; 32])]).unwrap();
        first.exchange(&counted(&[(MOCK, 3)]), Extent::Everything).unwrap();
        drop(first);
        for (name, process) in [("crew", "two"), ("squad", "three")] {
            let mut store = FileStore::new(folder.path(), process.to_owned());
            let register = store.register(&[(name.into(), [1; 32])]).unwrap();
            assert_eq!(&*register.stored_as(&name.into()), "team");
            let all = store.exchange(&[], Extent::Everything).unwrap();
            assert_eq!(told(&all), [(MOCK.to_owned(), 3)]);
            assert_eq!(store.register(&[(name.into(), [1; 32])]), Ok(register));
        }
    }

    #[test]
    fn a_file_that_others_may_read_is_mended() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = FileStore::new(folder.path(), "one".to_owned());
        store.exchange(&[], Extent::Everything).unwrap();
        store.database = None;
        std::fs::set_permissions(store.path(), Permissions::from_mode(0o664)).unwrap();
        store.exchange(&[], Extent::Everything).unwrap();
        assert_eq!(std::fs::metadata(store.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn telling_twice_counts_once_also_after_opening_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = FileStore::new(folder.path(), "one".to_owned());
        for _ in 0..3 {
            assert_eq!(
                told(&store.exchange(&counted(&[(MOCK, 4)]), Extent::Everything).unwrap()),
                [(MOCK.to_owned(), 4)]
            );
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
        let trouble =
            FileStore::new(folder.path(), "one".to_owned()).exchange(&[], Extent::Everything).unwrap_err();
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
        assert!(matches!(nowhere.exchange(&[], Extent::Everything), Err(Trouble::Passing(_))));
        std::fs::write(
            folder.path().join(FILE_NAME),
            "not a database, and long enough to be looked at".repeat(200),
        )
        .unwrap();
        let mut other = FileStore::new(folder.path(), "one".to_owned());
        assert!(
            matches!(other.exchange(&[], Extent::Everything), Err(Trouble::Lasting(_))),
            "{:?}",
            other.exchange(&[], Extent::Everything)
        );
    }

    #[test]
    fn a_second_process_waits_for_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = FileStore::new(folder.path(), "one".to_owned());
        first.exchange(&counted(&[(MOCK, 1)]), Extent::Everything).unwrap();
        let mut second = FileStore::new(folder.path(), "two".to_owned());
        let own = counted(&[(MOCK, 2)]);
        assert_eq!(
            second.exchange(&own, Extent::Everything),
            Err(Trouble::Passing("another process has the file open".to_owned()))
        );
        drop(first);
        assert_eq!(told(&second.exchange(&own, Extent::Everything).unwrap()), [(MOCK.to_owned(), 3)]);
    }
}
