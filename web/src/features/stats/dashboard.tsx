import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { BehindMark, LiveValue } from '~/components/live/live-value';
import { StepLine } from '~/components/charts/step-line';
import { buttonClass } from '~/components/ui/button';
import { CopyButton } from '~/components/ui/copy';
import { MoneyText, Net } from '~/components/ui/money-text';
import { Panel } from '~/components/ui/panel';
import { Scrolling } from '~/components/ui/scrolling';
import { Empty, Failed, Loading } from '~/components/ui/states';
import { api, ask } from '~/shared/api/client';
import { asApiError } from '~/shared/api/problem';
import { signOut, useSession } from '~/shared/api/session';
import type { BetRow, Stats } from '~/shared/api/types';
import { format, type Money, moneyFromJson, moneyFromMinor } from '~/shared/money/money';
import { usePollInterval } from '~/shared/query';
import { formatDate } from '~/shared/time/format';
import { useHistory } from '../bets/history';
import { lackOf, rowsOf } from '../bets/pages';
import { handleOf } from '../players/handle';
import { GuestButton } from '../session/guest-button';
import { Page } from '../shell/page';
import { statsKey, useWallet } from '../wallet/wallet';
import { captionOf, stepsOf } from './balance-line';
import { ByGame } from './by-game';

/** Below this a return says nothing about luck. */
const ENOUGH_BETS = 30;

export function Dashboard() {
  const player = useSession()?.playerId ?? null;
  if (!player) {
    return (
      <Page title="Dashboard">
        <div className="panel">
          <Empty title="Nobody plays in this browser" action={<GuestButton />}>
            Your balance, your statistics and your line of luck are kept here.
          </Empty>
        </div>
      </Page>
    );
  }
  return <Mine player={player} />;
}

function Mine({ player }: { player: string }) {
  const token = useSession()?.token ?? '';
  const interval = usePollInterval();
  const stats = useQuery({
    queryKey: statsKey(player),
    queryFn: () =>
      ask(
        api.GET('/api/v1/players/{player_id}/stats', {
          params: { path: { player_id: player }, query: { stale: 'allow' } },
        }),
      ),
    refetchInterval: interval,
  });
  const history = useHistory(player);
  const rows = rowsOf(history.data?.pages);
  const unopened = stats.isError && asApiError(stats.error).code === 'player_not_found';
  return (
    <Page
      title="Dashboard"
      lead={
        <span className="inline-flex flex-wrap items-center gap-1">
          You play as {handleOf(player)} <CopyButton text={player} />
        </span>
      }
      aside={
        <button type="button" className={buttonClass('quiet')} onClick={() => signOut(token)}>
          Leave this guest
        </button>
      }
    >
      {stats.isPending && (
        <Loading what="your statistics" className="h-[268px] md:h-[148px] xl:h-[86px]" />
      )}
      {stats.isError && !unopened && (
        <div className="panel">
          <Failed error={stats.error} retry={() => void stats.refetch()} />
        </div>
      )}
      {stats.data && (
        <Figures stats={stats.data.data} position={stats.data.position} at={stats.dataUpdatedAt} />
      )}
      {history.isPending ? (
        <Loading what="your bets" className="h-[320px]" />
      ) : history.isError && rows.length === 0 ? (
        <div className="panel">
          <Failed error={history.error} retry={() => void history.refetch()} what="your bets" />
        </div>
      ) : rows.length === 0 ? (
        <div className="panel">
          <Empty
            title="No bets yet"
            action={
              <Link to="/play" className={buttonClass('primary')}>
                Play
              </Link>
            }
          >
            The line of your balance and the table of games appear after your first event.
          </Empty>
        </div>
      ) : (
        <Charts
          rows={rows}
          lack={lackOf(history.data?.pages)}
          stats={stats.data?.data ?? null}
          isUntold={stats.isError}
        />
      )}
    </Page>
  );
}

interface FiguresProps {
  stats: Stats;
  position: string | null;
  at: number;
}

