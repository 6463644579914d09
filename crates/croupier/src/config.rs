//! Configuration: the only place that reads arguments, environment and files.
//!
//! Every setting has one name in three spellings: `--partitions`, `CROUPIER_PARTITIONS`, and
//! `partitions` in the file named by `--config`. A flag beats the environment, the environment
//! beats the file, the file beats the default. `docs/CONFIGURATION.md` is the table of all of them,
//! made from this file by `cargo xtask codegen`.

mod file;
mod manual;
mod otlp;
mod stakes;
mod table;
mod tools;
mod web;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use croupier_trace::Ratio;

pub use manual::{completions, write_manual};
pub use otlp::OtlpSettings;
pub use stakes::TableSettings;
pub use table::markdown;
pub use tools::{
    AcceptLossRole, AdoptRole, ExportRole, ImportRole, VerifyRole, ViewsAction, ViewsRole,
};
pub use web::WebRole;

/// An event-sourced betting platform: takes bets, settles them, and can prove it.
#[derive(Debug, Parser)]
#[command(name = "croupier", version, propagate_version = true)]
pub struct Cli {
    /// What to run.
    #[command(subcommand)]
    pub role: Role,
}

/// What the binary can be.
#[derive(Debug, Subcommand)]
pub enum Role {
    /// Every role in one process.
    Up(Box<Up>),
    /// The write side: decides, appends, answers.
    Command(Box<CommandRole>),
    /// The read side: answers from the views. With views in memory it also folds them.
    Query(Box<QueryRole>),
    /// Folds the log into views that other processes answer from.
    Processor(Box<ProcessorRole>),
    /// The single entry point: authentication, limits, routing.
    Gateway(Box<GatewayRole>),
    /// The application's pages alone, for whoever leads their API's paths to a gateway. A gateway
    /// that has `--web-listen` serves both.
    Web(Box<WebRole>),
    /// Look after the versions of the views in Redis: build one beside the live one, compare the
    /// two, switch, drop.
    Views(Box<ViewsRole>),
    /// Prove a log: its chain, its money, its draws, and the views in Redis if they are named.
    Verify(Box<VerifyRole>),
    /// Write a log to a file, from which any engine can be given it.
    Export(Box<ExportRole>),
    /// Fill a new log from an exported file.
    Import(Box<ImportRole>),
    /// Say of a log that was moved, or that is a copy, that it is the one that lives.
    Adopt(Box<AdoptRole>),
    /// Let diverged partitions go on without the commits that are gone, or say what is gone.
    AcceptLoss(Box<AcceptLossRole>),
    /// Print the OpenAPI document of the gateway.
    Openapi,
    /// Print the table of all settings as Markdown.
    Settings,
    /// Print the script by which a shell completes this program's arguments.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Write the manual, a page for each subcommand.
    Manual {
        /// The directory to write the pages into.
        directory: PathBuf,
    },
}

/// `croupier up`.
#[derive(Debug, Args)]
pub struct Up {
    /// The log.
    #[command(flatten)]
    pub log: LogSettings,
    /// The views.
    #[command(flatten)]
    pub views: ViewSettings,
    /// The table.
    #[command(flatten)]
    pub table: TableSettings,
    /// The gateway.
    #[command(flatten)]
    pub gateway: GatewaySettings,
    /// Secrets.
    #[command(flatten)]
    pub secrets: SecretSettings,
    /// Where traces go.
    #[command(flatten)]
    pub otlp: OtlpSettings,
    /// What every role has.
    #[command(flatten)]
    pub process: ProcessSettings,
    /// Where the gateway listens.
    #[arg(long, env = "CROUPIER_GATEWAY_LISTEN", default_value = "127.0.0.1:8000")]
    pub gateway_listen: SocketAddr,
    /// Where the command service listens.
    #[arg(long, env = "CROUPIER_COMMAND_LISTEN", default_value = "127.0.0.1:5000")]
    pub command_listen: SocketAddr,
    /// Where gateways reach this instance's command service, `http://HOST:PORT`, when several
    /// share a log; without, where it listens.
    #[arg(long, env = "CROUPIER_ADVERTISE")]
    pub advertise: Option<String>,
    /// Where the query service listens.
    #[arg(long, env = "CROUPIER_QUERY_LISTEN", default_value = "127.0.0.1:5001")]
    pub query_listen: SocketAddr,
    /// Where the application listens: its pages, and the gateway's API beside them.
    #[arg(long, env = "CROUPIER_WEB_LISTEN", default_value = "127.0.0.1:3000")]
    pub web_listen: SocketAddr,
    /// Let bots play, so that there is something to see. They bet through the gateway like anyone.
    #[arg(long, env = "CROUPIER_DEMO")]
    pub demo: bool,
}

