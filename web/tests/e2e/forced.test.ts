/**
 * Forced colours: the reader's own few, no backgrounds, no shadows. Whatever is chosen, won or
 * pointed at still looks other than when it is not. A thing is compared with itself, before and
 * after, so no picture is kept and no browser's drawing is taken for the right one.
 */

import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Server } from './server';
import { launch, playAsGuest, violations, visit } from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** How it looks with nothing on it, and as soon as nothing moves. */
async function lookOf(page: Page, what: Locator, margin = 0): Promise<string> {
  await page.mouse.move(0, 0);
  await what.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.getAnimations().length === 0);
  const box = await what.boundingBox();
  if (!box) throw new Error('it cannot be seen');
  const clip = {
    x: box.x - margin,
    y: box.y - margin,
    width: box.width + 2 * margin,
    height: box.height + 2 * margin,
  };
  return (await page.screenshot({ clip })).toString('base64');
}

const blur = (page: Page) =>
  page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });

test.each(['dark', 'light'] as const)('what is chosen can be told: %s', async (theme) => {
  const visitor = await visit(browser, server.web, { theme, forcedColors: true });
  const { page } = visitor;
  const same: string[] = [];
  const differ = (what: string, one: string, other: string) => {
    if (one === other) same.push(what);
  };

  await page.goto('/play/dice');
  await playAsGuest(page);
  const under = page.locator('fieldset label', { hasText: 'Under' });
  const over = page.locator('fieldset label', { hasText: 'Over' });
  await under.click();
  const chosen = await lookOf(page, under);
  await over.click();
  differ('an option', chosen, await lookOf(page, under));

  const place = page.getByTestId('place');
  await blur(page);
  const unfocused = await lookOf(page, place, 6);
  await place.focus();
  // By key, as focus is shown to those who use it.
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  differ('a focused button', unfocused, await lookOf(page, place, 6));

  const board = page.getByRole('navigation').getByRole('link', { name: 'Leaderboard' });
  const elsewhere = await lookOf(page, board);
  await board.click();
  await page.locator('main h1', { hasText: 'Leaderboard' }).waitFor();
  differ('the current page', elsewhere, await lookOf(page, board));

  await page.goto('/architecture');
  const gateway = page.getByRole('button', { name: /^Gateway/ });
  await gateway.waitFor();
  const plain = await lookOf(page, gateway);
  await gateway.click();
  await blur(page);
  differ('a part of the map', plain, await lookOf(page, gateway));
  expect(same).toEqual([]);
  expect(await violations(page)).toEqual([]);
  await visitor.close();
});

test.each(['dark', 'light'] as const)('the table of roulette can be read: %s', async (theme) => {
  const visitor = await visit(browser, server.web, { theme, forcedColors: true, height: 1400 });
  const { page } = visitor;
  const same: string[] = [];
  const differ = (what: string, one: string, other: string) => {
    if (one === other) same.push(what);
  };
  await page.goto('/play/roulette');
  await playAsGuest(page);
  const spot = (key: string) => page.locator(`[data-spot="${key}"]`);

  // The colours of the pockets are what they mean.
  const colour = (key: string) =>
    spot(key).evaluate((cell) => getComputedStyle(cell).backgroundColor);
  expect(new Set([await colour('red'), await colour('black')]).size).toBe(2);

  const empty = await lookOf(page, spot('red'));
  await spot('red').click();
  await blur(page);
  differ('a chip', empty, await lookOf(page, spot('red')));

  const aside = await lookOf(page, spot('straight 17'));
  await spot('split 17 20').hover();
  const box = await spot('straight 17').boundingBox();
  if (!box) throw new Error('it cannot be seen');
  const pointed = (await page.screenshot({ clip: box })).toString('base64');
  differ('what the pointed-at line covers', aside, pointed);

  await page.getByTestId('place').click();
  await page.locator('[data-testid=result][data-phase=shown]').waitFor();
  await blur(page);
  const words = await page.getByTestId('result').innerText();
  const number = /(\d+) (red|black|green)/.exec(words)?.[1] ?? '';
  const won = await lookOf(page, spot(`straight ${number}`));
  await page.reload();
  await spot('red').waitFor();
  differ('the winning number', won, await lookOf(page, spot(`straight ${number}`)));
  expect(same).toEqual([]);
  await visitor.close();
});
