import { expect, test } from 'vitest';
import { ApiError } from '~/shared/api/problem';
import type { BetAnswer } from '~/shared/api/types';
import { moneyFromMinor } from '~/shared/money/money';
import * as bet from './model';

const attempt = (key: string): bet.Attempt => ({
  key,
  player: 'p',
  request: { kind: 'action', betId: 'b', action: 'hit', version: 0 },
  stake: moneyFromMinor(1000),
});
const answer = { bet_id: 'b', position: '2:9' } as BetAnswer;
const timing: bet.Timing = { totalMs: 9, attempts: 1, server: null };
const error = new ApiError(409, { code: 'insufficient_funds' }, null);

const place = (key: string): bet.BetEvent => ({ type: 'place', attempt: attempt(key) });
const lost = (key: string): bet.BetEvent => ({
  type: 'lost',
  key,
  why: 'no answer',
  afterMs: null,
});
const answered = (key: string): bet.BetEvent => ({ type: 'answered', key, answer, timing });
const revealed = (key: string): bet.BetEvent => ({ type: 'revealed', key });

const run = (...events: bet.BetEvent[]) => events.reduce(bet.reduce, bet.IDLE);
const phases = (...events: bet.BetEvent[]) => {
  let state = bet.IDLE;
  return events.map((event) => (state = bet.reduce(state, event)).phase).join(' ');
};

test('a bet goes from the click to the read side', () => {
  const confirmed: bet.BetEvent = { type: 'confirmed', key: 'a', afterMs: 3 };
  expect(phases(place('a'), answered('a'), revealed('a'), confirmed)).toBe(
    'submitting revealing shown shown',
  );
  expect(run(place('a'), answered('a'), revealed('a'), confirmed)).toMatchObject({
    confirmation: { kind: 'confirmed', afterMs: 3 },
  });
});

test('a double click is one bet', () => {
  const state = run(place('a'), place('b'));
  expect(state).toMatchObject({ phase: 'submitting', attempt: { key: 'a' } });
  expect(run(place('a'), lost('a'), place('b'))).toMatchObject({ attempt: { key: 'a' } });
  expect(run(place('a'), answered('a'), place('b'))).toMatchObject({ attempt: { key: 'a' } });
});

test('what is lost is asked for with the same key until there is an answer', () => {
  const state = run(place('a'), lost('a'), lost('a'));
  expect(state).toMatchObject({ phase: 'unknown', tries: 2, attempt: { key: 'a' } });
  expect(bet.reduce(state, answered('a')).phase).toBe('revealing');
  expect(bet.reduce(state, { type: 'refused', key: 'a', error }).phase).toBe('refused');
});

test('an answer to another attempt changes nothing', () => {
  const state = run(place('a'));
  expect(bet.reduce(state, answered('b'))).toBe(state);
  expect(bet.reduce(state, lost('b'))).toBe(state);
  const settled = run(place('a'), answered('a'), revealed('a'));
  expect(bet.reduce(settled, lost('a'))).toBe(settled);
});

test('nothing is shown before it is decided, and behind never follows confirmed', () => {
  const state = run(place('a'));
  expect(bet.reduce(state, revealed('a'))).toBe(state);
  const confirmed = run(
    place('a'),
    answered('a'),
    revealed('a'),
    { type: 'behind', key: 'a', commits: 4 },
    { type: 'confirmed', key: 'a', afterMs: 1 },
  );
  expect(bet.reduce(confirmed, { type: 'behind', key: 'a', commits: 4 })).toBe(confirmed);
});

test('a bet of an earlier visit is resumed as unknown', () => {
  expect(run({ type: 'resume', attempt: attempt('a') })).toMatchObject({
    phase: 'unknown',
    attempt: { key: 'a' },
  });
});

const DECIDED = '2:1843';

test.each<[number, string | null, string | null, bet.Verdict, bet.Verdict]>([
  // Status, code, position: what it means for a first request, and after one that was lost.
  [0, null, null, 'lost', 'lost'],
  [504, 'outcome_unknown', null, 'lost', 'lost'],
  [503, 'outcome_unknown', null, 'lost', 'lost'],
  [502, null, null, 'lost', 'lost'],
  [500, 'internal_error', null, 'lost', 'lost'],
  [421, 'misdirected', null, 'lost', 'lost'],
  [503, 'not_applied', null, 'lost', 'lost'],
  [503, 'partition_unavailable', null, 'lost', 'lost'],
  [429, 'too_many_requests', null, 'lost', 'lost'],
  [409, 'insufficient_funds', DECIDED, 'refused', 'refused'],
  [401, 'unauthenticated', null, 'refused', 'unproved'],
  [409, 'idempotency_key_expired', null, 'refused', 'unproved'],
])('%d %s at %s is %s, and once one was lost %s', (status, code, position, first, later) => {
  const problem = { ...(code && { code: code as 'not_applied' }), position };
  const error = new ApiError(status, problem, null);
  expect(bet.verdictOn(error, false)).toBe(first);
  expect(bet.verdictOn(error, true)).toBe(later);
});

test('what nobody can tell any more is said so, and another bet may be placed', () => {
  const error = new ApiError(401, { code: 'unauthenticated' }, null);
  const state = run(place('a'), lost('a'), { type: 'unproved', key: 'a', error });
  expect(state.phase).toBe('unproved');
  expect(bet.isFree(state)).toBe(true);
});

test('the server is not asked again before it wants to be', () => {
  expect(bet.retryMs(0)).toBe(500);
  expect(bet.retryMs(9)).toBe(5000);
  expect(bet.retryMs(0, 3000)).toBe(3000);
  expect(bet.retryMs(9, 3000)).toBe(5000);
});

test('the server says how long its parts took', () => {
  expect(
    bet.readServerTiming('decide;dur=0.31, append;dur=0.8,read_back;desc="x";dur=0.2'),
  ).toEqual({ decideMs: 0.31, appendMs: 0.8, readBackMs: 0.2 });
  expect(bet.readServerTiming('append;dur=0.8')).toMatchObject({ decideMs: null, appendMs: 0.8 });
  expect(bet.readServerTiming(null)).toBeNull();
});
