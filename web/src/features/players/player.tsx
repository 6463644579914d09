import { useQueries } from '@tanstack/react-query';
import { Link, Navigate, useParams } from 'react-router';
import { AsOf } from '~/components/live/as-of';
import { BehindMark } from '~/components/live/live-value';
import { CopyButton } from '~/components/ui/copy';
import { Net } from '~/components/ui/money-text';
import { Panel } from '~/components/ui/panel';
import { Scrolling } from '~/components/ui/scrolling';
import { Failed } from '~/components/ui/states';
import { api, ask } from '~/shared/api/client';
import { useSession } from '~/shared/api/session';
import type { Board } from '~/shared/api/types';
import { useFeed, useLiveStatus } from '~/shared/live/state';
import { format, moneyFromJson } from '~/shared/money/money';
import { unheardWords } from '../feed/unheard';
import { gameTitle } from '../games/rules';
import { Page } from '../shell/page';
import { handleOf } from './handle';

const BOARDS: readonly { board: Board; name: string }[] = [
  { board: 'balance', name: 'Balance' },
  { board: 'net_won', name: 'Net won' },
  { board: 'biggest_win', name: 'Biggest win' },
  { board: 'wagered', name: 'Staked' },
];

/** As far as the public boards reach. */
const REACH = 100;

const REFRESH_MS = 10_000;

/** What everybody may see of a player: places on the boards, and bets as the feed shows them. */
export function Player() {
  const { playerId = '' } = useParams();
  const me = useSession()?.playerId;
  const boards = useQueries({
    queries: BOARDS.map(({ board }) => ({
      queryKey: ['board', board, REACH],
      queryFn: () =>
        ask(api.GET('/api/v1/leaderboard', { params: { query: { board, limit: REACH } } })),
      refetchInterval: REFRESH_MS,
    })),
  });
  const status = useLiveStatus();
  const failed = boards.filter((board) => board.isError);
  const told = boards.flatMap(({ data, dataUpdatedAt }) => (data ? [dataUpdatedAt] : []));
  const bets = useFeed().bets.filter(
    (bet) => bet.player_id === playerId && bet.status !== 'placed',
  );
  if (me === playerId) return <Navigate to="/me" replace />;
  return (
    <Page
      title={handleOf(playerId)}
      lead={
        <span className="inline-flex flex-wrap items-center gap-1">
          What everybody may see of <CopyButton text={playerId} />
        </span>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-2">
        <Panel
          title="On the boards"
          aside={
            told.length > 0 && (
              <>
                as of <AsOf at={Math.min(...told)} />, every 10 s
              </>
            )
          }
          flush
        >
          <Scrolling label="Every board, in columns">
            <table className="num w-full">
              <thead className="sr-only">
                <tr>
                  <th scope="col">Board</th>
                  <th scope="col">Value</th>
                  <th scope="col">Rank</th>
                </tr>
              </thead>
              <tbody>
                {BOARDS.map(({ board, name }, index) => {
                  const asked = boards[index];
                  const rows = asked?.data?.data.leaderboard;
                  const behind = asked?.data?.data.behind_by ?? 0;
                  const row = rows?.find((one) => one.player_id === playerId);
                  return (
                    <tr key={board} className="border-b border-line last:border-0">
                      <th scope="row" className="px-4 py-2.5 text-left font-medium">
                        <Link
                          className="text-accent underline"
                          to={`/leaderboard?board=${board}&window=all`}
                        >
                          {name}
                        </Link>
                      </th>
                      <td className="px-2 text-right">
                        {row ? <Value board={board} value={row.value} /> : rows ? '—' : '?'}
                      </td>
                      <td className="w-40 px-4 text-right text-text-2">
                        {row
                          ? `rank ${row.rank}`
                          : rows
                            ? `not in the first ${REACH}`
                            : asked?.isError
                              ? 'not answered'
                              : 'asking…'}{' '}
                        <BehindMark commits={behind} />
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </Scrolling>
          {failed[0] && (
            <Failed
              error={failed[0].error}
              retry={() => failed.forEach((board) => void board.refetch())}
              what="these boards"
            />
          )}
        </Panel>
        <Panel title="Bets since you came" flush>
          {bets.length === 0 ? (
            <p className="px-4 pb-2 text-text-2">
              {unheardWords(status) ?? 'None yet. They appear here as they are settled.'}
            </p>
          ) : (
            <ol>
              {bets.slice(0, 20).map((bet) => (
                <li
                  key={bet.bet_id}
                  className="flex min-h-9 items-center justify-between gap-4 border-b border-line px-4 last:border-0"
                >
                  <span>{gameTitle(bet.game_type)}</span>
                  <Net money={moneyFromJson(bet.profit ?? 0)} />
                </li>
              ))}
            </ol>
          )}
        </Panel>
      </div>
    </Page>
  );
}

function Value({ board, value }: { board: Board; value: number }) {
  const money = moneyFromJson(value);
  return board === 'net_won' ? <Net money={money} /> : format(money);
}
