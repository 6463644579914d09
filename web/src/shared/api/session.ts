/** Who plays in this browser: a guest, by a token that is kept here and nowhere else. */

import { forget, isRecord, recall, remember } from '../storage';
import { createStore, useStore } from '../store';

export interface Session {
  playerId: string;
  token: string;
  expiresAt: number;
  /** What bets name as their session: this visit. */
  sessionId: string;
  startedAt: number;
}

const KEY = 'croupier.session';

function read(): Session | null {
  const kept = typeof localStorage === 'undefined' ? null : recall(KEY);
  if (!isRecord(kept)) return null;
  const { playerId, token, expiresAt, sessionId, startedAt } = kept;
  if (typeof playerId !== 'string' || typeof token !== 'string') return null;
  if (typeof expiresAt !== 'number' || expiresAt < Date.now()) return null;
  if (typeof sessionId !== 'string' || typeof startedAt !== 'number') return null;
  return { playerId, token, expiresAt, sessionId, startedAt };
}

export const session = createStore<Session | null>(read());

export const useSession = (): Session | null => useStore(session);

export function signIn(next: Session): void {
  remember(KEY, next);
  session.set(next);
}

/** Ends the session of `token`, unless another has taken its place meanwhile. */
export function signOut(token: string): void {
  if (session.get()?.token !== token) return;
  forget(KEY);
  session.set(null);
}

/** Another tab may have begun or ended it. */
export function watchSession(): void {
  addEventListener('storage', (event) => {
    if (event.key === KEY) session.set(read());
  });
}
