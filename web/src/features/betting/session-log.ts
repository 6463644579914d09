/** What this visit has played: the history strip and the net position. Only what was decided. */

import { session } from '~/shared/api/session';
import type { BetAnswer } from '~/shared/api/types';
import { type Money, moneyFromJson, moneyFromMinor, ZERO } from '~/shared/money/money';
import { createStore, useStore } from '~/shared/store';
import type { GameName } from './pace';

export interface Played {
  game: GameName;
  betId: string;
  answer: BetAnswer;
}

const KEY = 'croupier.played';
const PLAYED_MAX = 100;

const played = createStore<readonly Played[]>(read());

// Another player begins with an empty page.
session.subscribe(() => keep([]));

function read(): readonly Played[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? (kept as Played[]) : [];
  } catch {
    return [];
  }
}

function keep(next: readonly Played[]): void {
  played.set(next);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // It lasts as long as the page.
  }
}

/** Newest first; a round that goes on has one entry, its latest. */
export function addToSession(game: GameName, answer: BetAnswer): void {
  const others = played.get().filter((one) => one.betId !== answer.bet_id);
  keep([{ game, betId: answer.bet_id, answer }, ...others].slice(0, PLAYED_MAX));
}

export const usePlayed = (): readonly Played[] => useStore(played);

/** What was won less what was lost, over the bets that ended. */
export function netOf(list: readonly Played[]): Money {
  return list.reduce((sum, { answer }) => {
    const profit = answer.result.profit;
    return profit === null || profit === undefined
      ? sum
      : moneyFromMinor(sum + moneyFromJson(profit));
  }, ZERO);
}
