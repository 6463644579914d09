import { expect, test } from 'vitest';
import { isProved } from './proof';

test.each([
  ['just told', 0, true],
  ['one telling was lost', 4000, true],
  ['one was lost and the next is late', 5000, true],
  ['two were lost', 5001, false],
  ['nothing for a minute', 60_000, false],
])('what is told every two seconds, when %s', (_, age, expected) => {
  expect(isProved(1000, 2000, 1000 + age)).toBe(expected);
});
