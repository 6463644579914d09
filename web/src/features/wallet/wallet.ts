/** This player's balance: read once, then told by the stream, and by the answers to bets. */

import { useQuery } from '@tanstack/react-query';
import { api, ask } from '~/shared/api/client';
import { session, useSession } from '~/shared/api/session';
import type { Stats } from '~/shared/api/types';
import { onLiveEvent, useLiveStatus } from '~/shared/live/state';
import { covers, isNewer } from '~/shared/live/position';
import { moneyFromJson } from '~/shared/money/money';
import { queryClient, usePollInterval } from '~/shared/query';
import { createStore, useStore } from '~/shared/store';
import { newest, type Pending, type Read, type Shown, shownBalance } from './model';

const WAIT_MS = 2000;

export const pendingBalance = createStore<Pending | null>(null);

export const balanceKey = (player: string) => ['player', player, 'balance'] as const;
export const betsKey = (player: string) => ['player', player, 'bets'] as const;
export const statsKey = (player: string) => ['player', player, 'stats'] as const;

/** Reads the balance, once the view has seen `minPosition` or the wait is over. */
export async function readBalance(player: string, minPosition?: string): Promise<Read> {
  const needed = minPosition && { min_position: minPosition, wait_ms: WAIT_MS };
  const query = { stale: 'allow' as const, ...needed };
  const { data, position } = await ask(
    api.GET('/api/v1/players/{player_id}/balance', {
      params: { path: { player_id: player }, query },
    }),
  );
  const read: Read = {
    balance: moneyFromJson(data.balance),
    position,
    behindBy: data.behind_by ?? 0,
    at: Date.now(),
  };
  return newest(queryClient.getQueryData<Read>(balanceKey(player)), read);
}

export interface Wallet extends Shown {
  player: string | null;
  at: number | null;
}

export function useWallet(): Wallet {
  const player = useSession()?.playerId ?? null;
  const interval = usePollInterval();
  const { data } = useQuery({
    queryKey: balanceKey(player ?? ''),
    queryFn: () => readBalance(player ?? ''),
    enabled: player !== null,
    refetchInterval: interval,
  });
  const shown = shownBalance(data, useStore(pendingBalance), useLiveStatus());
  return { ...shown, player, at: data?.at ?? null };
}

/** Takes the stream's word for this player's numbers, if it is newer than what is known. */
export function watchWallet(): void {
  onLiveEvent((event) => {
    const player = session.get()?.playerId;
    if (event.type === 'reset') return void queryClient.invalidateQueries();
    if (event.type !== 'me' || !player || event.stats.player_id !== player) return;
    void takeStats(player, event.stats, event.position);
  });
  session.subscribe(() => pendingBalance.set(null));
}

async function takeStats(player: string, stats: Stats, position: string): Promise<void> {
  const known = queryClient.getQueryData<Read>(balanceKey(player));
  if (known && !isNewer(position, known.position)) return;
  // A fetch in flight is older than this and must not overwrite it.
  await queryClient.cancelQueries({ queryKey: balanceKey(player) });
  const balance = moneyFromJson(stats.balance);
  const read: Read = { balance, position, behindBy: 0, at: Date.now() };
  queryClient.setQueryData<Read>(balanceKey(player), (now) => newest(now, read));
  void queryClient.invalidateQueries({ queryKey: statsKey(player) });
  void queryClient.invalidateQueries({ queryKey: betsKey(player) });
}

/** Whether the read side has reached `position`, as far as this browser knows. */
export function isRead(player: string, position: string): boolean {
  return covers(queryClient.getQueryData<Read>(balanceKey(player))?.position ?? null, position);
}
