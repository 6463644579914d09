import { expect, test } from 'vitest';
import { headsOf, withHead } from './heads';

const pulse = (projectedSeq: number | null, headSeq: number | null = null) => ({
  partition: 3,
  projectedSeq,
  headSeq,
  behind: headSeq === null || projectedSeq === null ? null : headSeq - projectedSeq,
  bets: 0,
});
const heads = headsOf([{ position: '2:40' }, { position: '3:9' }, { position: null }, {}], 1000);

test.each([
  ['the head is ahead', pulse(7), 1000, 9, 2],
  ['the view is there', pulse(9), 1000, 9, 0],
  ['the view has read on since', pulse(11), 1000, 11, 0],
  ['the view is nowhere yet', pulse(null), 1000, 9, null],
  ['the stream knows better', pulse(7, 8), 1000, 8, 1],
  ['the head is news no more', pulse(7), 6000, null, null],
])('%s', (_, told, now, headSeq, behind) => {
  expect(withHead(told, heads, now)).toMatchObject({ headSeq, behind });
});

test('a partition that nobody told of stays unknown', () => {
  expect(withHead({ ...pulse(7), partition: 5 }, heads, 1000).behind).toBeNull();
  expect(withHead(pulse(7), null, 1000).behind).toBeNull();
});
