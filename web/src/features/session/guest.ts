/** Play as a guest: a player, a token, and an account with a seed of this browser's making. */

import { api, ask } from '~/shared/api/client';
import { type Session, signIn } from '~/shared/api/session';
import { uuidv7 } from '~/shared/id';
import { queryClient } from '~/shared/query';

let running: Promise<Session> | null = null;

/** Two clicks make one guest. */
export function playAsGuest(): Promise<Session> {
  running ??= make().finally(() => {
    running = null;
  });
  return running;
}

async function make(): Promise<Session> {
  const { data } = await ask(api.POST('/api/v1/guests'));
  const now = Date.now();
  const next: Session = {
    playerId: data.player_id,
    token: data.access_token,
    expiresAt: now + data.expires_in * 1000,
    sessionId: uuidv7(now),
    startedAt: now,
  };
  await openAccount(next);
  signIn(next);
  await queryClient.invalidateQueries();
  return next;
}

/** The first command opens the account. This one sets the client seed, drawn here. */
async function openAccount(next: Session): Promise<void> {
  const seed = [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  await ask(
    api.POST('/api/v1/players/{player_id}/seeds/client', {
      params: {
        path: { player_id: next.playerId },
        header: { 'Idempotency-Key': uuidv7() },
      },
      headers: { authorization: `Bearer ${next.token}` },
      body: { client_seed: seed },
    }),
  );
}
