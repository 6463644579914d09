//! The table of all settings, for `docs/CONFIGURATION.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::{Arg, CommandFactory};

use super::Cli;

/// Every setting of every role as a Markdown document.
pub fn markdown() -> String {
    let mut roles_of: BTreeMap<String, (Arg, Vec<String>)> = BTreeMap::new();
    for role in Cli::command().get_subcommands() {
        for arg in role.get_arguments().filter(|arg| arg.get_env().is_some()) {
            let key = format!("{}{}", arg.get_id(), default_of(arg));
            let entry = roles_of.entry(key).or_insert_with(|| (arg.clone(), Vec::new()));
            entry.1.push(format!("`{}`", role.get_name()));
        }
    }
    let mut text = String::from(
        "# Configuration\n\n\
         Every setting is a flag, an environment variable, and a key of the TOML file named by\n\
         `--config` (the flag without its dashes). A flag beats the environment, the environment\n\
         beats the file, the file beats the default. `cargo xtask codegen` makes this table.\n\n\
         | flag | environment | default | roles | meaning |\n|---|---|---|---|---|\n",
    );
    for (arg, roles) in roles_of.into_values() {
        let flag = arg.get_long().unwrap_or_default();
        let env = arg.get_env().map(|env| env.to_string_lossy()).unwrap_or_default();
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let help = help.replace('\n', " ").replace('|', "\\|");
        let (default, roles) = (default_of(&arg), roles.join(" "));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| `--{flag}` | `{env}` | {default} | {roles} | {help} |");
    }
    text
}

fn default_of(arg: &Arg) -> String {
    let defaults = arg.get_default_values().iter().map(|value| value.to_string_lossy());
    let text = defaults.collect::<Vec<_>>().join(",");
    if text.is_empty() { "–".into() } else { format!("`{text}`") }
}
