/**
 * The runner of the bet's state machine, one for each game, outside React: it lives through
 * navigation, and what was on its way when the page closed is taken up again.
 */

import { session } from '~/shared/api/session';
import type { BetAnswer, PlaceBet } from '~/shared/api/types';
import { uuidv7 } from '~/shared/id';
import { type Money, moneyFromJson } from '~/shared/money/money';
import { queryClient } from '~/shared/query';
import { forget, isRecord, recall, remember } from '~/shared/storage';
import { createStore, type Store } from '~/shared/store';
import { balanceKey, pendingBalance, readBalance } from '../wallet/wallet';
import type { Read } from '../wallet/model';
import { type Attempt, type BetEvent, type BetState, IDLE, isFree, reduce, retryMs } from './model';
import { send } from './send';
import { keptCycle } from './cycle';
import { type GameName, PACE } from './pace';
import { addToSession } from './session-log';
import { keepTrace } from './traces';

export interface Table {
  state: Store<BetState>;
  /** When the next bet may begin: games have a least cycle. */
  freeAt: Store<number>;
  place: (
    body: Omit<PlaceBet, 'player_id' | 'session_id' | 'game_type' | 'amount'>,
    stake: Money,
  ) => void;
  act: (answer: { bet_id: string; version: number }, action: string, raise: Money) => void;
  clear: () => void;
}

const tables = new Map<GameName, Table>();

export function tableOf(game: GameName): Table {
  const known = tables.get(game);
  if (known) return known;
  const made = createTable(game);
  tables.set(game, made);
  return made;
}

function createTable(game: GameName): Table {
  const state = createStore<BetState>(IDLE);
  const freeAt = keptCycle(game);
  const keptKey = `croupier.attempt.${game}`;
  const dispatch = (event: BetEvent) => state.set(reduce(state.get(), event));

  const begin = (attempt: Attempt) => {
    // A move belongs to the bet that began the cycle.
    const isBet = attempt.request.kind === 'bet';
    if (!isFree(state.get()) || (isBet && Date.now() < freeAt.get())) return;
    dispatch({ type: 'place', attempt });
    if (isBet) freeAt.set(Date.now() + PACE[game].cycleMs);
    remember(keptKey, attempt);
    reserve(attempt);
    void drive(attempt, false);
  };

  /** Asks until somebody knows; `isResumed`: an earlier visit may have been heard. */
  const drive = async (attempt: Attempt, isResumed: boolean) => {
    const clickedAt = performance.now();
    for (let tries = 0; ; tries++) {
      const mayBeDecided = isResumed || tries > 0;
      const event = await send({ attempt, tries, mayBeDecided, clickedAt });
      dispatch(event);
      if (event.type === 'lost') {
        await new Promise((resolve) => setTimeout(resolve, retryMs(tries, event.afterMs)));
        continue;
      }
      forget(keptKey);
      if (event.type === 'answered') {
        keepTrace(event.answer.bet_id, event.timing);
        settle(attempt, event.answer);
      } else release(attempt);
      return;
    }
  };

  const settle = (attempt: Attempt, answer: BetAnswer) => {
    // Whoever leaves before it is revealed has played it all the same.
    const log = () => addToSession(attempt.player, game, answer);
    addEventListener('pagehide', log, { once: true });
    setTimeout(() => {
      removeEventListener('pagehide', log);
      dispatch({ type: 'revealed', key: attempt.key });
      const { position } = answer;
      pendingBalance.set({ kind: 'decided', balance: moneyFromJson(answer.balance), position });
      log();
      void confirm(attempt, position, performance.now());
    }, PACE[game].revealMs);
  };

  /** Waits for the read side, and says so when it has to. */
  const confirm = async (attempt: Attempt, position: string, since: number) => {
    const { key, player } = attempt;
    for (let tries = 0; session.get()?.playerId === player; tries++) {
      const current = state.get();
      if (!('attempt' in current) || current.attempt.key !== key) return;
      const read = await readBalance(player, position).catch(() => null);
      if (read) queryClient.setQueryData<Read>(balanceKey(player), read);
      if (read && read.behindBy === 0) {
        dispatch({ type: 'confirmed', key, afterMs: performance.now() - since });
        void queryClient.invalidateQueries({ queryKey: ['player', player], refetchType: 'active' });
        return;
      }
      dispatch({ type: 'behind', key, commits: read?.behindBy ?? null });
      await new Promise((resolve) => setTimeout(resolve, retryMs(tries)));
    }
  };

  const resume = () => {
    const attempt = recall(keptKey);
    const player = session.get()?.playerId;
    if (!isAttempt(attempt) || attempt.player !== player) return forget(keptKey);
    dispatch({ type: 'resume', attempt });
    reserve(attempt);
    void drive(attempt, true);
  };
  resume();

  return {
    state,
    freeAt,
    place(rest, stake) {
      const who = session.get();
      if (!who) return;
      const body: PlaceBet = {
        player_id: who.playerId,
        session_id: who.sessionId,
        game_type: game,
        amount: stake / 100,
        ...rest,
      };
      begin({ key: uuidv7(), player: who.playerId, request: { kind: 'bet', body }, stake });
    },
    act({ bet_id, version }, action, raise) {
      const player = session.get()?.playerId;
      if (!player) return;
      const request = { kind: 'action' as const, betId: bet_id, action, version };
      begin({ key: uuidv7(), player, request, stake: raise });
    },
    clear: () => dispatch({ type: 'clear' }),
  };
}

function reserve(attempt: Attempt): void {
  const known = queryClient.getQueryData<Read>(balanceKey(attempt.player));
  const before = pendingBalance.get();
  const from = before?.kind === 'decided' ? before.balance : (known?.balance ?? null);
  pendingBalance.set({ kind: 'reserved', key: attempt.key, stake: attempt.stake, from });
}

function release(attempt: Attempt): void {
  const pending = pendingBalance.get();
  if (pending?.kind === 'reserved' && pending.key === attempt.key) pendingBalance.set(null);
  // What was refused may have been meant for what another tab has changed.
  void queryClient.invalidateQueries({ queryKey: ['player', attempt.player] });
}

function isAttempt(value: unknown): value is Attempt {
  if (!isRecord(value) || typeof value['key'] !== 'string') return false;
  return isRecord(value['request']) && typeof value['player'] === 'string';
}
