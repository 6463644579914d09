//! Over TLS, and as somebody.

use croupier_services::{Certificates, RedisOptions as ServerOptions};
use tempfile::TempDir;

use super::servers::{options, own, some_history};
use crate::conformance::meta;
use crate::engine::{Views, ViewsError};
use crate::redis::{RedisOptions, RedisTls, RedisViews};

/// The certificate is checked, the user is told from others, and then everything is as it is
/// without.
#[tokio::test]
async fn views_are_kept_over_tls_for_a_user_with_a_password() {
    if croupier_services::shared_redis().is_none() {
        return;
    }
    let place = TempDir::new().unwrap();
    let certificates = Certificates::make(&place.path().join("ours")).unwrap();
    let others = Certificates::make(&place.path().join("others")).unwrap();
    let server = ServerOptions { tls: Some(certificates.clone()), ..ServerOptions::default() };
    let Some(redis) = own(&server) else { return };
    let rule = ["ACL", "SETUSER", "ann", "on", ">secret", "~views*", "&views*", "+@all"];
    redis.cli(&[&rule[..], &["-@dangerous", "+info", "+keys"]].concat()).unwrap();
    let url = redis.tls_url().unwrap().replace("rediss://", "rediss://ann@");
    let views = |authority: &Certificates, password: &str| {
        let root_certificates = Some(std::fs::read(&authority.authority).unwrap());
        let tls = RedisTls { root_certificates, ..RedisTls::default() };
        let password = Some(password.to_owned());
        RedisViews::new(RedisOptions { tls, password, ..options(&url) }).unwrap()
    };

    let ours = views(&certificates, "secret");
    ours.open(&meta(2)).await.unwrap();
    some_history(&ours, 1, 100).await;
    assert!(ours.position(1).await.unwrap().is_some());

    let fooled = views(&others, "secret").open(&meta(2)).await;
    let Err(ViewsError::Unreachable(why)) = fooled else { panic!("{fooled:?}") };
    assert!(why.contains("certificate"), "{why}");
    let unknown = views(&certificates, "guess").open(&meta(2)).await;
    let Err(ViewsError::Unusable(why)) = unknown else { panic!("{unknown:?}") };
    assert!(why.contains("refuses the user or the password") && !why.contains("guess"), "{why}");
    // Who reads may find the password changed, and waits.
    let asked = views(&certificates, "guess").position(0).await;
    assert!(matches!(asked, Err(ViewsError::Unreachable(_))), "{asked:?}");
}
