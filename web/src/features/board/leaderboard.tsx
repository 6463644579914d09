import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Link, useSearchParams } from 'react-router';
import { AsOf } from '~/components/live/as-of';
import { useHeld } from '~/components/live/use-held';
import { BehindMark } from '~/components/live/live-value';
import { Segments } from '~/components/ui/segments';
import { Net } from '~/components/ui/money-text';
import { Empty, Failed, Loading } from '~/components/ui/states';
import { api, ask } from '~/shared/api/client';
import { asApiError } from '~/shared/api/problem';
import { useSession } from '~/shared/api/session';
import type { Board, BoardWindow, LeaderboardEntry } from '~/shared/api/types';
import { onLiveEvent } from '~/shared/live/state';
import { format, moneyFromJson } from '~/shared/money/money';
import { handleOf } from '../players/handle';
import { Page } from '../shell/page';

const BOARDS: readonly { value: Board; label: string }[] = [
  { value: 'net_won', label: 'Net won' },
  { value: 'balance', label: 'Balance' },
  { value: 'biggest_win', label: 'Biggest win' },
  { value: 'wagered', label: 'Staked' },
];

const WINDOWS: readonly { value: BoardWindow; label: string }[] = [
  { value: 'day', label: 'Today' },
  { value: 'week', label: 'This week' },
  { value: 'all', label: 'All time' },
];

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

const SHOWN = 25;
const REFRESH_MS = 3000;
const NEIGHBOURS = 2;

const asBoard = (text: string | null): Board =>
  BOARDS.find(({ value }) => value === text)?.value ?? 'net_won';

/** Balances are what all time has made of them; other boards begin with today: old ones stand still. */
const asWindow = (board: Board, text: string | null): BoardWindow =>
  board === 'balance' ? 'all' : (WINDOWS.find(({ value }) => value === text)?.value ?? 'day');

const boardKey = (board: Board, window: BoardWindow) => ['board', board, window] as const;

export function Leaderboard() {
  const [query, setQuery] = useSearchParams();
  const board = asBoard(query.get('board'));
  const window = asWindow(board, query.get('window'));
  const area = useRef<HTMLElement>(null);
  const isHeld = useHeld(area);
  const client = useQueryClient();
  const { data, isPending, isError, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: boardKey(board, window),
    queryFn: () =>
      ask(api.GET('/api/v1/leaderboard', { params: { query: { board, window, limit: SHOWN } } })),
    // Rows stand still under the pointer and the focus.
    refetchInterval: isHeld ? false : REFRESH_MS,
  });
  useEffect(
    () =>
      onLiveEvent((event) => {
        if (event.type === 'board' && board === 'balance' && !isHeld) {
          void client.invalidateQueries({ queryKey: boardKey('balance', 'all') });
        }
      }),
    [board, client, isHeld],
  );
  const rows = data?.data.leaderboard ?? [];
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
          {data && rows.length === 0 && (
            <Empty title="Nobody is on this board yet">{WORDS[window].empty}</Empty>
          )}
          {rows.length > 0 && (
            <Rows
              board={board}
              rows={rows}
              caption={
                <>
                  {behind > 0 && <span className="text-warn">◐ {behind} commits behind · </span>}
                  as of <AsOf at={dataUpdatedAt} />
                  {isHeld ? ', held still while you look' : ', every 3 s'}
                </>
              }
            />
          )}
        </section>
        <Own board={board} window={window} />
      </div>
    </Page>
  );
}

interface RowsProps {
  board: Board;
  rows: readonly LeaderboardEntry[];
  caption: React.ReactNode;
}

function Rows({ board, rows, caption }: RowsProps) {
  const me = useSession()?.playerId ?? null;
  return (
    <table className="num w-full">
      <caption className="px-4 pt-3 pb-1 text-left text-sm text-text-2">{caption}</caption>
      <thead>
        <tr className="border-b border-line text-sm text-muted">
          <th scope="col" className="w-16 px-4 py-2 text-right font-medium">
            Rank
          </th>
          <th scope="col" className="px-2 py-2 text-left font-medium">
            Player
          </th>
          <th scope="col" className="px-4 py-2 text-right font-medium">
            {BOARDS.find(({ value }) => value === board)?.label}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.player_id}
            className={`border-b border-line last:border-0 ${row.player_id === me ? 'bg-s3' : 'hover:bg-s2'}`}
          >
            <td className={`px-4 py-2.5 text-right ${row.rank <= 3 ? 'font-bold' : 'text-text-2'}`}>
              {row.rank}
            </td>
            <th scope="row" className="px-2 py-2.5 text-left font-medium">
              <Link
                className="hover:underline"
                to={`/players/${encodeURIComponent(row.player_id)}`}
              >
                {handleOf(row.player_id)}
              </Link>
              {row.player_id === me && <span className="ml-2 text-sm text-accent">you</span>}
            </th>
            <td className="px-4 py-2.5 text-right font-medium">
              <Value board={board} value={row.value} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ board, value }: { board: Board; value: number }) {
  const money = moneyFromJson(value);
  return board === 'net_won' ? <Net money={money} /> : format(money);
}

/** One's own row with its neighbours, wherever it is. */
function Own({ board, window }: { board: Board; window: BoardWindow }) {
  const player = useSession()?.playerId ?? null;
  const { data, isPending, isError, error, refetch } = useQuery({
    queryKey: ['player', player, 'rank', board, window],
    enabled: player !== null,
    refetchInterval: REFRESH_MS,
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
    <section aria-label="Your place" className="panel self-start overflow-hidden">
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
          <Rows
            board={board}
            rows={withOwn(own.neighbours, own, player)}
            caption="You, and who is next to you"
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
