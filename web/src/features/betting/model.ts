/**
 * One bet, from the click to the read side, as a pure reducer.
 *
 *     idle → submitting → revealing → shown(waiting → behind → confirmed)
 *                ↓  ↑
 *              unknown           refused
 *
 * The key is made before the first request and kept through every retry, so a bet that was lost on
 * the way is looked for, never made again. Nothing is drawn before the answer is there, and the
 * answer is in the log when it is.
 */

import type { ApiError } from '~/shared/api/problem';
import type { BetAnswer, PlaceBet } from '~/shared/api/types';
import type { Money } from '~/shared/money/money';

export type Request =
  | { kind: 'bet'; body: PlaceBet }
  | { kind: 'action'; betId: string; action: string; version: number };

export interface Attempt {
  /** The idempotency key. */
  key: string;
  player: string;
  request: Request;
  /** What leaves the balance by it. */
  stake: Money;
}

/** What was measured between the click and the answer; the server's part is its own word. */
export interface Timing {
  totalMs: number;
  attempts: number;
  server: { decideMs: number | null; appendMs: number | null; readBackMs: number | null } | null;
}

export type Confirmation =
  | { kind: 'waiting' }
  /** Null: the read side does not even say how far it is. */
  | { kind: 'behind'; commits: number | null }
  | { kind: 'confirmed'; afterMs: number };

export interface Decided {
  attempt: Attempt;
  answer: BetAnswer;
  timing: Timing;
}

export type BetState =
  | { phase: 'idle' }
  | { phase: 'submitting'; attempt: Attempt }
  | { phase: 'unknown'; attempt: Attempt; tries: number; why: string }
  | ({ phase: 'revealing' } & Decided)
  | ({ phase: 'shown'; confirmation: Confirmation } & Decided)
  | { phase: 'refused'; attempt: Attempt; error: ApiError };

export type BetEvent =
  | { type: 'place'; attempt: Attempt }
  | { type: 'resume'; attempt: Attempt }
  | { type: 'answered'; key: string; answer: BetAnswer; timing: Timing }
  | { type: 'refused'; key: string; error: ApiError }
  | { type: 'lost'; key: string; why: string }
  | { type: 'revealed'; key: string }
  | { type: 'confirmed'; key: string; afterMs: number }
  | { type: 'behind'; key: string; commits: number | null }
  | { type: 'clear' };

export const IDLE: BetState = { phase: 'idle' };

/** Whether a click may begin another bet. */
export const isFree = (state: BetState): boolean =>
  state.phase === 'idle' || state.phase === 'shown' || state.phase === 'refused';

export function reduce(state: BetState, event: BetEvent): BetState {
  switch (event.type) {
    case 'place':
      return isFree(state) ? { phase: 'submitting', attempt: event.attempt } : state;
    case 'resume':
      if (state.phase !== 'idle') return state;
      return {
        phase: 'unknown',
        attempt: event.attempt,
        tries: 0,
        why: 'The page was closed before the answer came.',
      };
    case 'clear':
      return isFree(state) ? IDLE : state;
    default:
      // An answer to another attempt is no answer.
      return 'attempt' in state && state.attempt.key === event.key ? onOwn(state, event) : state;
  }
}

type Own = Exclude<BetEvent, { type: 'place' | 'resume' | 'clear' }>;
type Active = Exclude<BetState, { phase: 'idle' }>;

function onOwn(state: Active, event: Own): BetState {
  const { attempt } = state;
  const isWaiting = state.phase === 'submitting' || state.phase === 'unknown';
  switch (event.type) {
    case 'answered':
      if (!isWaiting) return state;
      return { phase: 'revealing', attempt, answer: event.answer, timing: event.timing };
    case 'refused':
      return isWaiting ? { phase: 'refused', attempt, error: event.error } : state;
    case 'lost':
      if (!isWaiting) return state;
      return {
        phase: 'unknown',
        attempt,
        tries: state.phase === 'unknown' ? state.tries + 1 : 1,
        why: event.why,
      };
    case 'revealed':
      if (state.phase !== 'revealing') return state;
      return { ...state, phase: 'shown', confirmation: { kind: 'waiting' } };
    case 'behind':
      if (state.phase !== 'shown' || state.confirmation.kind === 'confirmed') return state;
      return { ...state, confirmation: { kind: 'behind', commits: event.commits } };
    case 'confirmed':
      if (state.phase !== 'shown') return state;
      return { ...state, confirmation: { kind: 'confirmed', afterMs: event.afterMs } };
  }
}

/** What to do about a failed request. Only a proved refusal ends the attempt. */
export function verdictOn(error: ApiError): 'refused' | 'lost' {
  if (error.isOffline || error.status === 504) return 'lost';
  if (error.code === 'outcome_unknown' || error.code === 'misdirected') return 'lost';
  // Without a problem document nobody has said that nothing happened.
  if (
    error.status >= 500 &&
    error.code !== 'not_applied' &&
    error.code !== 'partition_unavailable'
  ) {
    return 'lost';
  }
  return 'refused';
}

/** How long until the same key is sent again. */
export const retryMs = (tries: number): number => Math.min(5000, 500 * 2 ** Math.min(tries, 4));

/** `decide;dur=0.3, append;dur=0.8` in milliseconds. */
export function readServerTiming(header: string | null): Timing['server'] {
  if (!header) return null;
  const of = (name: string): number | null => {
    const match = new RegExp(`(?:^|[,\\s])${name}(?:;[^,]*)?;dur=([0-9.]+)`).exec(header);
    const ms = match ? Number(match[1]) : Number.NaN;
    return Number.isFinite(ms) ? ms : null;
  };
  return { decideMs: of('decide'), appendMs: of('append'), readBackMs: of('read_back') };
}
