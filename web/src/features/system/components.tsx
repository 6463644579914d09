import type { ReactNode } from 'react';
import { Panel } from '~/components/ui/panel';
import type { GatewayHealth, SystemPartitions } from '~/shared/api/types';
import { behindOf, headOf, type Pulse, useLiveStatus, usePulses } from '~/shared/live/state';
import { isStuck } from './verdict';

type State = 'up' | 'degraded' | 'down' | 'unknown' | 'absent';

const STATES: Record<State, { mark: string; word: string; colour: string }> = {
  up: { mark: '✓', word: 'up', colour: 'text-view' },
  degraded: { mark: '▲', word: 'degraded', colour: 'text-warn' },
  down: { mark: '✕', word: 'down', colour: 'text-loss' },
  unknown: { mark: '?', word: 'unknown', colour: 'text-text-2' },
  absent: { mark: '—', word: 'not used', colour: 'text-text-2' },
};

const stateOf = (word: string | undefined): State =>
  word === undefined
    ? 'unknown'
    : word === 'healthy'
      ? 'up'
      : word === 'down'
        ? 'down'
        : 'degraded';

interface Props {
  health: GatewayHealth | null;
  partitions: SystemPartitions | null;
}

/** Nobody asks the processor: what it does is seen in the views, and nothing else says it. */
export function processorOf(pulses: readonly Pulse[]): [State, string] {
  const pulse = pulses.at(-1);
  if (!pulse) return ['unknown', 'not told without the stream'];
  if (pulse.troubles.length > 0) return ['degraded', pulse.troubles.join('; ')];
  const behind = behindOf(pulse);
  if (behind === null) return ['unknown', 'the end of the log is not told here'];
  if (isStuck(pulses)) return ['degraded', `the views stand still, ${behind} behind the log`];
  return ['up', behind === 0 ? 'the views have all of the log' : 'the views move with the log'];
}

/** Each part, its state, and what that is known from. */
export function Components({ health, partitions }: Props) {
  const live = useLiveStatus();
  const pulses = usePulses();
  const pulse = pulses.at(-1);
  const all = partitions?.partitions ?? [];
  const serving = all.filter(({ state }) => state === 'serving').length;
  const heads = pulse ? headOf(pulse) : null;
  const [processor, folding] = processorOf(pulses);
  const services = health?.backend_services;
  return (
    <Panel title="Components" flush>
      <table className="num w-full">
        <thead>
          <tr className="border-b border-line text-sm text-muted">
            <th scope="col" className="px-4 max-sm:px-3 py-2 text-left font-medium">
              Component
            </th>
            <th scope="col" className="px-2 py-2 text-left font-medium">
              State
            </th>
            <th scope="col" className="px-4 max-sm:px-3 py-2 text-left font-medium">
              Evidence
            </th>
          </tr>
        </thead>
        <tbody>
          <Row name="Gateway" state={health ? 'up' : 'unknown'}>
            {health ? `answers, version ${health.gateway_version}` : 'no answer yet'}
          </Row>
          <Row name="Command" state={stateOf(services?.command_service)}>
            {all.length > 0
              ? `${serving} of ${all.length} partitions served`
              : 'the gateway’s word'}
          </Row>
          <Row name="Log" state={partitions ? 'up' : 'unknown'}>
            {partitions ? partitions.log_engine : 'not told'}
            {heads !== null && `, ${heads} commits`}
          </Row>
          <Row name="Processor" state={processor}>
            {folding}
          </Row>
          <Row name="Query" state={stateOf(services?.query_service)}>
            the gateway’s word
          </Row>
          <Row
            name="Stream"
            state={live.kind === 'live' ? 'up' : live.kind === 'polling' ? 'absent' : 'unknown'}
          >
            {live.kind === 'live'
              ? 'a heartbeat every 5 s'
              : live.kind === 'polling'
                ? 'this server has none'
                : 'not connected'}
          </Row>
        </tbody>
      </table>
    </Panel>
  );
}

function Row({ name, state, children }: { name: string; state: State; children: ReactNode }) {
  const { mark, word, colour } = STATES[state];
  return (
    <tr className="border-b border-line last:border-0 max-sm:h-16">
      <th scope="row" className="px-4 max-sm:px-3 py-2.5 text-left font-medium">
        {name}
      </th>
      <td className="px-2 whitespace-nowrap">
        <span aria-hidden className={`mr-1.5 font-bold ${colour}`}>
          {mark}
        </span>
        {word}
      </td>
      <td className="px-4 max-sm:px-3 text-text-2">{children}</td>
    </tr>
  );
}
