import { expect, test } from 'vitest';
import type { BetRow } from '~/shared/api/types';
import { isFiltered, matches, readFilters, totalsOf } from './filters';

const bet = (game_type: string, status: BetRow['status'], amount: number, payout: number | null) =>
  ({ bet_id: `${game_type}${status}`, game_type, status, amount, payout }) as BetRow;

const BETS = [
  bet('dice', 'won', 10, 20),
  bet('dice', 'lost', 25.5, 0),
  bet('blackjack', 'placed', 50, null),
  bet('slots', 'won', 10, 4),
];

test.each<[string, number]>([
  ['', 4],
  ['game=dice', 2],
  ['game=dice&result=lost', 1],
  ['min=25.50', 2],
  ['min=x&result=nonsense', 4],
  ['game=roulette', 0],
])('%j leaves %d', (query, count) => {
  const filters = readFilters(new URLSearchParams(query));
  expect(BETS.filter((one) => matches(one, filters))).toHaveLength(count);
});

test('nonsense in the address is no filter', () => {
  expect(isFiltered(readFilters(new URLSearchParams('min=x&result=nonsense')))).toBe(false);
});

test('totals are of the bets that ended', () => {
  expect(totalsOf(BETS)).toEqual({ staked: 4550, returned: 2400, net: -2150 });
});
