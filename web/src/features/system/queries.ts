import { useQuery } from '@tanstack/react-query';
import { api, ask, askUnlisted } from '~/shared/api/client';
import { useSession } from '~/shared/api/session';
import { isRecord } from '~/shared/storage';

const HEALTH_MS = 2000;

export const useHealth = () =>
  useQuery({
    queryKey: ['health'],
    queryFn: () => ask(api.GET('/health')),
    refetchInterval: HEALTH_MS,
    retry: false,
  });

/** Who asks matters: some servers show their partitions only to players. */
export function usePartitions() {
  const player = useSession()?.playerId ?? null;
  return useQuery({
    queryKey: ['partitions', player],
    queryFn: () => ask(api.GET('/api/v1/system/partitions')),
    refetchInterval: HEALTH_MS,
    retry: false,
  });
}

export interface LogCommit {
  position: string;
  prev: string | null;
  hash: string | null;
  timeMs: number | null;
  playerId: string | null;
  correlationId: string | null;
  events: Record<string, unknown>[];
}

export interface LogPage {
  commits: LogCommit[];
  nextCursor: string | null;
}

export const LOG_PAGE = 50;

export async function readLog(partition: number, from: string | null): Promise<LogPage> {
  const query = new URLSearchParams({ limit: String(LOG_PAGE), ...(from && { from }) });
  const body = await askUnlisted(`/api/v1/log/${partition}?${query.toString()}`);
  if (!isRecord(body) || !Array.isArray(body['commits'])) return { commits: [], nextCursor: null };
  const next = body['next_cursor'];
  return {
    commits: body['commits'].flatMap(readCommit),
    nextCursor: typeof next === 'string' || typeof next === 'number' ? String(next) : null,
  };
}

function readCommit(value: unknown): LogCommit[] {
  if (!isRecord(value) || typeof value['position'] !== 'string') return [];
  const text = (key: string) => (typeof value[key] === 'string' ? value[key] : null);
  return [
    {
      position: value['position'],
      prev: text('prev'),
      hash: text('hash'),
      timeMs: typeof value['time_ms'] === 'number' ? value['time_ms'] : null,
      playerId: text('player_id'),
      correlationId: text('correlation_id'),
      events: Array.isArray(value['events']) ? value['events'].filter(isRecord) : [],
    },
  ];
}
