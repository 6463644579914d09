/** What pages make of facts: a commit by its address, a return from bets, an outcome at rest. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settled } from './one-bet';
import { Server } from './server';
import {
  ask,
  type BetRow,
  betsOf,
  launch,
  placeByApi,
  playAsGuest,
  violations,
  visit,
} from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

const DICE = { game_type: 'dice' };

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

test('a receipt leads to where its seed was committed to, before the bet', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  // The first bet brings its commitment along; those after it find it in the log.
  await placeByApi(server.gateway, who, DICE);
  const { bet_id: bet } = await placeByApi(server.gateway, who, DICE);
  const { proof } = await ask<{ proof: { commitment: string; commitment_position: string } }>(
    server.gateway,
    who.token,
    `/api/v1/bets/${bet}`,
  );
  const position = proof.commitment_position;
  await page.goto(`/bets/${bet}`);
  const panel = page.getByRole('region', { name: 'Drawn from' });
  await panel.getByText('before this bet').waitFor();
  await panel.getByRole('link', { name: position, exact: true }).click();

  const commit = page.locator('details[open]');
  await commit.locator('pre').getByText(proof.commitment).waitFor();
  expect(await commit.count()).toBe(1);
  expect(await commit.locator('summary').innerText()).toMatch(new RegExp(`^${position}\\b`));
  const [partition, seq] = position.split(':');
  const { pathname, searchParams } = new URL(page.url());
  expect([pathname, searchParams.get('partition'), searchParams.get('from')]).toEqual([
    '/system/log',
    partition,
    seq,
  ]);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

test('on a receipt a paused processor hides nothing, and is drawn to scale when asked to be', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  const { bet_id: bet } = await placeByApi(server.gateway, who, { game_type: 'slots' });
  // As it would be if nobody had read the log for a minute.
  const pauseMs = 60_000;
  await page.route(`**/api/v1/bets/${bet}*`, async (route) => {
    const response = await route.fetch();
    const json = (await response.json()) as { times: Record<string, number> };
    for (const mark of ['read_back_at', 'projected_at'])
      json.times[mark] = (json.times[mark] ?? 0) + pauseMs;
    await route.fulfill({ response, json });
  });
  await page.goto(`/bets/${bet}`);
  const panel = page.getByRole('region', { name: 'Where the time went' });
  await panel.getByText(/A gap of 1 min is drawn short/).waitFor();
  const bar = async (name: string) => {
    const fill = panel.locator(`[data-bar="${name}"] rect`).nth(1);
    return (await fill.boundingBox())?.width ?? 0;
  };
  const track = (await panel.locator('[data-bar]').first().boundingBox())?.width ?? 0;
  const burst = (await bar('Command')) + (await bar('Log')) + (await bar('Processor folds'));
  expect(burst).toBeGreaterThan(track / 2);
  expect(await bar('Processor reads')).toBeLessThan(track / 2);
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });

  await panel.getByText('To scale').click();
  await panel.getByText('is drawn short').waitFor({ state: 'detached' });
  expect(await bar('Processor reads')).toBeGreaterThan(0.99 * track);
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
