import { expect, test } from 'vitest';
import type { BetRow } from '~/shared/api/types';
import { moneyFromMinor } from '~/shared/money/money';
import { captionOf, stepsOf } from './balance-line';

const bet = (id: string, game: string, amount: number, payout: number | null) =>
  ({
    bet_id: id,
    game_type: game,
    amount,
    payout,
    profit: payout === null ? null : payout - amount,
    timestamp: Number(id),
  }) as BetRow;

const NEWEST_FIRST = [
  bet('3', 'blackjack', 50, null),
  bet('2', 'dice', 10, 20),
  bet('1', 'slots', 10.5, 4.2),
];

test('the line is folded backwards from what is known, open stakes included', () => {
  const { start, steps } = stepsOf(NEWEST_FIRST, moneyFromMinor(95_370));
  expect(steps.map((step) => [step.betId, step.after])).toEqual([
    ['1', 99_370],
    ['2', 100_370],
    ['3', 95_370],
  ]);
  expect(start).toBe(100_000);
});

test.each([
  [100_000, 95_370, 3, 'From 1,000.00 to 953.70: down 46.30 over 3 bets.'],
  [0, 10, 1, 'From 0.00 to 0.10: up 0.10 over 1 bet.'],
])(
  'the caption says what changed, and how far back that is true',
  (start, balance, count, words) => {
    const caption = captionOf(moneyFromMinor(start), moneyFromMinor(balance), count);
    expect(caption).toContain(words);
    expect(caption).toContain('before your latest deposit or withdrawal');
  },
);
