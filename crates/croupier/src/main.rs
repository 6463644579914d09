//! The binary.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use croupier::config::{Cli, Role, completions, markdown, write_manual};
use croupier::verify::verify;
use croupier::{roles, transfer};

/// Bets are many small allocations on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long what cannot be cancelled may keep a process that has ended: a name that is being looked
/// up, for as long as the resolver likes.
const LEFT_OVER_PATIENCE: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<ExitCode> {
    let role = Cli::read()?.role;
    if let Some(document) = document(&role)? {
        print(&document)?;
        return Ok(ExitCode::SUCCESS);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(async {
        match role {
            Role::Up(settings) => roles::run_up(*settings).await,
            Role::Command(settings) => roles::run_command(*settings).await,
            Role::Query(settings) => roles::run_query(*settings).await,
            Role::Processor(settings) => roles::run_processor(*settings).await,
            Role::Gateway(settings) => roles::run_gateway(*settings).await,
            Role::Web(settings) => roles::run_web(*settings).await,
            Role::Export(settings) => transfer::export(*settings).await,
            Role::Import(settings) => transfer::import(*settings).await,
            Role::Adopt(settings) => transfer::adopt(*settings).await,
            Role::AcceptLoss(settings) => transfer::accept_loss(*settings).await,
            Role::Views(settings) => return roles::run_views(*settings).await,
            Role::Verify(settings) => return verify(*settings).await,
            Role::Openapi | Role::Settings | Role::Completions { .. } | Role::Manual { .. } => {
                Ok(())
            }
        }
        .map(|()| ExitCode::SUCCESS)
    });
    runtime.shutdown_timeout(LEFT_OVER_PATIENCE);
    ended
}

/// What some subcommands print or write instead of running anything.
fn document(role: &Role) -> anyhow::Result<Option<String>> {
    Ok(match role {
        Role::Openapi => Some(roles::openapi()?),
        Role::Settings => Some(markdown()),
        Role::Completions { shell } => Some(completions(*shell)),
        Role::Manual { directory } => {
            let failed = || format!("write the manual into {}", directory.display());
            write_manual(directory).with_context(failed)?;
            Some(String::new())
        }
        _ => None,
    })
}

/// Whoever reads it may have read enough.
fn print(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

#[expect(clippy::print_stderr, reason = "the last word of a process that did not start")]
fn report(error: &anyhow::Error) {
    eprintln!("croupier: {error:#}");
}
