/**
 * The built application and the API on one origin, with the headers of production: what the binary
 * does on port 3000, for tests that have to stand between the two (cutting, delaying, killing).
 */

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLIENT = fileURLToPath(new URL('../../build/client/', import.meta.url));

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What becomes of a bet on its way in, or of its answer on the way out. */
type OnBet = (key: string, moment: 'before' | 'after') => Promise<'pass' | 'drop'>;

export interface Origin {
  url: string;
  onBet: OnBet | null;
  /** How many live streams are open. */
  streams: () => number;
  close: () => Promise<void>;
}

/** Serves on a free port, or on `port`; the API is at `gateway`, which may change while it runs. */
export async function serve(gateway: () => string, port = 0): Promise<Origin> {
  const streams = new Set<ServerResponse>();
  const server = createServer((incoming, outgoing) => {
    const path = (incoming.url ?? '/').split('?')[0] ?? '/';
    if (!path.startsWith('/api/') && !path.startsWith('/health')) return file(path, outgoing);
    if (path === '/api/v1/stream') {
      streams.add(outgoing);
      outgoing.on('close', () => streams.delete(outgoing));
    }
    const isBet = path === '/api/v1/bets' && incoming.method === 'POST';
    void pass(gateway(), incoming, outgoing, isBet ? origin.onBet : null);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: bound } = server.address() as AddressInfo;
  const origin: Origin = {
    url: `http://127.0.0.1:${bound}`,
    onBet: null,
    streams: () => streams.size,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return origin;
}

async function pass(
  gateway: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  onBet: OnBet | null,
): Promise<void> {
  const key = String(incoming.headers['idempotency-key'] ?? '');
  if ((await onBet?.(key, 'before')) === 'drop') {
    outgoing.destroy();
    return;
  }
  const target = new URL(incoming.url ?? '/', gateway);
  const { method = 'GET', headers } = incoming;
  const onwards = request(target, { method, headers }, async (answer) => {
    if ((await onBet?.(key, 'after')) === 'drop') {
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
    answer.on('error', () => outgoing.destroy());
  });
  onwards.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onwards.destroy());
  incoming.pipe(onwards);
}

function file(path: string, outgoing: ServerResponse): void {
  const asked = join(CLIENT, normalize(path));
  const isFile = asked.startsWith(CLIENT) && existsSync(asked) && statSync(asked).isFile();
  if (!isFile && path.startsWith('/assets/')) {
    outgoing.writeHead(404).end();
    return;
  }
  const name = isFile ? asked : join(CLIENT, 'index.html');
  outgoing.writeHead(200, {
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    'content-security-policy': CSP,
    'x-content-type-options': 'nosniff',
  });
  createReadStream(name).pipe(outgoing);
}
