/**
 * Where a bet spent its time. The server's marks come from one clock and are shown raw; the
 * browser's total comes from its own, and the network is what is left of it: derived, and said so.
 */

import type { Times } from '~/shared/live/events';
import type { Timing } from '../betting/model';

export interface Hop {
  name: string;
  what: string;
  /** Which part of the system, by its colour. */
  part: 'command' | 'event' | 'processor' | 'view' | 'derived';
  startMs: number;
  endMs: number;
}

export interface Waterfall {
  hops: Hop[];
  totalMs: number;
  /** What is not known, and why. */
  missing: string[];
}

const STEPS = [
  ['decided_at', 'Command', 'took it, and decided', 'command'],
  ['appended_at', 'Log', 'made it durable', 'event'],
  ['read_back_at', 'Read back', 'believed its own commit, and answered', 'event'],
  ['projected_at', 'Views', 'folded it into what you read', 'view'],
] as const;

export function waterfallOf(times: Times | null, timing: Timing | null): Waterfall {
  const hops: Hop[] = [];
  const missing: string[] = [];
  const start = times?.received_at ?? null;
  if (!times || start === null) {
    missing.push('The server kept no times of this bet.');
    return { hops, totalMs: timing?.totalMs ?? 0, missing };
  }
  let before = start;
  for (const [mark, name, what, part] of STEPS) {
    const at = times[mark];
    if (at === null) {
      missing.push(`${name}: not measured.`);
      continue;
    }
    hops.push({ name, what, part, startMs: before - start, endMs: at - start });
    before = at;
  }
  const answered = times.read_back_at ?? times.appended_at;
  if (timing && timing.attempts === 1 && answered !== null) {
    const networkMs = timing.totalMs - (answered - start);
    hops.unshift({
      name: 'Network',
      what: 'both ways, and the browser: its total less the server’s part, derived',
      part: 'derived',
      startMs: 0,
      endMs: networkMs,
    });
    // Half of it was on the way in, as far as anyone can say; what follows is drawn after it all.
    for (const hop of hops.slice(1)) {
      hop.startMs += networkMs;
      hop.endMs += networkMs;
    }
  } else if (timing && timing.attempts > 1) {
    missing.push(
      `Network: it took ${timing.attempts} attempts, so there is no one way to measure.`,
    );
  } else {
    missing.push('Network: measured only in the tab that placed the bet.');
  }
  return { hops, totalMs: Math.max(0, ...hops.map((hop) => hop.endMs)), missing };
}
