//! What a view is a view of.

use croupier_domain::{Hex, Money};

use super::{Subject, meta, opened, player, position};
use crate::board::{Board, Place, Standing};
use crate::changes::Changes;
use crate::engine::{ApplyError, ViewsError};
use crate::meta::Meta;

/// Nobody gets an answer from, or a batch into, a view that was not opened.
pub async fn says_nothing_before_it_is_opened<S: Subject>() {
    let subject = S::fresh().await;
    let views = subject.views();
    assert_eq!(views.meta().await.unwrap(), None);
    assert_eq!(views.position(0).await, Err(ViewsError::NotOpen));
    assert_eq!(views.load(0, &[]).await, Err(ViewsError::NotOpen));
    assert_eq!(views.player(0, &player("ann")).await, Err(ViewsError::NotOpen));
    let applied = views.apply(0, None, position(0), Changes::default()).await;
    assert_eq!(applied, Err(ApplyError::Failed(ViewsError::NotOpen)));
    views.open(&meta(2)).await.unwrap();
    assert_eq!(views.meta().await.unwrap(), Some(meta(2)));
    assert_eq!(views.position(1).await, Ok(None));
}

/// Any difference refuses; the same again is fine.
pub async fn refuses_another_meta<S: Subject>() {
    let subject = opened::<S>(2).await;
    let views = subject.views();
    let stored = meta(2);
    views.open(&stored).await.unwrap();
    let others = [
        Meta { lineage: Hex([8; 16]), ..stored },
        Meta { partition_count: 3, ..stored },
        Meta { version: stored.version + 1, ..stored },
        Meta { fold: stored.fold + 1, ..stored },
    ];
    for given in others {
        assert_eq!(views.open(&given).await, Err(ViewsError::OtherMeta { stored, given }));
    }
    assert_eq!(views.meta().await.unwrap(), Some(stored));
}

/// An open view without batches answers everything with nothing.
pub async fn is_empty_at_first<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let ann = player("ann");
    assert_eq!(views.position(0).await, Ok(None));
    let loaded = views.load(0, std::slice::from_ref(&ann)).await.unwrap();
    assert_eq!((loaded.position, loaded.value.totals), (None, Default::default()));
    assert_eq!(loaded.value.players, [None]);
    assert_eq!(views.player(0, &ann).await.unwrap().value, None);
    let page = views.bets(0, &ann, None, 10).await.unwrap().value;
    assert!(page.bets.is_empty() && !page.has_more);
    assert_eq!(views.bet(0, 1).await.unwrap().value, None);
    let of = Standing { value: Money::ZERO, player: ann.clone() };
    for board in Board::all_at(0) {
        assert_eq!(views.top(0, board, 10).await.unwrap().value, []);
        assert_eq!(views.standing(0, board, &ann, 3).await.unwrap().value, Place::Unknown);
        let around = views.surroundings(0, board, &of, 3).await.unwrap().value;
        assert_eq!((around.count, around.better_count), (0, 0));
        assert!(around.better.is_empty() && around.worse.is_empty());
    }
    assert_eq!(views.summary(0, 0).await.unwrap().value.active_session_count, 0);
    assert_eq!(views.digest(0).await.unwrap().position, None);
    assert_eq!(views.snapshot(0).await.unwrap(), None);
}

/// A partition that the log does not have is an error, not an empty view.
pub async fn knows_only_its_partitions<S: Subject>() {
    let subject = opened::<S>(2).await;
    let views = subject.views();
    let unknown = ViewsError::UnknownPartition(2);
    let ann = player("ann");
    assert_eq!(views.position(2).await, Err(unknown.clone()));
    assert_eq!(views.load(2, &[]).await, Err(unknown.clone()));
    assert_eq!(views.player(2, &ann).await, Err(unknown.clone()));
    assert_eq!(views.bets(2, &ann, None, 1).await, Err(unknown.clone()));
    assert_eq!(views.top(2, Board::Balance, 1).await, Err(unknown.clone()));
    let applied = views.apply(2, None, position(0), Changes::default()).await;
    assert_eq!(applied, Err(ApplyError::Failed(unknown)));
}
