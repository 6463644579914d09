/**
 * What has been played in this tab: the history strip and the net position. Only what was decided,
 * and only by the player who is here now. The list is of the latest; the sums are of all.
 */

import { session } from '~/shared/api/session';
import type { BetAnswer } from '~/shared/api/types';
import { type Money, moneyFromJson, moneyFromMinor, ZERO } from '~/shared/money/money';
import { isRecord } from '~/shared/storage';
import { createStore, useStore } from '~/shared/store';
import type { GameName } from './pace';

export interface Played {
  game: GameName;
  betId: string;
  answer: BetAnswer;
}

export interface SessionLog {
  /** Newest first; a round that goes on has one entry, its latest. */
  latest: readonly Played[];
  /** What was won less what was lost, over all bets that ended. */
  net: Money;
  /** How many bets of each game ended. */
  ended: Readonly<Partial<Record<GameName, number>>>;
}

const KEY = 'croupier.played';
const LATEST_MAX = 100;
const EMPTY: SessionLog = { latest: [], net: ZERO, ended: {} };

/** Outside React; it lives as long as the tab. */
export const sessionLog = createStore<SessionLog>(read());

// Another player begins with an empty page.
session.subscribe(() => keep(EMPTY));

function read(): SessionLog {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    if (!isRecord(kept) || !Array.isArray(kept['latest'])) return EMPTY;
    return typeof kept['net'] === 'number' && isRecord(kept['ended'])
      ? (kept as unknown as SessionLog)
      : EMPTY;
  } catch {
    return EMPTY;
  }
}

function keep(next: SessionLog): void {
  sessionLog.set(next);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // It lasts as long as the page.
  }
}

const profitOf = (answer: BetAnswer): Money | null => {
  const { profit } = answer.result;
  return profit === null || profit === undefined ? null : moneyFromJson(profit);
};

/** Notes an answer of `player`; a bet is counted once, when it has ended. */
export function addToSession(player: string, game: GameName, answer: BetAnswer): void {
  if (session.get()?.playerId !== player) return;
  const log = sessionLog.get();
  const known = log.latest.find(({ betId }) => betId === answer.bet_id);
  const others = log.latest.filter((one) => one !== known);
  const latest = [{ game, betId: answer.bet_id, answer }, ...others].slice(0, LATEST_MAX);
  const profit = known && profitOf(known.answer) !== null ? null : profitOf(answer);
  if (profit === null) return keep({ ...log, latest });
  const ended = { ...log.ended, [game]: (log.ended[game] ?? 0) + 1 };
  keep({ latest, net: moneyFromMinor(log.net + profit), ended });
}

export const useSessionLog = (): SessionLog => useStore(sessionLog);

export const usePlayed = (): readonly Played[] => useSessionLog().latest;

/** How many bets ended, of all games. */
export const endedOf = ({ ended }: SessionLog): number =>
  Object.values(ended).reduce((sum, count) => sum + count, 0);
