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

    /// The master keys, for the seeds of one log.
    ///
    /// # Errors
    /// When the key file cannot be read or made, or says nothing of its current key.
    pub fn seed_vault(&self, lineage: Lineage) -> anyhow::Result<SeedVault> {
        let text = self.text_of("master-keys.json", || {
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

    /// The key that guest tokens are signed with.
    ///
    /// # Errors
    /// When its file cannot be read or made.
    pub fn token_key(&self) -> anyhow::Result<[u8; 32]> {
        self.key_of("token.key")
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

/// Write a new file so that it is either there with all of its text, or not at all.
fn create(path: &Path, text: &str) -> anyhow::Result<()> {
    let draft = path.with_extension("draft");
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    if let Some(parent) = path.parent() {
        File::open(parent)?.sync_all()?;
    }
    Ok(())
}
