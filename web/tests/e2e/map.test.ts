/** The live map: a cell for every commit and no other, and nothing moves when nothing happens. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Server } from './server';
import { ask, launch, PATIENCE_MS, placeByApi, playAsGuest, visit } from './visitor';

/** As many as the map has room for in a lane. */
const CELLS_MAX = 40;

/** For so long nothing happens: several pulses are heard meanwhile. */
const IDLE_MS = 4000;

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** How many commits each partition has, by the word of the write side. */
async function commits(token: string): Promise<number[]> {
  const { partitions } = await ask<{ partitions: { position: string | null }[] }>(
    server.gateway,
    token,
    '/api/v1/system/partitions',
  );
  return partitions.map(({ position }) => (position ? Number(position.split(':')[1]) + 1 : 0));
}

const lanes = (page: Page) => page.getByRole('region', { name: 'The log, live' }).locator('ol li');

/** How many cells each lane has. */
const cells = (page: Page): Promise<number[]> =>
  lanes(page).evaluateAll((rows) => rows.map((row) => row.querySelectorAll('svg rect').length));

test('the map has a cell for every commit, up to what a lane can hold', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  await page.goto('/architecture');
  const shows = async (log: number[]) => {
    const expected = log.map((count) => Math.min(count, CELLS_MAX));
    await expect.poll(() => cells(page), { timeout: PATIENCE_MS }).toEqual(expected);
  };
  const before = await commits(who.token);
  await shows(before);

  const { position } = await placeByApi(server.gateway, who, { game_type: 'dice' });
  const partition = Number(position.split(':')[0]);
  for (let more = 0; more < 4; more++) await placeByApi(server.gateway, who, { game_type: 'dice' });
  const after = await commits(who.token);
  const grown = after.map((count, index) => count - (before[index] ?? 0));
  // The first bet may open the account as well.
  expect(grown[partition]).toBeGreaterThanOrEqual(5);
  expect(grown.filter((count) => count > 0)).toHaveLength(1);
  await shows(after);

  for (let more = 0; more < CELLS_MAX; more++)
    await placeByApi(server.gateway, who, { game_type: 'dice' });
  const full = await commits(who.token);
  expect(full[partition]).toBeGreaterThan(CELLS_MAX);
  await lanes(page)
    .nth(partition)
    .getByText(String((full[partition] ?? 0) - 1), { exact: true })
    .waitFor();
  await shows(full);
  await visitor.close();
});

declare global {
  interface Window {
    /** How many animation frames the page has asked for. */
    framesAsked?: number;
  }
}

test('a map on which nothing happens draws no frame', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.addInitScript(() => {
    window.framesAsked = 0;
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => {
      window.framesAsked = (window.framesAsked ?? 0) + 1;
      return ask(callback);
    };
  });
  await page.goto('/play/dice');
  await playAsGuest(page);
  await page.getByTestId('place').click();
  await page.locator('[data-testid=result][data-phase=shown]').waitFor();
  await page.goto('/architecture');
  await page.locator('[data-live=live]').waitFor();
  await page.getByText('up to date').first().waitFor();

  const moved = async () => {
    const began = await page.evaluate(() => window.framesAsked ?? 0);
    const running: number[] = [];
    for (let waited = 0; waited < IDLE_MS; waited += 500) {
      running.push(await page.evaluate(() => document.getAnimations().length));
      await page.waitForTimeout(500);
    }
    const frames = (await page.evaluate(() => window.framesAsked ?? 0)) - began;
    return { frames, animations: Math.max(...running) };
  };
  expect(await moved()).toEqual({ frames: 0, animations: 0 });

  // A replay does move, and stands still when it is over.
  const replay = page.getByRole('button', { name: /^Replay \d+× slower$/ });
  await replay.click();
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await replay.waitFor();
  expect(await page.evaluate(() => window.framesAsked ?? 0)).toBeGreaterThan(0);
  // The button under the pointer takes a moment to look as it did.
  await page.waitForFunction(() => document.getAnimations().length === 0);
  expect(await moved()).toEqual({ frames: 0, animations: 0 });
  await visitor.close();
});
