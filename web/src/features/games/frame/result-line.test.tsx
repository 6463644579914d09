import { renderToStaticMarkup } from 'react-dom/server';
import { MemoryRouter } from 'react-router';
import { expect, test } from 'vitest';
import { ApiError } from '~/shared/api/problem';
import type { BetAnswer } from '~/shared/api/types';
import { moneyFromMinor } from '~/shared/money/money';
import type { Attempt, BetState } from '../../betting/model';
import { ResultLine } from './result-line';

const attempt: Attempt = {
  key: 'a',
  player: 'guest-1',
  request: { kind: 'action', betId: 'b', action: 'hit', version: 3 },
  stake: moneyFromMinor(1000),
};

const draw = (state: BetState): string =>
  renderToStaticMarkup(
    <MemoryRouter>
      <ResultLine game="dice" state={state} />
    </MemoryRouter>,
  );

function shown(payout: number): string {
  const result = { outcome: 'won', stake: 10, payout, drawn: { roll: 17 } };
  const answer = { bet_id: 'b', result } as unknown as BetAnswer;
  const timing = { totalMs: 1, attempts: 1, server: null };
  const confirmation = { kind: 'confirmed', afterMs: 1 } as const;
  return draw({ phase: 'shown', attempt, answer, timing, confirmation });
}

test.each([
  [0, false],
  [5, false],
  [10, false],
  [10.01, true],
])('of a stake of 10 a return of %d has the look of a win: %s', (payout, isWin) => {
  expect(shown(payout).includes('border-win')).toBe(isWin);
});

test('a win and a loss differ in their figures and in one edge, and in nothing else', () => {
  const bare = (html: string) => html.replace(/<[^>]*>/g, '').replace(/[\d.,+−▲▼]/g, '');
  expect(bare(shown(5))).toBe(bare(shown(0)));
});

test('a refused move is not told as a bet', () => {
  const problem = { title: 'Stale round version', detail: 'The round has moved on.' };
  const error = new ApiError(409, { ...problem, position: '0:7' }, null);
  const html = draw({ phase: 'refused', attempt, error });
  expect(html).toContain('Your move was for version 3, and was not made.');
  expect(html).not.toContain('Nothing was staked');
});

test('what is not proved is not called refused', () => {
  const error = new ApiError(401, { title: 'Unauthenticated' }, null);
  const html = draw({ phase: 'unproved', attempt, error });
  expect(html).toContain('Outcome unknown');
  expect(html).not.toContain('Nothing was staked');
  expect(html).toContain('/bets');
});
