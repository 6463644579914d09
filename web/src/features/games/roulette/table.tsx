import { type KeyboardEvent, useRef, useState } from 'react';
import { format, type Money } from '~/shared/money/money';
import { CELLS, type Cell, step } from './grid';
import { type Chip, colourOf, covers, keyOf, labelOf, paysToOne, type Spot } from './layout';

interface Props {
  chips: readonly Chip[];
  pocket: number | null;
  disabled: boolean;
  onLay: (spot: Spot) => void;
  onTake: (spot: Spot) => void;
}

/** The table: one stop of the tab key, arrows within, Enter lays a chip, Delete takes it back. */
export function RouletteTable({ chips, pocket, disabled, onLay, onTake }: Props) {
  const [active, setActive] = useState(0);
  const table = useRef<HTMLDivElement>(null);
  const amounts = new Map(chips.map((chip) => [keyOf(chip), chip.amount]));

  const onKeyDown = (event: KeyboardEvent) => {
    const cell = CELLS[active];
    if (event.key === 'Delete' || event.key === 'Backspace') {
      if (cell && !disabled) onTake(cell.spot);
      return;
    }
    const next = step(active, event.key);
    if (next === active) return;
    event.preventDefault();
    setActive(next);
    table.current?.querySelectorAll<HTMLElement>('button')[next]?.focus();
  };

  return (
    <div
      ref={table}
      role="group"
      aria-label="Roulette table. Arrow keys move, Enter lays a chip, Delete takes it back."
      className="grid grid-cols-3 gap-1 max-sm:[direction:ltr] sm:grid-cols-[44px_repeat(12,minmax(0,1fr))_52px] sm:grid-rows-[repeat(3,46px)_40px_40px]"
    >
      {CELLS.map((cell, index) => (
        <SpotButton
          key={keyOf(cell.spot)}
          cell={cell}
          amount={amounts.get(keyOf(cell.spot)) ?? null}
          isWinner={pocket !== null && covers(cell.spot, pocket)}
          isActive={index === active}
          disabled={disabled}
          onKeyDown={onKeyDown}
          onFocus={() => setActive(index)}
          onLay={() => onLay(cell.spot)}
          onTake={() => onTake(cell.spot)}
        />
      ))}
    </div>
  );
}

interface SpotProps {
  cell: Cell;
  amount: Money | null;
  isWinner: boolean;
  isActive: boolean;
  disabled: boolean;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: () => void;
  onLay: () => void;
  onTake: () => void;
}

const FELT = {
  red: 'bg-pocket-red text-white border-pocket-line',
  black: 'bg-pocket-black text-white border-pocket-line',
  green: 'bg-pocket-green text-white border-pocket-line',
};

function lookOf({ bet, numbers }: Spot): string {
  if (bet === 'straight') return FELT[colourOf(numbers[0] ?? 0)];
  if (bet === 'red' || bet === 'black') return FELT[bet];
  return 'bg-s2 text-text border-control';
}

/** The label, with what is written on the cell in it, for those who speak what they see. */
function nameOf({ spot, text }: Cell): string {
  const label = labelOf(spot);
  return label.includes(text) ? label : `${text}, ${label}`;
}

/** On phones three columns of numbers, top to bottom; on larger screens the table as it lies. */
const PLACES: Record<string, string> = {
  'straight 0': 'max-sm:col-span-3',
};

function SpotButton(props: SpotProps) {
  const { cell, amount, isWinner, isActive, disabled, onLay, onTake } = props;
  const { spot, text, row, column, rows, columns } = cell;
  const laid = amount === null ? '' : `, ${format(amount)} credits on it`;
  return (
    <button
      type="button"
      tabIndex={isActive ? 0 : -1}
      aria-disabled={disabled}
      aria-label={`${nameOf(cell)}, pays ${paysToOne(spot)} to 1${laid}`}
      style={
        {
          '--cell': `${row} / ${column} / span ${rows} / span ${columns}`,
          '--order': orderOnPhones(cell),
        } as React.CSSProperties
      }
      onKeyDown={props.onKeyDown}
      onFocus={props.onFocus}
      onClick={(event) => {
        if (disabled) return;
        if (event.shiftKey) onTake();
        else onLay();
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        if (!disabled) onTake();
      }}
      className={`num relative flex min-h-11 items-center justify-center rounded-sm border text-sm font-bold enabled:hover:brightness-125 max-sm:order-(--order) sm:min-h-0 sm:[grid-area:var(--cell)] ${lookOf(spot)} ${PLACES[keyOf(spot)] ?? ''} ${isWinner ? 'shadow-[inset_0_0_0_3px_#ffe08a]' : ''}`}
    >
      {text}
      {amount !== null && (
        <span
          aria-hidden
          className="num absolute -top-1.5 -right-1.5 z-10 flex h-6 min-w-6 items-center justify-center rounded-full border-2 border-dashed border-card-ink bg-card px-1 text-xs font-bold text-card-ink"
        >
          {format(amount).replace('.00', '')}
        </span>
      )}
    </button>
  );
}

/** Numbers in rows of three, then columns, dozens and even chances. */
function orderOnPhones({ spot }: Cell): number {
  const first = spot.numbers[0] ?? 0;
  if (spot.bet === 'straight') return first;
  if (spot.bet === 'column') return 40 + first;
  if (spot.bet === 'dozen') return 50 + first;
  return 60;
}
