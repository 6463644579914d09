/** What the stream has said, outside React. Rings are bounded; tables move at most ten times a second. */

import { announce } from '../a11y/announcer';
import { createStore, useStore } from '../store';
import type { FeedBet, LiveEvent, PartitionPulse } from './events';
import { type Heads, withHead } from './heads';
import type { Status } from './status';

const FEED_MAX = 500;
const FLUSH_MS = 100;
const PULSES_MAX = 600;

export interface Feed {
  bets: readonly FeedBet[];
  /** How many were left out because they came faster than anybody reads. */
  suppressed: number;
  /** Bets were missed between some of these, more than the server could tell. */
  hasGap: boolean;
}

export interface Pulse {
  /** The server's time. */
  at: number;
  /** When this browser heard it. */
  heardAt: number;
  /** What the views are kept in; null where the server does not say. */
  viewsEngine: string | null;
  troubles: readonly string[];
  partitions: readonly PartitionPulse[];
}

export const liveStatus = createStore<Status>({ kind: 'connecting', heardAt: null });
export const feed = createStore<Feed>({ bets: [], suppressed: 0, hasGap: false });
export const pulses = createStore<readonly Pulse[]>([]);

export const useLiveStatus = (): Status => useStore(liveStatus);
export const useFeed = (): Feed => useStore(feed);
export const usePulses = (): readonly Pulse[] => useStore(pulses);

type Listener = (event: LiveEvent) => void;
const listeners = new Set<Listener>();

/** Hears every event as it comes; the rings below are for drawing. */
export function onLiveEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let incoming: FeedBet[] = [];
let left = 0;
let flush: ReturnType<typeof setTimeout> | undefined;

function flushFeed() {
  flush = undefined;
  const known = feed.get();
  const suppressed = known.suppressed + left;
  feed.set({ ...known, bets: merge(known.bets, incoming), suppressed });
  incoming = [];
  left = 0;
}

/** Newest first, one row a bet: a settled round takes the place of its opening. */
export function merge(bets: readonly FeedBet[], fresh: readonly FeedBet[]): FeedBet[] {
  const rows = new Map<string, FeedBet>();
  for (const bet of [...fresh].reverse()) if (!rows.has(bet.bet_id)) rows.set(bet.bet_id, bet);
  for (const bet of bets) if (!rows.has(bet.bet_id)) rows.set(bet.bet_id, bet);
  return [...rows.values()].slice(0, FEED_MAX);
}

export const keep = {
  status(next: Status): void {
    const before = liveStatus.get().kind;
    liveStatus.set(next);
    if (before === 'live' && next.kind === 'reconnecting')
      announce('Connection lost. Reconnecting.');
    if (before === 'reconnecting' && next.kind === 'live') announce('Connected again.');
  },
  event(event: LiveEvent): void {
    if (event.type === 'bet') incoming.push(event.bet);
    if (event.type === 'suppressed') left += event.count;
    if (event.type === 'reset') {
      feed.set({ ...feed.get(), hasGap: true });
      announce('Too much was missed to tell it; every view is read anew.');
    }
    if (event.type === 'bet' || event.type === 'suppressed')
      flush ??= setTimeout(flushFeed, FLUSH_MS);
    if (event.type === 'system') {
      const { serverMs: at, viewsEngine, troubles } = event;
      const heardAt = Date.now();
      const partitions = event.partitions.map((one) => withHead(one, heads, heardAt));
      const pulse: Pulse = { at, heardAt, viewsEngine, troubles, partitions };
      pulses.set([...pulses.get(), pulse].slice(-PULSES_MAX));
    }
    for (const listener of listeners) listener(event);
  },
  /** What the write side says of the log, for a stream that cannot know. */
  heads(next: Heads): void {
    heads = next;
  },
};
let heads: Heads | null = null;

/** How many commits the views lack, over all partitions; null where nobody can know. */
export function behindOf(pulse: Pulse | undefined): number | null {
  if (!pulse) return null;
  return sum(pulse.partitions.map((one) => one.behind));
}

/** How many commits the log has, over all partitions. */
export const headOf = (pulse: Pulse): number | null =>
  sum(pulse.partitions.map((one) => one.headSeq));

const sum = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((all, one) => (all === null || one === null ? null : all + one), 0);

/** Bets a second between two pulses, of one partition or of all; null without a first one. */
export function rateOf(
  before: Pulse | undefined,
  pulse: Pulse | undefined,
  partition?: number,
): number | null {
  if (!before || !pulse || pulse.at <= before.at) return null;
  const count = ({ partitions }: Pulse) =>
    partitions
      .filter((one) => partition === undefined || one.partition === partition)
      .reduce((all, one) => all + one.bets, 0);
  return Math.max(0, ((count(pulse) - count(before)) * 1000) / (pulse.at - before.at));
}

/** Over how many pulses a rate is taken: long enough to be calm, short enough to be now. */
export const RATE_PULSES = 5;
