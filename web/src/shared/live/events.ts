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
> & { payout?: number | null; profit?: number | null };

export interface PartitionPulse {
  partition: number;
  head_seq: number;
  projected_seq: number;
  behind: number;
  bets_per_s: number;
}

export type LiveEvent =
  | { type: 'bet'; id: string | null; position: string; bet: FeedBet; times: Times | null }
  | { type: 'me'; position: string; stats: Stats }
  | { type: 'board'; position: string | null; leaderboard: LeaderboardEntry[] }
  | { type: 'system'; partitions: PartitionPulse[] }
  | { type: 'hb' }
  | { type: 'reset' }
  | { type: 'suppressed'; count: number };

export function readEvent(event: SseEvent): LiveEvent | null {
  const data = parse(event.data);
  if (!isRecord(data)) return null;
  const position = typeof data['position'] === 'string' ? data['position'] : null;
  switch (event.event) {
    case 'bet': {
      const bet = isRecord(data['bet']) ? data['bet'] : null;
      if (!bet || !position || typeof bet['bet_id'] !== 'string') return null;
      if (typeof bet['amount'] !== 'number' || typeof bet['player_id'] !== 'string') return null;
      const read = { position, ...bet } as unknown as FeedBet;
      return { type: 'bet', id: event.id, position, bet: read, times: readTimes(data['times']) };
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
      return { type: 'system', partitions: data['partitions'].flatMap(readPulse) };
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
  if (!isRecord(value)) return [];
  const { partition, head_seq, projected_seq, behind, bets_per_s } = value;
  if (typeof partition !== 'number' || typeof head_seq !== 'number') return [];
  if (typeof projected_seq !== 'number') return [];
  return [
    {
      partition,
      head_seq,
      projected_seq,
      behind: typeof behind === 'number' ? behind : head_seq - projected_seq,
      bets_per_s: typeof bets_per_s === 'number' ? bets_per_s : 0,
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
