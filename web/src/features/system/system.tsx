import { CircleAlert, CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { TimeLines } from '~/components/charts/time-lines';
import { AsOf } from '~/components/live/as-of';
import { buttonClass } from '~/components/ui/button';
import { Panel } from '~/components/ui/panel';
import { Failed, Loading } from '~/components/ui/states';
import { isProved, usePulse } from '~/shared/live/proof';
import { behindOf, RATE_PULSES, rateOf, useLiveStatus, usePulses } from '~/shared/live/state';
import { useNow } from '~/shared/time/clock';
import { formatAge } from '~/shared/time/format';
import { SummaryStrip } from '../home/summary-strip';
import { GuestButton } from '../session/guest-button';
import { Page } from '../shell/page';
import { Components } from './components';
import { PartitionTable } from './partition-table';
import { useHealth, usePartitions } from './queries';
import { ASK_MS, toldOf } from './told';
import { type Evidence, isSilent, isStuck, type Level, verdictOf } from './verdict';

const LOOKS: Record<Level, { icon: typeof CircleCheck; colour: string; word: string }> = {
  ok: { icon: CircleCheck, colour: 'text-view', word: 'Healthy' },
  late: { icon: TriangleAlert, colour: 'text-warn', word: 'Late' },
  down: { icon: CircleAlert, colour: 'text-loss', word: 'Broken' },
  unknown: { icon: CircleHelp, colour: 'text-text-2', word: 'Unknown' },
};

export function System() {
  const now = useNow();
  const connection = useLiveStatus();
  const health = useHealth();
  const partitions = usePartitions();
  const pulses = usePulses();
  const { pulse, isPulseProved } = usePulse();
  const asked = toldOf(health);
  const looked = toldOf(partitions);
  const told: Evidence = {
    isSilent: false,
    isUntold: false,
    health: asked?.value ?? null,
    partitions: looked?.value.partitions ?? null,
    behind: behindOf(pulse),
    isStuck: isStuck(pulses),
  };
  const verdict = verdictOf({
    isSilent: isSilent(connection, asked?.at ?? null, now),
    health: told.health,
    isUntold: health.isError,
    partitions: looked && isProved(looked.at, ASK_MS, now) ? told.partitions : null,
    behind: isPulseProved ? told.behind : null,
    isStuck: isPulseProved && told.isStuck,
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
          {verdict.level === 'unknown' && asked && (
            <p className="text-muted" data-testid="last-verdict">
              <AsOf at={asked.at} /> it was: {verdictOf(told).words}
            </p>
          )}
          <p className="text-sm text-text-2">
            {asked ? <AsOf at={asked.at} prefix="as of " /> : 'checking'}, asked every 2 s
            {looked &&
              ` · build ${looked.value.build} · log ${looked.value.log_engine} · currency ${looked.value.currency}`}
          </p>
        </div>
      </section>
      {health.isError && !asked && (
        <div className="panel">
          <Failed error={health.error} retry={() => void health.refetch()} what="its health" />
        </div>
      )}
      <SummaryStrip />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-2">
        <Components health={asked} partitions={looked} />
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
        {looked && (
          <PartitionTable partitions={{ value: looked.value.partitions, at: looked.at }} />
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
  const now = useNow();
  const pulses = usePulses();
  const { pulse, isPulseProved } = usePulse();
  // The lines end where nothing was heard any more, and say when that was.
  const at = !pulse || isPulseProved ? 'now' : `as of ${formatAge(now - pulse.heardAt)}`;
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
            caption={`Commits the views lack: ${behind.at(-1) ?? '?'} ${at}, at most ${most} in ${pulses.length} s.`}
          />
          <TimeLines
            series={[{ name: 'bets', values: rate, stroke: 'stroke-event' }]}
            caption={`Bets a second: ${rate.at(-1)?.toFixed(1) ?? '?'} ${at}, over ${RATE_PULSES} s.`}
          />
        </div>
      )}
    </Panel>
  );
}
