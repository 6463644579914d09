/** Narrow windows and large text: a page gets longer, never wider. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROUTES } from './routes';
import { Server } from './server';
import { betsOf, launch, openHandByApi, placeByApi, playAsGuest, visit } from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start('--demo'), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

const sizeOf = (page: Page): Promise<number> =>
  page
    .locator('main h1')
    .first()
    .evaluate((heading) => Number.parseFloat(getComputedStyle(heading).fontSize));

/** What makes the page wider than its window, and what scrolls without saying so. */
async function faultsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()}.${String(element.getAttribute('class')).slice(0, 60)}`;
    const wider = document.documentElement.scrollWidth - innerWidth;
    if (wider > 0) {
      const isBeyond = (element: Element) =>
        element.getBoundingClientRect().right > innerWidth + 0.5 && !element.closest('.sr-only');
      const beyond = [...document.body.querySelectorAll('*')].filter(
        (element) => isBeyond(element) && ![...element.children].some(isBeyond),
      );
      found.push(`${wider} px too wide: ${beyond.slice(0, 4).map(name).join(', ')}`);
    }
    for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
      const { overflowX } = getComputedStyle(element);
      if (overflowX !== 'auto' && overflowX !== 'scroll') continue;
      if (!element.checkVisibility({ contentVisibilityAuto: true })) continue;
      if (element.scrollWidth <= element.clientWidth) continue;
      const isRegion = element.getAttribute('role') === 'region';
      const hasName = element.hasAttribute('aria-label') || element.hasAttribute('aria-labelledby');
      if (element.tabIndex !== 0 || !isRegion || !hasName)
        found.push(`scrolls without a name or out of reach: ${name(element)}`);
    }
    return found;
  });
}

test.each([
  { width: 320, text: 100 },
  { width: 640, text: 200 },
  { width: 1280, text: 200 },
])('no page is wider than its window: $width px, text at $text %', async ({ width, text }) => {
  const visitor = await visit(browser, server.web, { width, height: 640 });
  const { page } = visitor;
  const found: string[] = [];
  const look = async (what: string) => {
    await page.locator('main h1').waitFor();
    await page.locator('[data-live=live]').waitFor();
    await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
    const before = await sizeOf(page);
    await page.evaluate((size) => {
      document.documentElement.style.fontSize = size;
    }, `${text}%`);
    await page.waitForFunction(
      () => !document.querySelector('main')?.textContent?.includes('Loading '),
    );
    const grown = (await sizeOf(page)) / before;
    if (grown !== text / 100) found.push(`${what}: text grew ${grown} times`);
    let faults = await faultsOf(page);
    // What scrolls is found by an observer, which speaks a frame later.
    for (let tries = 0; tries < 10 && faults.length > 0; tries++) {
      await page.waitForTimeout(100);
      faults = await faultsOf(page);
    }
    found.push(...faults.map((fault) => `${what}: ${fault}`));
  };
  for (const route of ['/', '/me', '/bets', '/system/log']) {
    await page.goto(route);
    await look(`${route}, nobody`);
  }
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  for (const bet of [
    { game_type: 'dice' },
    { game_type: 'slots' },
    {
      game_type: 'roulette',
      selection: { chips: [{ bet: 'straight', numbers: [17], amount: 10 }] },
    },
  ])
    await placeByApi(server.gateway, who, bet);
  await openHandByApi(server.gateway, who);
  const bets = await betsOf(server.gateway, who);
  const receipts = bets.slice(0, 4).map(({ bet_id: id }) => `/bets/${id}`);
  for (const route of [...ROUTES, ...receipts]) {
    await page.goto(route);
    await look(route);
  }
  await page.goto('/play/dice');
  await look('/play/dice');
  await page.getByTestId('place').click();
  await page.locator('[data-testid=result][data-phase=shown]').waitFor();
  await look('a result');
  await page.getByRole('group').locator('summary[aria-label="View settings"]').click();
  await look('the view settings');
  expect(found).toEqual([]);
  await visitor.close();
});
