/**
 * Where a bet spent its time. Each mark is by the clock of the machine that saw it, and is shown raw.
 * The network is what is left of the browser's total when the write side's own measure of the same
 * answer is taken off: derived, and said so. When the views had the bet says nothing of that.
 */

import type { Times } from '~/shared/live/events';
import { formatDuration } from '~/shared/time/format';
import type { Timing } from '../betting/model';

export interface Hop {
  name: string;
  what: string;
  /** Which part of the system, by its colour. */
  part: 'command' | 'event' | 'processor' | 'derived';
  startMs: number;
  endMs: number;
}

export interface Waterfall {
  hops: Hop[];
  /** From when the gateway had it to the last mark; null without marks. */
  markedMs: number | null;
  /** What is not known, and why. */
  missing: string[];
}

const STEPS = [
  ['decided_at', 'Command', 'took it, and decided', 'command'],
  ['appended_at', 'Log', 'made it durable', 'event'],
  [
    'read_back_at',
    'Processor reads',
    'for the read side: waited for it, and accepted it',
    'processor',
  ],
  ['projected_at', 'Processor folds', 'and sends it on its way into the views', 'processor'],
] as const;

export function waterfallOf(times: Times | null, timing: Timing | null): Waterfall {
  const hops: Hop[] = [];
  const missing: string[] = [];
  const start = times?.received_at ?? null;
  let before = start;
  if (!times || start === null || before === null) {
    missing.push('The server kept no times of this bet.');
    return { hops, markedMs: null, missing };
  }
  for (const [mark, name, what, part] of STEPS) {
    const at = times[mark];
    if (at === null) {
      missing.push(`${name}: not measured.`);
      continue;
    }
    hops.push({ name, what, part, startMs: before - start, endMs: at - start });
    before = at;
  }
  const markedMs = hops.length > 0 ? Math.max(...hops.map((hop) => hop.endMs)) : null;
  const network = networkOf(timing);
  if (typeof network === 'string') missing.push(`Network: ${network}`);
  else hops.unshift(network);
  return { hops, markedMs, missing };
}

/**
 * What the answer's way took, or why nobody knows. How it divides into there and back is not known,
 * so it is drawn beside the marks and moves none of them.
 */
function networkOf(timing: Timing | null): Hop | string {
  if (!timing) return 'measured only in the tab that placed the bet.';
  const { totalMs, attempts, server } = timing;
  if (attempts > 1) return `it took ${attempts} attempts, so there is no one way to measure.`;
  const serverMs = serverPartOf(server);
  if (serverMs === null) return 'the answer did not say how long the server took.';
  const networkMs = totalMs - serverMs;
  if (networkMs < 0) {
    return `the server says ${formatDuration(serverMs)} of the browser’s ${formatDuration(totalMs)}; one of the clocks is wrong.`;
  }
  return {
    name: 'Network',
    what: `derived: ${formatDuration(totalMs)} here less ${formatDuration(serverMs)} of Server-Timing`,
    part: 'derived',
    startMs: 0,
    endMs: networkMs,
  };
}

/** How long the write side took from receiving the command to answering it, by its own word. */
function serverPartOf(server: Timing['server']): number | null {
  if (!server) return null;
  const { decideMs, appendMs, readBackMs } = server;
  if (decideMs === null || appendMs === null || readBackMs === null) return null;
  return decideMs + appendMs + readBackMs;
}
