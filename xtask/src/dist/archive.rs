//! A tar that depends on nothing but its contents: sorted, of nobody, of one time.

use std::io;

use tar::{EntryType, Header};

/// Who may do what with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    File = 0o644,
    Program = 0o755,
}

/// A file of the archive.
pub(super) struct Entry {
    /// Below the archive's one directory.
    path: String,
    mode: Mode,
    bytes: Vec<u8>,
}

impl Entry {
    pub(super) fn new(path: &str, mode: Mode, bytes: Vec<u8>) -> Self {
        Self { path: path.to_owned(), mode, bytes }
    }
}

/// The archive of the files, in whatever order, below the directory `name`.
pub(super) fn pack(name: &str, mut entries: Vec<Entry>, time_s: u64) -> io::Result<Vec<u8>> {
    entries.sort_by(|one, other| one.path.cmp(&other.path));
    let mut tar = tar::Builder::new(Vec::new());
    for Entry { path, mode, bytes } in &entries {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(*mode as u32);
        header.set_size(bytes.len() as u64);
        header.set_mtime(time_s);
        header.set_uid(0);
        header.set_gid(0);
        tar.append_data(&mut header, format!("{name}/{path}"), bytes.as_slice())?;
    }
    tar.into_inner()
}
