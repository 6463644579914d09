import { useEffect, useRef, useState } from 'react';
import { Button } from '~/components/ui/button';
import { announce } from '~/shared/a11y/announcer';
import { format, type Money } from '~/shared/money/money';
import { type Chip, inWords, keyOf, labelOf, paysToOne, type Spot } from './layout';
import { LINES } from './lines';

const KINDS = [
  { bet: 'split', label: 'Split' },
  { bet: 'street', label: 'Street' },
  { bet: 'corner', label: 'Corner' },
  { bet: 'six_line', label: 'Six line' },
] as const;

const SPOTS = LINES.map(({ spot }) => spot);
const ofKind = (bet: string) => SPOTS.filter((spot) => spot.bet === bet);

const FIELD =
  'min-h-10 w-full min-w-0 rounded-md border border-control bg-s2 px-3 text-base text-text [color-scheme:inherit]';

interface Props {
  chips: readonly Chip[];
  amount: Money;
  disabled: boolean;
  onLay: (spot: Spot) => void;
  onTake: (spot: Spot) => void;
}

/** The lines of the table as two lists, for whoever would rather choose than aim. */
export function OtherBets({ chips, amount, disabled, onLay, onTake }: Props) {
  const [spot, setSpot] = useState<Spot>(() => ofKind('split')[0] ?? { bet: '', numbers: [] });
  const laid = chips.find((chip) => keyOf(chip) === keyOf(spot));
  const choose = (next: Spot | undefined) => {
    if (next) setSpot(next);
  };
  const words = `${labelOf(spot)}, pays ${paysToOne(spot)} to 1${
    laid ? `, ${format(laid.amount)} credits on it` : ''
  }.`;
  // What stands here when the page opens is read in its place.
  const said = useRef(words);
  useEffect(() => {
    if (said.current === words) return;
    said.current = words;
    announce(words);
  }, [words]);
  return (
    <fieldset className="mt-4 border-t border-line pt-3">
      <legend className="sr-only">Other bets</legend>
      <p aria-hidden className="mb-2 font-medium">
        Other bets
      </p>
      <div className="grid grid-cols-2 items-end gap-2 sm:grid-cols-[140px_minmax(0,1fr)_auto_auto]">
        <label className="flex flex-col gap-1 text-sm font-medium text-text-2">
          Kind
          <select
            className={FIELD}
            value={spot.bet}
            onChange={(event) => choose(ofKind(event.target.value)[0])}
          >
            {KINDS.map(({ bet, label }) => (
              <option key={bet} value={bet}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label className="flex flex-col gap-1 text-sm font-medium text-text-2">
          Numbers
          <select
            className={`${FIELD} num`}
            value={keyOf(spot)}
            onChange={(event) => choose(SPOTS.find((one) => keyOf(one) === event.target.value))}
          >
            {ofKind(spot.bet).map((one) => (
              <option key={keyOf(one)} value={keyOf(one)}>
                {inWords(one.numbers)}
              </option>
            ))}
          </select>
        </label>
        <Button disabled={disabled} onClick={() => onLay(spot)}>
          Lay {format(amount)}
        </Button>
        <Button disabled={disabled || !laid} onClick={() => onTake(spot)}>
          Take back
        </Button>
      </div>
      <p className="num mt-2 min-h-5 text-sm text-text-2" data-testid="other-bet">
        {words}
      </p>
    </fieldset>
  );
}
