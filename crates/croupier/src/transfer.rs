//! What operators do to a log at rest. Moving one from one engine to another: same lineage, same
//! commits, same hashes.
//!
//! An export is a file (`format`) with every accepted commit. A lineage must not live twice, so
//! what is imported is decided on in one of two cases only: the old log was ended by a `moved`
//! commit in every partition (`export --move`), and the new one goes on behind it with `imported`;
//! or an operator says of a copy that it is the one that lives (`adopt`). A copy that nobody has
//! adopted ends in `moved` itself, and is read only.
//!
//! A log that has lost commits goes on without them when an operator has accepted that
//! (`accept_loss`).

mod accept_loss;
mod end;
mod export;
mod format;
mod import;

use croupier_clock::{Clock, SystemClock};
use croupier_domain::{Event, Imported};

use crate::config::AdoptRole;
use crate::{engines, progress, telemetry};
use end::{End, Written};

pub use accept_loss::accept_loss;
pub use export::export;
pub use import::import;

/// Let a log be decided on that was moved or is a copy.
///
/// # Errors
/// When it cannot be reached or written, or is decided on already.
pub async fn adopt(role: AdoptRole) -> anyhow::Result<()> {
    telemetry::start(&role.process)?;
    let log = engines::open_log_to_read(&role.log)?;
    let bar = progress::counter("reading the log");
    let mut adopted_count = 0;
    for partition in 0..log.log.partition_count() {
        let mut end = End::find(&*log.log, partition, &bar).await?;
        let now_ms = SystemClock.now_ms();
        if end.write(&*log.log, Event::Imported(Imported {}), now_ms).await? == Written::Now {
            adopted_count += 1;
        }
    }
    bar.finish_and_clear();
    log.close();
    if adopted_count == 0 {
        anyhow::bail!("it was neither moved nor is it a copy: there is nothing to adopt");
    }
    say(&format!("log {} is decided on here from now on", log.log.lineage()));
    Ok(())
}

#[expect(clippy::print_stdout, reason = "that is what whoever runs it wants to know")]
fn say(text: &str) {
    println!("{text}");
}
