import { expect, test } from 'vitest';
import { uuidv7 } from './id';

test('a key begins with its time, and says version 7', () => {
  const key = uuidv7(0x01a20a589d22);
  expect(key).toMatch(/^01a20a58-9d22-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidv7()).not.toBe(uuidv7());
});
