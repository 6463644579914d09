import { useState } from 'react';
import { Segments } from '~/components/ui/segments';
import { formatDuration } from '~/shared/time/format';
import { Bar } from './bar';
import { type Gap, gapsOf, lengthOf, scaleOf } from './gaps';
import type { Waterfall } from './hops';

const SCALES = [
  { value: 'short', label: 'Gaps drawn short' },
  { value: 'true', label: 'To scale' },
] as const;

/** The bet's time, part by part, as bars on one scale; the table is the chart. */
export function WaterfallTable({ waterfall }: { waterfall: Waterfall }) {
  const { hops, markedMs, missing } = waterfall;
  const [scale, setScale] = useState<(typeof SCALES)[number]['value']>('short');
  const marks = [0, ...hops.flatMap((hop) => [hop.startMs, hop.endMs])];
  const found = gapsOf(marks);
  const gaps = scale === 'short' ? found : [];
  const at = scaleOf(Math.max(...marks), gaps);
  return (
    <div>
      {found.length > 0 && (
        <Segments
          legend="Scale"
          value={scale}
          options={SCALES}
          onChange={setScale}
          className="mb-2 w-fit"
        />
      )}
      {hops.length > 0 && (
        <table className="num w-full">
          <caption className="mb-2 text-left text-sm text-text-2">
            {markedMs !== null &&
              `${formatDuration(markedMs)} from the gateway until it was folded. `}
            {gaps.length > 0 && `${gapWords(gaps)} `}
            Each mark by the clock of the machine that saw it, raw; between two hosts a part is only
            as exact as their clocks agree.
          </caption>
          <thead className="sr-only">
            <tr>
              <th scope="col">Part</th>
              <th scope="col">When</th>
              <th scope="col">How long</th>
            </tr>
          </thead>
          <tbody>
            {hops.map((hop) => (
              <tr key={hop.name} className="border-t border-line align-middle">
                <th scope="row" className="w-[38%] py-2 pr-3 text-left font-normal sm:w-[34%]">
                  <span className="block font-medium">{hop.name}</span>
                  <span className="block text-sm text-text-2">{hop.what}</span>
                </th>
                <td className="py-2">
                  <Bar hop={hop} at={at} gaps={gaps} />
                  <span className="sr-only">
                    from {formatDuration(hop.startMs)} to {formatDuration(hop.endMs)}
                  </span>
                </td>
                <td className="w-20 py-2 pl-3 text-right font-medium whitespace-nowrap">
                  {formatDuration(hop.endMs - hop.startMs)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {missing.length > 0 && (
        <ul className="mt-2 text-sm text-muted">
          {missing.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What is drawn short, and how long it is in truth. */
function gapWords(gaps: readonly Gap[]): string {
  const lengths = gaps.map((gap) => formatDuration(lengthOf(gap))).join(' and ');
  return gaps.length === 1
    ? `A gap of ${lengths} is drawn short, where the bars are broken.`
    : `Gaps of ${lengths} are drawn short, where the bars are broken.`;
}
