//! The blocks of the handbook's runbooks.

use std::collections::BTreeMap;

/// Each with the heading that it stands below; those before the first runbook are of "".
pub(super) fn blocks() -> BTreeMap<String, Vec<String>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/OPERATIONS.md");
    let handbook = std::fs::read_to_string(path).unwrap();
    let (_, runbooks) = handbook.split_once("\n## Runbooks\n").unwrap();
    let (mut blocks, mut heading) = (BTreeMap::<_, Vec<_>>::new(), String::new());
    let mut lines = runbooks.lines();
    while let Some(line) = lines.next() {
        assert!(!line.starts_with("## "), "the runbooks are the last of the handbook");
        if let Some(new) = line.strip_prefix("### ") {
            new.clone_into(&mut heading);
        }
        let Some(kind) = line.strip_prefix("```") else { continue };
        let block: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
        let names_others = ["kubectl ", "docker ", "systemctl "];
        let is_elsewhere = block.iter().any(|line| names_others.iter().any(|it| line.contains(it)));
        assert_eq!(kind, if is_elsewhere { "" } else { "bash" }, "{heading}: {block:?}");
        if !is_elsewhere {
            blocks.entry(heading.clone()).or_default().push(block.join("\n") + "\n");
        }
    }
    blocks
}

/// The blocks that the runbooks begin with.
#[derive(Clone, Copy)]
pub(super) enum Beginning {
    Definitions,
    EveryRole,
    OneProcess,
}

pub(super) fn beginning(which: Beginning) -> String {
    blocks()[""][which as usize].clone()
}

/// What is still to be run of one runbook.
pub(super) struct Runbook {
    heading: &'static str,
    left: std::vec::IntoIter<String>,
}

impl Runbook {
    pub(super) fn called(heading: &'static str) -> Self {
        let blocks = blocks().remove(heading);
        let left = blocks.unwrap_or_else(|| panic!("there is no runbook {heading:?}"));
        Self { heading, left: left.into_iter() }
    }

    pub(super) fn next(&mut self) -> String {
        self.left.next().unwrap_or_else(|| panic!("{:?} has no more blocks", self.heading))
    }
}

impl Drop for Runbook {
    fn drop(&mut self) {
        let left: Vec<_> = self.left.by_ref().collect();
        assert!(left.is_empty() || std::thread::panicking(), "{}: {left:?}", self.heading);
    }
}
