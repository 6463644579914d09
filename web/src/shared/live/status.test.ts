import { expect, test } from 'vitest';
import { readEvent } from './events';
import { merge } from './state';
import { backoffMs, begun, lost, type Status } from './status';

test('attempts come half a second to eight seconds apart, give or take a quarter', () => {
  const waits = [0, 1, 2, 3, 4, 9].map((attempt) => backoffMs(attempt, 0.5));
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
  expect([backoffMs(0, 0), backoffMs(0, 1)]).toEqual([375, 625]);
});

test('what is lost keeps the time it was last heard, and since when it is lost', () => {
  const live: Status = { kind: 'live', heardAt: 5 };
  const first = lost(live, 9);
  expect(first).toEqual({ kind: 'reconnecting', since: 9, heardAt: 5 });
  expect(lost(first, 20)).toBe(first);
  expect(lost({ kind: 'connecting', heardAt: null }, 9)).toEqual({
    kind: 'reconnecting',
    since: 9,
    heardAt: null,
  });
});

test('whoever takes a stream over knows when it was heard, and whether it was lost', () => {
  expect(begun({ kind: 'live', heardAt: 5 })).toEqual({ kind: 'connecting', heardAt: 5 });
  expect(begun({ kind: 'resting', heardAt: null })).toEqual({ kind: 'connecting', heardAt: null });
  const gone: Status = { kind: 'reconnecting', since: 9, heardAt: 5 };
  expect(begun(gone)).toBe(gone);
});

const bet = (id: string, status: string) => ({
  bet_id: id,
  player_id: 'p',
  game_type: 'dice',
  amount: 10,
  timestamp: 1,
  status,
  position: '0:1',
});

test('an event that is not understood is no event', () => {
  const read = (event: string, data: unknown) =>
    readEvent({ id: '0:1', event, data: JSON.stringify(data) })?.type ?? null;
  expect(read('bet', bet('a', 'won'))).toBe('bet');
  expect(read('bet', { position: '0:1', bet_id: 'a' })).toBeNull();
  expect(read('hb', { server_time_ms: 1 })).toBe('hb');
  expect(read('surprise', {})).toBeNull();
  expect(readEvent({ id: null, event: 'bet', data: '{' })).toBeNull();
});

test('the feed has one row a bet, the newest first', () => {
  const a = readEvent({
    id: null,
    event: 'bet',
    data: JSON.stringify({ ...bet('a', 'placed'), position: '0:1' }),
  });
  const b = readEvent({
    id: null,
    event: 'bet',
    data: JSON.stringify({ ...bet('b', 'won'), position: '0:2' }),
  });
  const done = readEvent({
    id: null,
    event: 'bet',
    data: JSON.stringify({ ...bet('a', 'lost'), position: '0:3' }),
  });
  if (a?.type !== 'bet' || b?.type !== 'bet' || done?.type !== 'bet') throw new Error('unread');
  const rows = merge([a.bet], [b.bet, done.bet]);
  expect(rows.map((row) => [row.bet_id, row.status])).toEqual([
    ['a', 'lost'],
    ['b', 'won'],
  ]);
});
