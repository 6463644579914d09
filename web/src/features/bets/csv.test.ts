import { expect, test } from 'vitest';
import type { BetRow } from '~/shared/api/types';
import { moneyFromText } from '~/shared/money/money';
import { csvOf } from './csv';
import { totalsOf } from './filters';

const bet = (bet_id: string, amount: number, payout: number | null, profit: number | null) =>
  ({
    bet_id,
    game_type: 'dice',
    status: payout === null ? 'placed' : 'won',
    timestamp: 0,
    amount,
    payout,
    profit,
    position: '2:7',
  }) as BetRow;

const ENDED = [bet('c', 10, 19.99, 9.99), bet('b', 1234.5, 0, -1234.5), bet('a', 0.1, 0.3, 0.2)];

test('a file adds up to the totals of the same bets', () => {
  const [head = '', ...lines] = csvOf(ENDED).trim().split('\r\n');
  const sum = (name: string) => {
    const column = head.split(',').indexOf(name);
    const cells = lines.map((line) => moneyFromText(line.split(',')[column] ?? ''));
    return cells.reduce<number>((all, cell) => all + (cell ?? Number.NaN), 0);
  };
  const { staked, returned, net } = totalsOf(ENDED);
  expect([sum('staked'), sum('returned'), sum('net')]).toEqual([staked, returned, net]);
});

test('what an open round returns is not in the file, rather than nothing', () => {
  const [, line = ''] = csvOf([bet('a', 10, null, null)]).split('\r\n');
  expect(line).toBe('a,1970-01-01T00:00:00.000Z,dice,placed,10.00,,,2:7');
});
