//! Whether a server can be trusted with views.

use redis::Value;

use super::link::Link;
use crate::engine::ViewsError;

/// The oldest that has what the scripts use.
const MAJOR_VERSION_MIN: u32 = 7;

/// Check every server that takes writes.
///
/// One that makes room by removing keys would leave a position behind that speaks for values that
/// are gone; so only `noeviction` will do, whatever the limit is today.
pub(super) async fn check(link: &Link) -> Result<(), ViewsError> {
    let answers = link.call_all(&redis::cmd("INFO")).await;
    let answers = answers.map_err(|failure| match failure.told(link.address()) {
        // It may be changed while we run, and then we wait; who begins with it is told.
        ViewsError::Unreachable(why) if failure.is_wrong_password() => ViewsError::Unusable(why),
        told => told,
    })?;
    answers.iter().try_for_each(|answer| {
        let text = match answer {
            Value::BulkString(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Value::VerbatimString { text, .. } => text.clone(),
            _ => String::new(),
        };
        check_info(&text).map_err(|why| {
            ViewsError::Unusable(format!("Redis at {} cannot keep views: {why}", link.address()))
        })
    })
}

fn check_info(info: &str) -> Result<(), String> {
    let value = |name: &str| {
        info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
    };
    let version = value("redis_version").unwrap_or("of unknown version");
    let major = version.split('.').next().and_then(|major| major.parse().ok());
    if major.is_none_or(|major: u32| major < MAJOR_VERSION_MIN) {
        return Err(format!("it is {version}, and {MAJOR_VERSION_MIN} is the oldest that can"));
    }
    match value("maxmemory_policy") {
        Some("noeviction") => Ok(()),
        Some(policy) => Err(format!(
            "its maxmemory-policy is {policy}, by which values may vanish: set noeviction"
        )),
        None => Err("it does not say what its maxmemory-policy is".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::check_info;

    #[test]
    fn a_server_must_be_new_enough_and_never_evict() {
        let cases = [
            ("redis_version:7.0.15\r\nmaxmemory_policy:noeviction\r\n", None),
            ("# Server\r\nredis_version:8.2.1\r\n\r\nmaxmemory_policy:noeviction", None),
            ("redis_version:7.2.4\nmaxmemory_policy:allkeys-lru\n", Some("set noeviction")),
            ("redis_version:6.2.14\nmaxmemory_policy:noeviction\n", Some("it is 6.2.14")),
            ("redis_version:7.0.15\n", Some("does not say")),
            ("", Some("unknown version")),
        ];
        for (info, expected) in cases {
            match (check_info(info), expected) {
                (Ok(()), None) => {}
                (Err(why), Some(part)) => assert!(why.contains(part), "{why}"),
                (found, _) => panic!("{info:?}: {found:?}"),
            }
        }
    }
}
