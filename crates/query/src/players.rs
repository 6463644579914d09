//! One player.

use axum::extract::State;
use croupier_api::{Balance, Board, ErrorCode, OpenRound, Problem, Rank, Seeds, Stats, Window};
use croupier_http::{
    Answer, BoardOf, Failure, Freshness, Page, Parameters, PlayerPath, Query, StrictQuery,
};
use croupier_views::PlayerView;

use crate::cursor::Cursor;
use crate::desk::Desk;
use crate::fresh::Fresh;
use crate::wire;

/// What an account holds.
#[utoipa::path(
    get,
    path = "/api/v1/players/{player_id}/balance",
    tag = "players",
    params(
        ("player_id" = String, Path),
        ("min_position" = Option<String>, Query, description = "Wait for this position"),
        ("wait_ms" = Option<u32>, Query, description = "At most so long; 0–10000, else 2000"),
        ("stale" = Option<String>, Query, description = "`allow`: rather an old answer than none"),
    ),
    responses(
        (status = 200, body = Balance),
        (status = 404, description = "Unknown player", body = Problem),
        (status = 422, description = "A parameter is wrong", body = Problem),
        (status = 503, description = "The view is behind", body = Problem),
    ),
)]
pub(crate) async fn balance(
    State(desk): State<Desk>,
    PlayerPath(player): PlayerPath,
    StrictQuery(freshness): StrictQuery<Freshness>,
) -> Result<Answer, Failure> {
    let account = known(&desk, &player, &freshness).await?;
    let body = wire::players::balance(player, &account.value, account.behind_by);
    Ok(Answer::ok(&body)?.at(account.positions))
}

/// A player's history in sums.
#[utoipa::path(
    get,
    path = "/api/v1/players/{player_id}/stats",
    tag = "players",
    params(
        ("player_id" = String, Path),
        ("min_position" = Option<String>, Query, description = "Wait for this position"),
        ("wait_ms" = Option<u32>, Query, description = "At most so long; 0–10000, else 2000"),
        ("stale" = Option<String>, Query, description = "`allow`: rather an old answer than none"),
    ),
    responses(
        (status = 200, body = Stats),
        (status = 404, description = "Unknown player", body = Problem),
        (status = 422, description = "A parameter is wrong", body = Problem),
        (status = 503, description = "The view is behind", body = Problem),
    ),
)]
pub(crate) async fn stats(
    State(desk): State<Desk>,
    PlayerPath(player): PlayerPath,
    StrictQuery(freshness): StrictQuery<Freshness>,
) -> Result<Answer, Failure> {
    let account = known(&desk, &player, &freshness).await?;
    let body = wire::players::stats(player, &account.value, account.behind_by);
    Ok(Answer::ok(&body)?.at(account.positions))
}

/// What a player's bets are drawn from, and were: the retired seeds, newest first. The view keeps
/// the newest hundred of them; the log has all.
#[utoipa::path(
    get,
    path = "/api/v1/players/{player_id}/seeds",
    tag = "fairness",
    params(
        ("player_id" = String, Path),
        ("limit" = Option<u32>, Query, description = "1–1000, else 100"),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before"),
        ("min_position" = Option<String>, Query, description = "Wait for this position"),
        ("wait_ms" = Option<u32>, Query, description = "At most so long; 0–10000, else 2000"),
        ("stale" = Option<String>, Query, description = "`allow`: rather an old answer than none"),
    ),
    responses(
        (status = 200, body = Seeds),
        (status = 404, description = "Unknown player", body = Problem),
        (status = 422, description = "A parameter is wrong", body = Problem),
        (status = 503, description = "The view is behind", body = Problem),
    ),
)]
pub(crate) async fn seeds(
    State(desk): State<Desk>,
    PlayerPath(player): PlayerPath,
    StrictQuery(asked): StrictQuery<(Page, Freshness)>,
) -> Result<Answer, Failure> {
    let (page, freshness) = asked;
    let before = Cursor::of(&page)?;
    let account = known(&desk, &player, &freshness).await?;
    let body = wire::players::seeds(player, &account.value, before, page.limit, account.behind_by);
    Ok(Answer::ok(&body)?.at(account.positions))
}

