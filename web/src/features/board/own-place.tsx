import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { BehindMark } from '~/components/live/live-value';
import { useHolder } from '~/components/live/use-held';
import { Failed } from '~/components/ui/states';
import { api, ask } from '~/shared/api/client';
import { asApiError } from '~/shared/api/problem';
import { useSession } from '~/shared/api/session';
import type { Board, BoardWindow, LeaderboardEntry } from '~/shared/api/types';
import { BoardRows } from './board-rows';
import { REFRESH_MS } from './boards';
import { orderOf } from './order';

const NEIGHBOURS = 2;

/** One's own row with its neighbours, wherever it is. */
export function OwnPlace({ board, window }: { board: Board; window: BoardWindow }) {
  const player = useSession()?.playerId ?? null;
  const area = useRef<HTMLElement>(null);
  const isHeld = useHolder(area) !== null;
  const { data, isPending, isError, error, refetch } = useQuery({
    queryKey: ['player', player, 'rank', board, window],
    enabled: player !== null,
    // Whoever moves gets other neighbours: not under the pointer or the focus.
    refetchInterval: isHeld ? false : REFRESH_MS,
    queryFn: () =>
      ask(
        api.GET('/api/v1/players/{player_id}/rank', {
          params: {
            path: { player_id: player ?? '' },
            query: { board, window, neighbours: NEIGHBOURS, stale: 'allow' },
          },
        }),
      ),
  });
  const own = data?.data;
  const isUnopened = isError && asApiError(error).code === 'player_not_found';
  return (
    <section ref={area} aria-label="Your place" className="panel self-start overflow-hidden">
      {isError && !isUnopened && (
        <Failed error={error} retry={() => void refetch()} what="your place" />
      )}
      {!player ? (
        <p className="p-4 text-text-2">Play as a guest, and your place is shown here.</p>
      ) : !own ? (
        (isPending || isUnopened) && (
          <p className="p-4 text-text-2">
            {isPending ? 'Looking for your place…' : 'Your place appears with your first bet.'}
          </p>
        )
      ) : typeof own.rank === 'number' ? (
        <>
          <p className="px-4 pt-4">
            <span className="num text-3xl font-bold">{own.rank}</span>{' '}
            <span className="num text-text-2">of {own.total_players}</span>{' '}
            <BehindMark commits={own.behind_by ?? 0} />
          </p>
          <BoardRows
            board={board}
            places={orderOf(withOwn(own.neighbours, own, player), null).places}
            caption={`You, and who is next to you${isHeld ? ', held still while you look' : ''}`}
          />
        </>
      ) : (
        <p className="p-4 text-text-2">
          Your next bet puts you on this board. <BehindMark commits={own.behind_by ?? 0} />
        </p>
      )}
    </section>
  );
}

function withOwn(
  neighbours: readonly LeaderboardEntry[],
  own: { rank?: number | null; value: number },
  player: string,
): LeaderboardEntry[] {
  const rank = own.rank;
  if (rank === null || rank === undefined) return [...neighbours];
  const others = neighbours.filter((row) => row.player_id !== player);
  const row: LeaderboardEntry = { player_id: player, rank, value: own.value };
  return [...others, row].sort((a, b) => a.rank - b.rank);
}
