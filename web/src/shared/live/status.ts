/** How fresh what we see can be, as one state with its age. Pure; the chip prints it. */

export type Status =
  /** A stream is being opened: the first one, or in the place of one that was heard. */
  | { kind: 'connecting'; heardAt: number | null }
  /** The stream is open, and was heard within the heartbeat's limit. */
  | { kind: 'live'; heardAt: number }
  /** This server has no stream; it is asked every two seconds instead. */
  | { kind: 'polling'; heardAt: number }
  /** It was lost, and is tried again. */
  | { kind: 'reconnecting'; since: number; heardAt: number | null }
  /** The tab was hidden for long, so it stopped listening. */
  | { kind: 'resting'; heardAt: number | null };

/** Without a sign of life for so long, a stream is dead, whatever the socket says. */
export const HEARTBEAT_LIMIT_MS = 12_000;

export const heardAtOf = (status: Status): number | null => status.heardAt;

/** What a value may claim about itself under this connection. */
export const isConnected = (status: Status): boolean =>
  status.kind === 'live' || status.kind === 'polling';

/** How long to wait before the next attempt: doubling from half a second to eight seconds. */
export function backoffMs(attempt: number, jitter: number): number {
  const base = Math.min(8000, 500 * 2 ** Math.min(attempt, 4));
  return base * (0.75 + jitter / 2);
}

/** What is so when a stream is begun: whoever takes a lost one over has not got it back yet. */
export function begun(previous: Status): Status {
  if (previous.kind === 'reconnecting') return previous;
  return { kind: 'connecting', heardAt: heardAtOf(previous) };
}

export function lost(previous: Status, now: number): Status {
  if (previous.kind === 'reconnecting') return previous;
  return { kind: 'reconnecting', since: now, heardAt: heardAtOf(previous) };
}
