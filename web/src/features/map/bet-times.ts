import { useQuery } from '@tanstack/react-query';
import { api, ask } from '~/shared/api/client';
import { useSession } from '~/shared/api/session';
import { readTimes, type Times } from '~/shared/live/events';

/** When one of this player's bets was where; null when there is none, or nobody measured. */
export function useBetTimes(betId: string | null): Times | null {
  const player = useSession()?.playerId ?? null;
  const { data } = useQuery({
    queryKey: ['bet', betId, player],
    enabled: betId !== null && player !== null,
    retry: false,
    queryFn: () =>
      ask(
        api.GET('/api/v1/bets/{bet_id}', {
          params: { path: { bet_id: betId ?? '' }, query: {} },
        }),
      ),
  });
  return readTimes(data?.data.times);
}
