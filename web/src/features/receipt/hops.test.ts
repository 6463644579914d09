import { expect, test } from 'vitest';
import { waterfallOf } from './hops';

const times = {
  received_at: 1000,
  decided_at: 1000.5,
  appended_at: 1002,
  read_back_at: 1002.4,
  projected_at: 1003,
};
const timing = { totalMs: 10, attempts: 1, server: null };

test('the parts add up to the whole, and what is derived is marked', () => {
  const { hops, totalMs } = waterfallOf(times, timing);
  expect(hops.map((hop) => hop.name)).toEqual(['Network', 'Command', 'Log', 'Read back', 'Views']);
  const sum = hops.reduce((all, hop) => all + hop.endMs - hop.startMs, 0);
  expect(sum).toBeCloseTo(totalMs, 6);
  expect(hops[0]).toMatchObject({ part: 'derived' });
  expect(hops[0]?.endMs).toBeCloseTo(10 - 2.4, 6);
});

test('what was not measured is said, not drawn', () => {
  const partial = waterfallOf({ ...times, projected_at: null }, null);
  expect(partial.hops.map((hop) => hop.name)).toEqual(['Command', 'Log', 'Read back']);
  expect(partial.missing.join(' ')).toContain('Views: not measured');
  expect(waterfallOf(null, null)).toMatchObject({ hops: [] });
  const retried = waterfallOf(times, { ...timing, attempts: 3 });
  expect(retried.hops[0]?.name).toBe('Command');
  expect(retried.missing.join(' ')).toContain('3 attempts');
});

test('clocks that disagree are shown as they are', () => {
  const { hops } = waterfallOf({ ...times, projected_at: 1001 }, null);
  const views = hops.at(-1);
  expect((views?.endMs ?? 0) - (views?.startMs ?? 0)).toBeLessThan(0);
});
