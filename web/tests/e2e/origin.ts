/**
 * Stands between a browser and the server's own pages and API, for tests that cut, delay and count.
 * What passes is what the binary sends, headers and all.
 */

import { EventEmitter, once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Flood, pour } from './flood';

/** What becomes of a bet on its way in, or of its answer on the way out. */
type OnBet = (key: string, moment: 'before' | 'after') => Promise<'pass' | 'drop'>;

export interface Origin {
  url: string;
  onBet: OnBet | null;
  /** Nothing of any stream is passed on while this is so, and every socket stays open. */
  mute: (isMute: boolean) => void;
  /** Adds events to every open stream; resolves when all are written. */
  flood: (flood: Flood) => Promise<void>;
  /** How many live streams are open. */
  streams: () => number;
  /** From where each stream was asked to go on, the first ever opened first; null: from now on. */
  asked: (string | null)[];
  /** When the last one was opened. */
  openedAt: number;
  /** Ends every open stream as a broken network would. */
  cut: () => void;
  close: () => Promise<void>;
}

/** Listens on a free port, in front of what is at `behind`. */
export async function serve(behind: () => string): Promise<Origin> {
  const streams = new Set<ServerResponse>();
  const mouth = new EventEmitter().setMaxListeners(0);
  let isMute = false;
  const server = createServer((incoming, outgoing) => {
    const path = (incoming.url ?? '/').split('?')[0] ?? '/';
    if (path === '/api/v1/stream') {
      streams.add(outgoing);
      origin.asked.push(String(incoming.headers['last-event-id'] ?? '') || null);
      origin.openedAt = Date.now();
      outgoing.on('close', () => streams.delete(outgoing));
      if (isMute) return void once(mouth, 'open').then(() => pass(behind(), incoming, outgoing));
      outgoing.on('pipe', (answer: IncomingMessage) => mouth.on('shut', () => answer.pause()));
    }
    const isBet = path === '/api/v1/bets' && incoming.method === 'POST';
    void pass(behind(), incoming, outgoing, isBet ? origin.onBet : null);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin: Origin = {
    url: `http://127.0.0.1:${port}`,
    onBet: null,
    mute(next) {
      isMute = next;
      mouth.emit(isMute ? 'shut' : 'open');
    },
    async flood(flood) {
      await Promise.all([...streams].map((stream) => pour(flood, stream)));
    },
    streams: () => streams.size,
    asked: [],
    openedAt: 0,
    cut: () => streams.forEach((stream) => stream.destroy()),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return origin;
}

async function pass(
  behind: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  onBet: OnBet | null = null,
): Promise<void> {
  const key = String(incoming.headers['idempotency-key'] ?? '');
  if ((await onBet?.(key, 'before')) === 'drop') {
    outgoing.destroy();
    return;
  }
  const target = new URL(incoming.url ?? '/', behind);
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
