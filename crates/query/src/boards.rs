//! What spans all players.

use axum::extract::State;
use croupier_api::{Board, Leaderboard, Problem, Summary, Window};
use croupier_http::{Answer, BoardOf, Failure, Freshness, StrictQuery, Top};

use crate::desk::Desk;
use crate::wire;

/// The best players of a board.
#[utoipa::path(
    get,
    path = "/api/v1/leaderboard",
    tag = "boards",
    params(
        ("board" = Option<Board>, Query, description = "By default the balances"),
        ("window" = Option<Window>, Query, description = "By default all time; balances: no other"),
        ("limit" = Option<u32>, Query, description = "1–100, else 10"),
        ("min_position" = Option<String>, Query, description = "Wait for these positions"),
        ("wait_ms" = Option<u32>, Query, description = "At most so long; 0–10000, else 2000"),
        ("stale" = Option<String>, Query, description = "`allow`: rather an old answer than none"),
    ),
    responses(
        (status = 200, body = Leaderboard),
        (status = 422, description = "A parameter is wrong", body = Problem),
        (status = 503, description = "The view is behind", body = Problem),
    ),
)]
pub(crate) async fn leaderboard(
    State(desk): State<Desk>,
    StrictQuery(asked): StrictQuery<((BoardOf, Top), Freshness)>,
) -> Result<Answer, Failure> {
    let ((of, Top(limit)), freshness) = asked;
    let by = wire::boards::board(of, desk.parts().clock.now_ms());
    let read = |count| croupier_views::leaderboard(desk.views(), count, by, limit);
    let best = desk.read_all(&freshness, read).await?;
    let body = wire::boards::leaderboard(of, &best.value, best.behind_by)?;
    Ok(Answer::ok(&body)?.at(best.positions))
}

/// Everything in sums.
#[utoipa::path(
    get,
    path = "/api/v1/stats/summary",
    tag = "boards",
    params(
        ("min_position" = Option<String>, Query, description = "Wait for these positions"),
        ("wait_ms" = Option<u32>, Query, description = "At most so long; 0–10000, else 2000"),
        ("stale" = Option<String>, Query, description = "`allow`: rather an old answer than none"),
    ),
    responses(
        (status = 200, body = Summary),
        (status = 422, description = "A parameter is wrong", body = Problem),
        (status = 503, description = "The view is behind", body = Problem),
    ),
)]
pub(crate) async fn summary(
    State(desk): State<Desk>,
    StrictQuery(freshness): StrictQuery<Freshness>,
) -> Result<Answer, Failure> {
    let read = |count| croupier_views::summary(desk.views(), count);
    let sums = desk.read_all(&freshness, read).await?;
    let body = wire::boards::summary(&sums.value, sums.behind_by);
    Ok(Answer::ok(&body)?.at(sums.positions))
}
