import { useId } from 'react';
import { Link } from 'react-router';
import { AsOf } from '~/components/live/as-of';
import { Scrolling } from '~/components/ui/scrolling';
import type { PartitionStatus } from '~/shared/api/types';
import type { PartitionPulse } from '~/shared/live/events';
import { type Lag, lagOf } from '~/shared/live/lag';
import { parsePosition } from '~/shared/live/position';
import { isProved, usePulse } from '~/shared/live/proof';
import { RATE_PULSES, rateOf, usePulses } from '~/shared/live/state';
import { useNow } from '~/shared/time/clock';
import { formatDuration } from '~/shared/time/format';
import { ASK_MS, type Told } from './told';

const STATES: Record<string, { mark: string; colour: string }> = {
  serving: { mark: '✓', colour: 'text-view' },
  standby: { mark: '·', colour: 'text-text-2' },
  starting: { mark: '◌', colour: 'text-warn' },
  draining: { mark: '◌', colour: 'text-warn' },
  parked: { mark: '✕', colour: 'text-loss' },
  diverged: { mark: '✕', colour: 'text-loss' },
};

interface Props {
  partitions: Told<readonly PartitionStatus[]>;
}

const HEAD = 'px-3 py-2 text-right font-medium';

/** What the write side says of each partition, and what the stream says of its view. */
export function PartitionTable({ partitions: { value: partitions, at } }: Props) {
  const ages = useId();
  const now = useNow();
  const pulses = usePulses();
  const { pulse, isPulseProved } = usePulse();
  const isToldProved = isProved(at, ASK_MS, now);
  const before = pulses.at(-1 - RATE_PULSES);
  return (
    <>
      <p id={ages} className="num px-4 pb-1 text-sm text-text-2" data-testid="ages">
        <Age at={at} isStale={!isToldProved}>
          The log and its owners
        </Age>
        , asked every 2 s;{' '}
        {pulse ? (
          <Age at={pulse.heardAt} isStale={!isPulseProved}>
            the views
          </Age>
        ) : (
          'the views are not told without the stream'
        )}
        {pulse && ', told every second'}
      </p>
      <Scrolling label="Every partition, in columns">
        <table className="num w-full" aria-describedby={ages}>
          <thead>
            <tr className="border-b border-line text-sm text-muted">
              <th scope="col" className="px-4 py-2 text-left font-medium">
                Partition
              </th>
              <th scope="col" className="px-3 py-2 text-left font-medium">
                State
              </th>
              <th scope="col" className="px-3 py-2 text-left font-medium">
                Owner
              </th>
              <th scope="col" className={HEAD}>
                Log
              </th>
              <th scope="col" className={HEAD}>
                Views
              </th>
              <th scope="col" className={HEAD}>
                Behind
              </th>
              <th scope="col" className={HEAD}>
                Late by
              </th>
              <th scope="col" className={HEAD}>
                Bets/s
              </th>
              <th scope="col" className={HEAD}>
                Players
              </th>
              <th scope="col" className={HEAD}>
                Queued
              </th>
              <th scope="col" className={`${HEAD} pr-4`}>
                Last commit
              </th>
            </tr>
          </thead>
          <tbody>
            {partitions.map((one) => (
              <Row
                key={one.partition}
                status={one}
                isToldProved={isToldProved}
                isPulseProved={isPulseProved}
                rate={rateOf(before, pulse, one.partition)}
                lag={lagOf(pulses, one.partition)}
                pulse={
                  pulse?.partitions.find(({ partition }) => partition === one.partition) ?? null
                }
              />
            ))}
          </tbody>
        </table>
      </Scrolling>
    </>
  );
}

interface AgeProps {
  at: number;
  isStale: boolean;
  children: string;
}

function Age({ at, isStale, children }: AgeProps) {
  return (
    <span
      data-freshness={isStale ? 'stale' : 'confirmed'}
      className={isStale ? 'font-medium text-warn' : ''}
    >
      {isStale && '▲ '}
      {children} <AsOf at={at} prefix="as of " />
    </span>
  );
}

interface RowProps {
  status: PartitionStatus;
  isToldProved: boolean;
  pulse: PartitionPulse | null;
  isPulseProved: boolean;
  rate: number | null;
  lag: Lag | null;
}

const UNKNOWN = { mark: '?', colour: 'text-text-2' };

function Row({ status, isToldProved, pulse, isPulseProved, rate, lag }: RowProps) {
  const look = (isToldProved && STATES[status.state]) || UNKNOWN;
  // Whoever still speaks says how long the log is.
  const heardHead = isPulseProved ? (pulse?.headSeq ?? null) : null;
  const head = heardHead ?? parsePosition(status.position ?? '')?.seq ?? pulse?.headSeq ?? '?';
  const told = isToldProved ? '' : 'text-muted';
  const heard = isPulseProved ? '' : 'text-muted';
  const isLate = isPulseProved && (pulse?.behind ?? 0) > 0;
  return (
    <tr className="border-b border-line last:border-0 hover:bg-s2">
      <th scope="row" className="px-4 py-2 text-left font-medium">
        <Link className="text-accent underline" to={`/system/log?partition=${status.partition}`}>
          {status.partition}
        </Link>
      </th>
      <td className={`px-3 whitespace-nowrap ${told}`}>
        <span aria-hidden className={`mr-1.5 font-bold ${look.colour}`}>
          {look.mark}
        </span>
        {isToldProved ? status.state : `was ${status.state}`}
        {status.reason && <span className="block text-sm text-text-2">{status.reason}</span>}
      </td>
      <td className={`px-3 font-mono text-sm whitespace-nowrap ${told}`} title={status.owner ?? ''}>
        {status.owner ? ownerText(status.owner) : '?'}
      </td>
      <td className={`px-3 text-right ${heardHead === null ? told : ''}`}>{head}</td>
      <td className={`px-3 text-right ${heard}`}>{pulse?.projectedSeq ?? '?'}</td>
      <td className={`px-3 text-right ${isLate ? 'font-medium text-warn' : heard}`}>
        {pulse?.behind ?? '?'}
      </td>
      <td
        className={`px-3 text-right whitespace-nowrap ${isLate ? 'font-medium text-warn' : heard}`}
      >
        {lag ? lagText(lag) : '?'}
      </td>
      <td className={`px-3 text-right ${heard}`}>{rate?.toFixed(1) ?? '?'}</td>
      <td className={`px-3 text-right ${told}`}>{status.players}</td>
      <td className={`px-3 text-right ${told}`}>{status.queued}</td>
      <td className={`px-3 pr-4 text-right ${isToldProved ? 'text-text-2' : told}`}>
        {status.last_commit_at ? <AsOf at={status.last_commit_at} /> : '—'}
      </td>
    </tr>
  );
}

/** An address without what all addresses begin with; an instance's name as it is. */
const ownerText = (owner: string): string => owner.replace(/^https?:\/\//, '').replace(/\/$/, '');

function lagText({ ms, isAtLeast }: Lag): string {
  if (ms === 0 && !isAtLeast) return '0 s';
  return `${isAtLeast ? '≥ ' : ''}${formatDuration(ms)}`;
}
