import { expect, test } from 'vitest';
import { waterfallOf } from './hops';

const times = {
  received_at: 1000,
  decided_at: 1000.5,
  appended_at: 1002,
  read_back_at: 1002.4,
  projected_at: 1003,
};
const server = { decideMs: 0.4, appendMs: 1.5, readBackMs: 0.3 };
const timing = { totalMs: 10, attempts: 1, server };

const named = (waterfall: ReturnType<typeof waterfallOf>, name: string) =>
  waterfall.hops.find((hop) => hop.name === name);

test('the marks add up to their whole, and what is derived stands beside them', () => {
  const waterfall = waterfallOf(times, timing);
  expect(waterfall.hops.map(({ name, part }) => [name, part])).toEqual([
    ['Network', 'derived'],
    ['Command', 'command'],
    ['Log', 'event'],
    ['Processor reads', 'processor'],
    ['Processor folds', 'processor'],
  ]);
  const sum = waterfall.hops.slice(1).reduce((all, hop) => all + hop.endMs - hop.startMs, 0);
  expect(sum).toBeCloseTo(3, 6);
  expect(waterfall.markedMs).toBeCloseTo(3, 6);
  expect(named(waterfall, 'Command')).toMatchObject({ startMs: 0, endMs: 0.5 });
});

test.each([
  ['at once', 0],
  ['after half a minute', 30_000],
])('a processor that comes %s has nothing to do with the network', (_, lateMs) => {
  const { read_back_at, projected_at } = times;
  const late = { read_back_at: read_back_at + lateMs, projected_at: projected_at + lateMs };
  const waterfall = waterfallOf({ ...times, ...late }, timing);
  expect(named(waterfall, 'Network')?.startMs).toBe(0);
  expect(named(waterfall, 'Network')?.endMs).toBeCloseTo(10 - 2.2, 6);
  expect(named(waterfall, 'Log')).toMatchObject({ startMs: 0.5, endMs: 2 });
  expect(named(waterfall, 'Processor reads')?.endMs).toBeCloseTo(2.4 + lateMs, 6);
});

test.each([
  ['nobody measured', null, 'only in the tab'],
  ['it was asked again', { ...timing, attempts: 3 }, '3 attempts'],
  ['the answer did not say', { ...timing, server: null }, 'did not say'],
  ['it said a part', { ...timing, server: { ...server, appendMs: null } }, 'did not say'],
  ['the clocks disagree', { ...timing, totalMs: 1 }, 'clocks'],
])('the network is not drawn where %s', (_, measured, why) => {
  const waterfall = waterfallOf(times, measured);
  expect(named(waterfall, 'Network')).toBeUndefined();
  expect(waterfall.hops).toHaveLength(4);
  expect(waterfall.missing.join(' ')).toContain(why);
});

test('what was not measured is said, not drawn', () => {
  const partial = waterfallOf({ ...times, projected_at: null }, null);
  expect(partial.hops.map((hop) => hop.name)).toEqual(['Command', 'Log', 'Processor reads']);
  expect(partial.missing.join(' ')).toContain('Processor folds: not measured');
  expect(waterfallOf(null, timing)).toMatchObject({ hops: [], markedMs: null });
});

test('clocks that disagree are shown as they are', () => {
  const { hops } = waterfallOf({ ...times, projected_at: 1001 }, null);
  const folds = hops.at(-1);
  expect((folds?.endMs ?? 0) - (folds?.startMs ?? 0)).toBeLessThan(0);
});
