import { expect, test } from 'vitest';
import type { CommitRow } from '~/shared/api/types';
import { isNarrowed, loadedWords, passes, readLogFilter, typeChoices } from './log-filter';

const commit = (player_id: string | null, correlation_id: string | null, types: string[]) =>
  ({ player_id, correlation_id, events: types.map((type) => ({ type })) }) as unknown as CommitRow;

const COMMITS = [
  commit('guest-0123456789abcdef01', 'c1', ['bet_placed', 'bet_won']),
  commit('guest-0123456789abcdef02', 'c2', ['bet_placed', 'bet_lost']),
  commit('guest-0123456789abcdef02', null, ['seed_committed']),
  commit(null, null, ['takeover']),
];

test.each<[string, number[]]>([
  ['', [0, 1, 2, 3]],
  ['type=bet_placed', [0, 1]],
  ['type=bet_won', [0]],
  ['type=nothing', []],
  ['player=guest-0123456789abcdef02', [1, 2]],
  ['player=Guest cdef01', [0]],
  ['player=%20cdef01%20', [0]],
  ['player=%20', [0, 1, 2, 3]],
  ['player=system', [3]],
  ['player=cdef02&type=bet_placed', [1]],
  ['correlation=c1', [0]],
  ['correlation=c', []],
])('%j shows commits %j', (query, shown) => {
  const filter = readLogFilter(new URLSearchParams(query));
  expect(COMMITS.flatMap((one, index) => (passes(one, filter) ? [index] : []))).toEqual(shown);
});

test.each([
  ['partition=3&from=7', false],
  ['type=takeover', true],
  ['player=ada', true],
  ['correlation=c1', true],
])('%j narrows the list: %s', (query, expected) => {
  expect(isNarrowed(readLogFilter(new URLSearchParams(query)))).toBe(expected);
});

test('a type that is in the address can be chosen, also before any is loaded', () => {
  expect(typeChoices(COMMITS.slice(2), 'bet_won')).toEqual([
    'bet_won',
    'seed_committed',
    'takeover',
  ]);
  expect(typeChoices([], null)).toEqual([]);
});

test.each<[number, number, string | null, string]>([
  [50, 50, null, 'Newest 50 loaded'],
  [50, 50, '7', '50 loaded'],
  [3, 50, null, '3 of 50 loaded'],
  [0, 50, '7', '0 of 50 loaded'],
])('%d of %d commits from %s are "%s"', (shown, loaded, from, words) => {
  expect(loadedWords(shown, loaded, from)).toBe(words);
});
