//! The form of an exported log: lines of JSON.
//!
//! ```text
//! {"croupier":"export","format":1,"lineage":"0193…","partition_count":8}
//! {"partition":0,"prev":"5f2c…","key":"","value":"{\"v\":1,\"seq\":0,…}"}
//! {"partition":0,"prev":"a81e…","key":"alice","value":"{\"v\":1,\"seq\":1,…}"}
//! …
//! {"end":[{"partition":0,"next_seq":2,"hash":"77b0…"},…]}
//! ```
//!
//! One accepted commit a line, each partition from its genesis on, one after the other. The value
//! is a text, so that its bytes stay as they are: `hash = SHA-256("croupier/commit/1" ‖ prev ‖
//! u32be len(key) ‖ key ‖ value)` can be checked with nothing but this file, and each line's hash
//! is the next one's `prev`. The last line says where every partition ends: a file that was cut off
//! has none.

use std::borrow::Cow;
use std::io::{BufRead, Read, Write};

use anyhow::{Context, bail};
use bytes::Bytes;
use croupier_log::{Hash, Head, Lineage, Record};
use serde::{Deserialize, Serialize};

/// The form above.
const FORMAT: u32 = 1;

/// A value has 256 KiB; quoted, each of its bytes may take six.
const LINE_BYTES_MAX: u64 = 2 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstLine<'a> {
    croupier: &'a str,
    format: u32,
    lineage: String,
    partition_count: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommitLine<'a> {
    partition: u32,
    #[serde(borrow)]
    prev: Cow<'a, str>,
    #[serde(borrow)]
    key: Cow<'a, str>,
    #[serde(borrow)]
    value: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LastLine {
    end: Vec<PartitionEnd>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartitionEnd {
    partition: u32,
    next_seq: u64,
    hash: String,
}

/// Write the first line.
pub(super) fn begin(
    file: &mut impl Write,
    lineage: Lineage,
    partition_count: u32,
) -> anyhow::Result<()> {
    let lineage = lineage.to_string();
    put(file, &FirstLine { croupier: "export", format: FORMAT, lineage, partition_count })
}

/// Write a commit.
pub(super) fn put_commit(
    file: &mut impl Write,
    partition: u32,
    record: &Record,
) -> anyhow::Result<()> {
    let text = |bytes| std::str::from_utf8(bytes).context("a commit is not text");
    let (key, value) = (text(&record.key)?.into(), text(&record.value)?.into());
    put(file, &CommitLine { partition, prev: record.prev.to_string().into(), key, value })
}

/// Write the last line.
pub(super) fn end(file: &mut impl Write, heads: &[Head]) -> anyhow::Result<()> {
    let ends = (0..).zip(heads).map(|(partition, head)| PartitionEnd {
        partition,
        next_seq: head.next_seq,
        hash: head.hash.to_string(),
    });
    put(file, &LastLine { end: ends.collect() })
}

fn put(file: &mut impl Write, line: &impl Serialize) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *file, line)?;
    Ok(file.write_all(b"\n")?)
}

/// What a line says.
pub(super) enum Line {
    /// A commit of a partition.
    Commit(u32, Record),
    /// Where the partitions end: the next seq and the last hash of each.
    End(Vec<(u64, Hash)>),
}

/// Reads an exported log line by line.
pub(super) struct Lines<R> {
    file: R,
    line: Vec<u8>,
    pub(super) lineage: Lineage,
    pub(super) partition_count: u32,
}

impl<R: BufRead> Lines<R> {
    /// Read the first line.
    pub(super) fn begin(mut file: R) -> anyhow::Result<Self> {
        let mut line = Vec::new();
        read_line(&mut file, &mut line)?;
        let first: FirstLine<'_> =
            serde_json::from_slice(&line).context("it does not begin as an export does")?;
        if (first.croupier, first.format) != ("export", FORMAT) {
            bail!("this build reads exports of format {FORMAT}, not {}", first.format);
        }
        let lineage = Lineage::parse(&first.lineage).context("its lineage is none")?;
        let partition_count = first.partition_count;
        Ok(Self { file, line, lineage, partition_count })
    }

    /// The next line; `None` behind the last.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Line>> {
        self.line.clear();
        read_line(&mut self.file, &mut self.line)?;
        if self.line.is_empty() {
            return Ok(None);
        }
        if self.line.starts_with(b"{\"end\":") {
            return ends(&self.line).map(Some);
        }
        let line: CommitLine<'_> = serde_json::from_slice(&self.line)?;
        let record = Record::new(
            Hash::parse(&line.prev).context("prev is no hash")?,
            Bytes::copy_from_slice(line.key.as_bytes()),
            Bytes::copy_from_slice(line.value.as_bytes()),
        );
        Ok(Some(Line::Commit(line.partition, record)))
    }

    /// How many bytes the last line had.
    pub(super) fn line_bytes(&self) -> u64 {
        self.line.len() as u64
    }
}

fn ends(line: &[u8]) -> anyhow::Result<Line> {
    let last: LastLine = serde_json::from_slice(line)?;
    let heads = (0..).zip(last.end).map(|(number, end)| {
        let partition: u32 = number;
        if end.partition != partition {
            bail!("the end of partition {partition} is missing");
        }
        Ok((end.next_seq, Hash::parse(&end.hash).context("an end's hash is none")?))
    });
    heads.collect::<anyhow::Result<_>>().map(Line::End)
}

/// A whole line: the last one ends like the others.
fn read_line(file: &mut impl BufRead, line: &mut Vec<u8>) -> anyhow::Result<()> {
    file.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', line)?;
    if line.is_empty() || line.ends_with(b"\n") {
        return Ok(());
    }
    bail!("it was cut off, or has a line that is too long")
}
