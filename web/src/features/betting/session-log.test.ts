import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BetAnswer } from '~/shared/api/types';

const PLAYER = 'guest-1';
const kept = new Map<string, string>();

/** The page as it opens: whoever plays is known, and so is what the tab has kept. */
async function open() {
  vi.resetModules();
  const { session } = await import('~/shared/api/session');
  const log = await import('./session-log');
  const who = { token: 't', expiresAt: Infinity, sessionId: 's', startedAt: 0 };
  const signIn = (playerId: string) => session.set({ playerId, ...who });
  return { ...log, signIn };
}

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) =>
      key === 'croupier.session'
        ? JSON.stringify({
            playerId: PLAYER,
            token: 't',
            expiresAt: 1e15,
            sessionId: 's',
            startedAt: 0,
          })
        : null,
  });
});
afterEach(() => vi.unstubAllGlobals());

const answer = (id: string, profit: number | null) =>
  ({ bet_id: id, result: { outcome: profit === null ? 'open' : 'won', profit } }) as BetAnswer;

test('every bet is in the sums, and the latest hundred in the list', async () => {
  const { addToSession, sessionLog, endedOf } = await open();
  for (let n = 0; n < 250; n++)
    addToSession(PLAYER, n % 2 ? 'dice' : 'slots', answer(`${n}`, -1.01));
  const log = sessionLog.get();
  expect([log.net, endedOf(log), log.ended]).toEqual([-25_250, 250, { dice: 125, slots: 125 }]);
  expect(log.latest).toHaveLength(100);
  expect(log.latest[0]?.betId).toBe('249');

  // And they are still when the page is opened again in the same tab.
  const again = await open();
  expect(again.sessionLog.get()).toEqual(log);
  again.addToSession(PLAYER, 'dice', answer('250', 2.5));
  expect(again.sessionLog.get().net).toBe(-25_000);
});

test('a round is counted once, when it has ended, however long it was open', async () => {
  const { addToSession, sessionLog, endedOf } = await open();
  addToSession(PLAYER, 'blackjack', answer('hand', null));
  addToSession(PLAYER, 'blackjack', answer('hand', null));
  expect(endedOf(sessionLog.get())).toBe(0);
  for (let n = 0; n < 120; n++) addToSession(PLAYER, 'dice', answer(`${n}`, 0));
  addToSession(PLAYER, 'blackjack', answer('hand', 15));
  addToSession(PLAYER, 'blackjack', answer('hand', 15));
  expect([sessionLog.get().net, sessionLog.get().ended.blackjack]).toEqual([1500, 1]);
});

test('another player begins with nothing, and what is still on its way is not theirs', async () => {
  const { addToSession, sessionLog, signIn } = await open();
  addToSession(PLAYER, 'dice', answer('a', 5));
  signIn('guest-2');
  addToSession(PLAYER, 'dice', answer('b', 5));
  expect(sessionLog.get()).toEqual({ latest: [], net: 0, ended: {} });
});
