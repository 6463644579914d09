import { Link } from 'react-router';
import { AsOf } from '~/components/live/as-of';
import { usePulse } from '~/shared/live/proof';
import { RATE_PULSES, rateOf, usePulses } from '~/shared/live/state';
import type { PartitionPulse } from '~/shared/live/events';

const CELLS = 40;

/** Each partition's newest commits as cells: read ones are outlined, waiting ones are full. */
export function Lanes() {
  const pulses = usePulses();
  const { pulse, isPulseProved } = usePulse();
  const before = pulses.at(-1 - RATE_PULSES);
  if (!pulse) {
    return (
      <p className="text-text-2">
        Unknown: the live stream has not spoken. The lanes show what it says and nothing else.
      </p>
    );
  }
  return (
    <div>
      <ol className="flex flex-col gap-1.5">
        {pulse.partitions.map((one) => (
          <Lane
            key={one.partition}
            partition={one}
            isProved={isPulseProved}
            rate={isPulseProved ? rateOf(before, pulse, one.partition) : null}
          />
        ))}
      </ol>
      <p className="mt-3 flex flex-wrap items-center gap-x-5 gap-y-1 text-sm text-text-2">
        <span className="flex items-center gap-2">
          <Cell isWaiting={false} /> in the views
        </span>
        <span className="flex items-center gap-2">
          <Cell isWaiting /> waiting for them
        </span>
        <span>1 cell = 1 commit, told once a second</span>
        {!isPulseProved && (
          <span data-freshness="stale" className="font-medium text-warn">
            ▲ nothing heard since: <AsOf at={pulse.heardAt} prefix="as of " />
          </span>
        )}
      </p>
    </div>
  );
}

function Cell({ isWaiting }: { isWaiting: boolean }) {
  return (
    <span
      aria-hidden
      className={`inline-block h-4 w-2 rounded-[2px] border forced-color-adjust-none ${isWaiting ? 'border-event bg-event' : 'border-control'}`}
    />
  );
}

interface LaneProps {
  partition: PartitionPulse;
  /** Whether it still holds. */
  isProved: boolean;
  rate: ReturnType<typeof rateOf>;
}

function Lane({ partition, isProved, rate }: LaneProps) {
  const { partition: number, projectedSeq } = partition;
  const behind = partition.behind ?? 0;
  const head = partition.headSeq ?? projectedSeq ?? 0;
  const waiting = Math.min(CELLS, behind);
  return (
    <li className="num grid grid-cols-[32px_minmax(0,1fr)_64px] items-center gap-3 sm:grid-cols-[40px_minmax(0,1fr)_72px_72px_96px]">
      <Link className="font-mono text-accent underline" to={`/system/log?partition=${number}`}>
        p{number}
      </Link>
      <svg
        viewBox={`0 0 ${CELLS * 12} 16`}
        preserveAspectRatio="none"
        aria-hidden
        className={`h-4 w-full ${isProved ? '' : 'opacity-50'}`}
      >
        {Array.from({ length: Math.min(CELLS, head + 1) }, (_, index) => {
          const fromHead = Math.min(CELLS, head + 1) - 1 - index;
          return (
            <rect
              key={index}
              x={index * 12 + 1}
              y="1"
              width="9"
              height="14"
              rx="2"
              className={
                fromHead < waiting ? 'fill-event stroke-event' : 'fill-transparent stroke-control'
              }
            />
          );
        })}
      </svg>
      <span className={`text-right font-mono text-sm ${isProved ? '' : 'text-muted'}`}>{head}</span>
      <span className="text-right text-sm text-text-2 max-sm:hidden">
        {rate === null ? '?' : `${rate.toFixed(1)}/s`}
      </span>
      <span
        className={`text-right text-sm max-sm:hidden ${isProved && behind > 0 ? 'text-warn' : 'text-text-2'}`}
      >
        {!isProved || partition.behind === null
          ? '? behind'
          : behind > 0
            ? `◐ ${behind} behind`
            : 'up to date'}
      </span>
    </li>
  );
}