/// `croupier command`.
#[derive(Debug, Args)]
pub struct CommandRole {
    /// The log.
    #[command(flatten)]
    pub log: LogSettings,
    /// The table.
    #[command(flatten)]
    pub table: TableSettings,
    /// Secrets.
    #[command(flatten)]
    pub secrets: SecretSettings,
    /// Where traces go.
    #[command(flatten)]
    pub otlp: OtlpSettings,
    /// What every role has.
    #[command(flatten)]
    pub process: ProcessSettings,
    /// Where it listens.
    #[arg(long, env = "CROUPIER_LISTEN", default_value = "127.0.0.1:5000")]
    pub listen: SocketAddr,
    /// Where gateways reach this instance's command service, `http://HOST:PORT`, when several
    /// share a log; without, where it listens.
    #[arg(long, env = "CROUPIER_ADVERTISE")]
    pub advertise: Option<String>,
}

/// `croupier query`.
#[derive(Debug, Args)]
pub struct QueryRole {
    /// The log.
    #[command(flatten)]
    pub log: LogSettings,
    /// The views.
    #[command(flatten)]
    pub views: ViewSettings,
    /// Secrets.
    #[command(flatten)]
    pub secrets: SecretSettings,
    /// Where traces go.
    #[command(flatten)]
    pub otlp: OtlpSettings,
    /// What every role has.
    #[command(flatten)]
    pub process: ProcessSettings,
    /// Where it listens.
    #[arg(long, env = "CROUPIER_LISTEN", default_value = "127.0.0.1:5001")]
    pub listen: SocketAddr,
}

/// `croupier processor`.
#[derive(Debug, Args)]
pub struct ProcessorRole {
    /// The log.
    #[command(flatten)]
    pub log: LogSettings,
    /// The views.
    #[command(flatten)]
    pub views: ViewSettings,
    /// Where traces go.
    #[command(flatten)]
    pub otlp: OtlpSettings,
    /// What every role has.
    #[command(flatten)]
    pub process: ProcessSettings,
    /// Where it says how it is: health and metrics.
    #[arg(long, env = "CROUPIER_LISTEN", default_value = "127.0.0.1:5002")]
    pub listen: SocketAddr,
}

/// `croupier gateway`.
#[derive(Debug, Args)]
pub struct GatewayRole {
    /// The gateway.
    #[command(flatten)]
    pub gateway: GatewaySettings,
    /// Secrets.
    #[command(flatten)]
    pub secrets: SecretSettings,
    /// Where traces go.
    #[command(flatten)]
    pub otlp: OtlpSettings,
    /// What every role has.
    #[command(flatten)]
    pub process: ProcessSettings,
    /// Where it listens.
    #[arg(long, env = "CROUPIER_LISTEN", default_value = "127.0.0.1:8000")]
    pub listen: SocketAddr,
    /// The command services; several, separated by commas. Each as it names itself
    /// (`--advertise`): the gateway follows a partition to no other address.
    #[arg(long, env = "CROUPIER_COMMAND_URL", default_value = "http://127.0.0.1:5000")]
    #[arg(value_delimiter = ',')]
    pub command_url: Vec<String>,
    /// The query services; several, separated by commas.
    #[arg(long, env = "CROUPIER_QUERY_URL", default_value = "http://127.0.0.1:5001")]
    #[arg(value_delimiter = ',')]
    pub query_url: Vec<String>,
    /// Where the application listens as well: its pages, and this gateway's API beside them;
    /// without, nowhere.
    #[arg(long, env = "CROUPIER_WEB_LISTEN")]
    pub web_listen: Option<SocketAddr>,
}

/// Where the log is, and what it is made with.
#[derive(Debug, Clone, Args)]
pub struct LogSettings {
    /// The log: `file:DIRECTORY` or `kafka://HOST:PORT[,…]/PREFIX[?OPTION=VALUE&…]`.
    #[arg(long, env = "CROUPIER_LOG", default_value = "file:data")]
    pub log: String,
    /// How many partitions a new log gets; fixed for its life.
    #[arg(long, env = "CROUPIER_PARTITIONS", default_value_t = 8)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=256))]
    pub partitions: u32,
    /// The label of a new log's one currency; fixed for its life.
    #[arg(long, env = "CROUPIER_CURRENCY", default_value = "credits")]
    pub currency: String,
    /// The most MiB a log in a file may have; 0 is as many as the disk holds.
    #[arg(long, env = "CROUPIER_LOG_MAX_MIB", default_value_t = 0)]
    pub log_max_mib: u64,
}

