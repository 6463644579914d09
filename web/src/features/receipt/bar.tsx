import { formatDuration } from '~/shared/time/format';
import { type Gap, lengthOf } from './gaps';
import type { Hop } from './hops';

const COLOURS: Record<Hop['part'], string> = {
  command: 'fill-command',
  event: 'fill-event',
  processor: 'fill-processor',
  derived: 'fill-control',
};

interface Props {
  hop: Hop;
  at: (ms: number) => number;
  gaps: readonly Gap[];
}

const WIDTH = 1000;
const LEAST = 4;

/** A part's time on the scale of all; a gap breaks the bars, and says how long it is. */
export function Bar({ hop, at, gaps }: Props) {
  const [from, to] = [hop.startMs, hop.endMs].sort((a, b) => a - b).map((ms) => at(ms) * WIDTH);
  const start = Math.min(from ?? 0, WIDTH - LEAST);
  const width = Math.max(LEAST, (to ?? 0) - (from ?? 0));
  return (
    <div className="relative" aria-hidden>
      <svg
        viewBox={`0 0 ${WIDTH} 20`}
        preserveAspectRatio="none"
        className="block h-5 w-full"
        data-bar={hop.name}
      >
        <rect width={WIDTH} height="20" className="fill-s2" />
        <rect x={start} y="3" width={width} height="14" className={COLOURS[hop.part]} />
        {gaps.map((gap) => (
          <rect
            key={gap.startMs}
            x={(at(gap.startMs) * 3 + at(gap.endMs)) * (WIDTH / 4)}
            width={(at(gap.endMs) - at(gap.startMs)) * (WIDTH / 2)}
            height="20"
            className="fill-s1"
          />
        ))}
      </svg>
      {gaps.filter(isWithin(hop)).map((gap) => (
        <span
          key={gap.startMs}
          className="absolute top-0 -translate-x-1/2 rounded-sm bg-s1 px-1 text-xs leading-5 whitespace-nowrap text-text-2"
          style={{ left: `${((at(gap.startMs) + at(gap.endMs)) / 2) * 100}%` }}
        >
          {formatDuration(lengthOf(gap))}
        </span>
      ))}
    </div>
  );
}

const isWithin =
  (hop: Hop) =>
  (gap: Gap): boolean =>
    hop.startMs <= gap.startMs && gap.endMs <= hop.endMs;
