//! A fetch counts when it was finished, and for the version that is wanted.

use crate::directory::{self, Directory};
use crate::kafka::jars::{finished, is_complete};

#[test]
fn half_a_fetch_and_another_version_are_fetched_again() {
    let folder = Directory::own("jars").unwrap();
    let complete = folder.path().join("complete");
    directory::make(&folder.path().join("libs")).unwrap();
    assert!(!is_complete(folder.path()));
    directory::write(&complete, &finished().replace("4.", "3.")).unwrap();
    assert!(!is_complete(folder.path()));
    directory::write(&complete, &finished()).unwrap();
    assert!(is_complete(folder.path()));
}
