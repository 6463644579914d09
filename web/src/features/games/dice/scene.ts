/** Dice on a scale: which numbers win, what they pay, where the roll lies. All of it arithmetic. */

import { type Money, share } from '~/shared/money/money';

export type Direction = 'over' | 'under';

export interface Call {
  direction: Direction;
  /** How many of the 10000 numbers win. */
  chanceBp: number;
}

export const NUMBERS = 10_000;
export const CHANCE_BP_MIN = 100;
export const CHANCE_BP_MAX = 9_500;

/** The numbers that win, from the first to the last. */
export function winners({ direction, chanceBp }: Call): { first: number; last: number } {
  return direction === 'over'
    ? { first: NUMBERS - chanceBp, last: NUMBERS - 1 }
    : { first: 0, last: chanceBp - 1 };
}

/** What a win pays back, the stake included: 9900 ÷ chance times the stake, rounded down. */
export const pays = (stake: Money, { chanceBp }: Call): Money => share(stake, 9_900, chanceBp);

/** Where on the scale a roll lies, from 0 to 1. */
export const placeOf = (roll: number): number => (roll + 0.5) / NUMBERS;

export const chanceText = (bp: number): string => (bp / 100).toFixed(2);

/** Four digits, as a roll is written. */
export const rollText = (roll: number): string => String(roll).padStart(4, '0');
