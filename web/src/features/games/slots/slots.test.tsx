import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Reels } from './reels';
import { PAYS, STOPS, STRIPS, SYMBOLS, winsOf, windowOf } from './strips';

const every = Array.from({ length: STOPS }, (_, stop) => stop);

test('the strips hold what the rules say they hold', () => {
  const counts = SYMBOLS.map((symbol) =>
    STRIPS.map((strip) => strip.filter((one) => one === symbol).length),
  );
  expect(counts).toEqual([
    [7, 6, 5],
    [6, 6, 7],
    [5, 5, 6],
    [4, 5, 5],
    [4, 4, 3],
    [3, 3, 3],
    [2, 2, 2],
    [1, 1, 1],
  ]);
});

test('strips and paytable return what the rules state: 31448 of 32768', () => {
  const paid = SYMBOLS.map((symbol) => {
    const [a = 0, b = 0, c = 0] = STRIPS.map((strip) => strip.filter((s) => s === symbol).length);
    const ways = [a * (STOPS - b) * STOPS, a * b * (STOPS - c), a * b * c];
    return ways.reduce((sum, one, run) => sum + one * (PAYS[symbol][run] ?? 0), 0);
  });
  expect(paid.reduce((sum, one) => sum + one, 0)).toBe(31_448);
});

// The same rows as in the tests of the rules, in Rust.
test.each<[number[], string, [number, string, number, number][]]>([
  [
    [0, 0, 0],
    'orange cherry plum / seven seven seven / lemon lemon lemon',
    [
      [1, 'seven', 3, 1000],
      [3, 'lemon', 3, 10],
    ],
  ],
  [[3, 1, 1], 'plum seven seven / cherry lemon lemon / bar melon orange', [[1, 'cherry', 1, 2]]],
  [[3, 4, 1], 'plum plum seven / cherry cherry lemon / bar orange orange', [[1, 'cherry', 2, 5]]],
  [[5, 9, 8], 'bar bar bar / melon cherry orange / bell plum bell', [[2, 'bar', 3, 150]]],
  [[5, 8, 6], 'bar lemon plum / melon bar lemon / bell cherry bar', [[4, 'bar', 3, 150]]],
  [[1, 3, 6], 'seven melon plum / lemon plum lemon / plum cherry bar', [[5, 'plum', 3, 20]]],
])('stops %j show what the rules say', (stops, rows, wins) => {
  expect(
    windowOf(stops)
      .map((row) => row.join(' '))
      .join(' / '),
  ).toBe(rows);
  expect(winsOf(stops, 5).map((w) => [w.line, w.symbol, w.run, w.multiplier])).toEqual(wins);
});

test('every reel is drawn at the stop of the event, with its own strip around it', () => {
  for (const stop of every) {
    const stops = [stop, (stop + 7) % STOPS, (stop + 19) % STOPS];
    const html = renderToStaticMarkup(
      <Reels stops={stops} spin="b" wins={[]} isRevealed revealMs={1} />,
    );
    const reels = html.split('data-reel=').slice(1);
    reels.forEach((reel, at) => {
      const shift = Number(/translateY\((-?[0-9.]+)%\)/.exec(reel)?.[1] ?? 0);
      const cells = [...reel.matchAll(/data-symbol="(\w+)"/g)].map((match) => match[1]);
      const top = Math.round((-shift / 100) * cells.length);
      expect(cells.slice(top, top + 3), `reel ${at} at ${stop}`).toEqual(
        windowOf(stops).map((row) => row[at]),
      );
    });
  }
});

test('a line is drawn only where the event says it paid', () => {
  const draw = (isRevealed: boolean) =>
    renderToStaticMarkup(
      <Reels
        stops={[5, 8, 6]}
        spin="b"
        wins={winsOf([5, 8, 6], 5)}
        isRevealed={isRevealed}
        revealMs={1}
      />,
    );
  expect([...draw(true).matchAll(/data-win-line="(\d)"/g)].map((match) => match[1])).toEqual(['4']);
  expect(draw(false)).not.toContain('data-win-line');
});
