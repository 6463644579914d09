/** A recorded way of one bet, to be shown slower than it was. The slowdown is stated. Pure. */

import type { Times } from '~/shared/live/events';
import type { MapNode } from './nodes';

export interface Leg {
  node: MapNode['id'];
  words: string;
  startMs: number;
  endMs: number;
}

export interface Journey {
  legs: Leg[];
  totalMs: number;
}

const MARKS = [
  ['decided_at', 'command', 'taken in, queued and decided'],
  ['appended_at', 'log', 'appended and made durable'],
  ['read_back_at', 'processor', 'waited for, then read through the accept rule'],
  ['projected_at', 'processor', 'folded, and sent on its way into the views'],
] as const;

/** The legs that were measured, from the gateway's receipt on; null when nothing was. */
export function journeyOf(times: Times | null): Journey | null {
  const start = times?.received_at;
  if (!times || start === null || start === undefined) return null;
  const legs: Leg[] = [];
  let before = start;
  for (const [mark, node, words] of MARKS) {
    const at = times[mark];
    if (at === null) continue;
    legs.push({ node, words, startMs: before - start, endMs: at - start });
    before = at;
  }
  const totalMs = Math.max(0, ...legs.map((leg) => leg.endMs));
  return legs.length > 0 && totalMs > 0 ? { legs, totalMs } : null;
}

/** About how long a replay takes. */
const REPLAY_MS = 6000;

const FACTORS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** A round factor that makes the journey last some seconds. */
export function slowdownOf({ totalMs }: Journey): number {
  const wanted = REPLAY_MS / totalMs;
  return FACTORS.reduce((best, one) => (one <= wanted ? one : best), 1);
}

/** Which leg is under way `ms` after the start; the last one when it is over. */
export function legAt({ legs }: Journey, ms: number): number {
  const index = legs.findIndex((leg) => ms < leg.endMs);
  return index < 0 ? legs.length - 1 : index;
}
