//! Where things lie: `target/services`, unless `CROUPIER_SERVICES_DIR` says otherwise.
//!
//! What a test starts gets a directory of its own below `runs`. It is removed when the test lets
//! go of it. A test that is killed cannot do that, so each directory has a lock beside it that
//! dies with its process, and whoever comes next removes those that nobody holds.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::environment;
use crate::error::{Error, doing};

/// Where everything of this crate is kept.
pub fn root() -> PathBuf {
    let target = || {
        let program = std::env::current_exe().ok()?;
        let is_target = |folder: &&Path| folder.join("CACHEDIR.TAG").exists();
        Some(program.ancestors().find(is_target)?.to_path_buf())
    };
    let of_workspace = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target"));
    match environment::variable(environment::DIRECTORY) {
        Some(directory) => PathBuf::from(directory),
        None => target().unwrap_or_else(of_workspace).join("services"),
    }
}

/// A directory for one server: the caller's, which stays, or one of its own, which goes.
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    /// The lock of a directory that goes, and where the lock lies.
    own: Option<(File, PathBuf)>,
}

impl Directory {
    /// A directory that is there before and after.
    pub(crate) fn given(path: &Path) -> Result<Self, Error> {
        make(path)?;
        Ok(Self { path: path.to_path_buf(), own: None })
    }

    /// A new, empty directory that is removed when it is dropped.
    pub(crate) fn own(name: &str) -> Result<Self, Error> {
        static COUNT: AtomicU32 = AtomicU32::new(0);

        let runs = root().join("runs");
        make(&runs)?;
        // Nobody sweeps between the making of a lock and its being held.
        let sweeping = open(&root().join("runs.lock"))?;
        sweeping.lock().map_err(doing("lock the directory of runs"))?;
        sweep(&runs);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = runs.join(format!("{}-{count}-{name}", std::process::id()));
        let lock_path = path.with_extension("lock");
        let lock = open(&lock_path)?;
        lock.lock().map_err(doing(format!("lock {}", lock_path.display())))?;
        drop(fs::remove_dir_all(&path));
        make(&path)?;
        Ok(Self { path, own: Some((lock, lock_path)) })
    }

    /// The given directory, or one of its own.
    pub(crate) fn given_or_own(given: Option<&Path>, name: &str) -> Result<Self, Error> {
        given.map_or_else(|| Self::own(name), Self::given)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        if let Some((_, lock_path)) = &self.own {
            drop(fs::remove_dir_all(&self.path));
            drop(fs::remove_file(lock_path));
        }
    }
}

/// Removes what belongs to nobody any more. What cannot be removed is left for another time.
fn sweep(runs: &Path) {
    let Ok(entries) = fs::read_dir(runs) else { return };
    for lock_path in entries.flatten().map(|entry| entry.path()) {
        let is_lock = lock_path.extension().is_some_and(|extension| extension == "lock");
        let is_free = || File::open(&lock_path).is_ok_and(|file| file.try_lock().is_ok());
        if is_lock && is_free() {
            drop(fs::remove_dir_all(lock_path.with_extension("")));
            drop(fs::remove_file(&lock_path));
        }
    }
}

/// A directory with all that are above it.
pub(crate) fn make(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(doing(format!("make the directory {}", path.display())))
}

/// A file to lock or to append to.
pub(crate) fn open(path: &Path) -> Result<File, Error> {
    let options = File::options().create(true).append(true).open(path);
    options.map_err(doing(format!("open {}", path.display())))
}

/// A file with this text.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(doing(format!("write {}", path.display())))
}
