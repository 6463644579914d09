//! Links between documents.

use crate::tidy::links;
use crate::tidy::tree::Tree;

use super::check;

#[track_caller]
fn check_link(document: &str, line: &str, missing: Option<&str>) {
    let text = format!("\n{line}\n");
    let tree = Tree::of(&[
        (document, &text),
        ("LICENSE", ""),
        ("docs/API.md", ""),
        ("docs/decisions/0001-a.md", ""),
    ])
    .with_binary("docs/images/a.png");
    let place = format!("{document}:2");
    let what = missing.map(|link| format!("`{link}` leads nowhere"));
    let expected: Vec<(&str, &str)> =
        what.iter().map(|what| (place.as_str(), what.as_str())).collect();
    check(links::check(&tree), &expected);
}

#[test]
fn links_that_lead_somewhere() {
    check_link("README.md", "[a](LICENSE), [b](./docs/API.md#top) and [c](docs/decisions/)", None);
    check_link("docs/b.md", "[a](API.md) [b](../LICENSE) [c](decisions/0001-a.md) [d](..)", None);
    check_link(
        "README.md",
        "[a](https://example.org/x) [b](#below) [c](mailto:a@example.org)",
        None,
    );
    check_link("src/a.rs", "//! [a](nowhere.md)", None);
    check_link(
        "README.md",
        "| <img src=\"docs/images/a.png\" alt=\"a\"> | ![b](docs/images/a.png)",
        None,
    );
    check_link("docs/b.md", "<a href=\"../LICENSE\"><img src=\"./images/a.png\"></a>", None);
}

#[test]
fn links_that_do_not() {
    check_link("README.md", "[a](LICENSE) [b](API.md)", Some("API.md"));
    check_link("docs/b.md", "[a](docs/API.md)", Some("docs/API.md"));
    check_link("docs/b.md", "[a](../API.md#top)", Some("../API.md"));
    check_link("README.md", "[a](docs/decision)", Some("docs/decision"));
    check_link("README.md", "[a](LICENSE/a)", Some("LICENSE/a"));
    check_link("README.md", "<img src=\"docs/images/b.png\">", Some("docs/images/b.png"));
    check_link("docs/b.md", "![a](docs/images/a.png)", Some("docs/images/a.png"));
    check_link("docs/b.md", "<a alt=\"\" href=\"../licence\">", Some("../licence"));
}
