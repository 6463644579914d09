import { useQuery } from '@tanstack/react-query';
import { api, ask } from '~/shared/api/client';
import { useSession } from '~/shared/api/session';
import { headsOf } from '~/shared/live/heads';
import { keep } from '~/shared/live/state';
import type { CommitList } from '~/shared/api/types';
import { ASK_MS } from './told';

export const useHealth = () =>
  useQuery({
    queryKey: ['health'],
    queryFn: () => ask(api.GET('/health')),
    refetchInterval: ASK_MS,
    retry: false,
  });

/** Who asks matters: some servers show their partitions only to players. */
export function usePartitions() {
  const player = useSession()?.playerId ?? null;
  return useQuery({
    queryKey: ['partitions', player],
    queryFn: async () => {
      const answer = await ask(api.GET('/api/v1/system/partitions'));
      keep.heads(headsOf(answer.data.partitions, Date.now()));
      return answer;
    },
    // A server that asks for a token is not asked without one.
    enabled: player !== null,
    refetchInterval: ASK_MS,
    retry: false,
  });
}

export const LOG_PAGE = 50;

/** Commits of a partition, newest first; `from` is the seq of the newest, else the head's. */
export async function readLog(partition: number, from: string | null): Promise<CommitList> {
  const query = { limit: LOG_PAGE, ...(from && { from: Number(from) }) };
  const call = api.GET('/api/v1/log/{partition}', { params: { path: { partition }, query } });
  return (await ask(call)).data;
}
