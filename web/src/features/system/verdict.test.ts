import { expect, test } from 'vitest';
import type { GatewayHealth, PartitionStatus } from '~/shared/api/types';
import type { Pulse } from '~/shared/live/state';
import { processorOf } from './components';
import { type Evidence, isStuck, verdictOf } from './verdict';

const health = (command: string, query: string, status = 'healthy') =>
  ({
    status,
    backend_services: { command_service: command, query_service: query },
  }) as GatewayHealth;
const partition = (state: string) => ({ partition: 3, state }) as PartitionStatus;

const GOOD: Evidence = {
  connection: { kind: 'live', heardAt: 1 },
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
  [
    'the connection is gone',
    { connection: { kind: 'reconnecting', since: 1, heardAt: null } },
    'unknown',
    'not known',
  ],
])('%s', (_, change, level, words) => {
  const verdict = verdictOf({ ...GOOD, ...change });
  expect(verdict.level).toBe(level);
  expect(verdict.words).toContain(words);
});

/** What was heard each second of one partition: `[projected, head]`. */
const heard = (...seconds: [number, number | null][]): Pulse[] =>
  seconds.map(([projectedSeq, headSeq], at) => ({
    at,
    heardAt: at,
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
const still = heard([4, 5], [4, 5], [4, 5], [4, 6], [4, 6]);

test.each<[string, Pulse[], string, boolean]>([
  ['nothing was heard', [], 'unknown', false],
  ['the views have everything', heard([5, 5], [5, 5], [5, 5], [5, 5], [5, 5]), 'up', false],
  ['they lack something and move', heard([1, 9], [2, 9], [3, 9], [4, 9], [5, 9]), 'up', false],
  ['they lack something and stand still', still, 'degraded', true],
  ['for a moment', still.slice(1), 'up', false],
  ['nobody knows what they lack', heard([4, null]), 'unknown', false],
])('of the processor, when %s', (_, pulses, state, stuck) => {
  expect([processorOf(pulses)[0], isStuck(pulses)]).toEqual([state, stuck]);
});