/// Where the views are.
#[derive(Debug, Clone, Args)]
pub struct ViewSettings {
    /// The views: `memory:`, `redis://HOST:PORT/DB` or `redis-cluster://HOST:PORT[,…]`; over TLS
    /// `rediss://` and `rediss-cluster://`; with a user in front of an `@`.
    #[arg(long, env = "CROUPIER_VIEWS", default_value = "memory:")]
    pub views: String,
    /// What all keys of the views in Redis begin with.
    #[arg(long, env = "CROUPIER_VIEWS_PREFIX", default_value = "croupier")]
    pub views_prefix: String,
    /// The version of the views to read and write; without, the live one.
    #[arg(long, env = "CROUPIER_VIEWS_VERSION")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub views_version: Option<u32>,
    /// The file with the password of Redis.
    #[arg(long, env = "CROUPIER_VIEWS_PASSWORD_FILE")]
    pub views_password_file: Option<PathBuf>,
    /// The file with the certificates (PEM) that Redis is trusted by, instead of the machine's.
    #[arg(long, env = "CROUPIER_VIEWS_CA")]
    pub views_ca: Option<PathBuf>,
    /// The file with the certificate (PEM) that is shown to Redis.
    #[arg(long, env = "CROUPIER_VIEWS_CERTIFICATE", requires = "views_key")]
    pub views_certificate: Option<PathBuf>,
    /// The file with that certificate's key (PEM).
    #[arg(long, env = "CROUPIER_VIEWS_KEY", requires = "views_certificate")]
    pub views_key: Option<PathBuf>,
}

/// What the gateway allows.
#[derive(Debug, Clone, Args)]
pub struct GatewaySettings {
    /// Origins whose pages may call the gateway; several, separated by commas.
    #[arg(long, env = "CROUPIER_CORS_ORIGINS", value_delimiter = ',')]
    #[arg(default_value = "http://localhost:3000,http://localhost:5173")]
    pub cors_origins: Vec<String>,
    /// Rate limits: `auto` is on unless the gateway listens on loopback only.
    #[arg(long, env = "CROUPIER_RATE_LIMITS", default_value = "auto")]
    pub rate_limits: Switch,
    /// Proxies in front of the gateway, addresses or networks, separated by commas: whom they name
    /// in `X-Forwarded-For` is who called. Without it all who come through a proxy share one limit.
    #[arg(long, env = "CROUPIER_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<croupier_gateway::Network>,
    /// For how many seconds a guest's token is good.
    #[arg(long, env = "CROUPIER_TOKEN_TTL_S", default_value_t = 604_800)]
    pub token_ttl_s: u64,
    /// How many of the requests that come without a `traceparent` begin a trace: none is 0, all
    /// is 1. One that comes with it says itself.
    #[arg(long, env = "CROUPIER_OTLP_SAMPLE_RATIO", default_value = "0.01")]
    #[arg(value_parser = otlp::ratio)]
    pub otlp_sample_ratio: Ratio,
}

/// Where secrets are kept.
#[derive(Debug, Clone, Args)]
pub struct SecretSettings {
    /// The directory of the key files; made with mode 0700, its files with 0600. Without: beside a
    /// log in a file, else `data`.
    #[arg(long, env = "CROUPIER_SECRETS")]
    pub secrets: Option<PathBuf>,
    /// Command and query services beyond loopback take callers without the gateway's token.
    #[arg(long, env = "CROUPIER_TRUST_NETWORK")]
    pub trust_network: bool,
}

/// What every role has.
#[derive(Debug, Clone, Args)]
pub struct ProcessSettings {
    /// A TOML file of settings, each under its flag's name.
    #[arg(long, env = "CROUPIER_CONFIG")]
    pub config: Option<PathBuf>,
    /// The form of the log lines on standard error.
    #[arg(long, env = "CROUPIER_TRACE_FORMAT", default_value = "text")]
    pub trace_format: TraceFormat,
    /// What is logged: `info`, `debug`, `croupier_command=debug,info`, …
    #[arg(long, env = "CROUPIER_TRACE", default_value = "info")]
    pub trace: String,
}

/// On, off, or by circumstance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// By circumstance.
    Auto,
    /// On.
    On,
    /// Off.
    Off,
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TraceFormat {
    /// For people.
    Text,
    /// For machines: one object a line.
    Json,
}

impl Cli {
    /// Read flags, environment and file.
    ///
    /// # Errors
    /// When the file cannot be read or names a setting that does not exist. Wrong flags end the
    /// process here, with clap's own message.
    pub fn read() -> anyhow::Result<Self> {
        let mut command = Self::command();
        let first = command.clone().ignore_errors(true).get_matches();
        if let Some((role, path)) = file::named(&first) {
            command = file::apply(command, &role, &path)?;
        }
        let matches = command.get_matches();
        Ok(Self::from_arg_matches(&matches)?)
    }
}
