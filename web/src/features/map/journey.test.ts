import { expect, test } from 'vitest';
import { journeyOf, legAt, slowdownOf } from './journey';

const times = {
  received_at: 100,
  decided_at: 100.5,
  appended_at: 102,
  read_back_at: 102.5,
  projected_at: 103,
};

test('a journey has the legs that were measured, end to end', () => {
  const journey = journeyOf(times);
  expect(journey?.legs.map((leg) => [leg.node, leg.startMs, leg.endMs])).toEqual([
    ['command', 0, 0.5],
    ['log', 0.5, 2],
    ['processor', 2, 2.5],
    ['processor', 2.5, 3],
  ]);
  expect(journey?.totalMs).toBe(3);
});

test('without the first mark there is nothing to count from', () => {
  expect(journeyOf({ ...times, received_at: null })).toBeNull();
  expect(journeyOf(null)).toBeNull();
});

test('a replay lasts some seconds, by a round factor', () => {
  const journey = journeyOf(times);
  if (!journey) throw new Error('no journey');
  expect(slowdownOf(journey)).toBe(2000);
  expect([0, 0.4, 0.5, 1.9, 2.6, 9].map((ms) => legAt(journey, ms))).toEqual([0, 0, 1, 1, 3, 3]);
});
