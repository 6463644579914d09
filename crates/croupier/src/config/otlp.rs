//! Settings of traces.

use clap::Args;
use croupier_trace::Ratio;

/// Where traces go.
#[derive(Debug, Clone, Args)]
pub struct OtlpSettings {
    /// The trace store: what takes spans over OTLP/HTTP, `http://HOST:PORT`. Without, there are no
    /// traces.
    #[arg(long, env = "CROUPIER_OTLP_ENDPOINT")]
    pub otlp_endpoint: Option<String>,
}

pub(super) fn ratio(text: &str) -> Result<Ratio, String> {
    let ratio = text.parse().ok().and_then(Ratio::new);
    ratio.ok_or_else(|| "it is a number from 0 to 1".to_owned())
}
