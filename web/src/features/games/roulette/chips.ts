/** The chips on the table, as a pure reducer: lay, take, undo, clear, repeat. */

import { type Money, moneyFromMinor } from '~/shared/money/money';
import { type Chip, keyOf, type Spot, total } from './layout';

export const CHIPS_MAX = 64;

export interface Laid {
  chips: readonly Chip[];
  /** What was there before each change, for undoing. */
  before: readonly (readonly Chip[])[];
}

export type LaidEvent =
  /** `max` is the most that a bet may be; null where it is not known, and not judged here. */
  | { type: 'lay'; spot: Spot; amount: Money; max: Money | null }
  | { type: 'take'; spot: Spot }
  | { type: 'undo' }
  | { type: 'clear' };

export const NONE_LAID: Laid = { chips: [], before: [] };

const UNDO_MAX = 50;

export function reduceLaid(laid: Laid, event: LaidEvent): Laid {
  switch (event.type) {
    case 'lay': {
      const next = lay(laid.chips, event.spot, event.amount);
      const isTooMuch = event.max !== null && total(next) > event.max;
      return isTooMuch || next.length > CHIPS_MAX ? laid : changed(laid, next);
    }
    case 'take': {
      const key = keyOf(event.spot);
      const next = laid.chips.filter((chip) => keyOf(chip) !== key);
      return next.length === laid.chips.length ? laid : changed(laid, next);
    }
    case 'undo': {
      const last = laid.before.at(-1);
      return last ? { chips: last, before: laid.before.slice(0, -1) } : laid;
    }
    case 'clear':
      return laid.chips.length === 0 ? laid : changed(laid, []);
  }
}

const changed = (laid: Laid, chips: readonly Chip[]): Laid => ({
  chips,
  before: [...laid.before, laid.chips].slice(-UNDO_MAX),
});

/** Chips on one spot are one chip of their sum. */
function lay(chips: readonly Chip[], spot: Spot, amount: Money): Chip[] {
  const key = keyOf(spot);
  const at = chips.findIndex((chip) => keyOf(chip) === key);
  if (at < 0) return [...chips, { ...spot, amount }];
  return chips.map((chip, index) =>
    index === at ? { ...chip, amount: moneyFromMinor(chip.amount + amount) } : chip,
  );
}

/** What a request says of them. */
export const selectionOf = (chips: readonly Chip[]) => ({
  chips: chips.map(({ bet, numbers, amount }) => ({
    bet,
    ...(numbers.length > 0 && { numbers: [...numbers] }),
    amount: amount / 100,
  })),
});
