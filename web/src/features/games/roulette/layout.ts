/** The roulette layout and its spots. The server's word decides; this is for drawing and adding up. */

import { type Money, moneyFromMinor, share, ZERO } from '~/shared/money/money';

/** The pockets around a European wheel, clockwise from zero. */
export const WHEEL = [
  0, 32, 15, 19, 4, 21, 2, 25, 17, 34, 6, 27, 13, 36, 11, 30, 8, 23, 10, 5, 24, 16, 33, 1, 20, 14,
  31, 9, 22, 18, 29, 7, 28, 12, 35, 3, 26,
] as const;

const RED = new Set([1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36]);

export type Colour = 'red' | 'black' | 'green';

export const colourOf = (pocket: number): Colour =>
  pocket === 0 ? 'green' : RED.has(pocket) ? 'red' : 'black';

/** A spot by its name in requests, and the numbers that go with it. */
export interface Spot {
  bet: string;
  numbers: readonly number[];
}

export interface Chip extends Spot {
  amount: Money;
}

export const keyOf = (spot: Spot): string => [spot.bet, ...spot.numbers].join(' ');

/** What a win pays to one, by the name of the bet: the server's `pays_to_one`. */
export const PAYS: Record<string, number> = {
  straight: 35,
  split: 17,
  street: 11,
  corner: 8,
  six_line: 5,
  dozen: 2,
  column: 2,
  red: 1,
  black: 1,
  odd: 1,
  even: 1,
  low: 1,
  high: 1,
};

/** What a win pays to one, besides the stake. */
export const paysToOne = (spot: Spot): number => PAYS[spot.bet] ?? 0;

export function covers(spot: Spot, pocket: number): boolean {
  const first = spot.numbers[0] ?? -1;
  switch (spot.bet) {
    case 'dozen':
      return pocket > 0 && Math.ceil(pocket / 12) === first;
    case 'column':
      return pocket > 0 && ((pocket - 1) % 3) + 1 === first;
    case 'red':
    case 'black':
      return colourOf(pocket) === spot.bet;
    case 'odd':
      return pocket % 2 === 1;
    case 'even':
      return pocket > 0 && pocket % 2 === 0;
    case 'low':
      return pocket >= 1 && pocket <= 18;
    case 'high':
      return pocket >= 19;
    default:
      return spot.numbers.includes(pocket);
  }
}

const LABELS: Record<string, string> = {
  red: 'Red',
  black: 'Black',
  odd: 'Odd',
  even: 'Even',
  low: '1 to 18',
  high: '19 to 36',
};

export function labelOf(spot: Spot): string {
  const { bet, numbers } = spot;
  const first = numbers[0] ?? 0;
  if (bet === 'straight') return `Straight up ${first}`;
  if (bet === 'dozen') return `${['First', 'Second', 'Third'][first - 1] ?? ''} dozen`;
  if (bet === 'column') return `${['First', 'Second', 'Third'][first - 1] ?? ''} column`;
  if (bet === 'six_line') return `Six line ${first} to ${numbers.at(-1) ?? ''}`;
  const inside = bet.charAt(0).toUpperCase() + bet.slice(1);
  return LABELS[bet] ?? `${inside} ${inWords(numbers)}`;
}

/** 17 and 20; 1, 2, 4 and 5. */
export const inWords = (numbers: readonly number[]): string =>
  [numbers.slice(0, -1).join(', '), numbers.at(-1)].filter((part) => part !== '').join(' and ');

export const total = (chips: readonly Chip[]): Money =>
  chips.reduce((sum, chip) => moneyFromMinor(sum + chip.amount), ZERO);

/** What `chips` pay back, stakes of winners included, when the ball falls into `pocket`. */
export function payout(chips: readonly Chip[], pocket: number): Money {
  return chips
    .filter((chip) => covers(chip, pocket))
    .reduce((sum, chip) => moneyFromMinor(sum + share(chip.amount, paysToOne(chip) + 1, 1)), ZERO);
}

export const mostPaid = (chips: readonly Chip[]): Money =>
  WHEEL.map((pocket) => payout(chips, pocket)).reduce((a, b) => (b > a ? b : a), ZERO);
