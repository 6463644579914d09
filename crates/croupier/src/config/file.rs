//! The settings file: its values become the defaults of the flags they name.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{ArgMatches, Command};

/// The subcommand and the file it is given, if it is.
pub(super) fn named(matches: &ArgMatches) -> Option<(String, PathBuf)> {
    let (role, matches) = matches.subcommand()?;
    let path = matches.try_get_one::<PathBuf>("config").ok().flatten()?;
    Some((role.into(), path.clone()))
}

/// Let the file's values stand where the defaults stood.
pub(super) fn apply(command: Command, role: &str, path: &Path) -> anyhow::Result<Command> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("read the settings file {}", path.display()))?;
    let settings: toml::Table =
        text.parse().with_context(|| format!("read the settings file {}", path.display()))?;
    let mut defaults = Vec::new();
    for (name, value) in settings {
        let id = name.replace('-', "_");
        let is_known = command
            .find_subcommand(role)
            .is_some_and(|role| role.get_arguments().any(|arg| arg.get_id() == id.as_str()));
        if !is_known {
            bail!("{} has a setting {name:?} that `croupier {role}` does not", path.display());
        }
        defaults.push((id, text_of(&name, value)?));
    }
    Ok(command.mut_subcommand(role, |role| {
        defaults
            .into_iter()
            .fold(role, |role, (id, value)| role.mut_arg(id, |arg| arg.default_value(value)))
    }))
}

/// A value as it would stand behind its flag.
fn text_of(name: &str, value: toml::Value) -> anyhow::Result<String> {
    Ok(match value {
        toml::Value::String(text) => text,
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Boolean(truth) => truth.to_string(),
        toml::Value::Array(values) => {
            let texts: anyhow::Result<Vec<_>> =
                values.into_iter().map(|value| text_of(name, value)).collect();
            texts?.join(",")
        }
        other => bail!("the setting {name:?} cannot be a {}", other.type_str()),
    })
}
