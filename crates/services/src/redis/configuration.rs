//! `redis.conf`. Passwords belong here: arguments are seen by everybody.

use std::path::Path;

use super::{Listeners, RedisOptions};

/// The file for a server that keeps its data in `directory`.
pub(super) fn of(options: &RedisOptions, listeners: &Listeners, directory: &Path) -> String {
    let policy = options.maxmemory_policy.as_deref().unwrap_or("noeviction");
    let mut lines = vec![
        line("bind", "127.0.0.1"),
        line("port", &listeners.plain.number().to_string()),
        line("dir", &directory.to_string_lossy()),
        line("save", ""),
        line("appendonly", if options.append_only { "yes" } else { "no" }),
        line("maxmemory-policy", policy),
    ];
    if let Some(password) = &options.password {
        lines.push(line("requirepass", password));
    }
    if let Some(path) = &listeners.unix_socket {
        lines.push(line("unixsocket", &path.to_string_lossy()));
    }
    if let (Some(port), Some(certificates)) = (&listeners.tls, &options.tls) {
        lines.push(line("tls-port", &port.number().to_string()));
        lines.push(line("tls-cert-file", &certificates.certificate.to_string_lossy()));
        lines.push(line("tls-key-file", &certificates.key.to_string_lossy()));
        lines.push(line("tls-ca-cert-file", &certificates.authority.to_string_lossy()));
        // Clients show passwords, not certificates.
        lines.push(line("tls-auth-clients", "no"));
    }
    lines.extend(options.settings.iter().map(|(name, value)| line(name, value)));
    lines.concat()
}

fn line(name: &str, value: &str) -> String {
    format!("{name} \"{}\"\n", value.replace('\\', "\\\\").replace('"', "\\\""))
}
