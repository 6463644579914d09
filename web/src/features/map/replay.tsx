import { Play, Square } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '~/components/ui/button';
import { Scrolling } from '~/components/ui/scrolling';
import { formatDuration } from '~/shared/time/format';
import { type Journey, legAt, slowdownOf } from './journey';
import { NODES, type MapNode, PART_CLASSES } from './nodes';

interface Props {
  journey: Journey;
  onNode: (id: MapNode['id'] | null) => void;
}

/** The journey, slower than it was, on one bar; the map lights up along with it. */
export function Replay({ journey, onNode }: Props) {
  const factor = slowdownOf(journey);
  const [startedAt, setStartedAt] = useState<number | null>(null);
  const [ms, setMs] = useState<number | null>(null);
  useEffect(() => {
    if (startedAt === null) return;
    let frame = requestAnimationFrame(function tick(now) {
      const passed = (now - startedAt) / factor;
      if (passed >= journey.totalMs) {
        setStartedAt(null);
        setMs(null);
        onNode(null);
        return;
      }
      setMs(passed);
      onNode(journey.legs[legAt(journey, passed)]?.node ?? null);
      frame = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(frame);
  }, [startedAt, factor, journey, onNode]);

  const isRunning = startedAt !== null;
  const leg = ms === null ? null : journey.legs[legAt(journey, ms)];
  const toggle = () => {
    setMs(null);
    onNode(null);
    setStartedAt(isRunning ? null : performance.now());
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button look="primary" onClick={toggle}>
          {isRunning ? (
            <Square aria-hidden className="size-4" />
          ) : (
            <Play aria-hidden className="size-4" />
          )}
          {isRunning ? 'Stop' : `Replay ${factor}× slower`}
        </Button>
        <p className="num text-text-2">
          {leg && ms !== null
            ? `${formatDuration(ms)}: ${leg.words}`
            : `${formatDuration(journey.totalMs)} from the gateway until it is on its way into the views, each mark by the clock of the machine that saw it`}
        </p>
      </div>
      <svg viewBox="0 0 1000 26" preserveAspectRatio="none" aria-hidden className="h-7 w-full">
        <rect width="1000" height="26" className="fill-s2" />
        {journey.legs.map((one, index) => {
          const node = NODES.find(({ id }) => id === one.node);
          const x = (one.startMs / journey.totalMs) * 1000;
          const width = ((one.endMs - one.startMs) / journey.totalMs) * 1000;
          return (
            <rect
              key={index}
              x={x}
              y="4"
              width={Math.max(width - 2, 2)}
              height="18"
              className={node ? PART_CLASSES[node.part].fill : ''}
            />
          );
        })}
        {ms !== null && (
          <rect x={(ms / journey.totalMs) * 1000 - 2} width="4" height="26" className="fill-text" />
        )}
      </svg>
      <Scrolling label="Every part of the journey, in columns">
        <table className="num w-full text-sm">
          <caption className="sr-only">The journey as a table</caption>
          <thead>
            <tr className="border-b border-line text-muted">
              <th scope="col" className="py-1.5 text-left font-medium">
                Part
              </th>
              <th scope="col" className="py-1.5 text-left font-medium">
                What happened
              </th>
              <th scope="col" className="py-1.5 text-right font-medium max-sm:hidden">
                From
              </th>
              <th scope="col" className="py-1.5 text-right font-medium">
                Took
              </th>
            </tr>
          </thead>
          <tbody>
            {journey.legs.map((one, index) => {
              const node = NODES.find(({ id }) => id === one.node);
              return (
                <tr
                  key={index}
                  className={`border-b border-line last:border-0 ${one === leg ? 'bg-s2' : ''}`}
                >
                  <th scope="row" className="py-1.5 pr-3 text-left font-medium whitespace-nowrap">
                    <span
                      aria-hidden
                      className={`mr-2 inline-block size-2 rounded-full forced-color-adjust-none ${node ? PART_CLASSES[node.part].bg : ''}`}
                    />
                    {node?.name}
                  </th>
                  <td className="py-1.5 text-text-2">{one.words}</td>
                  <td className="py-1.5 text-right text-text-2 max-sm:hidden">
                    {formatDuration(one.startMs)}
                  </td>
                  <td className="py-1.5 pl-3 text-right whitespace-nowrap">
                    {formatDuration(one.endMs - one.startMs)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scrolling>
    </div>
  );
}
