/**
 * The spots on the lines between numbers: splits, streets, corners and six lines, where they lie.
 *
 * Places are in half-steps of the table: `along` it from zero (0) to the last street (12), and
 * `across` a street from its lowest number (1) to its highest (3). A half is a line, and 0.5
 * across is the table's outer edge. Both drawings of the table are made of these two.
 */

import type { Spot } from './layout';

export interface Line {
  spot: Spot;
  along: number;
  across: number;
}

const STREETS = 12;

const numberAt = (along: number, across: number) => (along === 0 ? 0 : 3 * (along - 1) + across);

/** What a line is by how many numbers meet on it. */
const NAMES: Record<number, string> = {
  2: 'split',
  3: 'street',
  4: 'corner',
  6: 'six_line',
};

const isWhole = (place: number) => place % 1 === 0;

/** The numbers that touch a line; at the outer edge, all of the streets that end there. */
function touching(along: number, across: number): number[] {
  const streets = isWhole(along) ? [along] : [along - 0.5, along + 0.5];
  const rows = across === 0.5 ? [1, 2, 3] : [Math.floor(across), Math.ceil(across)];
  const all = streets.flatMap((street) => rows.map((row) => numberAt(street, row)));
  return [...new Set(all)].sort((a, b) => a - b);
}

/** In reading order along the table, zero first. */
export const LINES: readonly Line[] = Array.from({ length: 2 * STREETS }, (_, half) =>
  [0.5, 1, 1.5, 2, 2.5, 3].map((across) => ({ along: (half + 1) / 2, across })),
)
  .flat()
  .filter(({ along, across }) => !(isWhole(along) && isWhole(across)))
  .map(({ along, across }) => {
    const numbers = touching(along, across);
    return { spot: { bet: NAMES[numbers.length] ?? '', numbers }, along, across };
  });
