import { type KeyboardEvent, useRef, useState } from 'react';
import { type Drawing, halfStep, PLACES, step } from './grid';
import { type Chip, covers, keyOf, type Spot } from './layout';
import { SpotButton } from './spot-button';

interface Props {
  chips: readonly Chip[];
  pocket: number | null;
  disabled: boolean;
  onLay: (spot: Spot) => void;
  onTake: (spot: Spot) => void;
}

/**
 * The table: one stop of the tab key, arrows within, Enter lays a chip, Delete takes it back.
 * Arrows go from cell to cell, with Shift onto the line between, and from a line half a step on.
 */
export function RouletteTable({ chips, pocket, disabled, onLay, onTake }: Props) {
  const [active, setActive] = useState(0);
  const [pointed, setPointed] = useState<Spot | null>(null);
  const [isFocused, setFocused] = useState(false);
  const table = useRef<HTMLDivElement>(null);
  const amounts = new Map(chips.map((chip) => [keyOf(chip), chip.amount]));
  const here = PLACES[active];
  const meant = pointed ?? (isFocused && here?.isLine ? here.spot : null);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Delete' || event.key === 'Backspace') {
      if (here && !disabled) onTake(here.spot);
      return;
    }
    const go = event.shiftKey ? halfStep : step;
    const next = go(active, event.key, drawingOf(table.current));
    if (next === active) return;
    event.preventDefault();
    setPointed(null);
    setActive(next);
    table.current?.querySelectorAll<HTMLElement>('button')[next]?.focus();
  };

  return (
    <div className="@container">
      <div
        ref={table}
        role="group"
        aria-label="Roulette table. Arrow keys move, with Shift onto a line, Enter lays a chip, Delete takes it back."
        className="mx-auto grid max-w-[460px] grid-cols-3 grid-rows-[44px_repeat(12,60px)_repeat(4,44px)] gap-1 pl-4 @min-[720px]:max-w-none @min-[720px]:grid-cols-[44px_repeat(12,minmax(0,1fr))_52px] @min-[720px]:grid-rows-[repeat(3,60px)_44px_44px] @min-[720px]:pl-0"
      >
        {PLACES.map((place, index) => {
          const { spot, isLine } = place;
          return (
            <SpotButton
              key={keyOf(spot)}
              place={place}
              amount={amounts.get(keyOf(spot)) ?? null}
              isWinner={pocket !== null && covers(spot, pocket)}
              isMeant={meant !== null && !isLine && isAmong(spot, meant)}
              isActive={index === active}
              disabled={disabled}
              onKeyDown={onKeyDown}
              onFocus={() => {
                setActive(index);
                setFocused(true);
              }}
              onBlur={() => setFocused(false)}
              onPoint={setPointed}
              onLay={() => onLay(spot)}
              onTake={() => onTake(spot)}
            />
          );
        })}
      </div>
    </div>
  );
}

const isAmong = ({ bet, numbers }: Spot, line: Spot) =>
  bet === 'straight' && line.numbers.includes(numbers[0] ?? -1);

/** Which drawing the width has led to: standing has three columns. */
function drawingOf(table: HTMLElement | null): Drawing {
  if (!table) return 'lying';
  return getComputedStyle(table).gridTemplateColumns.split(' ').length > 3 ? 'lying' : 'standing';
}
