import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { announce, announced } from './announcer';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('however much there is to say, it is said once a second', () => {
  const said: string[] = [];
  const stop = announced.subscribe(() => said.push(announced.get()));
  for (let index = 0; index < 300; index++) {
    announce(`message ${index}.`);
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(2000);
  stop();
  expect(said).toHaveLength(3);
  expect(said[0]).toContain('message 99.');
  expect(said.at(-1)).toContain('message 299.');
});

test('the same sentence is heard twice', () => {
  const said: string[] = [];
  const stop = announced.subscribe(() => said.push(announced.get()));
  for (let index = 0; index < 2; index++) {
    announce('Copied.');
    vi.advanceTimersByTime(1000);
  }
  stop();
  expect(said).toHaveLength(2);
  expect(said.map((text) => text.trim())).toEqual(['Copied.', 'Copied.']);
});
