import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { type CardTable, readTable } from '../drawn';
import { cardWords, drawnWords } from '../words';
import { reasonAgainst } from './actions';
import { Felt } from './felt';

const RANKS = [...'A23456789TJQK'];
const SUITS = [...'SHDC'];

const wire = (cards: string[], active?: number) => ({
  dealer: ['9C'],
  dealer_total: 9,
  hands: [{ cards, total: 15, soft: false, stake_minor: 1000 }],
  ...(active !== undefined && { active }),
});

const tableOf = (cards: string[], active?: number): CardTable => {
  const table = readTable(wire(cards, active));
  if (!table) throw new Error('unread');
  return table;
};

test('the cards on the felt are those of the event, in their order', () => {
  for (const rank of RANKS) {
    for (const suit of SUITS) {
      const cards = [`${rank}${suit}`, '5S'];
      const html = renderToStaticMarkup(<Felt table={tableOf(cards, 0)} />);
      const shown = [...html.matchAll(/data-card="(\w\w)"/g)].map((match) => match[1]);
      expect(shown).toEqual(['9C', ...cards]);
      expect(html).toContain(cardWords(`${rank}${suit}`));
    }
  }
});

test('a card to come is drawn only while there is one to come', () => {
  const open = renderToStaticMarkup(<Felt table={tableOf(['AS', '5S'], 0)} />);
  const over = renderToStaticMarkup(<Felt table={tableOf(['AS', '5S'])} />);
  expect(open).toContain('not drawn yet');
  expect(over).not.toContain('not drawn yet');
});

test('what is no table is not drawn', () => {
  expect(readTable({ dealer: ['1X'], dealer_total: 1, hands: [] })).toBeNull();
  expect(readTable(null)).toBeNull();
  expect(drawnWords('blackjack', wire(['TS', '5S']))).toBe('15 against 9');
});

test.each<[string[], string[], 'split' | 'double' | 'hit', string | null]>([
  [['5S', 'QH'], ['hit', 'stand', 'double'], 'split', 'Only two cards of equal value.'],
  [['TS', 'QH'], ['hit', 'stand', 'double', 'split'], 'split', null],
  [['TS', 'QH'], ['hit', 'stand'], 'split', 'The balance does not cover a second stake.'],
  [['2S', '3H', '4D'], ['hit', 'stand'], 'double', 'Only on the first two cards.'],
  [['2S', '3H'], ['hit'], 'hit', null],
])('with %j, and %j legal, against %s stands %j', (cards, legal, action, reason) => {
  expect(reasonAgainst(action, legal, tableOf(cards, 0))).toBe(reason);
});