function Figures({ stats, position, at }: FiguresProps) {
  const wallet = useWallet();
  const net = moneyFromMinor(
    moneyFromJson(stats.total_won) +
      moneyFromJson(stats.total_pushed) -
      moneyFromJson(stats.total_wagered),
  );
  const origin = { view: 'player_stats', position, at };
  const behind = stats.behind_by ?? 0;
  const freshness = behind > 0 ? ({ kind: 'behind', commits: behind } as const) : wallet.freshness;
  const from = (children: ReactNode) => (
    <LiveValue
      freshness={freshness.kind === 'optimistic' ? { kind: 'confirmed' } : freshness}
      origin={origin}
    >
      {children}
    </LiveValue>
  );
  return (
    <dl className="panel grid grid-cols-2 gap-px overflow-hidden bg-line md:grid-cols-3 xl:grid-cols-6">
      <Figure name="Balance">
        <LiveValue
          freshness={wallet.freshness}
          origin={{ view: 'balance', position: wallet.position, at: wallet.at }}
        >
          {wallet.balance === null ? '—' : format(wallet.balance)}
        </LiveValue>
      </Figure>
      <Figure name="Net, all time">{from(<Net money={net} />)}</Figure>
      <Figure name="Bets">{from(stats.games_played)}</Figure>
      <Figure name="Staked">{from(format(moneyFromJson(stats.total_wagered)))}</Figure>
      <Figure name="Returned of it">
        {isEnough(stats) ? (
          from(returnWords(stats))
        ) : (
          <span className="block text-sm font-normal text-text-2">
            too few bets to say anything about luck
          </span>
        )}
      </Figure>
      <Figure name="Biggest win">{from(format(moneyFromJson(stats.biggest_win)))}</Figure>
    </dl>
  );
}

const isEnough = (stats: Stats) =>
  stats.games_played >= ENOUGH_BETS && moneyFromJson(stats.total_wagered) > 0;

function returnWords(stats: Stats): string {
  const staked = moneyFromJson(stats.total_wagered);
  const back = moneyFromJson(stats.total_won) + moneyFromJson(stats.total_pushed);
  return `${((back / staked) * 100).toFixed(1)} %`;
}

/** Where it is narrow there is room for a second line: how far behind a value is moves nothing. */
function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0 bg-s1 px-4 py-3">
      <dt className="text-sm text-text-2">{name}</dt>
      <dd className="num mt-0.5 text-lg font-bold max-md:min-h-11">{children}</dd>
    </div>
  );
}

const UNTOLD = 'Unknown without your statistics, which were not told; see above.';

interface ChartsProps {
  rows: readonly BetRow[];
  /** How many of this player's commits the rows do not have. */
  lack: number;
  stats: Stats | null;
  /** The statistics were asked for, and not told. */
  isUntold: boolean;
}

/** From the views alone: what was decided since is not in the rows that the line is folded from. */
function Charts({ rows, lack, stats, isUntold }: ChartsProps) {
  const balance = stats && moneyFromJson(stats.balance);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[3fr_2fr]">
      <Panel
        title="Balance over your bets"
        aside={lack > 0 ? <BehindMark commits={lack} /> : 'folded in your browser'}
      >
        {balance === null && isUntold ? (
          <p className="text-text-2">{UNTOLD}</p>
        ) : balance === null ? (
          <Loading what="the line" className="h-[220px]" />
        ) : (
          <Line rows={rows} balance={balance} />
        )}
      </Panel>
      <Panel title="By game" aside={lack > 0 ? <BehindMark commits={lack} /> : 'all time'} flush>
        {stats ? (
          <ByGame games={stats.games ?? []} linkTo={(game) => `/bets?game=${game}`} />
        ) : (
          <p className="px-4 pb-2 text-text-2">{isUntold ? UNTOLD : 'Asking for it…'}</p>
        )}
      </Panel>
    </div>
  );
}

function Line({ rows, balance }: { rows: readonly BetRow[]; balance: Money }) {
  const { start, steps } = stepsOf(rows, balance);
  return (
    <>
      <StepLine
        start={start}
        points={steps.map((step, index) => ({
          key: step.betId,
          value: step.after,
          label: `${format(step.after)} after bet ${index + 1}, ${formatDate(step.at)}`,
        }))}
        caption={captionOf(start, balance, steps.length)}
        format={(value) => format(moneyFromMinor(value))}
      />
      <details className="mt-2">
        <summary className="flex min-h-8 items-center text-sm font-medium text-accent">
          View as table
        </summary>
        <Scrolling label="The line, in rows" className="mt-1 max-h-60">
          <ol className="num text-sm">
            {[...steps].reverse().map((step) => (
              <li key={step.betId} className="flex justify-between gap-4 border-t border-line py-1">
                <Link to={`/bets/${step.betId}`} className="text-accent underline">
                  {formatDate(step.at)}
                </Link>
                <MoneyText money={step.after} />
              </li>
            ))}
          </ol>
        </Scrolling>
      </details>
    </>
  );
}
