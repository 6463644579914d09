import { renderToStaticMarkup } from 'react-dom/server';
import { MemoryRouter } from 'react-router';
import { expect, test } from 'vitest';
import type { Bet } from '~/shared/api/types';
import { DrawnFrom } from './drawn-from';

const COMMIT = 'href="/system/log?partition=2&amp;from=7"';
const PROOF = { commitment: 'c0ffee', client_seed: 'mine', nonce: 1, rules: 1 };

test.each<[Partial<Bet['proof']>, string, boolean]>([
  [{ commitment_position: '2:7', committed_before: true }, '✓ before this bet', true],
  [{ commitment_position: '2:7', committed_before: false }, '○ with this bet, not before', true],
  [{ commitment_position: null, committed_before: null }, '? this server does not say', false],
  [{}, '? this server does not say', false],
])('what %j says of the commitment', (more, words, isLinked) => {
  const html = renderToStaticMarkup(
    <MemoryRouter>
      <DrawnFrom proof={{ ...PROOF, ...more } as Bet['proof']} />
    </MemoryRouter>,
  );
  expect(html).toContain(words);
  expect(html.includes(COMMIT)).toBe(isLinked);
});
