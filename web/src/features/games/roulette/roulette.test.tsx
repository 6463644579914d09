import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { moneyFromMinor } from '~/shared/money/money';
import { NONE_LAID, reduceLaid, selectionOf } from './chips';
import { CELLS, step } from './grid';
import { covers, keyOf, mostPaid, payout, type Spot, WHEEL } from './layout';
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

test('arrow keys reach every spot of the table, and stop at its edges', () => {
  const seen = new Set([0]);
  for (const from of seen) {
    for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'])
      seen.add(step(from, key));
  }
  expect(seen.size).toBe(CELLS.length);
  const at = (name: string) => CELLS.findIndex((cell) => keyOf(cell.spot) === name);
  expect(step(at('straight 17'), 'ArrowRight')).toBe(at('straight 20'));
  expect(step(at('straight 17'), 'ArrowUp')).toBe(at('straight 18'));
  expect(step(at('straight 1'), 'ArrowDown')).toBe(at('dozen 1'));
  expect(step(at('straight 0'), 'ArrowLeft')).toBe(at('straight 0'));
});
