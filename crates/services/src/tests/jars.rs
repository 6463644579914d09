//! A fetch counts when it was finished, and for the version that is wanted.

use crate::directory::{self, Directory};
use crate::kafka::jars::{POM, VERSION, is_complete};

#[test]
fn half_a_fetch_and_another_version_are_fetched_again() {
    let folder = Directory::own("jars").unwrap();
    let complete = folder.path().join("complete");
    directory::make(&folder.path().join("libs")).unwrap();
    assert!(!is_complete(folder.path()));
    directory::write(&complete, &POM.replace(VERSION, "3.9.2")).unwrap();
    assert!(!is_complete(folder.path()));
    directory::write(&complete, POM).unwrap();
    assert!(is_complete(folder.path()));
}

#[test]
fn the_folder_is_named_for_what_the_pom_fetches() {
    for artifact in ["kafka_2.13", "kafka-tools"] {
        let (_, rest) = POM.split_once(&format!("<artifactId>{artifact}</artifactId>")).unwrap();
        assert!(rest.trim_start().starts_with(&format!("<version>{VERSION}</version>")));
    }
}
