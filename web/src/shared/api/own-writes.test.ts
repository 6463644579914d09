import { beforeEach, expect, test, vi } from 'vitest';

const kept = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
  removeItem: (key: string) => kept.delete(key),
});
const { neededBy, noteWritten, ownWrites } = await import('./own-writes');
const { signIn, signOut } = await import('./session');

const alice = { playerId: 'alice', token: 't', expiresAt: 9e15, sessionId: 's', startedAt: 0 };

beforeEach(() => {
  kept.clear();
  signIn(alice);
});

const sent = async (path: string, method = 'GET') => {
  const request = new Request(`http://localhost${path}`, { method });
  const next = await ownWrites.onRequest?.({ request } as never);
  return next instanceof Request ? new URL(next.url).searchParams.get('min_position') : undefined;
};

test('the newest position of each partition is kept', () => {
  noteWritten('2:7');
  noteWritten('2:5');
  noteWritten('0:3');
  expect(neededBy('/api/v1/players/alice/balance', 'alice')).toBe('2:7,0:3');
});

test('only what is read of oneself waits for it', async () => {
  noteWritten('2:7');
  expect(await sent('/api/v1/players/alice/balance')).toBe('2:7');
  expect(await sent('/api/v1/bets/2-7')).toBe('2:7');
  expect(await sent('/api/v1/players/alicea/balance')).toBeNull();
  expect(await sent('/api/v1/leaderboard')).toBeNull();
  expect(await sent('/api/v1/players/alice/bets', 'POST')).toBeNull();
  expect(await sent('/api/v1/players/alice/balance?min_position=2:9')).toBe('2:9');
});

test('the answer to a command is noted, a read is not', async () => {
  const answer = async (method: string, position: string) => {
    const request = new Request('http://localhost/api/v1/bets', { method });
    const response = new Response(null, { headers: { 'croupier-position': position } });
    await ownWrites.onResponse?.({ request, response } as never);
  };
  await answer('GET', '1:100');
  expect(neededBy('/api/v1/bets/1-1', 'alice')).toBeNull();
  await answer('POST', '1:4');
  expect(neededBy('/api/v1/bets/1-1', 'alice')).toBe('1:4');
});

test('nothing is left of a player who has gone', () => {
  noteWritten('2:7');
  signOut('t');
  expect(neededBy('/api/v1/players/alice/balance', 'alice')).toBeNull();
});
