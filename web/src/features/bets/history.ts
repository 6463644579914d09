/** This player's bets, newest first, page by page. */

import { useInfiniteQuery } from '@tanstack/react-query';
import { api, ask } from '~/shared/api/client';
import type { BetRow } from '~/shared/api/types';
import { usePollInterval } from '~/shared/query';
import { betsKey } from '../wallet/wallet';

export const PAGE_SIZE = 100;

export function useHistory(player: string | null) {
  return useInfiniteQuery({
    queryKey: betsKey(player ?? ''),
    enabled: player !== null,
    initialPageParam: '',
    refetchInterval: usePollInterval(5000),
    queryFn: async ({ pageParam }) =>
      ask(
        api.GET('/api/v1/players/{player_id}/bets', {
          params: {
            path: { player_id: player ?? '' },
            query: { limit: PAGE_SIZE, stale: 'allow', ...(pageParam && { cursor: pageParam }) },
          },
        }),
      ),
    getNextPageParam: (last) => last.data.next_cursor ?? undefined,
  });
}

/** How many of this player's own commits the newest page lacks. */
export const lackOf = (pages: readonly { data: { behind_by?: number | null } }[] | undefined) =>
  pages?.[0]?.data.behind_by ?? 0;

/** One row a bet, whatever the pages overlap. */
export function rowsOf(pages: readonly { data: { bets: BetRow[] } }[] | undefined): BetRow[] {
  const rows = new Map<string, BetRow>();
  for (const page of pages ?? []) {
    for (const bet of page.data.bets) if (!rows.has(bet.bet_id)) rows.set(bet.bet_id, bet);
  }
  return [...rows.values()];
}
