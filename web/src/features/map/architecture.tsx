import { Fragment, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { AsOf } from '~/components/live/as-of';
import { buttonClass } from '~/components/ui/button';
import { Panel } from '~/components/ui/panel';
import { Failed } from '~/components/ui/states';
import { announce } from '~/shared/a11y/announcer';
import { usePulse } from '~/shared/live/proof';
import { behindOf, headOf, RATE_PULSES, rateOf, usePulses } from '~/shared/live/state';
import { usePlayed } from '../betting/session-log';
import { Page } from '../shell/page';
import { useBetTimes } from './bet-times';
import { journeyOf } from './journey';
import { Lanes } from './lanes';
import { type MapNode, NODES, PART_CLASSES } from './nodes';
import { Replay } from './replay';

export function Architecture() {
  const [lit, setLit] = useState<MapNode['id'] | null>(null);
  const [chosen, setChosen] = useState<MapNode['id']>('log');
  const node = NODES.find(({ id }) => id === chosen) ?? NODES[0];
  const choose = ({ id, name, explains, fails }: MapNode) => {
    setChosen(id);
    announce(`${name}. ${explains} When it fails: ${fails}`);
  };
  return (
    <Page
      title="Architecture"
      lead="The system that runs here, as it runs. Intent is blue, facts are orange, what folds is pink, what you read is green."
    >
      <section aria-label="Map" className="panel p-4">
        <ol className="grid gap-2 lg:grid-cols-[1fr_auto_1fr_auto_1fr_auto_1fr_auto_1fr] lg:items-stretch">
          {NODES.map((one, index) => (
            <Fragment key={one.id}>
              {index > 0 && (
                <li
                  aria-hidden
                  className="self-center justify-self-center text-lg text-muted max-lg:rotate-90"
                >
                  →
                </li>
              )}
              <li>
                <NodeButton
                  node={one}
                  isLit={lit === one.id}
                  isChosen={chosen === one.id}
                  onChoose={() => choose(one)}
                />
              </li>
            </Fragment>
          ))}
        </ol>
        {node && (
          <div className="mt-4 grid gap-x-8 gap-y-3 border-t border-line pt-4 md:grid-cols-2">
            <div>
              <h2 className={`text-md font-bold ${PART_CLASSES[node.part].text}`}>{node.name}</h2>
              <p className="mt-1 max-w-[68ch] text-text-2">{node.explains}</p>
            </div>
            <dl className="self-end text-sm">
              <dt className="font-medium">When it fails</dt>
              <dd className="text-text-2">{node.fails}</dd>
              <dt className="mt-2 font-medium">Where to read</dt>
              <dd className="font-mono text-text-2">{node.source}</dd>
            </dl>
          </div>
        )}
      </section>
      <Follow onNode={setLit} />
      <Panel title="The log, live" aside="last 40 commits of each partition">
        <div className="min-h-[260px]">
          <Lanes />
        </div>
      </Panel>
    </Page>
  );
}

interface NodeProps {
  node: MapNode;
  isLit: boolean;
  isChosen: boolean;
  onChoose: () => void;
}

/** Where the replay is, and what is told of below. */
function markOf(isLit: boolean, isChosen: boolean): string {
  if (isLit) return 'bg-s3 shadow-[0_0_0_3px_var(--focus)] forced-framed';
  return isChosen
    ? 'bg-s3 shadow-[0_0_0_2px_var(--control)] forced-colors:border-4 forced-colors:border-double forced-colors:border-[Highlight]'
    : 'bg-s2';
}

function NodeButton({ node, isLit, isChosen, onChoose }: NodeProps) {
  const look = PART_CLASSES[node.part];
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onChoose}
      className={`flex h-full min-h-24 w-full flex-col gap-1 rounded-md border-2 px-3 py-2.5 text-left ${look.border} ${markOf(isLit, isChosen)}`}
    >
      <span className="flex w-full items-baseline justify-between gap-2">
        <strong className="text-md font-bold">{node.name}</strong>
        <Metric id={node.id} />
      </span>
      <span className="text-sm text-text-2">{node.does}</span>
    </button>
  );
}

/** The parts that the stream says something of. */
const TOLD: readonly MapNode['id'][] = ['command', 'log', 'views'];

/** What the stream says of a part; nothing where it says nothing. */
function Metric({ id }: { id: MapNode['id'] }) {
  const pulses = usePulses();
  const { pulse, isPulseProved } = usePulse();
  if (!pulse) return null;
  if (!isPulseProved) {
    return TOLD.includes(id) ? (
      <span data-freshness="stale" className="num text-sm whitespace-nowrap text-muted">
        ? <AsOf at={pulse.heardAt} prefix="as of " />
      </span>
    ) : null;
  }
  const rate = rateOf(pulses.at(-1 - RATE_PULSES), pulse);
  const behind = behindOf(pulse);
  const words: Partial<Record<MapNode['id'], string>> = {
    command: rate === null ? '' : `${rate.toFixed(1)}/s`,
    log: String(headOf(pulse) ?? '?'),
    views: behind === null ? '?' : behind === 0 ? '✓' : `◐ −${behind}`,
  };
  return words[id] ? <span className="num text-sm whitespace-nowrap">{words[id]}</span> : null;
}

/** Live hops last a few milliseconds and cannot be watched; a recorded one can, slower. */
function Follow({ onNode }: { onNode: (id: MapNode['id'] | null) => void }) {
  const [query] = useSearchParams();
  const mine = usePlayed()[0]?.betId ?? null;
  const wanted = query.get('bet') ?? mine;
  const { times, failure } = useBetTimes(wanted);
  const journey = journeyOf(times);
  return (
    <Panel
      title={journey ? 'Follow your bet' : 'Follow one bet'}
      aside={
        <Link to="/play/dice" className={buttonClass('quiet')}>
          Place one
        </Link>
      }
    >
      <div className={wanted === null ? '' : 'min-h-[320px] sm:min-h-[258px]'}>
        {journey ? (
          <Replay key={wanted} journey={journey} onNode={onNode} />
        ) : failure ? (
          <Failed {...failure} what="the times of a bet" />
        ) : (
          <p className="text-text-2">
            No bet with measured times yet. Place one, and follow it from the gateway to the
            processor; the replay states how much slower it is than the truth.
          </p>
        )}
      </div>
    </Panel>
  );
}
