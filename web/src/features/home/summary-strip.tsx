import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Freshness, LiveValue } from '~/components/live/live-value';
import { Failed, Skeleton } from '~/components/ui/states';
import { api, ask } from '~/shared/api/client';
import { isProved, usePulse } from '~/shared/live/proof';
import { behindOf, RATE_PULSES, rateOf, useLiveStatus, usePulses } from '~/shared/live/state';
import { isConnected, type Status } from '~/shared/live/status';
import { format, moneyFromJson } from '~/shared/money/money';
import { useNow } from '~/shared/time/clock';

/** Where the read side does not read the log, only the pages that ask the write side know. */
const UNTOLD = 'Unknown here: the read side does not see the end of the log.';

const UNANSWERED = 'the read side did not answer';

const SUMMARY_MS = 2000;

const count = new Intl.NumberFormat('en-GB');

/** What the whole system has done, from the read side. */
export function SummaryStrip() {
  const { data, isPending, isError, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ['summary'],
    queryFn: () => ask(api.GET('/api/v1/stats/summary')),
    refetchInterval: SUMMARY_MS,
  });
  const now = useNow();
  const status = useLiveStatus();
  const pulses = usePulses();
  const { pulse, isPulseProved } = usePulse();
  const rate = rateOf(pulses.at(-1 - RATE_PULSES) ?? pulses[0], pulse);
  const behind = behindOf(pulse);
  const asked = freshnessOf(isProved(dataUpdatedAt, SUMMARY_MS, now), dataUpdatedAt, status);
  const heard = freshnessOf(isPulseProved, pulse?.heardAt ?? null, status);
  const origin = { view: 'summary', position: data?.position ?? null, at: dataUpdatedAt };
  const value = (text: string | undefined) =>
    isPending ? (
      <Skeleton className="h-7 w-24" />
    ) : (
      <LiveValue
        freshness={text === undefined ? { kind: 'unknown', why: UNANSWERED } : asked}
        origin={origin}
      >
        {text}
      </LiveValue>
    );
  const summary = data?.data;
  const figures = (
    <dl className="panel grid grid-cols-2 gap-px overflow-hidden bg-line sm:grid-cols-3 lg:grid-cols-5">
      <Fact name="Bets in the views">{value(summary && count.format(summary.total_bets))}</Fact>
      <Fact name="Players">{value(summary && count.format(summary.total_players))}</Fact>
      <Fact name="Staked, all time">
        {value(summary && format(moneyFromJson(summary.total_wagered)))}
      </Fact>
      <Fact name="Bets a second">
        {rate === null ? '?' : <LiveValue freshness={heard}>{rate.toFixed(1)}</LiveValue>}
      </Fact>
      <Fact name="Views behind the log">
        {behind === null ? (
          <span className="text-text-2" title={UNTOLD}>
            ?<span className="sr-only"> {UNTOLD}</span>
          </span>
        ) : (
          <LiveValue freshness={heard}>
            {behind} {behind === 1 ? 'commit' : 'commits'}
          </LiveValue>
        )}
      </Fact>
    </dl>
  );
  // What was told before stands there with its age.
  if (!isError || data) return figures;
  return (
    <div className="flex flex-col gap-px">
      {figures}
      <div className="panel">
        <Failed error={error} retry={() => void refetch()} what="its sums" />
      </div>
    </div>
  );
}

/** What a value may claim that was told at `at`; null is never. */
function freshnessOf(isProved: boolean, at: number | null, status: Status): Freshness {
  if (!isConnected(status)) return { kind: 'disconnected', at };
  return isProved || at === null ? { kind: 'confirmed' } : { kind: 'stale', at };
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0 bg-s1 px-4 py-3 max-sm:px-3 last:max-sm:col-span-2 last:sm:max-lg:col-span-2">
      <dt className="text-sm text-text-2">{name}</dt>
      <dd className="num mt-0.5 text-lg font-bold sm:text-xl">{children}</dd>
    </div>
  );
}
