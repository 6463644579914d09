/**
 * How late a view is, in time. The commit that it lacks first was in the log when a pulse first told
 * of it; since then the view has lacked it. So nobody's clock is compared with another's, and what
 * was not heard is not guessed. Pure.
 */

import type { PartitionPulse } from './events';
import type { Pulse } from './state';

export interface Lag {
  /** As exact as pulses are frequent. */
  ms: number;
  /** It was late already when this page began to listen. */
  isAtLeast: boolean;
}

const of = (pulse: Pulse, partition: number): PartitionPulse | undefined =>
  pulse.partitions.find((one) => one.partition === partition);

/** Null where nobody knows how far the log is. */
export function lagOf(pulses: readonly Pulse[], partition: number): Lag | null {
  const last = pulses.at(-1);
  const now = last && of(last, partition);
  if (!now || now.behind === null) return null;
  if (now.behind === 0) return { ms: 0, isAtLeast: false };
  const lacked = (now.projectedSeq ?? -1) + 1;
  const has = (pulse: Pulse) => (of(pulse, partition)?.headSeq ?? -1) >= lacked;
  const before = pulses.findLastIndex((pulse) => !has(pulse));
  const first = pulses[before + 1] ?? last;
  return { ms: last.at - first.at, isAtLeast: before < 0 };
}
