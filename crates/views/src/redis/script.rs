//! Scripts and how they are called.

use std::borrow::Cow;
use std::sync::LazyLock;

use metrics::{Counter, Histogram, counter, histogram};
use redis::Cmd;
use tokio::time::Instant;

use super::failure::Failure;
use super::link::Link;
use super::replies::Reply;
use crate::engine::ViewsError;

/// A script, named by its hash once the server knows it.
#[derive(Debug)]
pub(super) struct Script {
    text: &'static str,
    hash: String,
    seconds: Histogram,
    failures: Counter,
}

macro_rules! script {
    ($name:ident, $($part:expr),+) => {
        pub(super) static $name: LazyLock<Script> =
            LazyLock::new(|| Script::new(stringify!($name), concat!($($part),+)));
    };
}

/// A script that only reads: it is told so that it may run on a server without free memory.
macro_rules! reading {
    ($name:ident, $($file:literal),+) => {
        script!(
            $name,
            "#!lua flags=no-writes\n",
            include_str!("lua/head.lua"),
            $(include_str!($file)),+
        );
    };
}

/// A script that writes. Redis refuses to begin it without free memory, on a replica, or with too
/// few of those.
macro_rules! writing {
    ($name:ident, $($file:literal),+) => {
        script!($name, "#!lua\n", include_str!("lua/head.lua"), $(include_str!($file)),+);
    };
}

/// A question about boards, in two scripts: one that only reads, and one that first brings the
/// boards up to date.
macro_rules! asking_boards {
    ($name:ident, $mended:ident, $($file:literal),+) => {
        reading!($name, "lua/current.lua", "lua/period.lua", $($file),+);
        writing!($mended, "lua/boards.lua", "lua/mended.lua", "lua/period.lua", $($file),+);
    };
}

script!(OPEN, include_str!("lua/open.lua"));
writing!(APPLY, "lua/boards.lua", "lua/apply.lua");
writing!(DIVERGE, "lua/diverge.lua");
reading!(DIVERGED, "lua/diverged.lua");
writing!(JOURNAL, "lua/journal.lua");
writing!(SCAN, "lua/scan.lua");
writing!(CHANGED, "lua/changed.lua");
reading!(POSITION, "lua/position.lua");
reading!(LOAD, "lua/load.lua");
reading!(BETS, "lua/bets.lua");
reading!(BET, "lua/bet.lua");
reading!(SUMMARY, "lua/summary.lua");
asking_boards!(TOP, TOP_MENDED, "lua/top.lua");
asking_boards!(STANDING, STANDING_MENDED, "lua/around.lua", "lua/standing.lua");
asking_boards!(SURROUNDINGS, SURROUNDINGS_MENDED, "lua/around.lua", "lua/surroundings.lua");

/// A script with what it works on.
pub(super) struct Call<'a> {
    pub(super) script: &'static Script,
    /// The first decides which node of a Cluster runs it; all are in its slot.
    pub(super) keys: Vec<Cow<'a, str>>,
    pub(super) arguments: Vec<Cow<'a, [u8]>>,
}

impl Script {
    /// Its metrics are there from its first call on, and so before the first failure counts.
    fn new(name: &'static str, text: &'static str) -> Self {
        let label = name.to_ascii_lowercase();
        Self {
            text,
            hash: redis::Script::new(text).get_hash().to_owned(),
            seconds: histogram!("croupier_redis_script_seconds", "script" => label.clone()),
            failures: counter!("croupier_redis_script_failures_total", "script" => label),
        }
    }
}

impl<'a> Call<'a> {
    pub(super) fn new(script: &'static Script, keys: &[&'a str]) -> Self {
        let keys = keys.iter().map(|key| Cow::Borrowed(*key)).collect();
        Self { script, keys, arguments: Vec::new() }
    }

    /// On one more key.
    pub(super) fn on(mut self, key: impl Into<Cow<'a, str>>) -> Self {
        self.keys.push(key.into());
        self
    }

    /// On more keys.
    pub(super) fn on_all(mut self, keys: impl Iterator<Item = &'a str>) -> Self {
        self.keys.extend(keys.map(Cow::Borrowed));
        self
    }

    /// With one more argument.
    pub(super) fn with(mut self, argument: impl Into<Cow<'a, [u8]>>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// With one more argument, a number in decimal.
    pub(super) fn with_number(self, number: impl ToString) -> Self {
        self.with(number.to_string().into_bytes())
    }

    /// What the script answers. A server that has restarted, or that has taken over, does not
    /// know it: then it is sent in full, and known from then on.
    pub(super) async fn run(&self, link: &Link) -> Result<Reply, ViewsError> {
        let began = Instant::now();
        let answered = match link.call(&self.command("EVALSHA", &self.script.hash)).await {
            Err(failure) if failure.is_unknown_script() => {
                link.call(&self.command("EVAL", self.script.text)).await
            }
            answered => answered,
        };
        match &answered {
            Ok(_) => self.script.seconds.record(began.elapsed().as_secs_f64()),
            Err(_) => self.script.failures.increment(1),
        }
        Reply::of(answered.map_err(|failure: Failure| failure.told(link.address()))?)
    }

    fn command(&self, name: &str, code: &str) -> Cmd {
        let key_bytes = self.keys.iter().map(|key| key.len()).sum::<usize>();
        let argument_bytes = self.arguments.iter().map(|argument| argument.len()).sum::<usize>();
        let count = self.keys.len() + self.arguments.len() + 3;
        let mut command = Cmd::with_capacity(count, key_bytes + argument_bytes + code.len() + 16);
        command.arg(name).arg(code).arg(self.keys.len());
        for key in &self.keys {
            command.arg(key.as_bytes());
        }
        for argument in &self.arguments {
            command.arg(&**argument);
        }
        command
    }
}
