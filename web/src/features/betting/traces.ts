/** What this browser measured of its own bets, for their receipts; gone with the tab. */

import { isRecord } from '~/shared/storage';
import type { Timing } from './model';

const KEY = 'croupier.traces';
const TRACES_MAX = 100;

function all(): Record<string, Timing> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    return isRecord(kept) ? (kept as Record<string, Timing>) : {};
  } catch {
    return {};
  }
}

export function keepTrace(betId: string, timing: Timing): void {
  const entries = Object.entries({ ...all(), [betId]: timing }).slice(-TRACES_MAX);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(entries)));
  } catch {
    // The receipt then lacks the browser's part, and says so.
  }
}

export const traceOf = (betId: string): Timing | null => all()[betId] ?? null;
