//! The fold of one commit into one account.

use croupier_domain::fairness::Commitment;
use croupier_domain::games::{Outcome, Verdict};
use croupier_domain::{
    BetId, BetPlaced, Event, Hex, Money, PlayerId, RoundAdvanced, RoundStep, SeedCommitted, Source,
};

use super::FoldError;
use crate::REVEALED_SEEDS_KEPT_MAX;
use crate::bet::{BetView, Settled};
use crate::player::{Activity, OpenRoundView, PlayerView, RevealedSeed, SeedView};
use crate::times::HopTimes;
use crate::totals::PartitionTotals;

/// One commit on its way into one account.
pub(super) struct Account<'a> {
    pub(super) partition: u32,
    pub(super) seq: u64,
    pub(super) time_ms: u64,
    pub(super) id: &'a PlayerId,
    /// What the writer says that the account holds after the commit.
    pub(super) balance: Money,
    pub(super) correlation_id: Option<Box<str>>,
    pub(super) totals: &'a mut PartitionTotals,
    /// Every bet that the commit places, moves on or settles goes here.
    pub(super) bets: &'a mut Vec<BetView>,
    /// The bet that this commit has placed, until an event says what became of it.
    pub(super) placed: Option<BetView>,
}

impl Account<'_> {
    pub(super) fn fold(
        mut self,
        slot: &mut Option<PlayerView>,
        events: Vec<Event>,
    ) -> Result<(), FoldError> {
        let mut events = (0..).zip(events).peekable();
        if let Some((_, Event::PlayerRegistered(_))) = events.peek() {
            self.open(slot)?;
            events.next();
        }
        let view = slot.as_mut().ok_or(FoldError::NotOpened)?;
        for (index, event) in events {
            self.apply(view, index, event)?;
        }
        // An unsettled bet whose round is not open either: it stays as it was placed.
        self.bets.extend(self.placed);
        if view.balance != self.balance || view.balance < Money::ZERO {
            let (folded, written) = (view.balance, self.balance);
            return Err(FoldError::BalanceDiffers { folded, written });
        }
        Ok(())
    }

    fn open(&mut self, slot: &mut Option<PlayerView>) -> Result<(), FoldError> {
        if slot.is_some() {
            return Err(FoldError::OpenedTwice);
        }
        *slot = Some(PlayerView::opened(self.time_ms));
        self.totals.player_count += 1;
        Ok(())
    }

    fn apply(&mut self, view: &mut PlayerView, index: u32, event: Event) -> Result<(), FoldError> {
        match event {
            Event::PlayerRegistered(_) => return Err(FoldError::OpenedTwice),
            Event::FundsDeposited(e) => self.deposit(view, e.amount_minor, e.source)?,
            Event::FundsWithdrawn(e) => {
                view.balance = minus(view.balance, e.amount_minor)?;
                activity(view).withdrawn += e.amount_minor;
                self.totals.withdrawn += e.amount_minor;
            }
            Event::SeedCommitted(e) => view.seed = SeedView::committed(&e, self.seq),
            Event::SeedRevealed(e) => {
                let (index, seed, bet_count) = (e.index, e.seed, view.seed.next_nonce);
                let revealed_ms = self.time_ms;
                let revealed = &mut activity(view).revealed;
                if revealed.len() == REVEALED_SEEDS_KEPT_MAX {
                    revealed.remove(0);
                }
                revealed.push(RevealedSeed { index, seed, bet_count, revealed_ms });
            }
            Event::ClientSeedSet(e) => activity(view).client_seed = Some(e.client_seed),
            Event::BetPlaced(e) => self.place(view, index, e)?,
            Event::RoundAdvanced(e) => self.advance(view, e)?,
            Event::BetWon(e) => {
                self.settle(view, e.bet_id, Verdict::Won, e.payout_minor, e.outcome)?;
            }
            Event::BetPushed(e) => {
                self.settle(view, e.bet_id, Verdict::Push, e.payout_minor, e.outcome)?;
            }
            Event::BetLost(e) => {
                self.settle(view, e.bet_id, Verdict::Lost, Money::ZERO, e.outcome)?;
            }
            // A refusal changes nothing, not even the time of the last change.
            Event::BetRejected(_)
            | Event::CommandRejected(_)
            | Event::Genesis(_)
            | Event::Takeover(_)
            | Event::Checkpointed(_)
            | Event::Moved(_)
            | Event::Imported(_)
            | Event::LossAccepted(_) => return Ok(()),
        }
        view.updated_ms = self.time_ms;
        Ok(())
    }

    fn deposit(
        &mut self,
        view: &mut PlayerView,
        amount: Money,
        source: Source,
    ) -> Result<(), FoldError> {
        view.balance = plus(view.balance, amount)?;
        match source {
            Source::Opening => view.opening = plus(view.opening, amount)?,
            Source::Deposit => activity(view).deposited += amount,
        }
        self.totals.deposited += amount;
        Ok(())
    }

    fn place(
        &mut self,
        view: &mut PlayerView,
        event_index: u32,
        e: BetPlaced,
    ) -> Result<(), FoldError> {
        if e.bet_id != BetId::new(self.time_ms, self.partition, self.seq) {
            return Err(FoldError::ForeignBetId(e.bet_id));
        }
        view.seed.next_nonce = e.nonce.saturating_add(1);
        let bet = BetView {
            bet_id: e.bet_id,
            player: self.id.clone(),
            event_index,
            session_id: e.session_id,
            correlation_id: self.correlation_id.clone(),
            selection: e.selection,
            rules: e.rules,
            stake: Money::ZERO,
            seed_index: e.seed_index,
            nonce: e.nonce,
            client_seed: e.client_seed,
            commitment_seq: view.seed.committed_seq,
            balance_after: self.balance,
            settled: None,
            times: HopTimes::default(),
        };
        let time_ms = self.time_ms;
        let activity = activity(view);
        if activity.bets.placed_count == 0 {
            activity.bets.first_ms = time_ms;
        }
        activity.bets.last_ms = time_ms;
        activity.bets.placed_count += 1;
        activity.games.of_mut(bet.game()).bet_count += 1;
        self.totals.games.of_mut(bet.game()).bet_count += 1;
        self.placed = Some(self.take_stake(view, bet, e.stake_minor)?);
        Ok(())
    }

    /// Move `stake` from the balance onto `bet`.
    fn take_stake(
        &mut self,
        view: &mut PlayerView,
        mut bet: BetView,
        stake: Money,
    ) -> Result<BetView, FoldError> {
        view.balance = minus(view.balance, stake)?;
        bet.stake = plus(bet.stake, stake)?;
        let activity = activity(view);
        activity.bets.wagered += stake;
        activity.recent.count(self.time_ms, |sums| sums.wagered += stake);
        activity.games.of_mut(bet.game()).wagered += stake;
        self.totals.games.of_mut(bet.game()).wagered += stake;
        Ok(bet)
    }

    fn advance(&mut self, view: &mut PlayerView, e: RoundAdvanced) -> Result<(), FoldError> {
        let bet = match e.step {
            RoundStep::Deal => {
                let placed = self.placed.take_if(|bet| bet.bet_id == e.bet_id);
                self.totals.open_bet_count += 1;
                placed.ok_or(FoldError::BetNotOpen(e.bet_id))?
            }
            RoundStep::Player(_) | RoundStep::Expiry => take_open(view, e.bet_id)?,
        };
        let mut bet = self.take_stake(view, bet, e.added_minor)?;
        bet.balance_after = self.balance;
        self.bets.push(bet.clone());
        let open = OpenRoundView { bet, round: e.round, expires_ms: e.expires_ms };
        activity(view).open_round = Some(Box::new(open));
        Ok(())
    }

    fn settle(
        &mut self,
        view: &mut PlayerView,
        bet_id: BetId,
        verdict: Verdict,
        payout: Money,
        outcome: Outcome,
    ) -> Result<(), FoldError> {
        let mut bet = match self.placed.take_if(|bet| bet.bet_id == bet_id) {
            Some(bet) => bet,
            None => {
                let bet = take_open(view, bet_id)?;
                self.totals.open_bet_count = self.totals.open_bet_count.saturating_sub(1);
                bet
            }
        };
        view.balance = plus(view.balance, payout)?;
        let (seq, time_ms) = (self.seq, self.time_ms);
        bet.balance_after = self.balance;
        bet.settled = Some(Settled { verdict, payout, outcome, seq, time_ms });
        activity(view).settle(&bet, verdict, payout, time_ms);
        let of_game = self.totals.games.of_mut(bet.game());
        of_game.settled += bet.stake;
        of_game.paid += payout;
        self.bets.push(bet);
        Ok(())
    }
}

