/**
 * How far the log is, for a stream that cannot know it: a query service that reads its views from
 * elsewhere does not read the log. The write side does, and where a page asks it, the two together
 * say how far the views are behind. A head is believed only for as long as it is news.
 */

import { parsePosition } from './position';
import type { PartitionPulse } from './events';

/** Asked every two seconds: one answer may be lost. */
const NEWS_MS = 5000;

export interface Heads {
  at: number;
  seqs: ReadonlyMap<number, number>;
}

/** The heads that the write side told at `at`. */
export function headsOf(partitions: readonly { position?: string | null }[], at: number): Heads {
  const positions = partitions.flatMap(({ position }) => parsePosition(position ?? '') ?? []);
  return { at, seqs: new Map(positions.map(({ partition, seq }) => [partition, seq])) };
}

/**
 * A pulse with what the write side knows of it. The views may have read on since the head was
 * asked for; then they are as far as the log is known to be.
 */
export function withHead(pulse: PartitionPulse, heads: Heads | null, now: number): PartitionPulse {
  const head = heads && now - heads.at < NEWS_MS ? heads.seqs.get(pulse.partition) : undefined;
  if (pulse.headSeq !== null || head === undefined) return pulse;
  if (pulse.projectedSeq === null) return { ...pulse, headSeq: head };
  const headSeq = Math.max(head, pulse.projectedSeq);
  return { ...pulse, headSeq, behind: headSeq - pulse.projectedSeq };
}
