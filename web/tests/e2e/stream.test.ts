/** What a page does when its stream breaks, rests, or cannot tell what was missed. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Origin, serve } from './origin';
import { Server } from './server';
import { guestByApi, launch, PATIENCE_MS, placeByApi, playAsGuest, visit } from './visitor';

let server: Server;
let origin: Origin;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
  origin = await serve(() => server.web);
});

afterAll(async () => {
  await browser.close();
  await origin.close();
  await server.stop();
});

// Whatever a test came to.
afterEach(() => origin.mute(false));

const DICE = { game_type: 'dice' };

/** Whose bets the feed of the page shows; what was missed comes partition by partition. */
const told = async (page: Page) =>
  (
    await page
      .getByRole('log')
      .locator('a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  ).sort();

/** So many bets of as many guests; how the feed names them. */
async function betsOfOthers(count: number): Promise<string[]> {
  const links: string[] = [];
  for (let index = 0; index < count; index++) {
    const guest = await guestByApi(server.gateway);
    await placeByApi(server.gateway, guest, DICE);
    links.push(`/players/${guest.player}`);
  }
  return links.sort();
}

test('a cut stream goes on where it was, with nothing left out and nothing twice', async () => {
  const visitor = await visit(browser, origin.url);
  const { page } = visitor;
  await page.goto('/');
  await page.locator('[data-live=live]').waitFor();
  const before = await betsOfOthers(2);
  await expect.poll(() => told(page), { timeout: PATIENCE_MS }).toEqual(before);

  // The next stream hears nothing until it may.
  const opened = origin.asked.length;
  origin.mute(true);
  origin.cut();
  const meanwhile = await betsOfOthers(3);
  await expect.poll(() => origin.asked.length, { timeout: PATIENCE_MS }).toBeGreaterThan(opened);
  expect(origin.asked.at(-1)).not.toBeNull();
  origin.mute(false);
  const all = [...meanwhile, ...before].sort();
  await expect.poll(() => told(page), { timeout: PATIENCE_MS }).toEqual(all);
  await visitor.close();
});

test('what cannot be told any more is read anew, and that some is missing is said', async () => {
  const visitor = await visit(browser, origin.url);
  const { page } = visitor;
  await page.goto('/');
  await playAsGuest(page);
  await page.locator('[data-live=live]').waitFor();
  await betsOfOthers(1);
  await page.getByRole('log').waitFor();
  const again = page.waitForRequest((request) => request.url().includes('/balance'));
  await origin.flood({ frame: () => 'event: reset\ndata: {}\n\n', count: 1, perSecond: 1 });
  await again;
  await page.getByText('some were missed').waitFor();
  await page.getByRole('status').getByText('every view is read anew').waitFor({
    state: 'attached',
  });
  await visitor.close();
});

test('a tab that nobody looks at lets go, and knows what it slept through', async () => {
  const visitor = await visit(browser, origin.url);
  const { page } = visitor;
  await page.clock.install();
  await page.goto('/');
  await page.locator('[data-live=live]').waitFor();
  const before = await betsOfOthers(1);
  await expect.poll(() => told(page), { timeout: PATIENCE_MS }).toEqual(before);

  const show = (isShown: boolean) =>
    page.evaluate((shown) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => !shown });
      document.dispatchEvent(new Event('visibilitychange'));
    }, isShown);
  await show(false);
  await page.clock.fastForward('01:00:00');
  await page.locator('[data-live=resting]').waitFor();
  await expect.poll(() => origin.streams(), { timeout: PATIENCE_MS }).toBe(0);
  const meanwhile = await betsOfOthers(2);
  await show(true);
  await page.locator('[data-live=live]').waitFor();
  const all = [...meanwhile, ...before].sort();
  await expect.poll(() => told(page), { timeout: PATIENCE_MS }).toEqual(all);
  await visitor.close();
});

test('a bet in one tab is the balance of the other', async () => {
  const visitor = await visit(browser, origin.url);
  const { page, context } = visitor;
  await page.goto('/play/dice');
  await playAsGuest(page);
  const other = await context.newPage();
  await other.goto('/play/slots');
  const balance = other.getByTestId('balance').locator('[data-freshness=confirmed]');
  await balance.waitFor();
  const before = await balance.innerText();
  // Won or lost, a call of dice moves the balance.
  await page.getByTestId('place').click();
  await page.locator('[data-testid=result][data-phase=shown]').waitFor();
  await expect.poll(() => balance.innerText(), { timeout: PATIENCE_MS }).not.toBe(before);
  expect(await balance.innerText()).toBe(
    await page.getByTestId('balance').locator('[data-freshness=confirmed]').innerText(),
  );
  await visitor.close();
});
