/** The reels as they are: `STRIPS` of `crates/domain/src/games/slots.rs`, letter by letter. */

export const SYMBOLS = [
  'cherry',
  'lemon',
  'orange',
  'plum',
  'melon',
  'bell',
  'bar',
  'seven',
] as const;
export type Fruit = (typeof SYMBOLS)[number];

const LETTERS: Record<string, Fruit> = {
  C: 'cherry',
  L: 'lemon',
  O: 'orange',
  P: 'plum',
  M: 'melon',
  B: 'bell',
  I: 'bar',
  S: 'seven',
};

export const STOPS = 32;

export const STRIPS: readonly (readonly Fruit[])[] = [
  'SLPCIMBCLOCPOMLCBOPLICMOLCPBLMCO',
  'SLMPCOBLICPLOMCLPBMOLCPIOCMLBPOC',
  'SLOMCPLIOBCLOPMLCOLBPCOILMPOCBLP',
].map((strip) => [...strip].map((letter) => LETTERS[letter] ?? 'cherry'));

/** The row (0 is the top) that each line takes from the three reels. */
export const LINES: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [0, 0, 0],
  [2, 2, 2],
  [0, 1, 2],
  [2, 1, 0],
];

/** What a run of one, two and three pays, times the line's share of the stake. */
export const PAYS: Record<Fruit, readonly [number, number, number]> = {
  cherry: [2, 5, 10],
  lemon: [0, 0, 10],
  orange: [0, 0, 15],
  plum: [0, 0, 20],
  melon: [0, 0, 30],
  bell: [0, 0, 60],
  bar: [0, 0, 150],
  seven: [0, 0, 1000],
};

export interface Win {
  line: number;
  symbol: string;
  run: number;
  multiplier: number;
}

/** The three rows that `stops` bring to the window; a reel's stop is in the middle. */
export function windowOf(stops: readonly number[]): Fruit[][] {
  return [-1, 0, 1].map((row) =>
    STRIPS.map((strip, reel) => strip[((stops[reel] ?? 0) + row + STOPS) % STOPS] ?? 'cherry'),
  );
}

/** The lines that pay in that window, as the rules say: for checking what the event says. */
export function winsOf(stops: readonly number[], lines: number): Win[] {
  const rows = windowOf(stops);
  return LINES.slice(0, lines).flatMap((line, at) => {
    const symbols = line.map((row, reel) => rows[row]?.[reel] ?? 'cherry');
    const symbol = symbols[0] ?? 'cherry';
    const end = symbols.findIndex((one) => one !== symbol);
    const run = end < 0 ? 3 : end;
    const multiplier = PAYS[symbol][run - 1] ?? 0;
    return multiplier > 0 ? [{ line: at + 1, symbol, run, multiplier }] : [];
  });
}
