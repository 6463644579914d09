//! Words that do not get committed: unfinished code, tests that do not run, and names that say
//! nothing about what is behind them.

use super::Violation;
use super::code::{code_only, line_at, words};
use super::tree::{SourceFile, Tree};

/// Macros of unfinished code, each with what to do instead.
const MACROS: &[(&str, &str)] = &[
    ("todo", "finish it, or leave it out"),
    ("unimplemented", "make the state unrepresentable, or return an error"),
    ("dbg", "remove it; what is worth seeing is worth a `tracing` event"),
];

/// Names of modules under which anything would fit.
const MODULES: &[&str] = &["util", "utils", "helper", "helpers", "common", "manager"];

/// Ends of type names that say what kind of thing somebody felt it was.
const TYPE_ENDS: &[&str] = &["Manager", "Helper", "Service", "Repository", "Dto", "Impl"];

/// Checks the names of all sources and the code of those in Rust.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for file in tree.files().filter(|file| is_source(file)) {
        let parts = file.path.split(['/', '.']);
        for name in parts.filter(|part| MODULES.contains(part)) {
            violations.push(Violation::new(&file.path, 1, vague(name)));
        }
        if file.is_rust() {
            violations.extend(in_code(file));
        }
    }
    violations
}

fn is_source(file: &SourceFile) -> bool {
    [".rs", ".ts", ".tsx"].iter().any(|end| file.path.ends_with(end))
}

fn in_code(file: &SourceFile) -> Vec<Violation> {
    let code = code_only(&file.text);
    let mut violations = Vec::new();
    let mut previous = "";
    for (at, word) in words(&code) {
        let before = code[..at].trim_end();
        let after = &code[at + word.len()..];
        if let Some(what) = objection(before, previous, word, after) {
            violations.push(Violation::new(&file.path, line_at(&code, at), what));
        }
        if word == "use" && !file.is_test() && is_glob(after) {
            let what = "name what is imported: `*` hides where a name comes from";
            violations.push(Violation::new(&file.path, line_at(&code, at), what));
        }
        previous = word;
    }
    violations
}

/// What speaks against a word at its place, if anything does.
fn objection(before: &str, previous: &str, word: &str, after: &str) -> Option<String> {
    let macro_call = MACROS.iter().find(|(name, _)| *name == word && after.starts_with('!'));
    if let Some((name, instead)) = macro_call {
        return Some(format!("`{name}!` is not for commits: {instead}"));
    }
    if word == "ignore" && is_attribute(before) {
        return Some("`#[ignore]`: a test that does not run tests nothing".to_owned());
    }
    if previous == "mod" && MODULES.contains(&word) {
        return Some(vague(word));
    }
    let end = TYPE_ENDS.iter().find(|end| word.ends_with(*end))?;
    let defines = matches!(previous, "struct" | "enum" | "trait");
    defines.then(|| format!("`{word}`: a type is named for what it is, not `…{end}`"))
}

/// Whether what follows is an attribute: straight away, or by way of `cfg_attr`.
fn is_attribute(before: &str) -> bool {
    let inside = before.rsplit_once("#[").map(|(_, inside)| inside.trim_start());
    inside.is_some_and(|inside| {
        inside.is_empty() || inside.starts_with("cfg_attr") && !inside.contains(']')
    })
}

fn vague(name: &str) -> String {
    format!("a module called `{name}` collects anything: name it for what it knows")
}

/// Whether an import ends in `*`; `use<'a>` in a signature is none.
fn is_glob(after_use: &str) -> bool {
    let path = after_use.split(';').next().unwrap_or_default();
    !path.starts_with('<') && path.contains('*')
}
