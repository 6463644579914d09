/** The state of the system in one sentence, from evidence alone. Pure. */

import type { GatewayHealth, PartitionStatus } from '~/shared/api/types';
import { behindOf, type Pulse } from '~/shared/live/state';
import { isProved } from '~/shared/live/proof';
import type { Status } from '~/shared/live/status';
import { ASK_MS } from './told';

export type Level = 'ok' | 'late' | 'down' | 'unknown';

export interface Verdict {
  level: Level;
  words: string;
}

export interface Evidence {
  /** Whether nothing vouches any more for what was told. */
  isSilent: boolean;
  /** Whether the gateway was asked how it is, and did not say. */
  isUntold: boolean;
  health: GatewayHealth | null;
  partitions: readonly PartitionStatus[] | null;
  /** How many commits the views lack; null when nothing says so. */
  behind: number | null;
  /** Whether what they lack comes no nearer. */
  isStuck: boolean;
}

/** Fewer than these are on their way, not late. */
const LATE_COMMITS = 20;

/** A view that lacks something may stand still between two pulses, not between three. */
const STILL_PULSES = 3;

/** Whether the views lack commits, and have not moved at all for two seconds. */
export function isStuck(pulses: readonly Pulse[]): boolean {
  const last = pulses.slice(-STILL_PULSES);
  const seen = ({ partitions }: Pulse) => partitions.map((one) => one.projectedSeq).join();
  return (
    last.length === STILL_PULSES &&
    new Set(last.map(seen)).size === 1 &&
    last.every((pulse) => (behindOf(pulse) ?? 0) > 0)
  );
}

/**
 * Whether the server does not answer: it was not heard for longer than it may be, or its stream
 * broke after it was last asked how it is. `healthAt` is when it said so, null is never.
 */
export function isSilent(connection: Status, healthAt: number | null, now: number): boolean {
  if (healthAt !== null && !isProved(healthAt, ASK_MS, now)) return true;
  return connection.kind === 'reconnecting' && (healthAt ?? 0) <= connection.since;
}

export function verdictOf(evidence: Evidence): Verdict {
  const { isSilent, isUntold, health, partitions, behind, isStuck } = evidence;
  if (isSilent) {
    return { level: 'unknown', words: 'The server does not answer, so its state is not known.' };
  }
  if (!health && isUntold) {
    return { level: 'unknown', words: 'The gateway does not say how the system is.' };
  }
  if (!health) return { level: 'unknown', words: 'Checking…' };
  const { command_service: command, query_service: query } = health.backend_services;
  if (command === 'down') {
    return { level: 'down', words: 'No bets are taken: the command service does not answer.' };
  }
  const stopped =
    partitions?.filter(({ state }) => state === 'parked' || state === 'diverged') ?? [];
  if (stopped.length > 0) {
    const which = stopped.map(({ partition }) => partition).join(', ');
    return {
      level: 'down',
      words: `Partition ${which} stands still until an operator looks at it; the others take bets.`,
    };
  }
  if (query === 'down') {
    return {
      level: 'late',
      words: 'Bets are decided and recorded; what you read does not answer.',
    };
  }
  if (isStuck) {
    return {
      level: 'late',
      words: `Bets are decided and recorded; the views stand still, ${commits(behind)} behind.`,
    };
  }
  if (behind !== null && behind >= LATE_COMMITS) {
    return {
      level: 'late',
      words: `Bets are decided and recorded; the views are ${commits(behind)} behind.`,
    };
  }
  if (health.status !== 'healthy') {
    return { level: 'late', words: 'Bets are taken, but a part of the system is not well.' };
  }
  const starting = partitions?.filter(({ state }) => state === 'starting').length ?? 0;
  if (starting > 0) return { level: 'late', words: `${starting} partitions are still starting.` };
  return {
    level: 'ok',
    words:
      behind === null
        ? 'Bets are decided and recorded.'
        : 'Bets are decided and recorded, and the views keep up.',
  };
}

const commits = (count: number | null): string =>
  `${count ?? '?'} ${count === 1 ? 'commit' : 'commits'}`;
