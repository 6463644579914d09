import { expect, test } from 'vitest';
import type { Status } from '~/shared/live/status';
import { moneyFromMinor } from '~/shared/money/money';
import { newest, type Pending, type Read, shownBalance } from './model';

const live: Status = { kind: 'live', heardAt: 50 };
const gone: Status = { kind: 'reconnecting', since: 60, heardAt: 50 };
const read = (minor: number, position: string, behindBy = 0): Read => ({
  balance: moneyFromMinor(minor),
  position,
  behindBy,
  at: 40,
});
const reserved: Pending = {
  kind: 'reserved',
  key: 'k',
  stake: moneyFromMinor(100),
  from: moneyFromMinor(1000),
};
const decided: Pending = { kind: 'decided', balance: moneyFromMinor(1200), position: '2:9' };

test.each<[string, Read | undefined, Pending | null, Status, number | null, string]>([
  ['nothing read', undefined, null, live, null, 'unknown'],
  ['read and connected', read(1000, '2:8'), null, live, 1000, 'confirmed'],
  ['read, connection lost', read(1000, '2:8'), null, gone, 1000, 'disconnected'],
  ['view behind', read(1000, '2:8', 3), null, live, 1000, 'behind'],
  ['stake on its way', read(1000, '2:8'), reserved, live, 900, 'optimistic'],
  ['view moved before the reveal', read(1200, '2:9'), reserved, live, 900, 'optimistic'],
  ['decided, view not there', read(1000, '2:8'), decided, live, 1200, 'optimistic'],
  ['decided, view said it is behind', read(1000, '2:8', 4), decided, live, 1200, 'behind'],
  ['decided, view there', read(1200, '2:9'), decided, live, 1200, 'confirmed'],
  ['decided, view beyond', read(1100, '2:10'), decided, live, 1100, 'confirmed'],
])('%s', (_, known, pending, status, minor, kind) => {
  const shown = shownBalance(known, pending, status);
  expect([shown.balance, shown.freshness.kind]).toEqual([minor, kind]);
});

test('an older read never takes the place of a newer one', () => {
  const known = read(1200, '2:9');
  expect(newest(known, read(1000, '2:8')).balance).toBe(1200);
  expect(newest(known, read(1100, '2:10')).balance).toBe(1100);
  expect(newest(undefined, known)).toBe(known);
});
