/**
 * For how long what was heard stays true. Whatever tells a value does so at an interval; one telling
 * may be lost or late. After that nothing vouches for the value, and it has to be shown with its age.
 */

import { useNow } from '../time/clock';
import { type Pulse, usePulses } from './state';

/** How often the stream tells how far the views are. */
export const PULSE_MS = 1000;

/** What an answer may take on its way. */
const SLACK_MS = 1000;

/** Whether what was told at `at`, and is told every `everyMs`, still holds at `now`. */
export const isProved = (at: number, everyMs: number, now: number): boolean =>
  now - at <= 2 * everyMs + SLACK_MS;

/** The latest pulse, and whether it still holds; nothing before the first. */
export function usePulse(): { pulse: Pulse | undefined; isPulseProved: boolean } {
  const now = useNow();
  const pulse = usePulses().at(-1);
  return { pulse, isPulseProved: pulse !== undefined && isProved(pulse.heardAt, PULSE_MS, now) };
}
