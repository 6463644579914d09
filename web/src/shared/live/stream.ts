/**
 * One connection to the stream: read with `fetch`, because it carries a bearer token, resumed with
 * `Last-Event-ID`, given up when no heartbeat comes. A server without a stream is asked for its
 * health instead, so that even then the chip states what is known.
 */

import { session } from '../api/session';
import { type LiveEvent, readEvent } from './events';
import { createParser } from './sse';
import { backoffMs, HEARTBEAT_LIMIT_MS, lost, type Status } from './status';

const TOPICS = ['feed', 'board', 'system'];
const POLL_MS = 2000;
/** A server without a stream may be replaced by one that has it. */
const POLLS_BEFORE_ASKING_AGAIN = 30;

export interface Sink {
  status: (next: Status) => void;
  event: (event: LiveEvent) => void;
  /** The position vector that a later connection resumes from. */
  resume: { id: string | null };
}

type Ended = 'lost' | 'unsupported';

/** Runs until `signal` ends it; `status` is what is known when it begins. */
export async function follow(sink: Sink, status: Status, signal: AbortSignal): Promise<void> {
  let attempt = 0;
  const report = (next: Status) => {
    status = next;
    if (next.kind === 'live' || next.kind === 'polling') attempt = 0;
    sink.status(next);
  };
  report(status);
  while (!signal.aborted) {
    const ended = await once(sink, report, signal);
    if (signal.aborted) return;
    if (ended === 'unsupported') {
      await poll(report, () => status, signal);
      continue;
    }
    report(lost(status, Date.now()));
    await pause(backoffMs(attempt++, Math.random()), signal);
  }
}

async function once(
  sink: Sink,
  report: (next: Status) => void,
  outer: AbortSignal,
): Promise<Ended> {
  const own = new AbortController();
  const signal = AbortSignal.any([outer, own.signal]);
  let watch = setTimeout(() => own.abort(), HEARTBEAT_LIMIT_MS);
  const heard = () => {
    clearTimeout(watch);
    watch = setTimeout(() => own.abort(), HEARTBEAT_LIMIT_MS);
    report({ kind: 'live', heardAt: Date.now() });
  };
  try {
    const response = await open(sink.resume.id, signal);
    const type = response.headers.get('content-type') ?? '';
    if (response.status === 404 || response.status === 405) return 'unsupported';
    if (response.ok && !type.startsWith('text/event-stream')) return 'unsupported';
    if (!response.ok || !response.body) return 'lost';
    heard();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = createParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return 'lost';
      heard();
      for (const raw of parser.push(value)) {
        if (raw.id) sink.resume.id = raw.id;
        const event = readEvent(raw);
        if (event) sink.event(event);
      }
    }
  } catch {
    return 'lost';
  } finally {
    clearTimeout(watch);
    own.abort();
  }
}

function open(lastEventId: string | null, signal: AbortSignal): Promise<Response> {
  const token = session.get()?.token;
  const topics = token ? [...TOPICS, 'me'] : TOPICS;
  const headers: Record<string, string> = { accept: 'text/event-stream' };
  if (token) headers['authorization'] = `Bearer ${token}`;
  if (lastEventId) headers['last-event-id'] = lastEventId;
  return fetch(`/api/v1/stream?topics=${topics.join(',')}`, { headers, signal, cache: 'no-store' });
}

async function poll(
  report: (next: Status) => void,
  status: () => Status,
  signal: AbortSignal,
): Promise<void> {
  for (let polls = 0; polls < POLLS_BEFORE_ASKING_AGAIN && !signal.aborted; polls++) {
    try {
      const within = AbortSignal.any([signal, AbortSignal.timeout(HEARTBEAT_LIMIT_MS)]);
      const response = await fetch('/health', { signal: within, cache: 'no-store' });
      if (!response.ok) throw new Error(String(response.status));
      report({ kind: 'polling', heardAt: Date.now() });
    } catch {
      if (!signal.aborted) report(lost(status(), Date.now()));
    }
    await pause(POLL_MS, signal);
  }
}

/** Waits, or ends early with the signal. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
