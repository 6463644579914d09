/**
 * The table as a grid of spots, drawn in two ways: lying, as it does in a casino, and standing, for
 * narrow screens. A cell is a number or a bet beside the numbers; a line is between numbers.
 */

import { keyOf, type Spot } from './layout';
import { LINES } from './lines';

export type Drawing = 'lying' | 'standing';

/** First row and column (from 1), and how many of each. A line's are halves, and it has no size. */
export interface Area {
  row: number;
  column: number;
  rows: number;
  columns: number;
}

export interface Place {
  spot: Spot;
  /** What is written on it; nothing on a line. */
  text: string;
  isLine: boolean;
  lying: Area;
  standing: Area;
}

const area = (row: number, column: number, rows = 1, columns = 1): Area => ({
  row,
  column,
  rows,
  columns,
});

const cell = (bet: string, on: number[], text: string, lying: Area, standing: Area): Place => ({
  spot: { bet, numbers: on },
  text,
  isLine: false,
  lying,
  standing,
});

/** Where a place of the numbers is: `along` the table, `across` a street. */
const lyingAt = (along: number, across: number) => area(4 - across, along + 1);
const standingAt = (along: number, across: number) => area(along + 1, across);

const numbers = Array.from({ length: 36 }, (_, index) => index + 1).map((number) => {
  const [along, across] = [Math.ceil(number / 3), ((number - 1) % 3) + 1];
  const text = String(number);
  return cell('straight', [number], text, lyingAt(along, across), standingAt(along, across));
});

const columns = [1, 2, 3].map((column) =>
  cell('column', [column], '2:1', lyingAt(13, column), standingAt(13, column)),
);

const dozens = ['1st 12', '2nd 12', '3rd 12'].map((text, index) =>
  cell('dozen', [index + 1], text, area(4, 2 + 4 * index, 1, 4), area(15, index + 1)),
);

const CHANCES: readonly (readonly [string, string])[] = [
  ['low', '1–18'],
  ['even', 'Even'],
  ['red', 'Red'],
  ['black', 'Black'],
  ['odd', 'Odd'],
  ['high', '19–36'],
];

const chances = CHANCES.map(([bet, text], index) => {
  const standing = area(16 + Math.floor(index / 3), 1 + (index % 3));
  return cell(bet, [], text, area(5, 2 + 2 * index, 1, 2), standing);
});

/** In reading order of the lying table. */
export const CELLS: readonly Place[] = [
  cell('straight', [0], '0', area(1, 1, 3, 1), area(1, 1, 1, 3)),
  ...numbers,
  ...columns,
  ...dozens,
  ...chances,
].sort((a, b) => a.lying.row - b.lying.row || a.lying.column - b.lying.column);

/** Every spot there is: the cells, then the lines. */
export const PLACES: readonly Place[] = [
  ...CELLS,
  ...LINES.map(({ spot, along, across }) => ({
    spot,
    text: '',
    isLine: true,
    lying: { ...lyingAt(along, across), rows: 0, columns: 0 },
    standing: { ...standingAt(along, across), rows: 0, columns: 0 },
  })),
];

const EXTENT = { lying: [5, 14], standing: [17, 3] } as const;

const cellAt = (drawing: Drawing, row: number, column: number): number =>
  CELLS.findIndex(({ [drawing]: one }) => {
    const isInRows = row >= one.row && row < one.row + one.rows;
    return isInRows && column >= one.column && column < one.column + one.columns;
  });

const lineAt = (drawing: Drawing, row: number, column: number): number =>
  PLACES.findIndex(
    ({ isLine, [drawing]: one }) => isLine && one.row === row && one.column === column,
  );

const STEPS: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Which cell an arrow key leads to from a cell; from a line, half a step. The same at an edge. */
export function step(from: number, key: string, drawing: Drawing): number {
  const move = STEPS[key];
  const start = PLACES[from];
  if (!move || !start) return from;
  if (start.isLine) return halfStep(from, key, drawing);
  const [down, right] = move;
  const [rows, columns] = EXTENT[drawing];
  const { [drawing]: on } = start;
  let row = down > 0 ? on.row + on.rows - 1 : on.row;
  let column = right > 0 ? on.column + on.columns - 1 : on.column;
  for (;;) {
    row += down;
    column += right;
    if (row < 1 || row > rows || column < 1 || column > columns) return from;
    const next = cellAt(drawing, row, column);
    if (next >= 0 && next !== from) return next;
  }
}

/** Which place lies half a step on: the line at a cell's side, or what is beside a line. */
export function halfStep(from: number, key: string, drawing: Drawing): number {
  const move = STEPS[key];
  const start = PLACES[from];
  if (!move || !start) return from;
  const [down, right] = move;
  const { row, column, rows, columns } = start[drawing];
  // From the side of a cell; of a large one, from the middle of that side.
  const side = (at: number, size: number, by: number) =>
    by > 0 ? at + Math.max(size - 1, 0) + 0.5 : by < 0 ? at - 0.5 : at + Math.floor(size / 2);
  const [nextRow, nextColumn] = [side(row, rows, down), side(column, columns, right)];
  const line = lineAt(drawing, nextRow, nextColumn);
  if (line >= 0) return line;
  const isOnCells = (down !== 0 ? nextRow : nextColumn) % 1 === 0;
  if (!isOnCells) return from;
  const before = cellAt(drawing, Math.floor(nextRow), Math.floor(nextColumn));
  if (before >= 0) return before;
  const after = cellAt(drawing, Math.ceil(nextRow), Math.ceil(nextColumn));
  return after >= 0 ? after : from;
}

export const indexOf = (spot: Spot): number => {
  const key = keyOf(spot);
  return PLACES.findIndex((place) => keyOf(place.spot) === key);
};
