/**
 * One stream per browser. The tab that holds the lock reads it and tells the others through a
 * BroadcastChannel; when it closes, the next in line takes over where it was. Without Web Locks
 * (plain HTTP from another machine) every tab reads its own. A tab hidden for a minute lets go.
 */

import { session } from '../api/session';
import type { LiveEvent } from './events';
import { keep } from './state';
import { begun, heardAtOf, type Status } from './status';
import { follow, type Sink } from './stream';

const LOCK = 'croupier.stream';
const REST_AFTER_MS = 60_000;

type Message =
  | { type: 'status'; status: Status; id: string | null }
  | { type: 'event'; event: LiveEvent; id: string | null }
  | { type: 'hello' };

const resume: { id: string | null } = { id: null };
let turn: AbortController | null = null;
let status: Status = { kind: 'connecting', heardAt: null };
let leads = false;

export function startLive(): void {
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(LOCK);
  const tell = (message: Message) => leads && channel?.postMessage(message);
  const sink: Sink = {
    resume,
    status(next) {
      status = next;
      keep.status(next);
      tell({ type: 'status', status: next, id: resume.id });
    },
    event(event) {
      keep.event(event);
      tell({ type: 'event', event, id: resume.id });
    },
  };

  channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.type === 'hello') return tell({ type: 'status', status, id: resume.id });
    if (leads) return;
    resume.id = data.id;
    if (data.type === 'event') keep.event(data.event);
    else keep.status((status = data.status));
  });

  const begin = () => {
    if (turn) return;
    const own = (turn = new AbortController());
    channel?.postMessage({ type: 'hello' } satisfies Message);
    void lead(sink, own.signal);
  };
  const rest = () => {
    turn?.abort();
    turn = null;
    keep.status((status = { kind: 'resting', heardAt: heardAtOf(status) }));
  };

  let resting: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(resting);
    if (document.hidden) resting = setTimeout(rest, REST_AFTER_MS);
    else begin();
  });
  // A new player is another stream: what was `me` is not me any more.
  session.subscribe(() => {
    turn?.abort();
    turn = null;
    begin();
  });
  begin();
}

async function lead(sink: Sink, signal: AbortSignal): Promise<void> {
  const run = async () => {
    leads = true;
    await follow(sink, begun(status), signal);
    leads = false;
  };
  if (!('locks' in navigator)) return run();
  try {
    await navigator.locks.request(LOCK, { signal }, run);
  } catch {
    // Let go of before its turn came.
  }
}
