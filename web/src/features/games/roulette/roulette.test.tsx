import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { moneyFromMinor } from '~/shared/money/money';
import { NONE_LAID, reduceLaid, selectionOf } from './chips';
import { CELLS, halfStep, indexOf, PLACES, step } from './grid';
import { covers, keyOf, labelOf, mostPaid, payout, paysToOne, type Spot, WHEEL } from './layout';
import { LINES } from './lines';
import { landing, pocketUnder } from './scene';
import { Wheel } from './wheel';

const MAX = moneyFromMinor(100_000);
const chip = (bet: string, numbers: number[], minor: number) => ({
  bet,
  numbers,
  amount: moneyFromMinor(minor),
});
const pockets = Array.from({ length: 37 }, (_, pocket) => pocket);

test('the wheel has every pocket once', () => {
  expect([...WHEEL].sort((a, b) => a - b)).toEqual(pockets);
});

test('wherever it stands, the wheel comes to rest on the pocket of the event', () => {
  for (const pocket of pockets) {
    for (const from of [0, 17.5, 359, 4321.75]) {
      const to = landing(from, pocket);
      expect(pocketUnder(to), `${pocket} from ${from}`).toBe(pocket);
      expect(to - from).toBeGreaterThanOrEqual(5 * 360);
    }
  }
});

test('what is drawn is the event, and the same event is the same drawing', () => {
  for (const pocket of pockets) {
    const draw = () => renderToStaticMarkup(<Wheel pocket={pocket} spin="b" revealMs={1} />);
    const deg = Number(/data-wheel-deg="([0-9.]+)"/.exec(draw())?.[1]);
    expect(pocketUnder(deg)).toBe(pocket);
    expect(draw()).toBe(draw());
  }
  const still = renderToStaticMarkup(<Wheel pocket={null} spin={null} revealMs={1} />);
  expect(still).toContain('data-wheel-deg="0"');
});

test.each<[string, number[], number]>([
  ['straight', [17], 1],
  ['dozen', [2], 12],
  ['column', [3], 12],
  ['red', [], 18],
  ['black', [], 18],
  ['odd', [], 18],
  ['even', [], 18],
  ['low', [], 18],
  ['high', [], 18],
  ['split', [17, 20], 2],
  ['corner', [1, 2, 4, 5], 4],
])('%s %j covers %d pockets and returns 36 of 37', (bet, numbers, count) => {
  const spot: Spot = { bet, numbers };
  expect(pockets.filter((pocket) => covers(spot, pocket))).toHaveLength(count);
  const paid = pockets.map((pocket) => payout([{ ...spot, amount: moneyFromMinor(100) }], pocket));
  expect(paid.reduce((sum, one) => sum + one, 0)).toBe(3600);
});

test('the most a table pays is that of its best pocket', () => {
  const chips = [chip('straight', [17], 500), chip('red', [], 2000), chip('black', [], 1000)];
  expect(mostPaid(chips)).toBe(500 * 36 + 2000);
});

test('chips are laid, added up, taken back and undone', () => {
  const red = { bet: 'red', numbers: [] };
  const ten = moneyFromMinor(1000);
  let laid = reduceLaid(NONE_LAID, { type: 'lay', spot: red, amount: ten, max: MAX });
  laid = reduceLaid(laid, { type: 'lay', spot: red, amount: ten, max: MAX });
  expect(selectionOf(laid.chips)).toEqual({ chips: [{ bet: 'red', amount: 20 }] });
  const over = { type: 'lay' as const, spot: red, amount: MAX, max: MAX };
  expect(reduceLaid(laid, over)).toBe(laid);
  expect(reduceLaid(laid, { type: 'undo' }).chips[0]?.amount).toBe(1000);
  expect(reduceLaid(laid, { type: 'take', spot: red }).chips).toEqual([]);
  const cleared = reduceLaid(laid, { type: 'clear' });
  expect(reduceLaid(cleared, { type: 'undo' }).chips).toEqual(laid.chips);
});