/// Take the bet out of the account's open round, which is to be put back or is over.
fn take_open(view: &mut PlayerView, bet_id: BetId) -> Result<BetView, FoldError> {
    let activity = view.activity.as_mut().ok_or(FoldError::BetNotOpen(bet_id))?;
    let open = activity.open_round.take_if(|open| open.bet.bet_id == bet_id);
    open.map(|open| open.bet).ok_or(FoldError::BetNotOpen(bet_id))
}

fn activity(view: &mut PlayerView) -> &mut Activity {
    view.activity.get_or_insert_default()
}

fn plus(a: Money, b: Money) -> Result<Money, FoldError> {
    a.checked_add(b).ok_or(FoldError::Overflow)
}

fn minus(a: Money, b: Money) -> Result<Money, FoldError> {
    a.checked_sub(b).ok_or(FoldError::Overflow)
}

impl Activity {
    fn settle(&mut self, bet: &BetView, verdict: Verdict, payout: Money, time_ms: u64) {
        let stats = &mut self.bets;
        stats.settled += bet.stake;
        match verdict {
            Verdict::Won => {
                stats.won_count += 1;
                stats.won += payout;
            }
            Verdict::Lost => {
                stats.lost_count += 1;
                stats.lost += bet.stake;
            }
            Verdict::Push => {
                stats.pushed_count += 1;
                stats.pushed += payout;
            }
        }
        let profit = crate::bet::net(payout, bet.stake);
        stats.biggest_win = stats.biggest_win.max(profit);
        self.recent.count(time_ms, |sums| {
            sums.net_won += profit;
            sums.biggest_win = sums.biggest_win.max(profit);
        });
        let of_game = self.games.of_mut(bet.game());
        of_game.settled += bet.stake;
        of_game.paid += payout;
    }
}

impl PlayerView {
    fn opened(time_ms: u64) -> Self {
        Self {
            opened_ms: time_ms,
            updated_ms: time_ms,
            balance: Money::ZERO,
            opening: Money::ZERO,
            seed: SeedView::none(),
            activity: None,
        }
    }
}

impl SeedView {
    fn none() -> Self {
        let commitment = Commitment(Hex([0; 32]));
        Self { index: 0, key_id: 0, commitment, committed_seq: 0, next_nonce: 0 }
    }

    fn committed(e: &SeedCommitted, seq: u64) -> Self {
        let SeedCommitted { index, commitment, key_id } = *e;
        Self { index, key_id, commitment, committed_seq: seq, next_nonce: 0 }
    }
}
