//! What the database looks like, and how it is made.

use std::fs::{self, File};
use std::path::Path;

use rusqlite::{Connection, params};

use super::connect::{PAGE_BYTES, failed};
use super::directory::{Directory, unusable};
use super::rows::{insert_commit, insert_head, table_of, visit_commits};
use crate::engine::LogError;
use crate::genesis::{Genesis, Init};

/// The most partitions a log may have: each is a table, and SQLite puts no more than 500 together
/// in one view. One machine has no use for more than a few.
const PARTITION_COUNT_MAX: u32 = 256;

/// "crpr": how `file` and SQLite's tools tell a log of ours from other databases.
const APPLICATION_ID: i32 = 0x6372_7072;
/// The version of this schema.
const FORMAT_VERSION: i32 = 1;

const HEADS: &str = "CREATE TABLE heads(
  partition INTEGER PRIMARY KEY,
  \"offset\" INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT";

const META: &str = "CREATE TABLE meta(
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID";

/// What people ask: all commits, with the fields that a value says.
const LOG: &str = "CREATE VIEW log AS
SELECT
  partition,
  \"offset\",
  json_extract(value, '$.seq') AS seq,
  key AS player,
  strftime('%Y-%m-%dT%H:%M:%fZ', json_extract(value, '$.time') / 1000.0, 'unixepoch') AS time,
  lower(hex(prev)) AS prev,
  value
FROM";

/// The names and texts of all that the database has.
///
/// `heads` comes first: its one page is then in front of every page that a transaction writes,
/// by which [`super::wal`] tells transactions apart.
fn schema(partition_count: u32) -> Vec<(String, String)> {
    let commits = (0..partition_count).map(|partition| {
        let name = table_of(partition);
        let sql = format!(
            "CREATE TABLE {name}(
  \"offset\" INTEGER PRIMARY KEY CHECK (\"offset\" >= 0),
  prev BLOB NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL
) STRICT"
        );
        (name, sql)
    });
    let selects = (0..partition_count)
        .map(|partition| format!("SELECT {partition} AS partition, * FROM {}", table_of(partition)))
        .collect::<Vec<_>>()
        .join("\n  UNION ALL ");
    let mut schema = vec![("heads".to_owned(), HEADS.to_owned())];
    schema.extend(commits);
    schema.push(("meta".to_owned(), META.to_owned()));
    schema.push(("log".to_owned(), format!("{LOG} (\n  {selects}\n)")));
    schema
}

/// Make the database: complete under another name, then renamed, so that a crash leaves either a
/// whole log or none.
pub(super) fn create(directory: &Directory, init: &Init) -> Result<(), LogError> {
    if !(1..=PARTITION_COUNT_MAX).contains(&init.partition_count) {
        let what = format!("a log has 1 to {PARTITION_COUNT_MAX} partitions");
        return Err(LogError::Unusable(what));
    }
    let path = directory.database();
    let unfinished = path.with_extension("new");
    if unfinished.exists() {
        fs::remove_file(&unfinished).map_err(|error| unusable(&unfinished, &error))?;
    }
    fill(&unfinished, init).map_err(|error| failed(&unfinished, &error))?;
    File::open(&unfinished)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(&unfinished, &path))
        .map_err(|error| unusable(&path, &error))?;
    directory.sync()
}

fn fill(path: &Path, init: &Init) -> rusqlite::Result<()> {
    let mut connection = Connection::open(path)?;
    // A file that is not whole is never read: it needs neither journal nor order on the disk.
    connection.pragma_update(None, "journal_mode", "memory")?;
    connection.pragma_update(None, "synchronous", "off")?;
    connection.pragma_update(None, "page_size", PAGE_BYTES.cast_signed())?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", FORMAT_VERSION)?;
    let transaction = connection.transaction()?;
    for (_name, sql) in schema(init.partition_count) {
        transaction.execute_batch(&sql)?;
    }
    for (name, value) in meta_of(&init.genesis(0)) {
        transaction.execute("INSERT INTO meta VALUES (?1, ?2)", params![name, value])?;
    }
    for partition in 0..init.partition_count {
        let record = init.genesis(partition).record();
        insert_commit(&transaction, partition, 0, &record)?;
        insert_head(&transaction, partition, 0, &record.hash())?;
    }
    transaction.commit()?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.close().map_err(|(_connection, error)| error)
}

/// What `meta` says, by name.
fn meta_of(genesis: &Genesis) -> [(&'static str, String); 5] {
    [
        ("currency", genesis.currency.clone()),
        ("exponent", genesis.exponent.to_string()),
        ("format", FORMAT_VERSION.to_string()),
        ("lineage", genesis.lineage.to_string()),
        ("partition_count", genesis.partition_count.to_string()),
    ]
}

/// What the log was made with; checks on the way that this build knows what it opened.
pub(super) fn genesis(connection: &Connection, path: &Path) -> Result<Genesis, LogError> {
    let format = format_of(connection).map_err(|error| failed(path, &error))?;
    if format != (APPLICATION_ID, FORMAT_VERSION) {
        let what = format!("{} is not a log of format {FORMAT_VERSION}", path.display());
        return Err(LogError::Unusable(what));
    }
    let damaged =
        |what: &str| LogError::Damaged { place: path.display().to_string(), what: what.to_owned() };
    if !is_as_made(connection).map_err(|error| failed(path, &error))? {
        return Err(damaged("its header is not the one it was made with"));
    }
    let (found, meta) = described(connection).map_err(|error| failed(path, &error))?;
    let unexpected = || damaged("its tables are not the ones it was made with");
    if !found.iter().any(|(name, _sql)| *name == table_of(0)) {
        return Err(unexpected());
    }
    let mut genesis = None;
    visit_commits(connection, 0, 0, |first| {
        genesis = Genesis::from_record(&first.record);
        false
    })
    .map_err(|error| failed(path, &error))?;
    let Some(genesis) = genesis.filter(|genesis| genesis.partition == 0) else {
        return Err(damaged("partition 0 does not begin with its genesis"));
    };
    let partition_count = genesis.partition_count.min(PARTITION_COUNT_MAX);
    if !schema(partition_count).iter().all(|table| found.contains(table)) {
        return Err(unexpected());
    }
    if meta_of(&genesis).map(|(name, value)| (name.to_owned(), value)).as_slice() != meta {
        return Err(damaged("its table meta and the genesis of partition 0 differ"));
    }
    Ok(genesis)
}

fn format_of(connection: &Connection) -> rusqlite::Result<(i32, i32)> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get(0));
    Ok((number("application_id")?, number("user_version")?))
}

/// Whether the header asks SQLite for what it was made with; another journal, say, would change
/// what a commit promises.
fn is_as_made(connection: &Connection) -> rusqlite::Result<bool> {
    let text = |name| connection.pragma_query_value(None, name, |row| row.get::<_, String>(0));
    let page_bytes: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    Ok(!connection.is_readonly("main")?
        && page_bytes == PAGE_BYTES.cast_signed()
        && text("journal_mode")? == "wal"
        && text("encoding")? == "UTF-8")
}

type Pairs = Vec<(String, String)>;

/// The names and texts of the tables, and the names and values in `meta`.
fn described(connection: &Connection) -> rusqlite::Result<(Pairs, Pairs)> {
    let pairs = |sql: &str| {
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<Pairs>>()
    };
    let schema = pairs("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")?;
    Ok((schema, pairs("SELECT name, value FROM meta ORDER BY name")?))
}
