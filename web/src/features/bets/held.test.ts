import { expect, test } from 'vitest';
import type { BetRow } from '~/shared/api/types';
import { divide, heldOf } from './held';

/** `b=won` is the bet `b`, won. */
const rowsOf = (text: string): BetRow[] =>
  text.split(' ').map((one) => {
    const [bet_id, status] = one.split('=');
    return { bet_id, status } as BetRow;
  });
const named = (bets: readonly BetRow[]) => bets.map(({ bet_id, status }) => `${bet_id}=${status}`);
const all: (bet: BetRow) => boolean = () => true;
const isWon = ({ status }: BetRow) => status === 'won';

test.each<[string, string, string, typeof all, string[], string[], number]>([
  ['new bets wait above', 'b=won a=lost', 'd=won c=lost b=won a=lost', all, [], ['b', 'a'], 2],
  ['older bets come in below', 'b=won', 'b=won a=lost', all, [], ['b', 'a'], 0],
  ['a round that ends stays where it is', 'b=placed a=won', 'b=won a=won', all, ['b'], ['a'], 0],
  ['a new round waits', 'a=won', 'b=placed a=won', all, [], ['a'], 1],
  ['what is not asked for is no news', 'a=won', 'c=lost b=won a=won', isWon, [], ['a'], 1],
  ['what was asked for stays', 'b=won a=won', 'b=lost a=won', isWon, [], ['b', 'a'], 0],
  [
    'what comes to match between them waits',
    'c=won a=won',
    'c=won b=won a=won',
    isWon,
    [],
    ['c', 'a'],
    1,
  ],
  ['an older open round is not put on top', 'b=won', 'b=won a=placed', all, [], ['b', 'a'], 0],
  ['another history hides nothing', 'x=won', 'b=won a=placed', all, [], ['b', 'a'], 0],
])('while somebody reads, %s', (_, before, after, isWanted, open, ended, freshCount) => {
  const rows = rowsOf(after);
  const divided = divide(rows, isWanted, heldOf(rowsOf(before)));
  expect(divided.open.map(({ bet_id: id }) => id)).toEqual(open);
  expect(divided.ended.map(({ bet_id: id }) => id)).toEqual(ended);
  expect(divided.freshCount).toBe(freshCount);
});

test('a row that is held says what the server said last', () => {
  const { open } = divide(rowsOf('a=lost'), all, heldOf(rowsOf('a=placed')));
  expect(named(open)).toEqual(['a=lost']);
});

test('without a reader every bet is where it belongs', () => {
  const { open, ended, freshCount } = divide(rowsOf('c=won b=placed a=lost'), all, null);
  expect([named(open), named(ended), freshCount]).toEqual([['b=placed'], ['c=won', 'a=lost'], 0]);
});

test('an empty list holds nothing back', () => {
  expect(heldOf([])).toBeNull();
});
