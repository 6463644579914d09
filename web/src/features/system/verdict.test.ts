import { expect, test } from 'vitest';
import type { GatewayHealth, PartitionStatus } from '~/shared/api/types';
import type { Pulse } from '~/shared/live/state';
import type { Status } from '~/shared/live/status';
import { processorOf, redisOf } from './components';
import { type Evidence, isSilent, isStuck, verdictOf } from './verdict';

const health = (command: string, query: string, status = 'healthy') =>
  ({
    status,
    backend_services: { command_service: command, query_service: query },
  }) as GatewayHealth;
const partition = (state: string) => ({ partition: 3, state }) as PartitionStatus;

const GOOD: Evidence = {
  isSilent: false,
  isUntold: false,
  health: health('healthy', 'healthy'),
  partitions: [partition('serving')],
  behind: 0,
  isStuck: false,
};

test.each<[string, Partial<Evidence>, string, string]>([
  ['all is well', {}, 'ok', 'keep up'],
  ['nothing says how far the views are', { behind: null }, 'ok', 'recorded.'],
  ['the views are late', { behind: 37 }, 'late', '37 commits behind'],
  ['the views stand still', { behind: 1, isStuck: true }, 'late', 'still, 1 commit behind'],
  ['the read side is away', { health: health('healthy', 'down', 'degraded') }, 'late', 'read'],
  ['the write side is away', { health: health('down', 'healthy', 'degraded') }, 'down', 'No bets'],
  ['a partition is parked', { partitions: [partition('parked')] }, 'down', 'Partition 3'],
  ['a partition starts', { partitions: [partition('starting')] }, 'late', 'starting'],
  ['nothing is known yet', { health: null }, 'unknown', 'Checking'],
  ['the gateway does not say', { health: null, isUntold: true }, 'unknown', 'does not say'],
  ['the gateway fails once', { isUntold: true }, 'ok', 'keep up'],
  ['nobody answers', { isSilent: true }, 'unknown', 'not known'],
  ['nobody ever answered', { isSilent: true, health: null }, 'unknown', 'not known'],
])('%s', (_, change, level, words) => {
  const verdict = verdictOf({ ...GOOD, ...change });
  expect(verdict.level).toBe(level);
  expect(verdict.words).toContain(words);
});

const live: Status = { kind: 'live', heardAt: 10_000 };
const lost: Status = { kind: 'reconnecting', since: 10_000, heardAt: 9000 };

test.each<[string, Status, number | null, number, boolean]>([
  ['both speak', live, 10_000, 11_000, false],
  ['nobody was asked yet', live, null, 11_000, false],
  ['the stream speaks and the gateway does not', live, 10_000, 15_001, true],
  ['the stream broke, and nobody was asked since', lost, 9500, 11_000, true],
  ['the stream broke, and nobody ever answered', lost, null, 11_000, true],
  ['the stream broke, and the gateway answers', lost, 10_500, 11_000, false],
])('whether the server is silent, when %s', (_, connection, healthAt, now, expected) => {
  expect(isSilent(connection, healthAt, now)).toBe(expected);
});

/** What was heard each second of one partition: `[projected, head]`. */
const heard = (...seconds: [number, number | null][]): Pulse[] =>
  seconds.map(([projectedSeq, headSeq], at) => ({
    at,
    heardAt: at,
    viewsEngine: 'memory',
    troubles: [],
    partitions: [
      {
        partition: 0,
        projectedSeq,
        headSeq,
        behind: headSeq === null ? null : headSeq - projectedSeq,
        bets: 0,
      },
    ],
  }));
const still = heard([4, 5], [4, 5], [4, 6]);

test.each<[string, Pulse[], string, boolean]>([
  ['nothing was heard', [], 'unknown', false],
  ['the views have everything', heard([5, 5], [5, 5], [5, 5]), 'up', false],
  ['they lack something and move', heard([1, 9], [1, 9], [2, 9], [2, 9]), 'up', false],
  ['they lack something and stand still', still, 'degraded', true],
  ['for a moment', still.slice(1), 'up', false],
  ['nobody knows what they lack', heard([4, null]), 'unknown', false],
])('of the processor, when %s', (_, pulses, state, stuck) => {
  expect([processorOf(pulses)[0], isStuck(pulses)]).toEqual([state, stuck]);
});

test.each<[string | null, string, string]>([
  ['redis', 'up', 'keeps the views'],
  ['memory', 'absent', 'kept in memory'],
  [null, 'unknown', 'does not say'],
])('of Redis, when the views are kept in %s', (viewsEngine, state, words) => {
  const [pulse] = heard([5, 5]);
  const [told, evidence] = redisOf(pulse && { ...pulse, viewsEngine });
  expect([told, evidence]).toEqual([state, expect.stringContaining(words)]);
});

test('of Redis nothing is known before the stream speaks', () => {
  expect(redisOf(undefined)[0]).toBe('unknown');
});
