/** What a player may do with a hand, and why not when not. The server's list decides. */

import type { CardTable } from '../drawn';

export const ACTIONS = ['hit', 'stand', 'double', 'split'] as const;
export type Action = (typeof ACTIONS)[number];

export const ACTION_WORDS: Record<Action, { label: string; does: string }> = {
  hit: { label: 'Hit', does: 'One more card.' },
  stand: { label: 'Stand', does: 'No more cards on this hand.' },
  double: { label: 'Double', does: 'Twice the stake, one card, then stand.' },
  split: { label: 'Split', does: 'Two hands, a second stake.' },
};

export const HANDS_MAX = 4;

/** What a natural returns of the stake, the stake included. */
export const NATURAL = { numerator: 5, denominator: 2 };

const TENS = 'TJQK';
const valueOf = (card: string) => (TENS.includes(card.charAt(0)) ? 'T' : card.charAt(0));

/** Why `action` is not on offer; null when it is. */
export function reasonAgainst(
  action: Action,
  legal: readonly string[],
  table: CardTable,
): string | null {
  if (legal.includes(action)) return null;
  const hand = table.active === null ? undefined : table.hands[table.active];
  if (!hand) return 'The round is over.';
  const [first = '', second = ''] = hand.cards;
  if (action === 'double' && hand.cards.length !== 2) return 'Only on the first two cards.';
  if (action === 'split') {
    if (table.hands.length >= HANDS_MAX) return `At most ${HANDS_MAX} hands.`;
    if (hand.cards.length !== 2 || valueOf(first) !== valueOf(second)) {
      return 'Only two cards of equal value.';
    }
  }
  if (action === 'double' || action === 'split')
    return 'The balance does not cover a second stake.';
  return 'Not on this hand.';
}
