import { expect, test } from 'vitest';
import type { GatewayHealth, PartitionStatus } from '~/shared/api/types';
import { type Evidence, verdictOf } from './verdict';

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
};

test.each<[string, Partial<Evidence>, string, string]>([
  ['all is well', {}, 'ok', 'keep up'],
  ['nothing says how far the views are', { behind: null }, 'ok', 'recorded.'],
  ['the views are late', { behind: 37 }, 'late', '37 commits behind'],
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
