import { useQuery } from '@tanstack/react-query';
import { api, ask } from '~/shared/api/client';
import { asApiError, isBehind } from '~/shared/api/problem';
import { useSession } from '~/shared/api/session';
import { readTimes, type Times } from '~/shared/live/events';

export interface BetTimes {
  /** When the bet was where; null when there is none, or nobody measured. */
  times: Times | null;
  /** Why they could not be read, and how to try again; null where that is not so. */
  failure: { error: unknown; retry: () => void } | null;
}

const REFRESH_MS = 1500;

/** The times of one of this player's bets. */
export function useBetTimes(betId: string | null): BetTimes {
  const player = useSession()?.playerId ?? null;
  const { data, error, isError, refetch } = useQuery({
    queryKey: ['bet', betId, player],
    enabled: betId !== null && player !== null,
    retry: false,
    // A view that is behind comes along.
    refetchInterval: ({ state }) => (isBehind(state.error) ? REFRESH_MS : false),
    queryFn: () =>
      ask(
        api.GET('/api/v1/bets/{bet_id}', {
          params: { path: { bet_id: betId ?? '' }, query: {} },
        }),
      ),
  });
  // That there is no such bet of this player, or not yet, is an answer.
  const { status, isOffline } = asApiError(error);
  const hasFailed = isError && !isBehind(error) && (isOffline || status >= 500);
  const failure = hasFailed ? { error, retry: () => void refetch() } : null;
  return { times: readTimes(data?.data.times), failure };
}
