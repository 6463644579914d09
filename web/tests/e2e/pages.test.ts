import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROUTES } from './routes';
import { Server } from './server';
import {
  ask,
  betsOf,
  launch,
  openHandByApi,
  PATIENCE_MS,
  placeByApi,
  playAsGuest,
  violations,
  visit,
} from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start('--demo'), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

const CLS_MAX = 0.05;

test.each(
  (['dark', 'light'] as const).flatMap((theme) =>
    [1440, 390].flatMap((width) => [true, false].map((plays) => ({ theme, width, plays }))),
  ),
)('every page is accessible, still and quiet: %j', async ({ theme, width, plays }) => {
  const visitor = await visit(browser, server.web, { theme, width });
  const { page } = visitor;
  const routes = [...ROUTES];
  await page.goto('/play/dice');
  if (plays) {
    const who = await playAsGuest(page);
    await page.getByTestId('place').click();
    await page.locator('[data-testid=result][data-phase=shown]').waitFor();
    const [bet] = await betsOf(server.gateway, who);
    routes.push(`/bets/${bet?.bet_id ?? ''}`);
  }
  const found: string[] = [];
  for (const route of routes) {
    await page.goto(route);
    await page.locator('main h1').waitFor();
    await page.locator('[data-live=live]').waitFor();
    // What is loading has an end.
    await page.waitForFunction(
      () => !document.querySelector('main')?.textContent?.includes('Loading '),
    );
    found.push(...(await violations(page)).map((violation) => `${route} ${violation}`));
    const shift = await visitor.shift();
    if (shift > CLS_MAX) found.push(`${route} moved: ${(await visitor.shifted()).join('; ')}`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    const voices = await page.locator('[role=status], [role=alert], [aria-live=polite]').count();
    if (voices !== 1) found.push(`${route} has ${voices} live regions`);
    if (wider > 0) found.push(`${route} is ${wider} px too wide`);
  }
  expect(found).toEqual([]);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

test.each(
  (['dark', 'light'] as const).flatMap((theme) => [1440, 390].map((width) => ({ theme, width }))),
)('what a page turns into is accessible too: %j', async ({ theme, width }) => {
  const visitor = await visit(browser, server.web, { theme, width });
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  const found: string[] = [];
  const look = async (what: string) => {
    found.push(...(await violations(page)).map((violation) => `${what}: ${violation}`));
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wider > 0) found.push(`${what} is ${wider} px too wide`);
  };

  for (const bet of [
    { game_type: 'slots' },
    {
      game_type: 'roulette',
      selection: { chips: [{ bet: 'straight', numbers: [17], amount: 10 }] },
    },
    { game_type: 'blackjack' },
  ]) {
    const { bet_id: id } = await placeByApi(server.gateway, who, bet);
    await page.goto(`/bets/${id}`);
    await page.getByText('Where the time went').waitFor();
    await look(`a receipt of ${bet.game_type}`);
  }

  await openHandByApi(server.gateway, who);
  await page.goto('/play/blackjack');
  await page.locator('[data-action=stand]').waitFor();
  await look('an open hand');

  const [last] = await betsOf(server.gateway, who);
  const [partition = '', seq = ''] = (last?.position ?? '').split(':');
  await page.goto(`/system/log?partition=${partition}&from=${seq}`);
  await page.locator('details[open] pre').first().waitFor();
  await look('an open commit');

  const board = await fetch(`${server.gateway}/api/v1/leaderboard`);
  const { leaderboard } = (await board.json()) as { leaderboard: { player_id: string }[] };
  const other = leaderboard.find(({ player_id: id }) => id !== who.player)?.player_id ?? '';
  await page.goto(`/players/${other}`);
  await page
    .getByRole('cell', { name: /^rank \d+$/ })
    .first()
    .waitFor();
  await look('a public player');
  expect(found).toEqual([]);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

test('the system page says who owns what, how late it is, and what is not used', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const { token } = await playAsGuest(page);
  await page.goto('/system');
  const { partitions } = await ask<{ partitions: { owner: string }[] }>(
    server.gateway,
    token,
    '/api/v1/system/partitions',
  );
  const table = page.getByRole('region', { name: 'Partitions' });
  await table.getByRole('cell', { name: 'serving' }).first().waitFor();
  const column = async (name: string) => {
    const names = await table.getByRole('columnheader').allInnerTexts();
    const cells = table.locator(`tbody tr > :nth-child(${names.indexOf(name) + 1})`);
    return cells.allInnerTexts();
  };
  expect(await column('Owner')).toEqual(partitions.map(({ owner }) => owner));
  // The demo's players bet on: a commit may be on its way, and that is not late.
  await expect
    .poll(() => column('Late by'), { timeout: PATIENCE_MS })
    .toEqual(partitions.map(() => '0 s'));
  await page.locator('[data-component=Kafka][data-state=absent]').getByText('not used').waitFor();
  await page.locator('[data-component=Kafka]').getByText('the log is kept in a file').waitFor();
  await page.locator('[data-component=Redis][data-state=absent]').getByText('not used').waitFor();
  await page.locator('[data-component=Redis]').getByText('the views are kept in memory').waitFor();
  await page.locator('[data-component=Command]').getByText('8 of 8').waitFor();
  await page.locator('[data-component=Command]').getByText('1 owner').waitFor();
  await visitor.close();
});

test('the map says what is chosen through the one announcer', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/architecture');
  await page.getByRole('button', { name: /^Processor/ }).click();
  await page
    .getByRole('status')
    .getByText('Processor. It follows the log')
    .waitFor({ state: 'attached' });
  await visitor.close();
});

test('a new page begins at its heading', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/');
  await page.getByRole('link', { name: 'Leaderboard' }).first().click();
  await page.locator('h1', { hasText: 'Leaderboard' }).waitFor();
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.tagName), { timeout: PATIENCE_MS })
    .toBe('H1');
  expect(await page.title()).toContain('Leaderboard');
  await visitor.close();
});
