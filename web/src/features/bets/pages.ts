/** Pages of the history, put together. Pure. */

import type { BetRow } from '~/shared/api/types';

/** More rows than these the server gives to nobody at once. */
const PAGE_MAX = 1000;

interface Page {
  data: { bets: BetRow[]; next_cursor?: string | null };
}

/**
 * A first page with as many more rows as are new on it, so that it ends where it ended before. One
 * that has none of the `known` rows any more is another list, and stays as it is.
 */
export async function extended<T extends Page>(
  page: T,
  known: readonly BetRow[],
  read: (cursor: string, limit: number) => Promise<Page>,
): Promise<T> {
  const bets = [...page.data.bets];
  const freshCount = bets.findIndex(({ bet_id: id }) => id === known[0]?.bet_id);
  let cursor = page.data.next_cursor;
  while (cursor && freshCount >= 0) {
    const missing = freshCount + known.length - bets.length;
    if (missing <= 0) break;
    const { data } = await read(cursor, Math.min(missing, PAGE_MAX));
    bets.push(...data.bets);
    cursor = data.next_cursor;
  }
  return { ...page, data: { ...page.data, bets, next_cursor: cursor } };
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
