/** Outcomes in words. Plain, and the same length for a win and a loss. */

import { isRecord } from '~/shared/storage';
import { format, formatSigned, type Money, subtract } from '~/shared/money/money';
import { rollText } from './dice/scene';
import { readPocket, readRoll, readStops, readTable } from './drawn';
import { colourOf } from './roulette/layout';
import { gameTitle } from './rules';
import { windowOf } from './slots/strips';

/** What was drawn: `17 black`, `cherry lemon bar`, `6217`, `20 against 19`. */
export function drawnWords(game: string, drawn: unknown): string {
  const pocket = readPocket(drawn);
  if (game === 'roulette' && pocket !== null) return `${pocket} ${colourOf(pocket)}`;
  const stop = readStops(drawn);
  if (game === 'slots' && stop) return (windowOf(stop.stops)[1] ?? []).join(', ');
  const roll = readRoll(drawn);
  if (game === 'dice' && roll !== null) return rollText(roll);
  const table = readTable(isRecord(drawn) && isRecord(drawn['table']) ? drawn['table'] : drawn);
  if (game === 'blackjack' && table) {
    const totals = table.hands.map((hand) => hand.total).join(' and ');
    const { dealerTotal } = table;
    return `${totals} against ${dealerTotal}${dealerTotal > 21 ? ', dealer bust' : ''}`;
  }
  return 'settled';
}

export interface Ended {
  game: string;
  drawn: unknown;
  stake: Money;
  payout: Money;
}

export function resultWords({ game, drawn, stake, payout }: Ended): string {
  const net = formatSigned(subtract(payout, stake));
  const what = `${gameTitle(game)}: ${drawnWords(game, drawn)}.`;
  return `${what} Staked ${format(stake)}, returned ${format(payout)}, net ${net}.`;
}

const RANKS: Record<string, string> = {
  A: 'Ace',
  T: 'Ten',
  J: 'Jack',
  Q: 'Queen',
  K: 'King',
};
const SUITS: Record<string, string> = { S: 'spades', H: 'hearts', D: 'diamonds', C: 'clubs' };

/** `Ace of spades` */
export const cardWords = (card: string): string =>
  `${RANKS[card.charAt(0)] ?? card.charAt(0)} of ${SUITS[card.charAt(1)] ?? ''}`;

const HAND_RESULTS: Record<string, string> = {
  natural: 'Blackjack, pays 3 to 2',
  won: 'Won',
  push: 'Push, stake returned',
  lost: 'Lost',
  bust: 'Bust',
};

export const handResultWords = (result: string): string => HAND_RESULTS[result] ?? result;
