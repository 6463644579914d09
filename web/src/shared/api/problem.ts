/** What can go wrong with a request, as one error with words for people. */

import type { components } from './schema';
import { isRecord } from '../storage';

type Problem = components['schemas']['Problem'];
export type ErrorCode = Problem['code'];

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** Null when the answer was no problem document: a proxy, or nothing at all. */
  readonly code: ErrorCode | null;
  readonly title: string;
  readonly correlationId: string | null;
  readonly fields: readonly { field: string; message: string }[];
  readonly retryAfterMs: number | null;
  /** Where a decided refusal lies in the log; null for what was not decided. */
  readonly position: string | null;

  constructor(status: number, problem: Partial<Problem>, retryAfterMs: number | null) {
    super(problem.detail ?? wordsFor(status));
    this.status = status;
    this.code = problem.code ?? null;
    this.title = problem.title ?? titleFor(status);
    this.correlationId = problem.correlation_id ?? null;
    this.fields = problem.errors ?? [];
    this.retryAfterMs = retryAfterMs;
    this.position = problem.position ?? null;
  }

  /** The server was not reached, or its answer did not arrive. */
  get isOffline(): boolean {
    return this.status === 0;
  }

  /** Whether the server has no such endpoint, rather than no such thing. */
  get isNotOffered(): boolean {
    return (
      (this.status === 404 || this.status === 405) && (this.code ?? 'not_found') === 'not_found'
    );
  }
}

const titleFor = (status: number) =>
  status === 0 ? 'The server does not answer' : `The server answered ${status}`;

const wordsFor = (status: number) =>
  status === 0
    ? 'It cannot be reached from here. What you see is from before; it is tried again.'
    : 'It gave no reason that this page can read.';

/** The error that a refused response is. */
export function problemOf(body: unknown, response: Response): ApiError {
  const problem = isRecord(body) ? (body as Partial<Problem>) : {};
  return new ApiError(response.status, problem, retryAfter(response));
}

/** A fetch that failed before it had an answer. */
export const offline = (): ApiError => new ApiError(0, {}, null);

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}

/** Whether the view has not reached what this player wrote: it will, so it is worth asking again. */
export const isBehind = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'view_behind';

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(-1, { title: 'This page made a mistake', detail: String(error) }, null);
}