test('the lines of the table are the inside bets of the rules, each once', () => {
  const byKind = (bet: string) => LINES.filter(({ spot }) => spot.bet === bet);
  const counts = ['split', 'street', 'corner', 'six_line'].map((bet) => byKind(bet).length);
  expect(counts).toEqual([60, 14, 23, 11]);
  expect(new Set(LINES.map(({ spot }) => keyOf(spot))).size).toBe(LINES.length);
  for (const { spot } of LINES) {
    expect(
      spot.numbers.filter((one) => one <= 36),
      keyOf(spot),
    ).toHaveLength(36 / (paysToOne(spot) + 1));
  }
});

test.each([
  ['Split 17 and 20', 'split', [17, 20]],
  ['Split 17 and 18', 'split', [17, 18]],
  ['Split 0 and 2', 'split', [0, 2]],
  ['Street 34, 35 and 36', 'street', [34, 35, 36]],
  ['Street 0, 2 and 3', 'street', [0, 2, 3]],
  ['Corner 17, 18, 20 and 21', 'corner', [17, 18, 20, 21]],
  ['Corner 0, 1, 2 and 3', 'corner', [0, 1, 2, 3]],
  ['Six line 31 to 36', 'six_line', [31, 32, 33, 34, 35, 36]],
])('%s is on the table', (label, bet, numbers) => {
  expect(indexOf({ bet, numbers })).toBeGreaterThanOrEqual(0);
  expect(labelOf({ bet, numbers })).toBe(label);
});

const ARROWS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];

describe.each(['lying', 'standing'] as const)('%s', (drawing) => {
  test('arrow keys alone reach every cell, and with Shift every line', () => {
    const cells = new Set([0]);
    for (const from of cells) for (const key of ARROWS) cells.add(step(from, key, drawing));
    expect(cells.size).toBe(CELLS.length);
    const all = new Set([0]);
    for (const from of all) {
      for (const key of ARROWS) all.add(step(from, key, drawing)).add(halfStep(from, key, drawing));
    }
    expect(all.size).toBe(PLACES.length);
  });

  test('no two places are in one place', () => {
    const areas = PLACES.map((place) => JSON.stringify(place[drawing]));
    expect(new Set(areas).size).toBe(PLACES.length);
  });
});

const at = (name: string) => PLACES.findIndex(({ spot }) => keyOf(spot) === name);

test.each([
  ['straight 17', 'ArrowRight', 'straight 20', 'split 17 20'],
  ['straight 17', 'ArrowUp', 'straight 18', 'split 17 18'],
  ['straight 1', 'ArrowDown', 'dozen 1', 'street 1 2 3'],
  ['straight 0', 'ArrowRight', 'straight 3', 'split 0 2'],
  ['straight 0', 'ArrowLeft', 'straight 0', 'straight 0'],
  ['straight 36', 'ArrowRight', 'column 3', 'straight 36'],
  ['split 17 20', 'ArrowUp', 'corner 17 18 20 21', 'corner 17 18 20 21'],
  ['split 17 20', 'ArrowLeft', 'straight 17', 'straight 17'],
  ['street 34 35 36', 'ArrowRight', 'street 34 35 36', 'street 34 35 36'],
  ['six_line 1 2 3 4 5 6', 'ArrowDown', 'dozen 1', 'dozen 1'],
  ['corner 0 1 2 3', 'ArrowLeft', 'straight 0', 'straight 0'],
])('lying, from %s %s leads to %s, with Shift to %s', (from, key, plain, shifted) => {
  expect(step(at(from), key, 'lying')).toBe(at(plain));
  expect(halfStep(at(from), key, 'lying')).toBe(at(shifted));
});

test.each([
  ['straight 17', 'ArrowDown', 'straight 20', 'split 17 20'],
  ['straight 17', 'ArrowRight', 'straight 18', 'split 17 18'],
  ['straight 1', 'ArrowLeft', 'straight 1', 'street 1 2 3'],
  ['straight 34', 'ArrowDown', 'column 1', 'straight 34'],
  ['corner 0 1 2 3', 'ArrowUp', 'straight 0', 'straight 0'],
])('standing, from %s %s leads to %s, with Shift to %s', (from, key, plain, shifted) => {
  expect(step(at(from), key, 'standing')).toBe(at(plain));
  expect(halfStep(at(from), key, 'standing')).toBe(at(shifted));
});
