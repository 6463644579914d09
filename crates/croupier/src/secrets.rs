//! Secrets in files, made on first use: never in the log, in arguments or in the environment.
//!
//! The directory is 0700, its files 0600. Losing `master-keys.json` means that no seed committed
//! under it can ever be drawn from or revealed: back it up with the log, and apart from it.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use croupier_domain::Hex;
use croupier_domain::fairness::{KeyId, MasterKey, SeedVault};
use croupier_log::Lineage;
use serde::{Deserialize, Serialize};

/// The file of the master keys.
const MASTER_KEYS: &str = "master-keys.json";

/// The directory of the key files.
#[derive(Debug, Clone)]
pub struct Secrets {
    directory: PathBuf,
}

/// Keys by id; seeds are derived from `current`, older seeds from the key they were committed
/// under.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MasterKeys {
    current: KeyId,
    keys: BTreeMap<KeyId, Hex<32>>,
}

impl Secrets {
    /// The secrets in `directory`, which is made if it does not exist.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(directory: &Path) -> anyhow::Result<Self> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(directory)
            .with_context(|| format!("make {}", directory.display()))?;
        Ok(Self { directory: directory.into() })
    }

    /// Whether there are master keys.
    pub fn has_master_keys(&self) -> bool {
        self.directory.join(MASTER_KEYS).exists()
    }

    /// The master keys, for the seeds of one log. There must be some, or nobody may have played:
    /// new ones under the name of those that are lost would stand for other seeds.
    ///
    /// # Errors
    /// When the key file cannot be read or made, or says nothing of its current key.
    pub fn seed_vault(&self, lineage: Lineage) -> anyhow::Result<SeedVault> {
        let text = self.text_of(MASTER_KEYS, || {
            let keys = BTreeMap::from([(1, Hex(random()?))]);
            Ok(serde_json::to_string_pretty(&MasterKeys { current: 1, keys })?)
        })?;
        let file: MasterKeys = serde_json::from_str(&text).context("read master-keys.json")?;
        let key = |(id, bytes): (&KeyId, &Hex<32>)| MasterKey::new(*id, &bytes.0);
        let Some(current) = file.keys.get_key_value(&file.current).map(key) else {
            bail!("master-keys.json has no key {}, which it names as current", file.current);
        };
        let retired = file.keys.iter().filter(|(id, _)| **id != file.current).map(key).collect();
        Ok(SeedVault::new(lineage.0, current, retired))
    }

    /// The keys of guest tokens by their names: the first signs, all are accepted.
    ///
    /// One a line, `NAME KEY`; a key without a name, as the first one is made, is called `1`.
    ///
    /// # Errors
    /// When the file cannot be read or made, or is not of that form.
    pub fn token_keys(&self) -> anyhow::Result<Vec<(String, [u8; 32])>> {
        let text = self.text_of("token.key", || Ok(Hex::<32>(random()?).to_string()))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let keys = lines.map(|line| {
            let (name, key) = line.split_once(' ').unwrap_or(("1", line));
            let key = Hex::<32>::parse(key.trim())
                .context("a line of token.key is not a name and 64 hexadecimal digits")?;
            Ok((name.to_owned(), key.0))
        });
        let keys: Vec<_> = keys.collect::<anyhow::Result<_>>()?;
        let is_repeated = |index: usize| keys[..index].iter().any(|one| one.0 == keys[index].0);
        ensure!(!keys.is_empty(), "token.key is empty");
        ensure!(!(0..keys.len()).any(is_repeated), "two keys of token.key have one name");
        Ok(keys)
    }

    /// What the gateway shows the services behind it.
    ///
    /// # Errors
    /// When its file cannot be read or made.
    pub fn gateway_token(&self) -> anyhow::Result<String> {
        self.key_of("gateway.token").map(|bytes| Hex(bytes).to_string())
    }

    fn key_of(&self, name: &str) -> anyhow::Result<[u8; 32]> {
        let text = self.text_of(name, || Ok(Hex::<32>(random()?).to_string()))?;
        let key = Hex::<32>::parse(text.trim());
        key.map(|key| key.0).with_context(|| format!("{name} is not 64 hexadecimal digits"))
    }

    /// Where they are.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// A secret file's text; made by `fresh` when there is none.
    fn text_of(
        &self,
        name: &str,
        fresh: impl FnOnce() -> anyhow::Result<String>,
    ) -> anyhow::Result<String> {
        let path = self.directory.join(name);
        if !path.exists() {
            create(&path, &fresh()?).with_context(|| format!("make {}", path.display()))?;
        }
        let mode = fs::metadata(&path)?.permissions().mode();
        ensure!(mode & 0o077 == 0, "{} can be read by others: chmod 600 it", path.display());
        fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))
    }
}

/// Bytes from the operating system's generator.
///
/// # Errors
/// When it has none to give.
pub fn random<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("draw random bytes: {error}"))?;
    Ok(bytes)
}

/// Write a new file so that it is either there with all of its text, or not at all. Of several
/// processes that make it at once one does, and all find what that one has made.
fn create(path: &Path, text: &str) -> anyhow::Result<()> {
    let draft = path.with_extension("draft");
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(false).mode(0o600).open(&draft)?;
    file.lock()?;
    // Then what was opened is the file itself, or a draft that comes too late.
    if path.exists() {
        return Ok(());
    }
    file.set_len(0)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    if let Some(parent) = path.parent() {
        File::open(parent)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
