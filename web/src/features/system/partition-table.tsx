import { Link } from 'react-router';
import { AsOf } from '~/components/live/as-of';
import type { PartitionStatus } from '~/shared/api/types';
import { type Pulse, RATE_PULSES, rateOf } from '~/shared/live/state';

const STATES: Record<string, { mark: string; colour: string }> = {
  serving: { mark: '✓', colour: 'text-view' },
  standby: { mark: '·', colour: 'text-text-2' },
  starting: { mark: '◌', colour: 'text-warn' },
  draining: { mark: '◌', colour: 'text-warn' },
  parked: { mark: '✕', colour: 'text-loss' },
  diverged: { mark: '✕', colour: 'text-loss' },
};

interface Props {
  partitions: readonly PartitionStatus[];
  pulses: readonly Pulse[];
}

const HEAD = 'px-3 py-2 text-right font-medium';

export function PartitionTable({ partitions, pulses }: Props) {
  const pulse = pulses.at(-1);
  const before = pulses.at(-1 - RATE_PULSES);
  return (
    <div className="overflow-x-auto">
      <table className="num w-full">
        <thead>
          <tr className="border-b border-line text-sm text-muted">
            <th scope="col" className="px-4 py-2 text-left font-medium">
              Partition
            </th>
            <th scope="col" className="px-3 py-2 text-left font-medium">
              State
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
              rate={rateOf(before, pulse, one.partition)}
              pulse={pulse?.partitions.find(({ partition }) => partition === one.partition) ?? null}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  status: PartitionStatus;
  pulse: Pulse['partitions'][number] | null;
  rate: number | null;
}

function Row({ status, pulse, rate }: RowProps) {
  const look = STATES[status.state] ?? { mark: '?', colour: 'text-text-2' };
  const head = pulse?.headSeq ?? Number(status.position?.split(':')[1] ?? Number.NaN);
  return (
    <tr className="border-b border-line last:border-0 hover:bg-s2">
      <th scope="row" className="px-4 py-2 text-left font-medium">
        <Link className="text-accent underline" to={`/system/log?partition=${status.partition}`}>
          {status.partition}
        </Link>
      </th>
      <td className="px-3 whitespace-nowrap">
        <span aria-hidden className={`mr-1.5 font-bold ${look.colour}`}>
          {look.mark}
        </span>
        {status.state}
        {status.reason && <span className="block text-sm text-text-2">{status.reason}</span>}
      </td>
      <td className="px-3 text-right">{Number.isNaN(head) ? '?' : head}</td>
      <td className="px-3 text-right">{pulse?.projectedSeq ?? '?'}</td>
      <td className={`px-3 text-right ${(pulse?.behind ?? 0) > 0 ? 'font-medium text-warn' : ''}`}>
        {pulse?.behind ?? '?'}
      </td>
      <td className="px-3 text-right">{rate?.toFixed(1) ?? '?'}</td>
      <td className="px-3 text-right">{status.players}</td>
      <td className="px-3 text-right">{status.queued}</td>
      <td className="px-3 pr-4 text-right text-text-2">
        {status.last_commit_at ? <AsOf at={status.last_commit_at} /> : '—'}
      </td>
    </tr>
  );
}
