//! A link from one document to another, to a source or to an image leads somewhere.

use super::Violation;
use super::tree::Tree;

/// Checks the relative links of every Markdown file; addresses of others are not asked.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for file in tree.files().filter(|file| file.path.ends_with(".md")) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (index, line) in file.text.lines().enumerate() {
            for link in links(line).filter(|link| !exists(tree, folder, link)) {
                let what = format!("the link to `{link}` leads nowhere");
                violations.push(Violation::new(&file.path, index + 1, what));
            }
        }
    }
    violations
}

/// The targets of `[text](target)` and of HTML's `src` and `href` on a line that are paths, without
/// their `#fragment`.
fn links(line: &str) -> impl Iterator<Item = &str> {
    let ways = ["](", " src=\"", " href=\""];
    let after = ways.into_iter().flat_map(|way| line.split(way).skip(1));
    let targets = after.filter_map(|rest| rest.split([')', ' ', '"']).next());
    let paths = targets.filter(|target| !target.contains(':'));
    paths.filter_map(|path| path.split('#').next()).filter(|path| !path.is_empty())
}

/// Whether the path, seen from the folder, is a file of the project or a folder with some in it.
fn exists(tree: &Tree, folder: &str, link: &str) -> bool {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let path = parts.join("/");
    let inside = |file: &str| file.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/'));
    path.is_empty() || tree.paths().any(|file| file == path || inside(file))
}
