export interface Series {
  name: string;
  /** Null where nothing is known: a gap, never a zero. */
  values: readonly (number | null)[];
  stroke: string;
  dash?: string;
}

interface Props {
  series: readonly Series[];
  caption: string;
}

const W = 600;
const H = 120;

/** Lines over the last minutes, the newest at the right; zero is always in sight. */
export function TimeLines({ series, caption }: Props) {
  const length = Math.max(2, ...series.map((one) => one.values.length));
  const most = Math.max(1, ...series.flatMap((one) => one.values.map((value) => value ?? 0)));
  return (
    <figure>
      <div className="flex gap-2">
        <div
          aria-hidden
          className="num flex w-10 shrink-0 flex-col justify-between text-right text-xs text-muted"
        >
          <span>{most >= 10 ? Math.round(most) : most.toFixed(1)}</span>
          <span>0</span>
        </div>
        <svg
          viewBox={`0 -4 ${W} ${H + 8}`}
          preserveAspectRatio="none"
          aria-hidden
          className="h-[120px] min-w-0 flex-1"
        >
          <line x2={W} y1={H} y2={H} className="stroke-line" vectorEffect="non-scaling-stroke" />
          {series.map((one) => (
            <path
              key={one.name}
              d={pathOf(one.values, length, most)}
              fill="none"
              className={one.stroke}
              strokeWidth="2"
              strokeDasharray={one.dash}
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
      </div>
      <figcaption className="num mt-2 text-sm text-text-2">{caption}</figcaption>
    </figure>
  );
}

export function pathOf(values: readonly (number | null)[], length: number, most: number): string {
  let drawing = false;
  return values
    .map((value, index) => {
      if (value === null) {
        drawing = false;
        return '';
      }
      const x = ((index + length - values.length) / (length - 1)) * W;
      const y = H - (Math.max(0, value) / most) * H;
      const step = `${drawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
      drawing = true;
      return step;
    })
    .join('');
}
