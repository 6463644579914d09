import { useEffect, useState } from 'react';

const STEP_MS = 100;

/** How many milliseconds until `at`; it ticks only while there are any. */
export function useRemaining(at: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (at <= Date.now()) return;
    const tick = () => {
      setNow(Date.now());
      if (Date.now() >= at) clearInterval(timer);
    };
    const timer = setInterval(tick, STEP_MS);
    return () => clearInterval(timer);
  }, [at]);
  return Math.max(0, at - now);
}

interface Props {
  remaining: number;
  total: number;
}

/** The game's pace, drawn: when the next bet may begin. */
export function CycleRing({ remaining, total }: Props) {
  if (remaining <= 0) return null;
  const length = 2 * Math.PI * 7;
  return (
    <span className="num inline-flex items-center gap-1.5 text-sm">
      <svg
        viewBox="0 0 18 18"
        className="size-[18px] -rotate-90"
        aria-hidden
        fill="none"
        strokeWidth="2.5"
      >
        <circle cx="9" cy="9" r="7" className="stroke-line" />
        <circle
          cx="9"
          cy="9"
          r="7"
          className="stroke-accent"
          strokeDasharray={length}
          strokeDashoffset={length * (1 - Math.min(1, remaining / total))}
        />
      </svg>
      {(remaining / 1000).toFixed(1)} s
    </span>
  );
}
