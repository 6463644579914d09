/** What the games are, in the words and figures of their rules in `crates/domain/src/games`. */

import type { GameName } from '../betting/pace';
import { type Money, moneyFromMinor } from '~/shared/money/money';

export interface Rules {
  title: string;
  /** One plain sentence. */
  how: string;
  /** Of what is staked, in percent, exactly stated and rounded down. */
  rtp: string;
  houseEdge: string;
  note: string;
}

export const STAKE_MIN: Money = moneyFromMinor(1_000);
export const STAKE_MAX: Money = moneyFromMinor(100_000);

export const RULES: Record<GameName, Rules> = {
  roulette: {
    title: 'Roulette',
    how: 'European: one zero, 37 pockets, every spot of the layout.',
    rtp: '97.29',
    houseEdge: '2.70',
    note: 'Every spot returns 36 ÷ 37 of what is staked on it.',
  },
  slots: {
    title: 'Slots',
    how: 'Three reels of 32 stops, three rows, one to five lines.',
    rtp: '95.97',
    houseEdge: '4.03',
    note: 'The return is the same for any number of lines.',
  },
  blackjack: {
    title: 'Blackjack',
    how: 'By hand against a dealer who stands on every 17.',
    rtp: '99.37',
    houseEdge: '0.63',
    note: 'With best play, of the first stake. A natural pays 3 to 2.',
  },
  dice: {
    title: 'Dice',
    how: 'A number from 0 to 9999; name your chance, over or under.',
    rtp: '99.00',
    houseEdge: '1.00',
    note: 'The same for every chance, before rounding down to a hundredth.',
  },
};

export const gameTitle = (name: string): string =>
  name in RULES ? RULES[name as GameName].title : name;
