import { useState } from 'react';
import { LINES, STOPS, STRIPS, type Win } from './strips';
import { SymbolArt } from './symbols';

interface Props {
  /** Where the reels stopped; null while nothing is known. */
  stops: readonly number[] | null;
  spin: string | null;
  wins: readonly Win[];
  /** Lines may be shown only once the reels rest. */
  isRevealed: boolean;
  revealMs: number;
}

/** How often a strip is drawn, one below the other: turns to run through, and the rest position. */
const TURNS = 3;
const STAGGER_MS = 250;

/** Where the reels stand before the first spin: three symbols that have nothing in common. */
const NEUTRAL = [5, 17, 20] as const;

/** The three reels. The strip that runs by is the real one, in its order. */
export function Reels({ stops, spin, wins, isRevealed, revealMs }: Props) {
  const [shown, setShown] = useState<{
    spin: string | null;
    turn: number;
    from: readonly number[];
  }>({
    spin: null,
    turn: 0,
    from: NEUTRAL,
  });
  if (stops && spin !== shown.spin) setShown({ spin, turn: shown.turn + 1, from: stops });
  const rest = stops ?? shown.from;
  return (
    <div aria-hidden className="relative h-full max-h-[380px] aspect-[3/2.6] max-w-full p-3">
      <div
        className={`grid h-full grid-cols-3 gap-2 [container-type:size] ${spin === null && shown.turn === 0 ? 'opacity-35' : ''}`}
      >
        {STRIPS.map((_, reel) => (
          <Reel
            key={reel}
            reel={reel}
            stop={rest[reel] ?? 0}
            spun={spin !== null}
            turn={shown.turn}
            ms={revealMs - (2 - reel) * STAGGER_MS}
          />
        ))}
      </div>
      {isRevealed && <WinLines wins={wins} />}
    </div>
  );
}

interface ReelProps {
  reel: number;
  stop: number;
  spun: boolean;
  turn: number;
  ms: number;
}

/**
 * The strip is laid out TURNS times. Each spin starts a turn further down than it ends, so that it
 * runs through whole turns; the animation begins anew with the key.
 */
function Reel({ reel, stop, spun, turn, ms }: ReelProps) {
  const strip = STRIPS[reel] ?? [];
  const cells = Array.from(
    { length: TURNS * STOPS + 3 },
    (_, at) => strip[(at + STOPS - 1) % STOPS],
  );
  const end = -(stop * 100) / cells.length;
  const start = end - ((TURNS - 1) * STOPS * 100) / cells.length;
  return (
    <div
      className="relative overflow-hidden rounded-md bg-card forced-color-adjust-none shadow-[0_0_0_1px_var(--control)]"
      data-reel={reel}
      data-stop={stop}
    >
      <div
        key={turn}
        className={spun ? 'reel-run' : ''}
        style={
          {
            transform: `translateY(${end}%)`,
            '--reel-from': `translateY(${start}%)`,
            '--reel-ms': `${ms}ms`,
          } as React.CSSProperties
        }
      >
        {cells.map((symbol, at) => (
          <div
            key={at}
            className="flex h-[calc(100cqh/3)] w-full items-center justify-center border-b border-card-ink/10"
          >
            {symbol && <SymbolArt symbol={symbol} className="h-[72%]" />}
          </div>
        ))}
      </div>
      <div className="pointer-events-none absolute inset-0 shadow-[inset_0_14px_18px_-12px_rgb(0_0_0/.55),inset_0_-14px_18px_-12px_rgb(0_0_0/.55)]" />
    </div>
  );
}

const X = [16.7, 50, 83.3];
const Y = [16.7, 50, 83.3];

function WinLines({ wins }: { wins: readonly Win[] }) {
  return (
    <svg
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      className="pointer-events-none absolute inset-3 h-[calc(100%-24px)] w-[calc(100%-24px)]"
    >
      {wins.map(({ line, run }) => {
        const rows = LINES[line - 1] ?? [1, 1, 1];
        const points = rows
          .slice(0, Math.max(run, 1))
          .map((row, reel) => `${X[reel] ?? 0} ${Y[row] ?? 0}`);
        const path =
          run === 1 ? `M2 ${Y[rows[0]] ?? 0} L${points[0] ?? ''}` : `M${points.join(' L')}`;
        return (
          <path
            key={line}
            d={path}
            data-win-line={line}
            fill="none"
            stroke="#0b6b4c"
            strokeWidth="5"
            strokeLinecap="round"
            vectorEffect="non-scaling-stroke"
          />
        );
      })}
    </svg>
  );
}
