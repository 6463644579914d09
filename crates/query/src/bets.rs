//! Bets: a player's list, and one with its receipt.

use axum::extract::State;
use croupier_api::{Bet, BetList, ErrorCode, Problem};
use croupier_http::{Answer, BetPath, Failure, Freshness, Page, PlayerPath, StrictQuery, Subject};
use croupier_views::{BetId, Receipt};

use crate::cursor::Cursor;
use crate::desk::Desk;
use crate::fresh::Fresh;
use crate::wire;

/// A player's bets, newest first. The newest thousand are kept. Nobody's bets are an empty list.
#[utoipa::path(
    get,
    path = "/api/v1/players/{player_id}/bets",
    tag = "bets",
    params(
        ("player_id" = String, Path),
        ("limit" = Option<u32>, Query, description = "1–1000, else 100"),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before"),
        ("min_position" = Option<String>, Query, description = "Wait for this position"),
        ("wait_ms" = Option<u32>, Query, description = "At most so long; 0–10000, else 2000"),
        ("stale" = Option<String>, Query, description = "`allow`: rather an old answer than none"),
    ),
    responses(
        (status = 200, body = BetList),
        (status = 422, description = "A parameter is wrong", body = Problem),
        (status = 503, description = "The view is behind", body = Problem),
    ),
)]
pub(crate) async fn list(
    State(desk): State<Desk>,
    PlayerPath(player): PlayerPath,
    StrictQuery(asked): StrictQuery<(Page, Freshness)>,
) -> Result<Answer, Failure> {
    let (page, freshness) = asked;
    let before = Cursor::of(&page)?.map(|cursor| cursor.0);
    let (id, partition) = desk.locate(&player).await?;
    let read = || desk.views().bets(partition, &id, before, page.limit);
    let found = desk.read_one(partition, &freshness, read).await?;
    let body = wire::bets::list(&found.value, found.behind_by);
    Ok(Answer::ok(&body)?.at(found.positions))
}

/// One bet with its receipt: what it was on, what was drawn, and all that it takes to check that.
#[utoipa::path(
    get,
    path = "/api/v1/bets/{bet_id}",
    tag = "bets",
    params(
        ("bet_id" = String, Path),
        ("min_position" = Option<String>, Query, description = "Wait for this position"),
        ("wait_ms" = Option<u32>, Query, description = "At most so long; 0–10000, else 2000"),
        ("stale" = Option<String>, Query, description = "`allow`: rather an old answer than none"),
    ),
    responses(
        (status = 200, body = Bet),
        (status = 403, description = "Another player's", body = Problem),
        (status = 404, description = "No such bet, or older than what is kept", body = Problem),
        (status = 422, description = "A parameter is wrong", body = Problem),
        (status = 503, description = "The view is behind", body = Problem),
    ),
)]
pub(crate) async fn one(
    State(desk): State<Desk>,
    subject: Subject,
    BetPath(bet): BetPath,
    StrictQuery(freshness): StrictQuery<Freshness>,
) -> Result<Answer, Failure> {
    let not_found = || Failure::new(ErrorCode::BetNotFound, format!("Bet {bet} was not found."));
    let id: BetId = bet.as_str().parse().map_err(|_| not_found())?;
    let partition = id.partition();
    if partition >= desk.partition_count().await? {
        return Err(not_found());
    }
    let read = || desk.views().bet(partition, id.seq());
    let read = desk.read_one(partition, &freshness, read).await?;
    let is_asked = |receipt: &Receipt| receipt.bet.bet_id == id;
    let found = Fresh { value: read.value.filter(is_asked), ..read }.found(not_found)?;
    let Receipt { bet, player } = found.value;
    if !subject.may_see(bet.player.as_str()) {
        return Err(Failure::new(ErrorCode::Forbidden, "This bet is another player's."));
    }
    let owner = wire::players::id(&bet.player)?;
    let body = Bet { behind_by: found.behind_by, ..wire::bets::bet(&owner, &bet, &player)? };
    Ok(Answer::ok(&body)?.at(found.positions))
}
