import { expect, test } from 'vitest';
import { gapsOf, scaleOf } from './gaps';

test.each<[string, number[], [number, number][]]>([
  ['a bet as it usually is', [0, 0.5, 2, 2.4, 3], []],
  ['a processor that came after half a minute', [0, 0.5, 2, 30_002, 30_003], [[2, 30_002]]],
  [
    'two waits',
    [0, 1, 20_001, 20_002, 50_002],
    [
      [1, 20_001],
      [20_002, 50_002],
    ],
  ],
  ['a wait that is long and not ten times the rest', [0, 40, 440], []],
  ['a wait that is short, whatever the rest', [0, 0.1, 90], []],
  ['one part alone', [0, 60_000], []],
  ['marks that fall together', [0, 0, 60_000, 60_000], []],
  ['clocks that disagree', [0, 2, 1, 30_000], [[2, 30_000]]],
])('the gaps of %s', (_, marks, gaps) => {
  expect(gapsOf(marks)).toEqual(gaps.map(([startMs, endMs]) => ({ startMs, endMs })));
});

test('without gaps the scale is that of time', () => {
  const at = scaleOf(8, []);
  expect([0, 2, 8].map(at)).toEqual([0, 0.25, 1]);
  expect(scaleOf(0, [])(0)).toBe(0);
});

const MARKS = [0, 1, 3, 60_003, 60_004];
const short = scaleOf(60_004, gapsOf(MARKS));

test('beside a gap what took twice as long is twice as wide, and wide enough to be seen', () => {
  const [start = 0, first = 0, second = 0, woken = 0, end = 0] = MARKS.map(short);
  expect(start).toBe(0);
  expect(second - first).toBeCloseTo(2 * (first - start), 9);
  expect(end - woken).toBeCloseTo(first - start, 9);
  expect(first - start).toBeGreaterThan(0.2);
  expect(end).toBeCloseTo(1, 9);
});

test('later is never further left, also within a gap', () => {
  const steps = Array.from({ length: 601 }, (_, index) => short(index * 100));
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(short(30_003) - short(3)).toBeCloseTo((short(60_003) - short(3)) / 2, 9);
});

test.each([
  [-5, 0],
  [70_000, 1],
])('what a clock puts at %d ms is drawn at the edge', (ms, edge) => {
  expect(short(ms)).toBeCloseTo(edge, 9);
});
