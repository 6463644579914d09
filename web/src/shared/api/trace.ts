/**
 * Where a trace begins: with what the player does. A command gets a `traceparent`, and what is
 * read right after it carries the same one, so that the trace ends where the player sees what came
 * of it. Whether anybody collects it is the servers' business.
 */

import type { Middleware } from 'openapi-fetch';

/** How long what is read still follows from the last command. */
const FOLLOWS_MS = 5_000;

let latest = { traceparent: '', at: -Infinity };

function hex(byteCount: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(byteCount));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const trace: Middleware = {
  onRequest({ request }) {
    const now = performance.now();
    if (request.method !== 'GET') latest = { traceparent: `00-${hex(16)}-${hex(8)}-01`, at: now };
    if (now - latest.at <= FOLLOWS_MS) request.headers.set('traceparent', latest.traceparent);
    return request;
  },
};
