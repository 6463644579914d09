//! The arguments, and an archive that depends on its contents alone.

use std::ffi::OsString;
use std::io::Read;

use super::archive::{Entry, Mode, pack};
use super::{Wanted, wanted};

fn read(arguments: &[&str]) -> Option<Wanted> {
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    wanted(&arguments).ok()
}

#[test]
fn where_to_and_what_of_may_be_said() {
    assert_eq!(read(&[]), Some(Wanted::default()));
    let both = Wanted { output: Some("there".into()), binary: Some("this".into()) };
    assert_eq!(read(&["--binary", "this", "--output", "there"]), Some(both));
    for wrong in [&["--output"][..], &["there"], &["--target", "this"]] {
        assert_eq!(read(wrong), None, "{wrong:?}");
    }
}

fn packed(entries: Vec<Entry>, time_s: u64) -> Vec<u8> {
    pack("name", entries, time_s).unwrap()
}

#[test]
fn the_order_and_the_hour_of_packing_are_not_in_the_archive() {
    let one = || Entry::new("bin/one", Mode::Program, b"one".to_vec());
    let two = || Entry::new("share/two", Mode::File, b"two".to_vec());
    let archive = packed(vec![one(), two()], 7);
    assert_eq!(packed(vec![two(), one()], 7), archive);
    assert_ne!(packed(vec![two(), one()], 8), archive);
    let mut files = tar::Archive::new(archive.as_slice());
    let read = files.entries().unwrap().map(|file| {
        let mut file = file.unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        let header = file.header();
        let path = file.path().unwrap().display().to_string();
        (path, header.mode().unwrap(), header.mtime().unwrap(), header.uid().unwrap(), text)
    });
    let expected = [("name/bin/one", 0o755, "one"), ("name/share/two", 0o644, "two")];
    let expected = expected.map(|(path, mode, text)| (path.to_owned(), mode, 7, 0, text.into()));
    assert_eq!(read.collect::<Vec<_>>(), expected);
}
