//! Puts what `npm run build` made into the crate: a table of paths, contents and hashes. Without a
//! build the table is empty, and the binary says so instead of showing a page.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Compressed beforehand; the same file with one of these after its name.
const BROTLI: &str = ".br";
const GZIP: &str = ".gz";

fn main() -> io::Result<()> {
    let built = directory("CARGO_MANIFEST_DIR").join("../../web/build");
    println!("cargo::rerun-if-changed={}", built.display());
    let root = built.join("client");
    let mut files = BTreeMap::new();
    if root.is_dir() {
        collect(&root, &root, &mut files)?;
    }
    fs::write(directory("OUT_DIR").join("files.rs"), table(&files)?)
}

#[expect(clippy::disallowed_methods, reason = "so cargo speaks to build scripts")]
fn directory(name: &str) -> PathBuf {
    PathBuf::from(env::var_os(name).unwrap_or_default())
}

/// All files under `directory` by their path from `root`, with slashes.
fn collect(root: &Path, directory: &Path, files: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
            files.insert(parts.join("/"), path);
        }
    }
    Ok(())
}

fn table(files: &BTreeMap<String, PathBuf>) -> io::Result<String> {
    let mut text = String::from("&[\n");
    let is_plain = |name: &str| ![BROTLI, GZIP].iter().any(|ending| name.ends_with(ending));
    for (name, path) in files.iter().filter(|(name, _)| is_plain(name)) {
        let mut hash = DefaultHasher::new();
        hash.write(&fs::read(path)?);
        let packed = |ending: &str| {
            let path = files.get(&format!("{name}{ending}"));
            path.map_or("None".to_owned(), |path| format!("Some(include_bytes!({path:?}))"))
        };
        let (brotli, gzip) = (packed(BROTLI), packed(GZIP));
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "    File {{ path: {name:?}, plain: include_bytes!({path:?}), brotli: {brotli}, \
             gzip: {gzip}, etag: \"\\\"{:016x}\\\"\" }},",
            hash.finish()
        );
    }
    text.push(']');
    Ok(text)
}
