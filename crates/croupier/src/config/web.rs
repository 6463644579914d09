//! The settings of the application alone.

use std::net::SocketAddr;

use clap::Args;

use super::ProcessSettings;

/// `croupier web`.
#[derive(Debug, Args)]
pub struct WebRole {
    /// What every role has.
    #[command(flatten)]
    pub process: ProcessSettings,
    /// Where it listens.
    #[arg(long, env = "CROUPIER_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
}
