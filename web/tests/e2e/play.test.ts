import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BLACKJACK, DICE, play, ROULETTE, settled, SLOTS } from './one-bet';
import { Server } from './server';
import { betsOf, launch, playAsGuest, visit } from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

test('roulette shows the pocket of the event', () => play(browser, server, ROULETTE));

test('slots stop where the event says', () => play(browser, server, SLOTS));

test('dice roll what the event says', () => play(browser, server, DICE));

test('blackjack lays the cards of the event', () => play(browser, server, BLACKJACK));

test('a double click and a mashed Enter are one bet', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  await page.getByTestId('place').dblclick();
  for (let presses = 0; presses < 5; presses++) await page.keyboard.press('Enter');
  await settled(page);
  expect(await betsOf(server.gateway, who)).toHaveLength(1);
  await visitor.close();
});

test('a stake that cannot be is said beside the field, and nothing is sent', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  const field = page.getByLabel('Stake, in credits');
  await field.fill('10.001');
  await page.getByText('at most two decimals').waitFor();
  await field.fill('5');
  await page.getByText('At least 10.00.').waitFor();
  expect(await betsOf(server.gateway, who)).toEqual([]);
  await visitor.close();
});

test('a bet is placed and its outcome heard with the keyboard alone', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/roulette');
  const who = await playAsGuest(page);
  const zero = page.getByRole('button', { name: /^Straight up 0,/ });
  await zero.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Straight up 3, .*10.00 credits on it/ }).waitFor();
  await page.getByTestId('place').focus();
  await page.keyboard.press('Enter');
  await settled(page);
  await page.locator('[role=status]', { hasText: 'Roulette:' }).waitFor({ state: 'attached' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe(
    'place',
  );
  expect(await betsOf(server.gateway, who)).toHaveLength(1);
  await visitor.close();
});
