/**
 * The balance over time, as steps: it jumps at each settled bet and stays between. Rows of the
 * history say what each bet changed, so the line is folded backwards from a balance that is known.
 * Deposits are not in the rows: the line is right back to the latest of them.
 */

import type { BetRow } from '~/shared/api/types';
import { format, type Money, moneyFromJson, moneyFromMinor } from '~/shared/money/money';

export interface Step {
  betId: string;
  at: number;
  after: Money;
}

/** `bets` newest first; `balance` is what is left after the newest of them. Oldest first. */
export function stepsOf(bets: readonly BetRow[], balance: Money): { start: Money; steps: Step[] } {
  let after: Money = balance;
  const steps: Step[] = [];
  for (const bet of bets) {
    steps.push({ betId: bet.bet_id, at: bet.timestamp, after });
    const change =
      bet.profit === null || bet.profit === undefined
        ? -moneyFromJson(bet.amount)
        : moneyFromJson(bet.profit);
    after = moneyFromMinor(after - change);
  }
  return { start: after, steps: steps.reverse() };
}

/** What the line shows, and from where on it can be trusted. */
export function captionOf(start: Money, balance: Money, count: number): string {
  const change = format(moneyFromMinor(Math.abs(balance - start)));
  const way = balance >= start ? 'up' : 'down';
  const bets = count === 1 ? 'bet' : 'bets';
  return `From ${format(start)} to ${format(balance)}: ${way} ${change} over ${count} ${bets}. Folded back from the balance through your bets alone: before your latest deposit or withdrawal, if there was one, the line is wrong by as much.`;
}
