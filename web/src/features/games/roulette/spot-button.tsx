import type { CSSProperties, KeyboardEvent } from 'react';
import { format, type Money } from '~/shared/money/money';
import type { Area, Place } from './grid';
import { colourOf, keyOf, labelOf, paysToOne, type Spot } from './layout';

interface Props {
  place: Place;
  amount: Money | null;
  isWinner: boolean;
  /** Covered by the line that is pointed at. */
  isMeant: boolean;
  isActive: boolean;
  disabled: boolean;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: () => void;
  onBlur: () => void;
  onPoint: (spot: Spot | null) => void;
  onLay: () => void;
  onTake: () => void;
}

/** A spot of the table that takes chips. */
export function SpotButton(props: Props) {
  const { place, amount, disabled, onLay, onTake, onPoint } = props;
  const { spot, text, isLine } = place;
  const laid = amount === null ? '' : `, ${format(amount)} credits on it`;
  return (
    <button
      type="button"
      tabIndex={props.isActive ? 0 : -1}
      aria-disabled={disabled}
      aria-label={`${nameOf(place)}, pays ${paysToOne(spot)} to 1${laid}`}
      data-spot={keyOf(spot)}
      style={{ ...placed('lying', place.lying), ...placed('standing', place.standing) }}
      onKeyDown={props.onKeyDown}
      onFocus={props.onFocus}
      onBlur={props.onBlur}
      onPointerEnter={() => onPoint(isLine ? spot : null)}
      onPointerLeave={() => onPoint(null)}
      onClick={(event) => {
        if (disabled) return;
        if (event.shiftKey) onTake();
        else onLay();
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        if (!disabled) onTake();
      }}
      className={`table-spot num group relative flex items-center justify-center text-sm font-bold ${isLine ? LINE : cellLook(props)}`}
    >
      {isLine ? (
        <span
          aria-hidden
          className="size-1.5 rounded-full bg-card opacity-60 forced-color-adjust-none shadow-[0_0_0_1px_var(--color-card-ink)] group-hover:opacity-100 group-focus-visible:opacity-100"
        />
      ) : (
        text
      )}
      {amount !== null && <ChipOn amount={amount} isLine={isLine} isWinner={props.isWinner} />}
    </button>
  );
}

/** Lies across the line, over the cells. Fingers get more of it than a mouse needs. */
const LINE = 'z-10 size-8 rounded-full @min-[720px]:size-6 pointer-coarse:size-8';

/** Red and black are what these cells mean, so no other colour may take their place. */
const FELT = {
  red: 'bg-pocket-red text-white border-pocket-line forced-color-adjust-none',
  black: 'bg-pocket-black text-white border-pocket-line forced-color-adjust-none',
  green: 'bg-pocket-green text-white border-pocket-line forced-color-adjust-none',
};

function cellLook({ place: { spot, lying }, isWinner, isMeant }: Props): string {
  const mark = isWinner
    ? `${isPocketColoured(spot) ? 'shadow-[inset_0_0_0_3px_#ffe08a]' : 'shadow-[inset_0_0_0_3px_var(--focus)]'} forced-framed`
    : isMeant
      ? 'shadow-[inset_0_0_0_2px_#ffffff] forced-colors:border-2 forced-colors:border-[Highlight]'
      : '';
  const flow = lying.columns > 1 ? 'gap-2' : 'flex-col';
  return `rounded-sm border enabled:hover:brightness-125 ${flow} ${feltOf(spot)} ${mark}`;
}

/** Those are the same by day and by night; the others have the colours of the theme. */
const isPocketColoured = ({ bet }: Spot): boolean =>
  bet === 'straight' || bet === 'red' || bet === 'black';

function feltOf({ bet, numbers }: Spot): string {
  if (bet === 'straight') return FELT[colourOf(numbers[0] ?? 0)];
  if (bet === 'red' || bet === 'black') return FELT[bet];
  return 'bg-s2 text-text border-control';
}

/** The label, with what is written on the cell in it, for those who speak what they see. */
function nameOf({ spot, text }: Place): string {
  const label = labelOf(spot);
  return label.includes(text) ? label : `${text}, ${label}`;
}

/** In the middle of its spot, so that it is never taken for a bet on the spot beside it. */
function ChipOn({
  amount,
  isLine,
  isWinner,
}: {
  amount: Money;
  isLine: boolean;
  isWinner: boolean;
}) {
  const where = isLine ? 'absolute top-1/2 left-1/2 -translate-1/2' : '';
  const mark =
    isLine && isWinner
      ? 'shadow-[0_0_0_3px_#ffe08a] forced-framed'
      : 'shadow-[0_0_0_1px_var(--color-card-ink)]';
  return (
    <span
      aria-hidden
      className={`num pointer-events-none flex h-6 min-w-6 items-center justify-center rounded-full border-2 border-dashed border-card-ink bg-card px-0.5 text-xs font-bold text-card-ink ${where} ${mark}`}
    >
      {format(amount).replace('.00', '').replace(',', '')}
    </span>
  );
}

const PAST_THE_LINE = 'calc(50% + 2px)';

/**
 * Where a drawing has it, for `table-spot`. A cell fills its area; a line is at the end of the cell
 * before it, and pushed by half of itself and half of the gap. At the table's left edge no cell is
 * before it.
 */
function placed(
  drawing: 'lying' | 'standing',
  { row, column, rows, columns }: Area,
): CSSProperties {
  const [onRow, onColumn] = [row % 1 !== 0, column % 1 !== 0];
  const isAtEdge = column < 1;
  const [down, right] = [
    onRow ? PAST_THE_LINE : '0px',
    isAtEdge ? `calc(-50% - 2px)` : onColumn ? PAST_THE_LINE : '0px',
  ];
  const area = `${Math.floor(row)} / ${Math.max(1, Math.floor(column))} / span ${rows || 1} / span ${columns || 1}`;
  const isLine = rows === 0;
  const side = isAtEdge ? 'start' : onColumn ? 'end' : 'center';
  return {
    [`--${drawing}-area`]: area,
    [`--${drawing}-self`]: isLine ? `${onRow ? 'end' : 'center'} ${side}` : 'stretch',
    [`--${drawing}-push`]: `${right} ${down}`,
  } as CSSProperties;
}
