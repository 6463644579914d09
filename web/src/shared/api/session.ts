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

function kept(): Session | null {
  const known = typeof localStorage === 'undefined' ? null : recall(KEY);
  if (!isRecord(known)) return null;
  const { playerId, token, expiresAt, sessionId, startedAt } = known;
  if (typeof playerId !== 'string' || typeof token !== 'string') return null;
  if (typeof expiresAt !== 'number' || typeof sessionId !== 'string') return null;
  if (typeof startedAt !== 'number') return null;
  return { playerId, token, expiresAt, sessionId, startedAt };
}

const isOver = ({ expiresAt }: Session): boolean => expiresAt < Date.now();

function read(): Session | null {
  const known = kept();
  return known && !isOver(known) ? known : null;
}

export const session = createStore<Session | null>(read());

/** Who played here until their session ended without their doing; null once that is read. */
export const ended = createStore<Session | null>(session.get() ? null : kept());

export const useSession = (): Session | null => useStore(session);

export function signIn(next: Session): void {
  remember(KEY, next);
  ended.set(null);
  session.set(next);
}

/** Ends the session of `token`, unless another has taken its place meanwhile. */
export function signOut(token: string): void {
  if (session.get()?.token !== token) return;
  forget(KEY);
  session.set(null);
}

/** The server does not take `token` any more. */
export function endSession(token: string): void {
  const who = session.get();
  signOut(token);
  if (who?.token === token) ended.set(who);
}

export function dismissEnded(): void {
  forget(KEY);
  ended.set(null);
}

/** Another tab may have begun or ended it. */
export function watchSession(): void {
  addEventListener('storage', (event) => {
    if (event.key !== KEY) return;
    session.set(read());
    if (session.get()) ended.set(null);
  });
}
