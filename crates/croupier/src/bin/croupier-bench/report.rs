//! How figures are printed.

use std::time::Duration;

use hdrhistogram::Histogram;

/// What the figures were taken on.
pub(crate) fn machine() {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let build =
        if cfg!(debug_assertions) { "DEBUG BUILD: figures mean nothing" } else { "release" };
    line(&format!("{cores} cores, {build}"));
}

/// A heading.
pub(crate) fn heading(text: &str) {
    line(&format!("\n{text}\n{}", "-".repeat(text.len())));
}

/// A line.
#[expect(clippy::print_stdout, reason = "a benchmark prints")]
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// A figure beside its target.
pub(crate) fn target(what: &str, figure: f64, unit: &str, target: Target) {
    let (is_met, bound) = match target {
        Target::AtLeast(bound) => (figure >= bound, format!(">= {bound}")),
        Target::AtMost(bound) => (figure <= bound, format!("<= {bound}")),
    };
    let verdict = if is_met { "met" } else { "MISSED" };
    line(&format!("{what}: {figure:.2} {unit} (target {bound}: {verdict})"));
}

/// Which way a target points.
pub(crate) enum Target {
    AtLeast(f64),
    AtMost(f64),
}

/// The middle of several runs.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Latencies in microseconds.
pub(crate) fn latencies() -> Histogram<u64> {
    Histogram::new(3).unwrap_or_else(|_| unreachable!("three digits are allowed"))
}

/// A percentile in milliseconds.
pub(crate) fn percentile_ms(histogram: &Histogram<u64>, percentile: f64) -> f64 {
    histogram.value_at_percentile(percentile) as f64 / 1000.0
}

/// How many a second.
pub(crate) fn rate(count: u64, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}
