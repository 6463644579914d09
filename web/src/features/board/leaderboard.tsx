import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { AsOf } from '~/components/live/as-of';
import { useHolder } from '~/components/live/use-held';
import { useTaken } from '~/components/live/use-taken';
import { Segments } from '~/components/ui/segments';
import { Empty, Failed, Loading } from '~/components/ui/states';
import { api, ask } from '~/shared/api/client';
import type { Board, BoardWindow } from '~/shared/api/types';
import { onLiveEvent } from '~/shared/live/state';
import { Page } from '../shell/page';
import { BoardRows } from './board-rows';
import { asBoard, asWindow, BOARDS, REFRESH_MS, SHOWN, WINDOWS } from './boards';
import { orderOf } from './order';
import { OwnPlace } from './own-place';

/** What the page says of a window, and of one that nobody is in. */
const WORDS: Record<BoardWindow, { lead: string; empty: string }> = {
  day: {
    lead: 'Everybody who has bet today, in UTC.',
    empty: 'Nobody has bet today, in UTC.',
  },
  week: {
    lead: 'Everybody who has bet this week, from Monday 00:00 UTC.',
    empty: 'Nobody has bet this week.',
  },
  all: {
    lead: 'Everybody who has bet, over all time.',
    empty: 'The first bet in the log puts its player here.',
  },
};

/** Whose looking holds the order, in words. */
const HELD = {
  pointer: 'order held while you point at it',
  focus: 'order held while the focus is in it',
} as const;

const boardKey = (board: Board, window: BoardWindow) => ['board', board, window] as const;

export function Leaderboard() {
  const [query, setQuery] = useSearchParams();
  const board = asBoard(query.get('board'));
  const window = asWindow(board, query.get('window'));
  const area = useRef<HTMLElement>(null);
  const holder = useHolder(area);
  const client = useQueryClient();
  const { data, isPending, isError, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: boardKey(board, window),
    queryFn: () =>
      ask(api.GET('/api/v1/leaderboard', { params: { query: { board, window, limit: SHOWN } } })),
    refetchInterval: REFRESH_MS,
  });
  useEffect(
    () =>
      onLiveEvent((event) => {
        if (event.type === 'board' && board === 'balance') {
          void client.invalidateQueries({ queryKey: boardKey('balance', 'all') });
        }
      }),
    [board, client],
  );
  const entries = data?.data.leaderboard ?? [];
  const [held] = useTaken(holder !== null, `${board} ${window}`, () =>
    entries.length > 0 ? entries.map((entry) => entry.player_id) : null,
  );
  const { places, waitingCount } = orderOf(entries, held);
  const behind = data?.data.behind_by ?? 0;
  return (
    <Page
      title="Leaderboard"
      lead={`${WORDS[window].lead} Equal values are ordered by player id.`}
      aside={
        <div className="flex flex-wrap gap-2">
          <Segments
            legend="Board"
            value={board}
            options={BOARDS}
            onChange={(value) => setQuery({ board: value, window }, { replace: true })}
          />
          <Segments
            legend="Window"
            value={window}
            options={WINDOWS}
            disabled={board === 'balance'}
            onChange={(value) => setQuery({ board, window: value }, { replace: true })}
          />
        </div>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,1fr)_360px]">
        <section aria-label="Board" className="panel min-h-[660px] overflow-hidden" ref={area}>
          {isPending && <Loading what="the board" className="m-4 h-[600px]" />}
          {isError && <Failed error={error} retry={() => void refetch()} />}
          {data && places.length === 0 && (
            <Empty title="Nobody is on this board yet">{WORDS[window].empty}</Empty>
          )}
          {places.length > 0 && (
            <BoardRows
              board={board}
              places={places}
              caption={
                <>
                  {behind > 0 && <span className="text-warn">◐ {behind} commits behind · </span>}
                  as of <AsOf at={dataUpdatedAt} />, every 3 s{holder && `; ${HELD[holder]}`}
                  {waitingCount > 0 && `; not shown yet: ${waitingCount} who came onto it`}
                </>
              }
            />
          )}
        </section>
        <OwnPlace board={board} window={window} />
      </div>
    </Page>
  );
}
