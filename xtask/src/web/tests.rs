use std::fs::{self, File};
use std::time::{Duration, UNIX_EPOCH};

use super::{SOURCES, is_fresh};

/// A build is as good as its oldest source says.
#[test]
fn a_build_is_stale_when_a_source_is_younger() {
    let folder = tempfile::tempdir().unwrap();
    let web = folder.path();
    let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let touch = |name: &str, age_s: u64| {
        let path = web.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let time = now - Duration::from_secs(age_s);
        File::create(path).unwrap().set_modified(time).unwrap();
    };
    for source in SOURCES {
        match source {
            "src" | "public" | "scripts" => touch(&format!("{source}/a/b.ts"), 100),
            file => touch(file, 100),
        }
    }
    assert!(!is_fresh(web).unwrap(), "there is no build");
    // Folders were made just now.
    for folder in ["src", "src/a", "public", "public/a", "scripts", "scripts/a"] {
        let old = now - Duration::from_secs(100);
        File::open(web.join(folder)).unwrap().set_modified(old).unwrap();
    }
    touch("build/client/index.html", 50);
    assert!(is_fresh(web).unwrap());
    touch("src/a/b.ts", 10);
    assert!(!is_fresh(web).unwrap());
    touch("src/a/b.ts", 100);
    touch("package-lock.json", 10);
    assert!(!is_fresh(web).unwrap());
}
