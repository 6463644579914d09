import { expect, test } from 'vitest';
import type { Games } from '~/shared/api/types';
import { rulesOf } from './rules';

const ratio = (numerator: number, denominator: number) => ({ numerator, denominator });
const games: Games = {
  currency: 'credits',
  stake_min: 10,
  stake_max: 1000,
  opening_balance: 10_000,
  round_expiry_ms: 1,
  games: [
    { game_type: 'roulette', rules: 1, rtp: ratio(36, 37), house_edge: ratio(1, 37), offers: {} },
    {
      game_type: 'blackjack',
      rules: 2,
      rtp: ratio(97_579_187, 100_000_000),
      rtp_by_hand: ratio(99_374_735, 100_000_000),
      house_edge: ratio(625_265, 100_000_000),
      offers: {},
    },
  ],
};

test('figures are the server’s: a return is rounded down, an edge to the nearest', () => {
  expect(rulesOf(games, 'roulette')).toEqual({
    rtp: '97.29',
    houseEdge: '2.70',
    limits: { min: 1_000, max: 100_000 },
    other: null,
  });
  expect(rulesOf(games, 'blackjack')).toMatchObject({ rtp: '99.37', houseEdge: '0.63', other: 2 });
});

test('what the server has not said is not made up', () => {
  const untold = { rtp: null, houseEdge: null, limits: null, other: null };
  expect(rulesOf(games, 'dice')).toEqual(untold);
  expect(rulesOf(undefined, 'roulette')).toEqual(untold);
});
