//! What is asked of Prometheus by the dashboard and by the alerts, read from their files.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

/// Where what Prometheus and Grafana read lies.
pub(super) fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../observability"))
}

/// Every query there is.
pub(super) struct Queries {
    pub(super) alerts: Vec<String>,
    pub(super) dashboard: Vec<String>,
}

pub(super) fn shipped() -> Queries {
    let text = |path: &str| std::fs::read_to_string(root().join(path)).unwrap();
    let rules: Value = serde_saphyr::from_str(&text("alerts.yaml")).unwrap();
    let board: Value = serde_json::from_str(&text("grafana/croupier.json")).unwrap();
    let all = |of: &Value| of.as_array().into_iter().flatten().cloned().collect::<Vec<_>>();
    let query = |of: Value| of["expr"].as_str().expect("a query").to_owned();
    let targets = all(&board["panels"]).into_iter().flat_map(|panel| all(&panel["targets"]));
    let rules = all(&rules["groups"]).into_iter().flat_map(|group| all(&group["rules"]));
    let queries =
        Queries { alerts: rules.map(query).collect(), dashboard: targets.map(query).collect() };
    assert!(!queries.alerts.is_empty() && !queries.dashboard.is_empty());
    queries
}

/// What stands between the terms of a query, or behind one.
const WORDS: [&str; 6] = ["and", "or", "unless", "bool", "offset", "inf"];

/// What is followed by names of labels.
const GROUPING: [&str; 6] = ["by", "without", "on", "ignoring", "group_left", "group_right"];

/// The metrics that `query` names: every name that is no function, no aggregation, no label, and
/// no word of the language.
pub(super) fn metrics_in(query: &str) -> BTreeSet<String> {
    let mut metrics = BTreeSet::new();
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let closing = match first {
            '{' => Some('}'),
            '[' => Some(']'),
            _ => None,
        };
        if let Some(closing) = closing {
            rest = behind(rest, closing);
        } else if first.is_ascii_digit() {
            // A number, or a duration behind `offset`.
            rest = rest.trim_start_matches(is_of_name);
        } else if is_of_name(first) {
            let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
            let (name, more) = rest.split_at(end);
            rest = more.trim_start();
            if GROUPING.contains(&name) {
                rest = behind(rest, ')');
            } else if !is_applied(rest) && !WORDS.contains(&name) {
                metrics.insert(name.to_owned());
            }
        } else {
            rest = &rest[first.len_utf8()..];
        }
    }
    metrics
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == ':'
}

fn behind(text: &str, closing: char) -> &str {
    text.split_once(closing).map_or("", |(_, behind)| behind)
}

/// Whether what stands in front of `rest` is a function or an aggregation.
fn is_applied(rest: &str) -> bool {
    rest.starts_with(['(']) || rest.starts_with("by ") || rest.starts_with("without ")
}

#[test]
fn metrics_are_told_from_labels_and_functions() {
    let check = |query: &str, expected: &[&str]| {
        let found = metrics_in(query);
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{query}");
    };
    check("up == 0", &["up"]);
    check("absent(a_total)", &["a_total"]);
    check("max by (a) (rate(b[1m])) > 0 unless sum by (a) (changes(c[5m])) > 0", &["b", "c"]);
    check(
        r#"histogram_quantile(0.99, sum by (le) (rate(b_bucket{d="x", e!~"y"}[1m])))"#,
        &["b_bucket"],
    );
    check("topk(5, a / on (b) group_left (c) d offset 5m)", &["a", "d"]);
    check("sum(a) / count(count by (instance) (b)) - 3 / sqrt(c)", &["a", "b", "c"]);
}
