/** Sessions that end, refusals in words, and pages that outlive their build. */

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settled } from './one-bet';
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

test('a session that ended is said to have ended, and nothing was staked', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  // Nobody can wait for a token to grow old: this one is none.
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('croupier.session') ?? '{}') as object;
    localStorage.setItem('croupier.session', JSON.stringify({ ...kept, token: 'x.y.z' }));
  });
  await page.reload();
  const banner = page.getByRole('region', { name: 'Session ended' });
  await banner.getByText(`guest ${who.player.slice(-6)} has ended`).waitFor();
  await banner.getByRole('button', { name: 'Play as another guest' }).click();
  await banner.waitFor({ state: 'detached' });
  await page.getByTestId('balance').waitFor();
  await page.getByTestId('place').click();
  await settled(page);
  expect(await betsOf(server.gateway, who)).toEqual([]);
  await visitor.close();
});

test('a session whose time was over before the page was opened', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/');
  await playAsGuest(page);
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('croupier.session') ?? '{}') as object;
    localStorage.setItem('croupier.session', JSON.stringify({ ...kept, expiresAt: 1 }));
  });
  await page.reload();
  const banner = page.getByRole('region', { name: 'Session ended' });
  await banner.waitFor();
  await banner.getByRole('button', { name: 'Dismiss' }).click();
  await banner.waitFor({ state: 'detached' });
  await page.reload();
  await page.locator('main h1').waitFor();
  expect(await banner.count()).toBe(0);
  await visitor.close();
});

test('who comes too often is told so, where they can read it', async () => {
  const limited = await Server.start('--rate-limits', 'on');
  const visitor = await visit(browser, limited.web);
  const { page } = visitor;
  await page.goto('/');
  await page.locator('[data-live=live]').waitFor();
  while ((await fetch(`${limited.gateway}/api/v1/guests`, { method: 'POST' })).ok);
  await page.locator('header').getByRole('button', { name: 'Play as guest' }).click();
  const words = page.locator('header').getByText('Too many requests.');
  await words.waitFor();
  expect((await words.boundingBox())?.width).toBeGreaterThan(100);
  await visitor.close();
  await limited.stop();
});

test('a game goes no faster after a reload, or in another tab', async () => {
  const visitor = await visit(browser, server.web);
  const { page, context } = visitor;
  await page.clock.install();
  await page.goto('/play/dice');
  await playAsGuest(page);
  await page.getByTestId('place').waitFor();
  // From here on time passes when it is told to.
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
  await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/api/v1/bets')),
    page.getByTestId('place').click(),
  ]);
  const waits = page.getByTestId('place').getByText('Next bet in');
  await page.reload();
  await page.clock.runFor(2000);
  await waits.waitFor();
  const other = await context.newPage();
  await other.goto('/play/dice');
  await other.getByTestId('place').getByText('Next bet in').waitFor();
  await page.clock.runFor(4000);
  await waits.waitFor({ state: 'detached' });
  await visitor.close();
});

test('a page whose build was replaced starts over on the new one', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  let isGone = true;
  await page.route('**/assets/leaderboard-*.js', (route) =>
    isGone ? route.fulfill({ status: 404, body: '' }) : route.continue(),
  );
  await page.goto('/');
  await page.locator('[data-live=live]').waitFor();
  // Whoever comes anew gets the new build.
  page.on('request', (request) => {
    if (request.isNavigationRequest()) isGone = false;
  });
  await page.getByRole('link', { name: 'Leaderboard' }).first().click();
  await page.locator('h1', { hasText: 'Leaderboard' }).waitFor();
  await visitor.close();
});
