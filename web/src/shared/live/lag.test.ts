import { expect, test } from 'vitest';
import { lagOf } from './lag';
import type { Pulse } from './state';

/** What was heard each second of one partition: `[projected, head]`. */
const heard = (...seconds: [number | null, number | null][]): Pulse[] =>
  seconds.map(([projectedSeq, headSeq], second) => ({
    at: 5000 + second * 1000,
    heardAt: 0,
    viewsEngine: 'memory',
    troubles: [],
    partitions: [
      {
        partition: 3,
        projectedSeq,
        headSeq,
        behind: headSeq === null ? null : headSeq - (projectedSeq ?? -1),
        bets: 0,
      },
    ],
  }));

test.each<[string, Pulse[], ReturnType<typeof lagOf>]>([
  ['nothing was heard', [], null],
  ['nobody knows how far the log is', heard([4, null]), null],
  ['the view has all of the log', heard([3, 5], [5, 5]), { ms: 0, isAtLeast: false }],
  [
    'it stands still for three seconds',
    heard([4, 4], [4, 5], [4, 5], [4, 6], [4, 9]),
    { ms: 3000, isAtLeast: false },
  ],
  [
    'it moves, one second late',
    heard([4, 5], [5, 9], [6, 12], [9, 13]),
    { ms: 1000, isAtLeast: false },
  ],
  [
    'it lacked it before anybody listened',
    heard([4, 7], [4, 7], [4, 7]),
    { ms: 2000, isAtLeast: true },
  ],
  [
    'nothing is in it yet',
    heard([null, null], [null, 0], [null, 0]),
    { ms: 1000, isAtLeast: false },
  ],
])('how late a view is, when %s', (_, pulses, expected) => {
  expect(lagOf(pulses, 3)).toEqual(expected);
});
