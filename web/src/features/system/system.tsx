import { CircleAlert, CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { TimeLines } from '~/components/charts/time-lines';
import { AsOf } from '~/components/live/as-of';
import { buttonClass } from '~/components/ui/button';
import { Panel } from '~/components/ui/panel';
import { Failed, Loading } from '~/components/ui/states';
import { behindOf, RATE_PULSES, rateOf, useLiveStatus, usePulses } from '~/shared/live/state';
import { SummaryStrip } from '../home/summary-strip';
import { GuestButton } from '../session/guest-button';
import { Page } from '../shell/page';
import { Components } from './components';
import { PartitionTable } from './partition-table';
import { useHealth, usePartitions } from './queries';
import { isStuck, type Level, verdictOf } from './verdict';

const LOOKS: Record<Level, { icon: typeof CircleCheck; colour: string; word: string }> = {
  ok: { icon: CircleCheck, colour: 'text-view', word: 'Healthy' },
  late: { icon: TriangleAlert, colour: 'text-warn', word: 'Late' },
  down: { icon: CircleAlert, colour: 'text-loss', word: 'Broken' },
  unknown: { icon: CircleHelp, colour: 'text-text-2', word: 'Unknown' },
};

export function System() {
  const connection = useLiveStatus();
  const health = useHealth();
  const partitions = usePartitions();
  const pulses = usePulses();
  const behind = behindOf(pulses.at(-1));
  const verdict = verdictOf({
    connection,
    health: health.data?.data ?? null,
    partitions: partitions.data?.data.partitions ?? null,
    behind,
    isStuck: isStuck(pulses),
  });
  const look = LOOKS[verdict.level];
  const Icon = look.icon;
  return (
    <Page
      title="System"
      lead="A verdict first, its evidence below."
      aside={
        <Link to="/system/log" className={buttonClass()}>
          Read the log
        </Link>
      }
    >
      <section
        aria-label="Verdict"
        data-level={verdict.level}
        className="panel flex min-h-40 items-center gap-4 p-5 sm:min-h-0"
      >
        <Icon aria-hidden className={`size-9 shrink-0 ${look.colour}`} />
        <div>
          <p className="text-lg font-bold">
            <span className={look.colour}>{look.word}.</span> {verdict.words}
          </p>
          <p className="text-sm text-text-2">
            {health.dataUpdatedAt > 0 ? (
              <AsOf at={health.dataUpdatedAt} prefix="as of " />
            ) : (
              'checking'
            )}
            , asked every 2 s
            {partitions.data &&
              ` · build ${partitions.data.data.build} · log ${partitions.data.data.log_engine} · currency ${partitions.data.data.currency}`}
          </p>
        </div>
      </section>
      <SummaryStrip />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-2">
        <Components health={health.data?.data ?? null} partitions={partitions.data?.data ?? null} />
        <Lag />
      </div>
      <Panel title="Partitions" aside="a player belongs to one, and one is one chain" flush>
        {!partitions.isEnabled && <Denied />}
        {partitions.isEnabled && partitions.isPending && (
          <Loading what="partitions" className="mx-4 h-[360px]" />
        )}
        {partitions.isError && (
          <Failed
            error={partitions.error}
            retry={() => void partitions.refetch()}
            what="its partitions"
          />
        )}
        {partitions.data && (
          <PartitionTable partitions={partitions.data.data.partitions} pulses={pulses} />
        )}
      </Panel>
    </Page>
  );
}

function Denied(): ReactNode {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-4">
      <p className="text-text-2">This server shows its partitions only to those who play.</p>
      <GuestButton />
    </div>
  );
}

/** How far the views are behind the log, and how much goes through. */
function Lag() {
  const pulses = usePulses();
  const behind = pulses.map((pulse) => behindOf(pulse));
  const rate = pulses.map((pulse, index) => rateOf(pulses[index - RATE_PULSES], pulse));
  const known = behind.filter((value) => value !== null);
  const most = known.length > 0 ? Math.max(...known) : '?';
  return (
    <Panel title="Lag and throughput" aside={pulses.length > 0 ? 'one point a second' : undefined}>
      {pulses.length < 2 ? (
        <p className="flex min-h-[280px] items-center justify-center text-text-2">
          {pulses.length === 0
            ? 'Unknown: this needs the live stream, which has not spoken.'
            : 'The lines begin now.'}
        </p>
      ) : (
        <div className="flex flex-col gap-4">
          <TimeLines
            series={[{ name: 'behind', values: behind, stroke: 'stroke-processor' }]}
            caption={`Commits the views lack: ${behind.at(-1) ?? '?'} now, at most ${most} in ${pulses.length} s.`}
          />
          <TimeLines
            series={[{ name: 'bets', values: rate, stroke: 'stroke-event' }]}
            caption={`Bets a second: ${rate.at(-1)?.toFixed(1) ?? '?'} now, over ${RATE_PULSES} s.`}
          />
        </div>
      )}
    </Panel>
  );
}
