/** Sends one attempt, and reads what came back as an event of the bet. */

import { api, ask } from '~/shared/api/client';
import { asApiError } from '~/shared/api/problem';
import { type Attempt, type BetEvent, readServerTiming, verdictOn } from './model';

/** Longer than the gateway's own limits, so that its word comes first. */
const ANSWER_LIMIT_MS = 8000;

interface Try {
  attempt: Attempt;
  /** How many requests went before. */
  tries: number;
  /** Whether one of them may have been decided. */
  mayBeDecided: boolean;
  clickedAt: number;
}

export type Sent = Extract<BetEvent, { type: 'answered' | 'refused' | 'unproved' | 'lost' }>;

export async function send({ attempt, tries, mayBeDecided, clickedAt }: Try): Promise<Sent> {
  const { key } = attempt;
  try {
    const { data, response } = await post(attempt);
    const server = readServerTiming(response.headers.get('server-timing'));
    const totalMs = performance.now() - clickedAt;
    return {
      type: 'answered',
      key,
      answer: data,
      timing: { totalMs, attempts: tries + 1, server },
    };
  } catch (thrown) {
    const timedOut = thrown instanceof DOMException && thrown.name !== 'SyntaxError';
    const error = asApiError(thrown);
    if (timedOut) return { type: 'lost', key, why: 'No answer came in time.', afterMs: null };
    const verdict = verdictOn(error, mayBeDecided);
    if (verdict !== 'lost') return { type: verdict, key, error };
    const why = error.isOffline ? 'The connection broke.' : error.message;
    return { type: 'lost', key, why, afterMs: error.retryAfterMs };
  }
}

function post({ key, player, request }: Attempt) {
  const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
  if (request.kind === 'bet') {
    const params = { header: { 'Idempotency-Key': key } };
    return ask(api.POST('/api/v1/bets', { params, body: request.body, signal }));
  }
  const { betId, action, version } = request;
  return ask(
    api.POST('/api/v1/players/{player_id}/rounds/{bet_id}/actions', {
      params: {
        path: { player_id: player, bet_id: betId },
        header: { 'Idempotency-Key': key },
      },
      body: { action, version },
      signal,
    }),
  );
}
