import { expect, test } from 'vitest';
import type { LeaderboardEntry } from '~/shared/api/types';
import { orderOf } from './order';

/** `b=30 a=20`: the best first. */
const board = (text: string): LeaderboardEntry[] =>
  text.split(' ').map((one, index) => {
    const [player_id = '', value] = one.split('=');
    return { player_id, rank: index + 1, value: Number(value) };
  });

test.each<[string, string, string[] | null, string, number]>([
  ['nobody holds it', 'b=30 a=20', null, '1 b=30, 2 a=20', 0],
  ['two change places', 'b=30 a=20', ['a', 'b'], '2 a=20, 1 b=30', 0],
  ['only numbers change', 'a=40 b=30', ['a', 'b'], '1 a=40, 2 b=30', 0],
  ['one comes in', 'c=50 a=40', ['a'], '2 a=40', 1],
  ['one drops out', 'a=40 c=30', ['a', 'b'], '1 a=40, b gone', 1],
])('a board where %s', (_, entries, held, shown, waitingCount) => {
  const order = orderOf(board(entries), held);
  const words = order.places.map(({ player, entry }) =>
    entry ? `${entry.rank} ${player}=${entry.value}` : `${player} gone`,
  );
  expect(words.join(', ')).toBe(shown);
  expect(order.waitingCount).toBe(waitingCount);
});

test('players with the same value have the ranks that the server gives them', () => {
  const tie = board('a=20 b=20').map((entry) => ({ ...entry, rank: 1 }));
  expect(orderOf(tie, null).places.map(({ entry }) => entry?.rank)).toEqual([1, 1]);
});
