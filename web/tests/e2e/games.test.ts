/** What the pages draw and state of the games is what the server says of them. */

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HANDS_MAX, NATURAL } from '~/features/games/blackjack/actions';
import { CHIPS_MAX } from '~/features/games/roulette/chips';
import { PAYS as ROULETTE_PAYS } from '~/features/games/roulette/layout';
import { CHANCE_BP_MAX, CHANCE_BP_MIN, NUMBERS, pays } from '~/features/games/dice/scene';
import { LINES, PAYS as SLOTS_PAYS, STRIPS, SYMBOLS } from '~/features/games/slots/strips';
import { WORDS } from '~/features/games/rules';
import type { Games } from '~/shared/api/types';
import { moneyFromMinor, share } from '~/shared/money/money';
import { Server } from './server';
import { launch, playAsGuest, visit } from './visitor';

let server: Server;
let browser: Browser;
let games: Games;

beforeAll(async () => {
  const limits = ['--stake-min', '25', '--stake-max', '80'];
  [server, browser] = await Promise.all([Server.start(...limits), launch()]);
  games = (await (await fetch(`${server.gateway}/api/v1/games`)).json()) as Games;
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

const told = (game: string) => {
  const rules = games.games.find((one) => one.game_type === game);
  if (!rules) throw new Error(`no ${game}`);
  return rules;
};

test('each game is drawn by the version of its rules that is played', () => {
  const versions = games.games.map(({ game_type, rules }) => [game_type, rules]);
  expect(Object.fromEntries(versions)).toEqual(
    Object.fromEntries(Object.entries(WORDS).map(([game, { drawn }]) => [game, drawn])),
  );
});

test('what pays on the pages pays on the server', () => {
  expect(told('roulette').offers).toEqual({ pays_to_one: ROULETTE_PAYS, chips_max: CHIPS_MAX });
  expect(told('slots').offers).toEqual({
    lines: LINES,
    strips: STRIPS,
    runs: SYMBOLS.map((symbol) => ({ symbol, pays: SLOTS_PAYS[symbol] })),
  });
  expect(told('blackjack').offers).toMatchObject({ natural: NATURAL, hands_max: HANDS_MAX });
  expect(told('dice').offers).toEqual({
    numbers: NUMBERS,
    chance_min: CHANCE_BP_MIN / 100,
    chance_max: CHANCE_BP_MAX / 100,
  });
  // A win returns the stake × RTP ÷ chance.
  const { numerator, denominator } = told('dice').rtp;
  const stake = moneyFromMinor(1_237);
  for (const chanceBp of [CHANCE_BP_MIN, 3_333, 4_950, CHANCE_BP_MAX]) {
    expect(pays(stake, { direction: 'over', chanceBp })).toBe(
      share(stake, numerator * NUMBERS, denominator * chanceBp),
    );
  }
});

test('returns, edges and limits on the pages are those of this server', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play');
  await page.getByText('97.29 % RTP').waitFor();
  expect(await page.getByTestId('rtp').allInnerTexts()).toEqual([
    '97.29 % RTP',
    '95.97 % RTP',
    '99.37 % RTP',
    '99.00 % RTP',
  ]);
  await page.goto('/play/dice');
  await playAsGuest(page);
  await page.getByText('1.00 %', { exact: true }).waitFor();
  const field = page.getByLabel('Stake, in credits');
  // What the page begins with is less than is taken here.
  await page.getByText('At least 25.00.').waitFor();
  await field.fill('80.01');
  await page.getByText('At most 80.00.').waitFor();
  await field.fill('80');
  await page.getByText('25.00 to 80.00').waitFor();
  await page.goto('/play/roulette');
  await page.getByRole('button', { name: /^Red, pays/ }).click();
  await page.getByText('A bet is at least 25.00; 15.00 more.').waitFor();
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});
