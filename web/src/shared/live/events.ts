/** What the stream says, read with suspicion: an event that is not understood is no event. */

import type { Bet, LeaderboardEntry, Stats } from '../api/types';
import { isRecord } from '../storage';
import type { SseEvent } from './sse';

/** When a bet was where, in Unix milliseconds with fractions; null is unknown. */
export interface Times {
  received_at: number | null;
  decided_at: number | null;
  appended_at: number | null;
  read_back_at: number | null;
  projected_at: number | null;
}

/** A bet as the feed shows it: a row of the history, and whose it is. */
export type FeedBet = Pick<
  Bet,
  'bet_id' | 'player_id' | 'game_type' | 'amount' | 'timestamp' | 'status' | 'position'
> & { payout?: number | null; profit?: number | null; drawn?: unknown };

/** How far the view of a partition is; null where the server cannot know. */
export interface PartitionPulse {
  partition: number;
  projectedSeq: number | null;
  headSeq: number | null;
  behind: number | null;
  /** Bets placed so far, as the view counts them. */
  bets: number;
}

export type LiveEvent =
  | { type: 'bet'; id: string | null; position: string; bet: FeedBet }
  | { type: 'me'; position: string; stats: Stats }
  | { type: 'board'; position: string | null; leaderboard: LeaderboardEntry[] }
  | {
      type: 'system';
      serverMs: number;
      viewsEngine: string | null;
      troubles: string[];
      partitions: PartitionPulse[];
    }
  | { type: 'hb' }
  | { type: 'reset' }
  | { type: 'suppressed'; count: number };

export function readEvent(event: SseEvent): LiveEvent | null {
  const data = parse(event.data);
  if (!isRecord(data)) return null;
  const position = typeof data['position'] === 'string' ? data['position'] : null;
  switch (event.event) {
    case 'bet': {
      if (!position || typeof data['bet_id'] !== 'string') return null;
      if (typeof data['amount'] !== 'number' || typeof data['player_id'] !== 'string') return null;
      return { type: 'bet', id: event.id, position, bet: data as unknown as FeedBet };
    }
    case 'me': {
      const stats = isRecord(data['stats']) ? data['stats'] : null;
      if (!stats || !position || typeof stats['balance'] !== 'number') return null;
      return { type: 'me', position, stats: stats as unknown as Stats };
    }
    case 'board':
      if (!Array.isArray(data['leaderboard'])) return null;
      return {
        type: 'board',
        position: position ?? event.id,
        leaderboard: data['leaderboard'] as LeaderboardEntry[],
      };
    case 'system':
      if (!Array.isArray(data['partitions'])) return null;
      return {
        type: 'system',
        serverMs: typeof data['server_time'] === 'number' ? data['server_time'] : Date.now(),
        viewsEngine: typeof data['views_engine'] === 'string' ? data['views_engine'] : null,
        troubles: Array.isArray(data['troubles']) ? data['troubles'].map(String) : [],
        partitions: data['partitions'].flatMap(readPulse),
      };
    case 'suppressed':
      return typeof data['count'] === 'number'
        ? { type: 'suppressed', count: data['count'] }
        : null;
    case 'hb':
    case 'reset':
      return { type: event.event };
    default:
      return null;
  }
}

export function readTimes(value: unknown): Times | null {
  if (!isRecord(value)) return null;
  const at = (key: string) => (typeof value[key] === 'number' ? value[key] : null);
  return {
    received_at: at('received_at'),
    decided_at: at('decided_at'),
    appended_at: at('appended_at'),
    read_back_at: at('read_back_at'),
    projected_at: at('projected_at'),
  };
}

function readPulse(value: unknown): PartitionPulse[] {
  if (!isRecord(value) || typeof value['partition'] !== 'number') return [];
  const known = (key: string) => (typeof value[key] === 'number' ? value[key] : null);
  return [
    {
      partition: value['partition'],
      projectedSeq: known('projected_seq'),
      headSeq: known('head_seq'),
      behind: known('behind'),
      bets: known('bets') ?? 0,
    },
  ];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