/// The round that waits for the player.
#[utoipa::path(
    get,
    path = "/api/v1/players/{player_id}/round",
    tag = "bets",
    params(
        ("player_id" = String, Path),
        ("min_position" = Option<String>, Query, description = "Wait for this position"),
        ("wait_ms" = Option<u32>, Query, description = "At most so long; 0–10000, else 2000"),
        ("stale" = Option<String>, Query, description = "`allow`: rather an old answer than none"),
    ),
    responses(
        (status = 200, body = OpenRound),
        (status = 404, description = "Unknown player", body = Problem),
        (status = 422, description = "A parameter is wrong", body = Problem),
        (status = 503, description = "The view is behind", body = Problem),
    ),
)]
pub(crate) async fn round(
    State(desk): State<Desk>,
    PlayerPath(player): PlayerPath,
    StrictQuery(freshness): StrictQuery<Freshness>,
) -> Result<Answer, Failure> {
    let account = known(&desk, &player, &freshness).await?;
    let open = account.value.open_round();
    let bet = open.map(|open| wire::bets::bet(&player, &open.bet, &account.value)).transpose()?;
    let body = OpenRound { player_id: player, bet, behind_by: account.behind_by };
    Ok(Answer::ok(&body)?.at(account.positions))
}

/// How many of the players around are shown: `neighbours`, 0–50 on either side, by default 5.
pub(crate) struct Neighbours(usize);

impl Parameters for Neighbours {
    fn read(query: &mut Query) -> Self {
        Self(query.number("neighbours", 0..=50, 5) as usize)
    }
}

/// Where a player stands on a board, and who stands around.
#[utoipa::path(
    get,
    path = "/api/v1/players/{player_id}/rank",
    tag = "boards",
    params(
        ("player_id" = String, Path),
        ("board" = Option<Board>, Query, description = "By default the balances"),
        ("window" = Option<Window>, Query, description = "By default all time; balances: no other"),
        ("neighbours" = Option<u32>, Query, description = "On either side; 0–50, else 5"),
        ("min_position" = Option<String>, Query, description = "Wait for these positions"),
        ("wait_ms" = Option<u32>, Query, description = "At most so long; 0–10000, else 2000"),
        ("stale" = Option<String>, Query, description = "`allow`: rather an old answer than none"),
    ),
    responses(
        (status = 200, body = Rank),
        (status = 404, description = "Unknown player", body = Problem),
        (status = 422, description = "A parameter is wrong", body = Problem),
        (status = 503, description = "The view is behind", body = Problem),
    ),
)]
pub(crate) async fn rank(
    State(desk): State<Desk>,
    PlayerPath(player): PlayerPath,
    StrictQuery(asked): StrictQuery<((BoardOf, Neighbours), Freshness)>,
) -> Result<Answer, Failure> {
    let ((of, Neighbours(limit)), freshness) = asked;
    let (id, home) = desk.locate(&player).await?;
    let by = wire::boards::board(of, desk.parts().clock.now_ms());
    let read = |count| croupier_views::rank(desk.views(), count, home, by, &id, limit);
    let ranked = desk.read_all(&freshness, read).await?.found(|| unknown(&player))?;
    let body = wire::boards::rank(player, of, &ranked.value, ranked.behind_by)?;
    Ok(Answer::ok(&body)?.at(ranked.positions))
}

/// The account of `player`; 404 where there is none.
async fn known(
    desk: &Desk,
    player: &croupier_api::PlayerId,
    freshness: &Freshness,
) -> Result<Fresh<PlayerView>, Failure> {
    let (id, partition) = desk.locate(player).await?;
    let read = || desk.views().player(partition, &id);
    desk.read_one(partition, freshness, read).await?.found(|| unknown(player))
}

fn unknown(player: &croupier_api::PlayerId) -> Failure {
    Failure::new(ErrorCode::PlayerNotFound, format!("Player {player} was not found."))
}
