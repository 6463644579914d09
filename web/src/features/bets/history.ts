/** This player's bets, newest first, page by page. */

import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { api, ask } from '~/shared/api/client';
import { usePollInterval } from '~/shared/query';
import { betsKey } from '../wallet/wallet';
import { extended } from './pages';

export const PAGE_SIZE = 100;

const readPage = (player: string, cursor: string, limit = PAGE_SIZE) =>
  ask(
    api.GET('/api/v1/players/{player_id}/bets', {
      params: {
        path: { player_id: player },
        query: { limit, stale: 'allow', ...(cursor && { cursor }) },
      },
    }),
  );

type HistoryPage = Awaited<ReturnType<typeof readPage>>;

/** While somebody reads (`isRead`), no row leaves the list for those that are new. */
export function useHistory(player: string | null, isRead = false) {
  return useInfiniteQuery({
    queryKey: betsKey(player ?? ''),
    enabled: player !== null,
    initialPageParam: '',
    refetchInterval: usePollInterval(5000),
    queryFn: async ({ pageParam, client, queryKey }) => {
      const page = await readPage(player ?? '', pageParam);
      const known = client.getQueryData<InfiniteData<HistoryPage>>(queryKey);
      const rows = known?.pages[0]?.data.bets;
      // The pages below begin where the first one ends, so only that one has to keep its end.
      return isRead && pageParam === '' && rows
        ? extended(page, rows, (cursor, limit) => readPage(player ?? '', cursor, limit))
        : page;
    },
    getNextPageParam: (last) => last.data.next_cursor ?? undefined,
  });
}
