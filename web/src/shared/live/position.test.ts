import { expect, test } from 'vitest';
import { covers, isNewer } from './position';

test.each([
  ['2:5', '2:4', true],
  ['2:4', '2:4', false],
  ['2:3', '2:4', false],
  ['2:4', null, true],
  [null, '2:4', false],
  ['0:9,1:4', '0:8,1:4', true],
  ['0:9,1:3', '0:8,1:4', false],
  ['0:8,1:4,2:0', '0:8,1:4', true],
])('%s after %s: newer is %s', (candidate, known, newer) => {
  expect(isNewer(candidate, known)).toBe(newer);
});

test.each([
  ['0:7,2:10', '2:9', true],
  ['0:7,2:9', '2:9', true],
  ['0:7,2:8', '2:9', false],
  ['0:70', '2:9', false],
  [null, '2:9', false],
])('a view at %s that should have seen %s: %s', (view, commit, seen) => {
  expect(covers(view, commit)).toBe(seen);
});
