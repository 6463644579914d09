import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Server } from './server';
import { betsOf, launch, PATIENCE_MS, playAsGuest, violations, visit } from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start('--demo'), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

const ROUTES = [
  '/',
  '/play',
  '/play/roulette',
  '/play/slots',
  '/play/blackjack',
  '/play/dice',
  '/me',
  '/bets',
  '/leaderboard',
  '/players/nobody',
  '/system',
  '/system/log',
  '/architecture',
  '/no/such/page',
];

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
    if (wider > 0) found.push(`${route} is ${wider} px too wide`);
  }
  expect(found).toEqual([]);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

test('at 320 pixels nothing is cut off', async () => {
  const visitor = await visit(browser, server.web, { width: 320, height: 640 });
  for (const route of ROUTES) {
    await visitor.page.goto(route);
    await visitor.page.locator('main h1').waitFor();
    const wider = await visitor.page.evaluate(
      () => document.documentElement.scrollWidth - innerWidth,
    );
    expect(wider, route).toBeLessThanOrEqual(0);
  }
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
