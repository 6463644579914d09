//! The files of the workspace, read once.
//!
//! What belongs to the project is what `.gitignore` does not exclude, committed or not, so that
//! a rule speaks up before the commit. Git itself is not asked: the sources may have come as an
//! archive or into a container image.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// A text file of the project.
pub(super) struct SourceFile {
    /// Relative to the workspace, with `/` between the parts.
    pub(super) path: String,
    pub(super) text: String,
}

/// Every text file of the project, ordered by path, and where the others are.
pub(super) struct Tree {
    files: Vec<SourceFile>,
    /// The paths of the files without text: images, archives.
    binaries: Vec<String>,
}

impl Tree {
    /// Reads what is below the root; of files that are not UTF-8 only the path is kept.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut tree = Self { files: Vec::new(), binaries: Vec::new() };
        tree.read_directory(root, "", &Ignored::default())?;
        tree.files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(tree)
    }

    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let file =
            |&(path, text): &(&str, &str)| SourceFile { path: path.into(), text: text.into() };
        Self { files: files.iter().map(file).collect(), binaries: Vec::new() }
    }

    /// The same with a file that has no text.
    #[cfg(test)]
    pub(super) fn with_binary(mut self, path: &str) -> Self {
        self.binaries.push(path.into());
        self
    }

    pub(super) fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// Where all files are, those without text too.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files().map(|file| file.path.as_str()).chain(self.binaries.iter().map(String::as_str))
    }

    /// The files written in Rust.
    pub(super) fn rust(&self) -> impl Iterator<Item = &SourceFile> {
        self.files().filter(|file| file.is_rust())
    }

    /// The text of one file, if there is such a file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files().find(|file| file.path == path).map(|file| file.text.as_str())
    }

    /// The line on which the file first says so, for a violation to point at; 1 if it never does.
    pub(super) fn line_of(&self, path: &str, says: impl Fn(&str) -> bool) -> usize {
        let found = self.text(path).and_then(|text| text.lines().position(says));
        found.map_or(1, |index| index + 1)
    }

    fn read_directory(&mut self, directory: &Path, prefix: &str, above: &Ignored) -> Result<()> {
        let ignored = above.with_file(directory)?;
        let entries = fs::read_dir(directory)
            .with_context(|| format!("could not read the directory {}", directory.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type()?;
            if ignored.excludes(&name) || kind.is_symlink() {
                continue;
            }
            let path = format!("{prefix}{name}");
            if kind.is_dir() {
                self.read_directory(&entry.path(), &format!("{path}/"), &ignored.below())?;
            } else if let Ok(text) = String::from_utf8(fs::read(entry.path())?) {
                self.files.push(SourceFile { path, text });
            } else {
                self.binaries.push(path);
            }
        }
        Ok(())
    }
}

impl SourceFile {
    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Whether the file is a test: `tests.rs`, `conformance.rs` (the suite that every engine of a
    /// trait runs), below a folder of those names or `e2e/`, or `….test.ts(x)`.
    pub(super) fn is_test(&self) -> bool {
        let is_test = |part: &str| {
            let stem = part.strip_suffix(".rs").unwrap_or(part);
            matches!(stem, "tests" | "conformance" | "e2e") || part.contains(".test.ts")
        };
        self.path.split('/').any(is_test)
    }
}

/// The part of `.gitignore` in use here: a name at any depth, `/name` beside the file, `*.end`.
#[derive(Clone, Default)]
struct Ignored {
    here: Vec<String>,
    below: Vec<String>,
}

impl Ignored {
    fn with_file(&self, directory: &Path) -> Result<Self> {
        let mut ignored = self.clone();
        let path = directory.join(".gitignore");
        let text = if path.exists() { fs::read_to_string(&path)? } else { String::new() };
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let name = line.trim_start_matches('/').trim_end_matches('/');
            let stem = name.strip_prefix("*.").unwrap_or(name);
            if stem.is_empty() || stem.contains(['*', '?', '[', '!', '/']) {
                bail!("{}: xtask/src/tidy/tree.rs does not know `{line}`", path.display());
            }
            let list = if line.starts_with('/') { &mut ignored.here } else { &mut ignored.below };
            list.push(name.to_owned());
        }
        Ok(ignored)
    }

    fn below(&self) -> Self {
        Self { here: Vec::new(), below: self.below.clone() }
    }

    fn excludes(&self, name: &str) -> bool {
        let matches = |pattern: &String| match pattern.strip_prefix('*') {
            Some(end) => name.ends_with(end),
            None => name == pattern,
        };
        name == ".git" || self.here.iter().chain(&self.below).any(matches)
    }
}
