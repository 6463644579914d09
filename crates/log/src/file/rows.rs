//! The statements: a commit is written here and read here, and nowhere else.

use bytes::Bytes;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row, ToSql, params};

use crate::chain::{Hash, Record};
use crate::engine::Stored;

/// The last offset that SQLite can count.
const OFFSET_MAX: u64 = i64::MAX.cast_unsigned();

/// The table of a partition's commits. One each, so that every append is at the end of its table:
/// SQLite then fills its pages and writes few, where the ends of several partitions inside one
/// table would split a page for almost every append and leave it half empty.
pub(super) fn table_of(partition: u32) -> String {
    format!("partition_{partition}")
}

/// Store one commit. The caller has seen that it follows.
pub(super) fn insert_commit(
    connection: &Connection,
    partition: u32,
    offset: u64,
    record: &Record,
) -> rusqlite::Result<()> {
    let sql = format!("INSERT INTO {} VALUES (?1, ?2, ?3, ?4)", table_of(partition));
    let mut statement = connection.prepare_cached(&sql)?;
    statement.raw_bind_parameter(1, offset.cast_signed())?;
    statement.raw_bind_parameter(2, &record.prev.0[..])?;
    statement.raw_bind_parameter(3, Text(&record.key))?;
    statement.raw_bind_parameter(4, Text(&record.value))?;
    statement.raw_execute().map(|_one_row| ())
}

/// Bytes that are stored as text just as they are: SQLite does not look into them.
struct Text<'a>(&'a [u8]);

impl ToSql for Text<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.0)))
    }
}

/// Write down the first commit of a partition as its last.
pub(super) fn insert_head(
    connection: &Connection,
    partition: u32,
    offset: u64,
    hash: &Hash,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("INSERT INTO heads VALUES (?1, ?2, ?3)")?;
    statement.execute(params![partition, offset.cast_signed(), hash.0])?;
    Ok(())
}

/// Write down the last commit of a partition, in the transaction that stores it. The chain proves
/// every commit but the last; this proves the last.
pub(super) fn update_head(
    connection: &Connection,
    partition: u32,
    offset: u64,
    hash: &Hash,
) -> rusqlite::Result<()> {
    let sql = "UPDATE heads SET \"offset\" = ?2, hash = ?3 WHERE partition = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    statement.execute(params![partition, offset.cast_signed(), hash.0])?;
    Ok(())
}

/// The offset and hash of the last commit of a partition, as written down.
pub(super) fn read_head(
    connection: &Connection,
    partition: u32,
) -> rusqlite::Result<Option<(u64, Hash)>> {
    let sql = "SELECT \"offset\", hash FROM heads WHERE partition = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([partition])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some((row.get::<_, i64>(0)?.cast_unsigned(), Hash(row.get(1)?))))
}

/// Call `visit` for the commits of a partition from offset `from` on, in order, until it says
/// `false`.
pub(super) fn visit_commits(
    connection: &Connection,
    partition: u32,
    from: u64,
    mut visit: impl FnMut(Stored) -> bool,
) -> rusqlite::Result<()> {
    let table = table_of(partition);
    let sql = format!(
        "SELECT \"offset\", prev, key, value FROM {table} WHERE \"offset\" >= ?1 ORDER BY 1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([from.min(OFFSET_MAX).cast_signed()])?;
    while let Some(row) = rows.next()? {
        if !visit(stored_of(row)?) {
            break;
        }
    }
    Ok(())
}

fn stored_of(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let record = Record::new(Hash(row.get(1)?), text_of(row, 2)?, text_of(row, 3)?);
    Ok(Stored { offset: row.get::<_, i64>(0)?.cast_unsigned(), record, appended_us: None })
}

fn text_of(row: &Row<'_>, index: usize) -> rusqlite::Result<Bytes> {
    match row.get_ref(index)? {
        ValueRef::Text(bytes) => Ok(Bytes::copy_from_slice(bytes)),
        other => Err(rusqlite::Error::InvalidColumnType(index, String::new(), other.data_type())),
    }
}
