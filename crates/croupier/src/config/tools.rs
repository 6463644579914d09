//! The settings of the tools, which do one thing and end.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{LogSettings, ProcessSettings, ViewSettings};

/// `croupier views`.
#[derive(Debug, Args)]
pub struct ViewsRole {
    /// What to do.
    pub action: ViewsAction,
    /// Which version; `compare` takes two, or one to compare with the live one.
    #[arg(value_name = "VERSION", value_parser = clap::value_parser!(u32).range(1..))]
    pub versions: Vec<u32>,
    /// `build`: stay at the end of the log until stopped.
    #[arg(long)]
    pub follow: bool,
    /// `switch`: also to a version that is behind, after a loss was accepted: what the live one
    /// holds of it is gone from the log.
    #[arg(long)]
    pub behind: bool,
    /// `compare`, `switch`: for how many seconds to wait until two versions have met.
    #[arg(long, default_value_t = 30)]
    pub patience_s: u64,
    /// The log.
    #[command(flatten)]
    pub log: LogSettings,
    /// The views.
    #[command(flatten)]
    pub views: ViewSettings,
    /// What every role has.
    #[command(flatten)]
    pub process: ProcessSettings,
}

/// What is done with versions of the views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ViewsAction {
    /// Say which there are and where they stand.
    List,
    /// Fold the log into a version.
    Build,
    /// Say whether two versions hold the same.
    Compare,
    /// Let another version answer.
    Switch,
    /// Remove a version that does not answer.
    Drop,
}

impl ViewsAction {
    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Build => "build",
            Self::Compare => "compare",
            Self::Switch => "switch",
            Self::Drop => "drop",
        }
    }
}

/// `croupier export`.
#[derive(Debug, Args)]
pub struct ExportRole {
    /// The file to write; it must not exist.
    pub file: PathBuf,
    /// End every partition first, so that nobody decides on this log any more: the import goes on
    /// where it ends.
    #[arg(long = "move")]
    pub moves: bool,
    /// The log.
    #[command(flatten)]
    pub log: LogSettings,
    /// What every role has.
    #[command(flatten)]
    pub process: ProcessSettings,
}

/// `croupier import`.
#[derive(Debug, Args)]
pub struct ImportRole {
    /// The exported file.
    pub file: PathBuf,
    /// The log to make; there must be none.
    #[command(flatten)]
    pub log: LogSettings,
    /// What every role has.
    #[command(flatten)]
    pub process: ProcessSettings,
}

/// `croupier adopt`.
#[derive(Debug, Args)]
pub struct AdoptRole {
    /// The log.
    #[command(flatten)]
    pub log: LogSettings,
    /// What every role has.
    #[command(flatten)]
    pub process: ProcessSettings,
}

/// `croupier accept-loss`.
#[derive(Debug, Args)]
pub struct AcceptLossRole {
    /// The surviving heads, `PARTITION:SEQ:HASH`, as this command says them when given none.
    #[arg(value_name = "HEAD")]
    pub heads: Vec<String>,
    /// The log.
    #[command(flatten)]
    pub log: LogSettings,
    /// The views, where they are in Redis: they may be the only witness.
    #[command(flatten)]
    pub views: ViewSettings,
    /// What every role has.
    #[command(flatten)]
    pub process: ProcessSettings,
}

/// `croupier verify`.
#[derive(Debug, Args)]
pub struct VerifyRole {
    /// A commit that the log must have, `PARTITION:SEQ:HASH`, as this command said it; several,
    /// each behind a flag of its own.
    #[arg(long, value_name = "HEAD")]
    pub expect: Vec<String>,
    /// The directory of the master keys: with them outcomes are also drawn again whose seeds are
    /// not revealed. Only the operator has them.
    #[arg(long, value_name = "DIRECTORY")]
    pub secrets: Option<PathBuf>,
    /// The log.
    #[command(flatten)]
    pub log: LogSettings,
    /// The views, where they are in Redis: they must be what the log folds to.
    #[command(flatten)]
    pub views: ViewSettings,
    /// What every role has.
    #[command(flatten)]
    pub process: ProcessSettings,
}
