import { type KeyboardEvent, type PointerEvent, useState } from 'react';

export interface Point {
  key: string;
  value: number;
  /** What the cursor says of it. */
  label: string;
}

interface Props {
  /** Drawn as a dashed level: where it began. */
  start: number;
  points: readonly Point[];
  /** One sentence, computed from the data. */
  caption: string;
  format: (value: number) => string;
}

const W = 1000;
const H = 260;

/** Steps, never smoothed: a balance jumps. Arrow keys move the cursor; a table stands beside it. */
export function StepLine({ start, points, caption, format }: Props) {
  const [at, setAt] = useState<number | null>(null);
  const values = [start, ...points.map((point) => point.value)];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = Math.max(1, (high - low) * 0.08);
  const y = (value: number) => H - ((value - low + pad) / (high - low + 2 * pad)) * H;
  const x = (index: number) => (index / (points.length + 0.5)) * W;
  const path = points
    .map((point, index) => `H${x(index + 1).toFixed(1)} V${y(point.value).toFixed(1)}`)
    .join(' ')
    .concat(` H${W}`);
  const chosen = at === null ? null : points[at];

  const onPointer = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    setAt(Math.max(0, Math.min(points.length - 1, Math.round(share * (points.length + 0.5)) - 1)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (move === 0) return;
    event.preventDefault();
    setAt((now) => Math.max(0, Math.min(points.length - 1, (now ?? points.length) + move)));
  };

  return (
    <figure>
      <div className="flex gap-3">
        <div
          className="num flex w-20 shrink-0 flex-col justify-between text-right text-xs text-muted"
          aria-hidden
        >
          <span>{format(high)}</span>
          <span>{format(low)}</span>
        </div>
        {/* The cursor is a control: it answers arrow keys, and says where it stands. */}
        <div
          role="slider"
          tabIndex={0}
          aria-label="Point of the line"
          aria-valuemin={1}
          aria-valuemax={points.length}
          aria-valuenow={(at ?? points.length - 1) + 1}
          aria-valuetext={(chosen ?? points.at(-1))?.label ?? 'none'}
          onKeyDown={onKeyDown}
          className="min-w-0 flex-1"
        >
          <svg
            viewBox={`0 0 ${W} ${H}`}
            preserveAspectRatio="none"
            aria-hidden
            className="h-[220px] w-full touch-pan-y"
            onPointerMove={onPointer}
            onPointerLeave={() => setAt(null)}
          >
            <line
              x1="0"
              x2={W}
              y1={y(start)}
              y2={y(start)}
              className="stroke-control"
              strokeDasharray="6 6"
              vectorEffect="non-scaling-stroke"
            />
            <path
              d={`M0 ${y(start).toFixed(1)} ${path}`}
              fill="none"
              className="stroke-view"
              strokeWidth="2"
              vectorEffect="non-scaling-stroke"
            />
            {at !== null && (
              <line
                x1={x(at + 1)}
                x2={x(at + 1)}
                y1="0"
                y2={H}
                className="stroke-text"
                vectorEffect="non-scaling-stroke"
              />
            )}
          </svg>
        </div>
      </div>
      <figcaption className="num mt-2 min-h-5 text-sm text-text-2">
        {chosen?.label ?? caption}
      </figcaption>
    </figure>
  );
}
