import { expect, test } from 'vitest';
import type { BetRow } from '~/shared/api/types';
import { extended } from './pages';

const betsOf = (ids: string) => [...ids].map((bet_id) => ({ bet_id }) as BetRow);

/** A page of the bets `ids`, newest first; a cursor says how many come before. */
const pageOf = (ids: string, from: number, limit: number) => ({
  data: {
    bets: betsOf(ids.slice(from, from + limit)),
    next_cursor: from + limit < ids.length ? String(from + limit) : null,
  },
});

test.each([
  ['nothing is new', 'fedcba', 'fed', 'fed', '3'],
  ['one bet is new', 'gfedcba', 'fed', 'gfed', '4'],
  ['it has grown before', 'gfedcba', 'fedc', 'gfedc', '5'],
  ['no bet is older', 'gfed', 'fed', 'gfed', null],
  ['none is known any more', 'gfedcba', 'x', 'gfe', '3'],
])('a first page ends where it ended, where %s', async (_, ids, known, shown, cursor) => {
  const { data } = await extended(pageOf(ids, 0, 3), betsOf(known), (at, limit) =>
    Promise.resolve(pageOf(ids, Number(at), limit)),
  );
  expect(data.bets.map(({ bet_id: id }) => id).join('')).toBe(shown);
  expect(data.next_cursor).toBe(cursor);
});
