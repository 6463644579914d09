import type { ReactNode } from 'react';
import { AsOf } from '~/components/live/as-of';
import { Panel } from '~/components/ui/panel';
import { Scrolling } from '~/components/ui/scrolling';
import type { GatewayHealth, SystemPartitions } from '~/shared/api/types';
import { isProved, PULSE_MS, usePulse } from '~/shared/live/proof';
import { behindOf, headOf, type Pulse, useLiveStatus, usePulses } from '~/shared/live/state';
import { useNow } from '~/shared/time/clock';
import { ASK_MS, type Told } from './told';
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
  health: Told<GatewayHealth> | null;
  partitions: Told<SystemPartitions> | null;
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

/** Nobody asks Kafka: who serves all partitions from it has read its own takeover there. */
function kafkaOf(told: SystemPartitions | undefined): State {
  if (!told) return 'unknown';
  if (told.log_engine !== 'kafka') return 'absent';
  return told.partitions.every(({ state }) => state === 'serving') ? 'up' : 'degraded';
}

/** Nobody asks Redis: how far the views are is read there, and without it nothing is told. */
export function redisOf(pulse: Pulse | undefined): [State, string] {
  if (!pulse) return ['unknown', 'not told without the stream'];
  if (pulse.viewsEngine === null) return ['unknown', 'this server does not say'];
  return pulse.viewsEngine === 'redis'
    ? ['up', 'keeps the views, by the query service’s word']
    : ['absent', `the views are kept in ${pulse.viewsEngine}`];
}

function ownersWords(partitions: SystemPartitions['partitions']): string {
  const owners = new Set(partitions.flatMap(({ owner }) => owner ?? [])).size;
  return owners === 0 ? 'owners unknown' : `${owners} ${owners === 1 ? 'owner' : 'owners'}`;
}

/** Each part, its state, and what that is known from; what nothing vouches for is not known. */
export function Components({ health, partitions }: Props) {
  const live = useLiveStatus();
  const pulses = usePulses();
  const { pulse, isPulseProved } = usePulse();
  const all = partitions?.value.partitions ?? [];
  const serving = all.filter(({ state }) => state === 'serving').length;
  const heads = pulse && isPulseProved ? headOf(pulse) : null;
  const [processor, folding] = processorOf(pulses);
  const [redis, keeping] = redisOf(pulse);
  const services = health?.value.backend_services;
  const asked = { at: health?.at ?? null, everyMs: ASK_MS };
  const looked = { at: partitions?.at ?? null, everyMs: ASK_MS };
  const heard = { at: pulse?.heardAt ?? null, everyMs: PULSE_MS };
  return (
    <Panel title="Components" flush>
      <Scrolling label="Every component, in columns">
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
            <Row name="Gateway" state={health ? 'up' : 'unknown'} proof={asked}>
              {health ? `answers, version ${health.value.gateway_version}` : 'no answer yet'}
            </Row>
            <Row name="Command" state={stateOf(services?.command_service)} proof={asked}>
              {all.length > 0
                ? `${serving} of ${all.length} partitions served, ${ownersWords(all)}`
                : 'the gateway’s word'}
            </Row>
            <Row name="Log" state={partitions ? 'up' : 'unknown'} proof={looked}>
              {partitions ? partitions.value.log_engine : 'not told'}
              {heads !== null && `, ${heads} commits`}
            </Row>
            <Row name="Kafka" state={kafkaOf(partitions?.value)} proof={looked}>
              {!partitions
                ? 'not told'
                : partitions.value.log_engine === 'kafka'
                  ? 'keeps the log, by the command service’s word'
                  : `the log is kept in ${partitions.value.log_engine === 'file' ? 'a file' : partitions.value.log_engine}`}
            </Row>
            <Row name="Processor" state={processor} proof={heard}>
              {folding}
            </Row>
            <Row name="Redis" state={redis} proof={heard}>
              {keeping}
            </Row>
            <Row name="Query" state={stateOf(services?.query_service)} proof={asked}>
              the gateway’s word
            </Row>
            <Row
              name="Stream"
              state={live.kind === 'live' ? 'up' : live.kind === 'polling' ? 'absent' : 'unknown'}
              proof={{ at: null, everyMs: 0 }}
            >
              {live.kind === 'live'
                ? 'a heartbeat every 5 s'
                : live.kind === 'polling'
                  ? 'this server has none'
                  : 'not connected'}
            </Row>
          </tbody>
        </table>
      </Scrolling>
    </Panel>
  );
}

interface RowProps {
  name: string;
  state: State;
  /** When that was told, and how often it is; null where it is no answer to anybody's question. */
  proof: { at: number | null; everyMs: number };
  children: ReactNode;
}

function Row({ name, state, proof: { at, everyMs }, children }: RowProps) {
  const now = useNow();
  const staleAt = at !== null && !isProved(at, everyMs, now) ? at : null;
  const { mark, word, colour } = STATES[staleAt === null ? state : 'unknown'];
  return (
    <tr
      data-component={name}
      data-state={staleAt === null ? state : 'unknown'}
      className="border-b border-line last:border-0 max-sm:h-16"
    >
      <th scope="row" className="px-4 max-sm:px-3 py-2.5 text-left font-medium">
        {name}
      </th>
      <td className="px-2 whitespace-nowrap">
        <span aria-hidden className={`mr-1.5 font-bold ${colour}`}>
          {mark}
        </span>
        {word}
      </td>
      <td className={`px-4 max-sm:px-3 ${staleAt === null ? 'text-text-2' : 'text-muted'}`}>
        {staleAt !== null && (
          <>
            {STATES[state].word} <AsOf at={staleAt} prefix="as of " />:{' '}
          </>
        )}
        {children}
      </td>
    </tr>
  );
}
