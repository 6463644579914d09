import { formatDuration } from '~/shared/time/format';
import type { Hop, Waterfall } from './hops';

const COLOURS: Record<Hop['part'], string> = {
  command: 'fill-command',
  event: 'fill-event',
  processor: 'fill-processor',
  derived: 'fill-control',
};

/** The bet's time, part by part, as bars on one scale; the table is the chart. */
export function WaterfallTable({ waterfall }: { waterfall: Waterfall }) {
  const { hops, markedMs, missing } = waterfall;
  const scaleMs = Math.max(0, ...hops.map((hop) => hop.endMs));
  return (
    <div>
      {hops.length > 0 && (
        <table className="num w-full">
          <caption className="mb-2 text-left text-sm text-text-2">
            {markedMs !== null &&
              `${formatDuration(markedMs)} from the gateway until it was folded. `}
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
                  <Bar hop={hop} scaleMs={scaleMs} />
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

function Bar({ hop, scaleMs }: { hop: Hop; scaleMs: number }) {
  const scale = scaleMs > 0 ? 1000 / scaleMs : 0;
  const from = Math.min(hop.startMs, hop.endMs) * scale;
  const width = Math.max(4, Math.abs(hop.endMs - hop.startMs) * scale);
  return (
    <svg viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden className="h-5 w-full">
      <rect width="1000" height="20" className="fill-s2" />
      <rect x={Math.min(from, 996)} y="3" width={width} height="14" className={COLOURS[hop.part]} />
    </svg>
  );
}
