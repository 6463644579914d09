/** The table's layout as a grid of spots: three rows of numbers, columns, dozens, even chances. */

import type { Spot } from './layout';

export interface Cell {
  spot: Spot;
  text: string;
  /** Where the cell stands: first row and column (from 1), and how many columns it takes. */
  row: number;
  column: number;
  rows: number;
  columns: number;
}

const cell = (
  bet: string,
  numbers: number[],
  text: string,
  [row, column, rows, columns]: [number, number, number, number],
): Cell => ({ spot: { bet, numbers }, text, row, column, rows, columns });

const street = (number: number) => Math.ceil(number / 3);

const numbers = Array.from({ length: 36 }, (_, index) => index + 1).map((number) =>
  cell('straight', [number], String(number), [3 - ((number - 1) % 3), street(number) + 1, 1, 1]),
);

const columns = [1, 2, 3].map((column) => cell('column', [column], '2:1', [4 - column, 14, 1, 1]));

const dozens = ['1st 12', '2nd 12', '3rd 12'].map((text, index) =>
  cell('dozen', [index + 1], text, [4, 2 + 4 * index, 1, 4]),
);

const chances = [
  ['low', '1–18'],
  ['even', 'Even'],
  ['red', 'Red'],
  ['black', 'Black'],
  ['odd', 'Odd'],
  ['high', '19–36'],
].map(([bet = '', text = ''], index) => cell(bet, [], text, [5, 2 + 2 * index, 1, 2]));

/** In reading order. */
export const CELLS: readonly Cell[] = [
  cell('straight', [0], '0', [1, 1, 3, 1]),
  ...numbers,
  ...columns,
  ...dozens,
  ...chances,
].sort((a, b) => a.row - b.row || a.column - b.column);

export const GRID_ROWS = 5;

/** The cell that covers a place of the grid. */
const at = (row: number, column: number): number =>
  CELLS.findIndex(
    (one) =>
      row >= one.row &&
      row < one.row + one.rows &&
      column >= one.column &&
      column < one.column + one.columns,
  );

const STEPS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Which cell an arrow key leads to; the same one at an edge. */
export function step(from: number, key: string): number {
  const move = STEPS[key];
  const start = CELLS[from];
  if (!move || !start) return from;
  const [down, right] = move;
  let row = down > 0 ? start.row + start.rows - 1 : start.row;
  let column = right > 0 ? start.column + start.columns - 1 : start.column;
  for (;;) {
    row += down;
    column += right;
    if (row < 1 || row > GRID_ROWS || column < 1 || column > 14) return from;
    const next = at(row, column);
    if (next >= 0 && next !== from) return next;
  }
}
