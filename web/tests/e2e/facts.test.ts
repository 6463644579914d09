/** What pages make of facts: a commit by its address, a return from bets, an outcome at rest. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settled } from './one-bet';
import { Server } from './server';
import { type BetRow, betsOf, launch, placeByApi, playAsGuest, visit } from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

test('a receipt leads to its commit, and the address to the same one', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  const { bet_id: bet, position } = await placeByApi(server.gateway, who, { game_type: 'slots' });
  // Later commits of the same partition do not change what an address means.
  await placeByApi(server.gateway, who, { game_type: 'slots' });
  const commit = page.locator('details[open]');
  const check = async () => {
    await commit.getByText(bet).waitFor();
    expect(await commit.count()).toBe(1);
    expect(await commit.locator('summary').innerText()).toMatch(new RegExp(`^${position}\\b`));
    expect(await page.locator('main ol > li').first().innerText()).toContain(position);
  };
  await page.goto(`/bets/${bet}`);
  await page.getByRole('link', { name: position }).first().click();
  await check();
  await page.reload();
  await check();
  await commit.getByRole('link', { name: 'receipt' }).click();
  await page.getByText('Where the time went').waitFor();
  expect(new URL(page.url()).pathname).toBe(`/bets/${bet}`);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

/** Below so many a return says nothing about luck. */
const ENOUGH_BETS = 30;

test('the return on the dashboard is that of the bets, once there are enough', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  const bet = () => placeByApi(server.gateway, who, { game_type: 'slots' });
  for (let bets = 1; bets < ENOUGH_BETS; bets++) await bet();
  await page.goto('/me');
  const figure = (name: string) => page.locator('main dl > div', { hasText: name }).locator('dd');
  await figure('Bets')
    .getByText(String(ENOUGH_BETS - 1))
    .waitFor();
  expect(await figure('Returned of it').innerText()).toBe(
    'too few bets to say anything about luck',
  );

  await bet();
  await figure('Bets').getByText(String(ENOUGH_BETS)).waitFor();
  const rows = await betsOf(server.gateway, who);
  expect(rows).toHaveLength(ENOUGH_BETS);
  const sum = (of: (row: BetRow) => number) =>
    rows.reduce((cents, row) => cents + Math.round(of(row) * 100), 0);
  const [staked, net] = [sum((row) => row.amount), sum((row) => row.profit ?? 0)];
  const share = `${((100 * (staked + net)) / staked).toFixed(1)} %`;
  await figure('Returned of it').getByText(share, { exact: true }).waitFor();
  const game = page.getByRole('row', { name: /^Slots/ });
  await game.getByText(share, { exact: true }).waitFor();
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

/** What moves by a transform just now, over more time than a jump takes. */
const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    document.getAnimations().flatMap((animation) => {
      const effect = animation.effect as KeyframeEffect | null;
      const moves = effect?.getKeyframes().some((frame) => 'transform' in frame) ?? false;
      const isJump = Number(effect?.getComputedTiming().duration) <= 1;
      return moves && !isJump ? [effect?.target?.tagName ?? '?'] : [];
    }),
  );

test.each([
  ['slots', true],
  ['blackjack', true],
  ['slots', false],
] as const)('%s, with motion reduced: %s', async (game, isReduced) => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  if (isReduced) await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`/play/${game}`);
  await playAsGuest(page);
  await page.getByTestId('place').click();
  const seen: string[] = [];
  while (!(await page.locator('[data-testid=result][data-phase=shown]').isVisible()))
    seen.push(...(await moving(page)));
  await settled(page);
  seen.push(...(await moving(page)));
  if (isReduced) expect(seen).toEqual([]);
  else expect(seen).not.toEqual([]);
  await visitor.close();
});
