/**
 * Reading one's own writes. The answer to a command names the commit it is in; whatever this
 * browser's player reads of their own afterwards asks for a view that has reached it, also after a
 * reload and in another tab. So a view that is behind says so, rather than that there is no such bet.
 */

import type { Middleware } from 'openapi-fetch';
import { parseVector, type Vector } from '../live/position';
import { forget, recall, remember } from '../storage';
import { session } from './session';

const KEY = 'croupier.written';

function written(): Vector {
  const kept = recall(KEY);
  return parseVector(typeof kept === 'string' ? kept : '');
}

/** Keeps the newest position of each partition that was written to. */
export function noteWritten(position: string): void {
  const newest = new Map(written());
  for (const [partition, seq] of parseVector(position)) {
    newest.set(partition, Math.max(seq, newest.get(partition) ?? 0));
  }
  remember(KEY, [...newest].map(([partition, seq]) => `${partition}:${seq}`).join(','));
}

/** What a read of `path` has to have reached, for the player `own`; null where nothing is known. */
export function neededBy(path: string, own: string | undefined): string | null {
  const isOwn = path.startsWith('/api/v1/bets/') || path.startsWith(`/api/v1/players/${own}/`);
  const kept = own && isOwn ? recall(KEY) : null;
  return typeof kept === 'string' && kept !== '' ? kept : null;
}

export const ownWrites: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET') return request;
    const url = new URL(request.url);
    const needed = neededBy(url.pathname, session.get()?.playerId);
    if (!needed || url.searchParams.has('min_position')) return request;
    url.searchParams.set('min_position', needed);
    return new Request(url, request);
  },
  onResponse({ request, response }) {
    const position = response.headers.get('croupier-position');
    if (request.method === 'POST' && position) noteWritten(position);
  },
};

// Who leaves takes their positions along: the next player may meet another log.
session.subscribe(() => {
  if (!session.get()) forget(KEY);
});
