/**
 * What the games are. Words are the page's own; figures are the server's: what a game returns,
 * and between which stakes it is played. Until they are here nothing stands in for them, and a
 * stake is for the server to judge. Pure.
 */

import type { Games, Ratio } from '~/shared/api/types';
import { type Money, moneyFromJson } from '~/shared/money/money';
import type { GameName } from '../betting/pace';

interface Words {
  title: string;
  /** One plain sentence. */
  how: string;
  /** The version of the rules whose wheel, strips and odds these pages draw. */
  drawn: number;
}

export const WORDS: Record<GameName, Words> = {
  roulette: {
    title: 'Roulette',
    how: 'European: one zero, 37 pockets, every spot of the layout.',
    drawn: 1,
  },
  slots: {
    title: 'Slots',
    how: 'Three reels of 32 stops, three rows, one to five lines.',
    drawn: 1,
  },
  blackjack: {
    title: 'Blackjack',
    how: 'By hand against a dealer who stands on every 17.',
    drawn: 1,
  },
  dice: {
    title: 'Dice',
    how: 'A number from 0 to 9999; name your chance, over or under.',
    drawn: 1,
  },
};

export const gameTitle = (name: string): string =>
  name in WORDS ? WORDS[name as GameName].title : name;

export interface Limits {
  min: Money;
  max: Money;
}

/** What the server says of one game; null where it has not said it. */
export interface Rules {
  /** Of what is staked, in percent, rounded down: with best play, where it is played by hand. */
  rtp: string | null;
  houseEdge: string | null;
  /** Between which stakes it is played. */
  limits: Limits | null;
  /** The server's version of the rules, where it is not the one that is drawn here. */
  other: number | null;
}

const UNTOLD: Rules = { rtp: null, houseEdge: null, limits: null, other: null };

export function rulesOf(games: Games | undefined, game: GameName): Rules {
  const told = games?.games.find((one) => one.game_type === game);
  if (!games || !told) return UNTOLD;
  const { numerator, denominator } = told.house_edge;
  return {
    rtp: hundredths(Math.floor(tenThousandths(told.rtp_by_hand ?? told.rtp))),
    houseEdge: hundredths(Math.round(tenThousandths({ numerator, denominator }))),
    limits: { min: moneyFromJson(games.stake_min), max: moneyFromJson(games.stake_max) },
    other: told.rules === WORDS[game].drawn ? null : told.rules,
  };
}

const tenThousandths = ({ numerator, denominator }: Ratio): number =>
  (numerator * 10_000) / denominator;

const hundredths = (value: number): string => (value / 100).toFixed(2);
