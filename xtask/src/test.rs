//! `cargo xtask test`: everything CI runs, in one order, stopping where it fails.
//!
//! Cheap steps come first. What fails is named last on the screen together with the command
//! that runs only it again, because that is what the reader types next.

mod counts;

use std::ffi::OsString;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};

use crate::needs::{self, Need};
use crate::services::ForTests;
use crate::{process, tidy, web};

/// One thing that must hold.
struct Step {
    name: &'static str,
    /// What holds when it passes: the heading.
    what: &'static str,
    /// What is wrong when it does not.
    failure: &'static str,
    needs: &'static [Need],
    action: Action,
}

enum Action {
    /// Our own rules, in this process.
    Tidy,
    /// Checks and builds the application.
    Web,
    /// The application in a browser.
    Browser,
    /// A cargo command that says by its exit code whether it passed.
    Cargo(&'static [&'static str]),
    /// A cargo command whose tests find servers to share, and whose results are added up.
    CargoTest(&'static [&'static str]),
}

/// In the order they run.
const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        what: "every file is formatted",
        failure: "some files are not formatted; `cargo fmt` formats them",
        needs: &[Need::Rustfmt],
        action: Action::Cargo(&["fmt", "--all", "--check"]),
    },
    Step {
        name: "tidy",
        what: "the project's own rules hold",
        failure: "the lines above break the project's rules",
        needs: &[],
        action: Action::Tidy,
    },
    Step {
        name: "web",
        what: "the application is as it should be, and is built",
        failure: "the application does not build, or its tests, lints or budgets fail",
        needs: &[Need::Node],
        action: Action::Web,
    },
    Step {
        name: "clippy",
        what: "no warning anywhere",
        failure: "the code does not build or has warnings",
        needs: &[Need::Clippy, Need::CCompiler],
        action: Action::Cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ]),
    },
    Step {
        name: "test",
        what: "every test passes",
        failure: "a test failed or does not build",
        needs: &[Need::CCompiler],
        action: Action::CargoTest(&["test", "--workspace", "--locked"]),
    },
    Step {
        name: "browser",
        what: "the application works in a real browser",
        failure: "the application fails in a real browser",
        needs: &[Need::CCompiler, Need::Node],
        action: Action::Browser,
    },
    Step {
        name: "doc",
        what: "the documentation builds without a warning",
        failure: "the documentation has warnings, such as a link that leads nowhere",
        needs: &[Need::CCompiler],
        action: Action::Cargo(&[
            "doc",
            "--workspace",
            "--no-deps",
            "--document-private-items",
            "--locked",
            "--config",
            "build.rustdocflags = ['-D', 'warnings']",
        ]),
    },
];

/// Runs every step, or the one named by `--only`.
pub(crate) fn run(arguments: &[OsString]) -> Result<ExitCode> {
    let steps = chosen(arguments)?;
    let report = run_steps(steps, perform);
    println!("\n{}", report.summary(steps));
    Ok(if report.failure.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn chosen(arguments: &[OsString]) -> Result<&'static [Step]> {
    let arguments: Option<Vec<&str>> = arguments.iter().map(|argument| argument.to_str()).collect();
    match arguments.as_deref() {
        Some([]) => Ok(STEPS),
        Some(["--only", name]) => match STEPS.iter().position(|step| step.name == *name) {
            Some(index) => Ok(&STEPS[index..=index]),
            None => bail!("there is no step `{name}`; the steps are {}", names(STEPS)),
        },
        _ => bail!("expected nothing or `--only <step>`, where the steps are {}", names(STEPS)),
    }
}

fn names(steps: &[Step]) -> String {
    steps.iter().map(|step| step.name).collect::<Vec<_>>().join(", ")
}

/// Does what the step says; the text is a remark for the summary, the error why it failed.
fn perform(step: &Step) -> Result<String> {
    needs::require(step.needs)?;
    let mut cargo = process::cargo();
    cargo.current_dir(crate::root());
    let (passed, remark) = match step.action {
        Action::Tidy => (tidy::report()?, String::new()),
        Action::Web => {
            web::check()?;
            (true, String::new())
        }
        Action::Browser => (web::try_in_browser()?, String::new()),
        Action::Cargo(arguments) => (process::run(cargo.args(arguments))?.success(), String::new()),
        Action::CargoTest(arguments) => {
            let servers = ForTests::start()?;
            cargo.envs(servers.variables());
            let (status, counts) = counts::run(cargo.args(arguments), &mut std::io::stdout())?;
            (status.success(), counts.to_string())
        }
    };
    if passed { Ok(remark) } else { Err(anyhow!(step.failure)) }
}

/// What came of a run.
struct Report {
    /// Name, time and remark of every step that passed.
    passed: Vec<(&'static str, Duration, String)>,
    /// The step that did not, its time and why.
    failure: Option<(&'static str, Duration, String)>,
}

fn run_steps(steps: &[Step], perform: impl Fn(&Step) -> Result<String>) -> Report {
    let mut report = Report { passed: Vec::new(), failure: None };
    for step in steps {
        println!("\n== {}: {} ==", step.name, step.what);
        let started = Instant::now();
        match perform(step) {
            Ok(remark) => report.passed.push((step.name, started.elapsed(), remark)),
            Err(error) => {
                report.failure = Some((step.name, started.elapsed(), format!("{error:#}")));
                break;
            }
        }
    }
    report
}

impl Report {
    fn summary(&self, steps: &[Step]) -> String {
        let mut lines = vec!["== summary ==".to_owned()];
        for (name, elapsed, remark) in &self.passed {
            let line = format!("{name:8} ok      {:>12}  {remark}", in_words(*elapsed));
            lines.push(line.trim_end().to_owned());
        }
        let Some((name, elapsed, why)) = &self.failure else {
            let total = self.passed.iter().map(|(_, elapsed, _)| *elapsed).sum();
            lines.push(format!("passed in {}", in_words(total)));
            return lines.join("\n");
        };
        lines.push(format!("{name:8} FAILED  {:>12}", in_words(*elapsed)));
        for step in steps.iter().skip(self.passed.len() + 1) {
            lines.push(format!("{:8} not run", step.name));
        }
        lines.push(format!("\n{name} failed: {why}"));
        lines.push(format!("to run only it again: cargo xtask test --only {name}"));
        lines.join("\n")
    }
}

/// `7.4 s` or `3 min 05 s`.
fn in_words(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    match seconds / 60 {
        0 => format!("{:.1} s", elapsed.as_secs_f64()),
        minutes => format!("{minutes} min {:02} s", seconds % 60),
    }
}

#[cfg(test)]
mod tests;
