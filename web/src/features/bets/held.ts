/**
 * What of the history stands still for somebody who reads it. Only who is where is held: which bets
 * are in the list, and whether each stands among the open rounds. What a row says is never held.
 */

import type { BetRow } from '~/shared/api/types';

/** The bets that are there, and whether each was open when the reading began. */
export type Held = ReadonlyMap<string, boolean>;

/** Null for an empty list, which has nothing that could move. */
export const heldOf = (bets: readonly BetRow[]): Held | null =>
  bets.length === 0 ? null : new Map(bets.map((bet) => [bet.bet_id, isOpen(bet)]));

export interface Divided {
  open: BetRow[];
  ended: BetRow[];
  /** How many would push down what is read. */
  freshCount: number;
}

/** Divides `rows`, newest first; what is older than the last row that is held moves nothing. */
export function divide(
  rows: readonly BetRow[],
  isWanted: (bet: BetRow) => boolean,
  held: Held | null,
): Divided {
  const divided: Divided = { open: [], ended: [], freshCount: 0 };
  const last = held ? rows.findLastIndex(({ bet_id: id }) => held.has(id)) : -1;
  for (const [index, bet] of rows.entries()) {
    const wasOpen = held?.get(bet.bet_id);
    // A row that is there stays, also when it is not any more what was asked for.
    if (wasOpen === undefined && !isWanted(bet)) continue;
    if (wasOpen === undefined && index < last) divided.freshCount++;
    else if (wasOpen ?? (held === null && isOpen(bet))) divided.open.push(bet);
    else divided.ended.push(bet);
  }
  return divided;
}

const isOpen = ({ status }: BetRow): boolean => status === 'placed';
