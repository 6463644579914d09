import { expect, test } from 'vitest';
import { formatAge, formatClock, formatDuration } from './format';

test.each([
  [0.421, '0.42 ms'],
  [3.96, '4.0 ms'],
  [38.4, '38 ms'],
  [1240, '1.2 s'],
  [200_000, '3 min'],
  [-0.5, '−0.50 ms'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [-400, 'now'],
  [1999, 'now'],
  [14_200, '14 s ago'],
  [180_000, '3 min ago'],
  [90_000_000, '1 d ago'],
])('%d ms is %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});

test('a session clock has hours', () => {
  expect(formatClock(849_000)).toBe('00:14:09');
});
