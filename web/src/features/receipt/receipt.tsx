import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { buttonClass } from '~/components/ui/button';
import { CopyButton } from '~/components/ui/copy';
import { MoneyText, Net } from '~/components/ui/money-text';
import { Panel } from '~/components/ui/panel';
import { Empty, Failed, Loading } from '~/components/ui/states';
import { api, ask } from '~/shared/api/client';
import { asApiError, isBehind } from '~/shared/api/problem';
import { useSession } from '~/shared/api/session';
import type { Bet } from '~/shared/api/types';
import { readTimes } from '~/shared/live/events';
import { moneyFromJson } from '~/shared/money/money';
import { formatExact } from '~/shared/time/format';
import { traceOf } from '../betting/traces';
import { gameTitle } from '../games/rules';
import { drawnWords } from '../games/words';
import { Page } from '../shell/page';
import { Drawing } from './drawing';
import { DrawnFrom } from './drawn-from';
import { waterfallOf } from './hops';
import { Position, Row } from './rows';
import { WaterfallTable } from './waterfall';

const REFRESH_MS = 1500;

export function Receipt() {
  const { betId = '' } = useParams();
  const player = useSession()?.playerId ?? null;
  const query = useQuery({
    queryKey: ['bet', betId, player],
    queryFn: () =>
      ask(api.GET('/api/v1/bets/{bet_id}', { params: { path: { bet_id: betId }, query: {} } })),
    // An open round goes on; a view that is behind comes along.
    refetchInterval: ({ state }) =>
      state.data?.data.status === 'placed' || isBehind(state.error) ? REFRESH_MS : false,
  });
  if (query.isPending) {
    return (
      <Page title="Receipt">
        <Loading what="the receipt" className="h-[480px]" />
      </Page>
    );
  }
  if (query.isError) {
    const { status } = asApiError(query.error);
    const isNotYours = [401, 403, 404, 422].includes(status);
    return (
      <Page title="Receipt">
        <div className="panel">
          {isBehind(query.error) ? (
            <Empty title="The view is behind">
              What you did last is in the log, and not yet in the view that receipts are read from.
              It is asked again by itself.
            </Empty>
          ) : isNotYours ? (
            <Empty
              title="No such bet, or not yours"
              action={
                <Link to="/play" className={buttonClass('primary')}>
                  Play
                </Link>
              }
            >
              A receipt opens only for the player who made the bet, in the browser that holds their
              token.
            </Empty>
          ) : (
            <Failed error={query.error} retry={() => void query.refetch()} what="receipts" />
          )}
        </div>
      </Page>
    );
  }
  return <Shown bet={query.data.data} />;
}

const STATUS: Record<Bet['status'], string> = {
  placed: 'Open: your move',
  won: 'Won',
  lost: 'Lost',
  push: 'Push, stake returned',
};

function Shown({ bet }: { bet: Bet }) {
  const game = gameTitle(bet.game_type);
  const outcome = bet.status === 'placed' ? 'open' : drawnWords(bet.game_type, bet.drawn);
  const times = readTimes(bet.times);
  const waterfall = waterfallOf(times, traceOf(bet.bet_id));
  return (
    <Page
      title={`${game}: ${outcome}`}
      lead={
        <>
          {STATUS[bet.status]} · {formatExact(bet.timestamp)}
        </>
      }
      aside={
        bet.profit !== null &&
        bet.profit !== undefined && (
          <p className="text-2xl font-bold">
            <span className="mr-2 text-base font-normal text-text-2">net</span>
            <Net money={moneyFromJson(bet.profit)} />
          </p>
        )
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-2">
        <section aria-label="Outcome" className="panel overflow-hidden">
          <div
            className={`flex items-center justify-center bg-felt-2 ${bet.game_type === 'blackjack' ? 'min-h-[380px]' : 'h-[320px]'}`}
          >
            <Drawing
              game={bet.game_type}
              betId={bet.bet_id}
              drawn={bet.status === 'placed' ? bet.round?.table : bet.drawn}
              selection={bet.selection}
            />
          </div>
          <dl className="num grid grid-cols-3 gap-px border-t border-line bg-line">
            <Fact name="Staked">
              <MoneyText money={moneyFromJson(bet.amount)} />
            </Fact>
            <Fact name="Returned">
              {bet.payout === null || bet.payout === undefined ? (
                '—'
              ) : (
                <MoneyText money={moneyFromJson(bet.payout)} />
              )}
            </Fact>
            <Fact name="Commit">
              <span className="font-mono">{bet.settled_position ?? bet.position}</span>
            </Fact>
          </dl>
        </section>
        <Panel title="Where the time went">
          <WaterfallTable waterfall={waterfall} />
        </Panel>
        <Panel title="Commit">
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
            <Row name="Bet">
              <CopyButton text={bet.bet_id} />
            </Row>
            <Row name="Placed at">
              <Position text={bet.position} />
            </Row>
            <Row name="Settled at">
              {bet.settled_position ? <Position text={bet.settled_position} /> : '—'}
            </Row>
            <Row name="Correlation">
              <CopyButton text={bet.correlation_id} />
            </Row>
            <Row name="Player">
              <CopyButton text={bet.player_id} />
            </Row>
          </dl>
        </Panel>
        <DrawnFrom proof={bet.proof} />
      </div>
      <details className="panel px-4 py-3">
        <summary className="flex min-h-8 items-center font-medium">As the API has it</summary>
        <pre className="mt-2 rounded-md bg-s2 p-3 font-mono text-sm break-all whitespace-pre-wrap">
          {JSON.stringify(bet, null, 2)}
        </pre>
      </details>
    </Page>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="bg-s1 px-4 py-3">
      <dt className="text-sm text-text-2">{name}</dt>
      <dd className="text-lg font-bold">{children}</dd>
    </div>
  );
}
