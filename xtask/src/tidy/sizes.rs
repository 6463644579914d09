//! Files and functions stay small, with a ratchet for those that are not.
//!
//! What is over its limit fails unless `xtask/ratchet.toml` lists it with its size. A listed one
//! may only shrink, and when it does the list must follow: sizes go down and never back up.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::Violation;
use super::code::code_only;
use super::functions::functions;
use super::tree::{SourceFile, Tree};

const RATCHET: &str = "xtask/ratchet.toml";

/// A file of more lines has more than one subject.
const FILE_LINES: usize = 400;
/// A function of more lines does not fit on a screen.
const FUNCTION_LINES: usize = 70;
/// A test is mostly a table of cases, and a table is easier to read in one piece.
const TEST_FUNCTION_LINES: usize = 140;

/// Something that has a size, under the name by which the ratchet lists it.
struct Sized {
    path: String,
    line: usize,
    size: usize,
    limit: usize,
}

/// Checks all `.rs`, `.ts` and `.tsx` files that people write.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let Some(listed) = listed(tree) else {
        return vec![Violation::new(RATCHET, 1, "this must be a table of `\"name\" = lines`")];
    };
    let measured = measured(tree);
    let unknown = listed.keys().filter(|name| !measured.contains_key(*name)).map(|name| {
        let line = tree.line_of(RATCHET, |line| line.contains(name.as_str()));
        Violation::new(RATCHET, line, format!("{name} is no longer there: remove it here"))
    });
    let broken = measured.iter().filter_map(|(name, measure)| {
        let what = judge(name, measure, listed.get(name).copied())?;
        Some(Violation::new(&measure.path, measure.line, what))
    });
    unknown.chain(broken).collect()
}

fn judge(name: &str, measure: &Sized, listed: Option<usize>) -> Option<String> {
    let Sized { size, limit, .. } = measure;
    match listed {
        None if size > limit => {
            Some(format!("{name} has {size} lines, and {limit} is the limit: split it"))
        }
        Some(before) if *size > before => {
            Some(format!("{name} grew from {before} to {size} lines: split it"))
        }
        Some(_) if size <= limit => {
            Some(format!("{name} is within the limit: remove it from {RATCHET}"))
        }
        Some(before) if *size < before => {
            Some(format!("{name} shrank to {size} lines: write that into {RATCHET}"))
        }
        _ => None,
    }
}

fn listed(tree: &Tree) -> Option<BTreeMap<String, usize>> {
    let table: Table = tree.text(RATCHET).unwrap_or_default().parse().ok()?;
    let lines = |value: &Value| usize::try_from(value.as_integer()?).ok();
    table.iter().map(|(name, value)| Some((name.clone(), lines(value)?))).collect()
}

/// Of two functions of one name in one file, the longer one.
fn measured(tree: &Tree) -> BTreeMap<String, Sized> {
    let mut measured: BTreeMap<String, Sized> = BTreeMap::new();
    for file in tree.files().filter(|file| is_written_by_people(file)) {
        let size = file.text.lines().count();
        let whole = Sized { path: file.path.clone(), line: 1, size, limit: FILE_LINES };
        measured.insert(file.path.clone(), whole);
        let code = if file.is_rust() { code_only(&file.text) } else { String::new() };
        let limit = if file.is_test() { TEST_FUNCTION_LINES } else { FUNCTION_LINES };
        for function in functions(&code) {
            let (line, size) = (function.line, function.lines);
            let name = format!("{}::{}", file.path, function.name);
            if measured.get(&name).is_none_or(|other| other.size < size) {
                measured.insert(name, Sized { path: file.path.clone(), line, size, limit });
            }
        }
    }
    measured
}

/// Generated sources are called `….gen.ts`; nobody reads them.
fn is_written_by_people(file: &SourceFile) -> bool {
    let is_source = [".rs", ".ts", ".tsx"].iter().any(|end| file.path.ends_with(end));
    let is_generated = file.path.contains(".gen.") || file.path.ends_with(".d.ts");
    is_source && !is_generated
}
