//! The statements: a commit is written here and read here, and nowhere else.

use bytes::Bytes;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, Row, ToSql, params};

use crate::chain::{Hash, Record};
use crate::engine::Stored;

/// A commit's id is `partition << OFFSET_BITS | offset`, so that a partition is one range of ids.
const OFFSET_BITS: u32 = 40;

/// The id of a commit.
pub(super) fn id_of(partition: u32, offset: u64) -> i64 {
    let offset = offset.min((1 << OFFSET_BITS) - 1);
    (i64::from(partition) << OFFSET_BITS) | offset.cast_signed()
}

/// The offset in an id.
fn offset_of(id: i64) -> u64 {
    (id & ((1 << OFFSET_BITS) - 1)).cast_unsigned()
}

/// The statement that stores a commit, prepared once for many.
pub(super) struct InsertCommit<'connection>(CachedStatement<'connection>);

impl<'connection> InsertCommit<'connection> {
    pub(super) fn prepare(connection: &'connection Connection) -> rusqlite::Result<Self> {
        connection.prepare_cached("INSERT INTO commits VALUES (?1, ?2, ?3, ?4)").map(Self)
    }

    /// Store one commit. The caller has seen that it follows.
    pub(super) fn execute(
        &mut self,
        partition: u32,
        offset: u64,
        record: &Record,
    ) -> rusqlite::Result<()> {
        self.0.raw_bind_parameter(1, id_of(partition, offset))?;
        self.0.raw_bind_parameter(2, &record.prev.0[..])?;
        self.0.raw_bind_parameter(3, Text(&record.key))?;
        self.0.raw_bind_parameter(4, Text(&record.value))?;
        self.0.raw_execute().map(|_one_row| ())
    }
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
    let sql = "SELECT id, prev, key, value FROM commits WHERE id >= ?1 AND id < ?2 ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([id_of(partition, from), id_of(partition + 1, 0)])?;
    while let Some(row) = rows.next()? {
        if !visit(stored_of(row)?) {
            break;
        }
    }
    Ok(())
}

fn stored_of(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let record = Record { prev: Hash(row.get(1)?), key: text_of(row, 2)?, value: text_of(row, 3)? };
    Ok(Stored { offset: offset_of(row.get(0)?), record, appended_ms: None })
}

fn text_of(row: &Row<'_>, index: usize) -> rusqlite::Result<Bytes> {
    match row.get_ref(index)? {
        ValueRef::Text(bytes) => Ok(Bytes::copy_from_slice(bytes)),
        other => Err(rusqlite::Error::InvalidColumnType(index, String::new(), other.data_type())),
    }
}
