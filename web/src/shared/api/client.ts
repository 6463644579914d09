/** The typed client. Answers come with the position they speak for, refusals are `ApiError`s. */

import createClient, { type Middleware } from 'openapi-fetch';
import { ownWrites } from './own-writes';
import { offline, problemOf } from './problem';
import type { paths } from './schema';
import { endSession, session } from './session';
import { trace } from './trace';

const auth: Middleware = {
  onRequest({ request }) {
    const token = session.get()?.token;
    if (token && !request.headers.has('authorization')) {
      request.headers.set('authorization', `Bearer ${token}`);
    }
    return request;
  },
  onResponse({ request, response }) {
    // A token that is not taken any more: the session has ended, and the page says so.
    const token = request.headers.get('authorization')?.slice('Bearer '.length);
    if (response.status === 401 && token) endSession(token);
  },
};

export const api = createClient<paths>({ baseUrl: location.origin });
api.use(auth, ownWrites, trace);

export interface Answer<T> {
  data: T;
  /** `2:1842`, or a vector of them for what speaks for several partitions. */
  position: string | null;
  response: Response;
}

interface Fetched<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer of a call, or a thrown `ApiError`. */
export async function ask<T>(call: Promise<Fetched<T>>): Promise<Answer<T>> {
  let fetched: Fetched<T>;
  try {
    fetched = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw offline();
  }
  const { data, error, response } = fetched;
  if (!response.ok || data === undefined) throw problemOf(error, response);
  return { data, position: response.headers.get('croupier-position'), response };
}
