//! Settings: flags before the environment, the environment before a file, a file before what holds
//! otherwise.

use std::fs;

use crate::installation::Installation;
use crate::roles::command;

#[tokio::test]
async fn the_nearest_setting_holds() {
    let installation = Installation::embedded();
    let file = installation.path().join("croupier.toml");
    let settings = "stake-min = 20\nstake_max = 300\nopening-balance = 77\n";
    fs::write(&file, settings).unwrap();
    let mut role = command(&installation)
        .with_arguments(&["--config", &file.display().to_string(), "--stake-min", "40"])
        .with_variable("CROUPIER_STAKE_MIN", "30".into())
        .with_variable("CROUPIER_STAKE_MAX", "400".into());
    role.start();
    let games = role.client().get("/api/v1/games").await.json();
    let shown = ["stake_min", "stake_max"].map(|name| games[name].as_f64().unwrap());
    assert_eq!(shown, [40.0, 400.0], "a flag, the environment");
    let body = r#"{"player_id":"alice","game_type":"dice","amount":40,"session_id":"s"}"#;
    let answer = role.client().post("/api/v1/bets", &[], body).await;
    assert_eq!(answer.status, 202);
    let answer = answer.json();
    let opened = answer["balance"].as_f64().unwrap() - answer["result"]["profit"].as_f64().unwrap();
    assert_eq!(opened, 77.0, "the file");
    role.stop();
}

#[test]
fn what_cannot_be_is_refused_at_the_start() {
    for (settings, arguments, words) in [
        ("stake = 3", &[][..], &["stake", "does not"][..]),
        ("stake-min = ", &[], &["read the settings file"]),
        ("", &["--stake-min", "1001"], &["the smallest stake (1001) is above the largest (1000)"]),
        ("stake-max = 9", &[], &["the smallest stake (10) is above the largest (9)"]),
    ] {
        let installation = Installation::embedded();
        let file = installation.path().join("croupier.toml");
        fs::write(&file, settings).unwrap();
        let mut role = command(&installation)
            .with_arguments(&["--config", &file.display().to_string()])
            .with_arguments(arguments);
        let refused = role.try_start().expect_err("it must not start");
        for word in words {
            assert!(refused.said.contains(word), "{word:?} is not in: {}", refused.said);
        }
    }
}
