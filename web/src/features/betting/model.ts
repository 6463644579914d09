/**
 * One bet, from the click to the read side, as a pure reducer.
 *
 *     idle → submitting → revealing → shown(waiting → behind → confirmed)
 *                ↓  ↑
 *              unknown → unproved          refused
 *
 * The key is made before the first request and kept through every retry, so a bet that was lost on
 * the way is looked for, never made again. Nothing is drawn before the answer is there, and the
 * answer is in the log when it is. A refusal ends a bet only where it proves that nothing was decided;
 * where nobody can tell any more, that is what is said.
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
  | { phase: 'refused'; attempt: Attempt; error: ApiError }
  | { phase: 'unproved'; attempt: Attempt; error: ApiError };

export type BetEvent =
  | { type: 'place'; attempt: Attempt }
  | { type: 'resume'; attempt: Attempt }
  | { type: 'answered'; key: string; answer: BetAnswer; timing: Timing }
  | { type: 'refused'; key: string; error: ApiError }
  | { type: 'unproved'; key: string; error: ApiError }
  /** `afterMs`: when to ask again at the earliest, where the server says so. */
  | { type: 'lost'; key: string; why: string; afterMs: number | null }
  | { type: 'revealed'; key: string }
  | { type: 'confirmed'; key: string; afterMs: number }
  | { type: 'behind'; key: string; commits: number | null }
  | { type: 'clear' };

export const IDLE: BetState = { phase: 'idle' };

/** Whether a click may begin another bet. */
export const isFree = (state: BetState): boolean =>
  state.phase === 'idle' || state.phase === 'shown' || hasFailed(state);

/** Whether the attempt ended without an answer. */
export const hasFailed = (state: BetState): boolean =>
  state.phase === 'refused' || state.phase === 'unproved';

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
        why: 'It was on its way when this page was opened.',
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
    case 'unproved':
      return isWaiting ? { phase: event.type, attempt, error: event.error } : state;
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

export type Verdict = 'refused' | 'lost' | 'unproved';

/**
 * What a failed request means for its bet. `mayBeDecided`: an earlier request with the same key may
 * have been. Then a refusal of this one says nothing about that one, unless it was decided itself:
 * what is decided has a position, and a key is decided once.
 *
 * That nothing was applied, or that this was too much at once, never ends a bet: a browser sends a
 * request again by itself when its connection breaks, so even a first answer can be to a second
 * request. With its key it can be asked as often as need be.
 */
export function verdictOn(error: ApiError, mayBeDecided: boolean): Verdict {
  const { isOffline, status, position } = error;
  if (isOffline || status === 421 || status === 429 || status >= 500) return 'lost';
  return !mayBeDecided || position !== null ? 'refused' : 'unproved';
}

/** How long until the same key is sent again; never sooner than the server asked for. */
export const retryMs = (tries: number, afterMs: number | null = null): number =>
  Math.max(afterMs ?? 0, Math.min(5000, 500 * 2 ** Math.min(tries, 4)));

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
