import { type Call, chanceText, placeOf, rollText, winners } from './scene';

interface Props {
  call: Call;
  /** What was rolled; null while nothing is known. */
  roll: number | null;
  spin: string | null;
  isRevealed: boolean;
  revealMs: number;
}

const percent = (share: number) => `${(share * 100).toFixed(3)}%`;

/** The numbers from 0 to 9999 as a scale, those that win, and where the roll lies. */
export function DiceScale({ call, roll, spin, isRevealed, revealMs }: Props) {
  const { first, last } = winners(call);
  const won = roll !== null && roll >= first && roll <= last;
  return (
    <div
      aria-hidden
      className="flex w-full max-w-[760px] flex-col items-center gap-10 px-6 sm:px-10"
    >
      <p
        data-roll={isRevealed ? roll : undefined}
        className={`num font-mono text-4xl font-bold tracking-[0.12em] ${isRevealed ? (won ? 'text-win' : 'text-text') : 'text-muted'}`}
      >
        {isRevealed && roll !== null ? rollText(roll) : '––––'}
      </p>
      <div className="w-full">
        <div className="relative h-14">
          <div className="absolute inset-x-0 top-5 h-4 rounded-full border border-control bg-s3" />
          <div
            className="absolute top-5 h-4 rounded-full bg-view forced-colors:bg-[Highlight]"
            style={{ left: percent(first / 10_000), width: percent((last - first + 1) / 10_000) }}
          />
          {roll !== null && (
            <div
              key={spin}
              data-place={placeOf(roll)}
              className="dice-run absolute top-0 -ml-[9px] flex w-[18px] flex-col items-center"
              style={
                {
                  left: percent(placeOf(roll)),
                  '--dice-ms': `${revealMs}ms`,
                } as React.CSSProperties
              }
            >
              <svg viewBox="0 0 18 56" className="h-14">
                <path
                  d="M9 52V18M2 2h14v9l-7 8-7-8Z"
                  className="fill-text stroke-text"
                  strokeWidth="2.5"
                />
              </svg>
            </div>
          )}
        </div>
        <div className="num mt-1 flex justify-between text-sm text-text-2">
          <span>0000</span>
          <span>
            {chanceText(call.chanceBp)} % {call.direction}
          </span>
          <span>9999</span>
        </div>
      </div>
    </div>
  );
}
