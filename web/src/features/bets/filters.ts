/** What of the history is shown; it lives in the address, so that a view can be kept and sent. */

import type { BetRow } from '~/shared/api/types';
import {
  type Money,
  moneyFromJson,
  moneyFromMinor,
  moneyFromText,
  ZERO,
} from '~/shared/money/money';

export interface Filters {
  game: string | null;
  status: string | null;
  minStake: Money | null;
}

const STATUSES = ['won', 'lost', 'push', 'placed'];

export function readFilters(query: URLSearchParams): Filters {
  const status = query.get('result');
  return {
    game: query.get('game'),
    status: status && STATUSES.includes(status) ? status : null,
    minStake: moneyFromText(query.get('min') ?? ''),
  };
}

export const isFiltered = ({ game, status, minStake }: Filters): boolean =>
  game !== null || status !== null || minStake !== null;

export function matches(bet: BetRow, { game, status, minStake }: Filters): boolean {
  if (game !== null && bet.game_type !== game) return false;
  if (status !== null && bet.status !== status) return false;
  return minStake === null || moneyFromJson(bet.amount) >= minStake;
}

export interface Totals {
  staked: Money;
  returned: Money;
  net: Money;
}

/** Of the bets that ended; open ones have neither returned nor lost. */
export function totalsOf(bets: readonly BetRow[]): Totals {
  const totals = { staked: ZERO, returned: ZERO, net: ZERO };
  for (const bet of bets) {
    if (bet.payout === null || bet.payout === undefined) continue;
    const [stake, payout] = [moneyFromJson(bet.amount), moneyFromJson(bet.payout)];
    totals.staked = moneyFromMinor(totals.staked + stake);
    totals.returned = moneyFromMinor(totals.returned + payout);
    totals.net = moneyFromMinor(totals.net + payout - stake);
  }
  return totals;
}
