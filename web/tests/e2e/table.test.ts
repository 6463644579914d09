import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Server } from './server';
import { ask, betsOf, launch, playAsGuest, violations, visit } from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** 60 splits, 14 streets, 23 corners and 11 six lines. */
const LINES_COUNT = 108;
const LINES = ['split', 'street', 'corner', 'six_line']
  .map((kind) => `[data-spot^="${kind} "]`)
  .join(', ');

test.each([
  { width: 1440, touch: false, least: 24 },
  { width: 1440, touch: true, least: 32 },
  { width: 390, touch: true, least: 32 },
  { width: 320, touch: true, least: 32 },
])('every line of the table can be hit: %j', async ({ width, touch, least }) => {
  // So high that nothing has to be scrolled to.
  const visitor = await visit(browser, server.web, { width, touch, height: 3000 });
  const { page } = visitor;
  await page.goto('/play/roulette');
  const lines = page.locator(LINES);
  await lines.first().waitFor();
  const sizes = await lines.evaluateAll((all) =>
    all.map((line) => {
      const { x, y, width: across, height } = line.getBoundingClientRect();
      // The four sides just within: no other spot lies over this one.
      const points = [
        [0.5, 0.1],
        [0.5, 0.9],
        [0.1, 0.5],
        [0.9, 0.5],
      ] as const;
      const isFree = points.every(([right, down]) => {
        const hit = document.elementFromPoint(x + right * across, y + down * height);
        return hit?.closest('button') === line;
      });
      return { spot: line.getAttribute('data-spot'), size: Math.min(across, height), isFree };
    }),
  );
  expect(sizes).toHaveLength(LINES_COUNT);
  expect(sizes.filter(({ size, isFree }) => size < least || !isFree)).toEqual([]);
  await visitor.close();
});

test.each(
  [1440, 390].flatMap((width) =>
    (['dark', 'light'] as const).map((theme) => ({
      width,
      theme,
      // From 17 onto the line towards 20: to the right where the table lies, down where it stands.
      towards20: width > 1000 ? 'ArrowRight' : 'ArrowDown',
    })),
  ),
)('bets on lines are laid by pointer, by keys and from the lists: %j', async (how) => {
  const { width, theme, towards20 } = how;
  const visitor = await visit(browser, server.web, { width, theme });
  const { page } = visitor;
  await page.goto('/play/roulette');
  const who = await playAsGuest(page);
  const spot = (name: string) => page.getByRole('button', { name, exact: true });

  await spot('Corner 26, 27, 29 and 30, pays 8 to 1').click();
  await spot('Corner 26, 27, 29 and 30, pays 8 to 1, 10.00 credits on it').waitFor();

  await spot('Straight up 17, pays 35 to 1').focus();
  await page.keyboard.press(`Shift+${towards20}`);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await spot('Split 17 and 20, pays 17 to 1, 20.00 credits on it').waitFor();
  await page.keyboard.press(towards20);
  await page.keyboard.press('Enter');
  await spot('Straight up 20, pays 35 to 1, 10.00 credits on it').waitFor();
  await page.keyboard.press('Delete');
  await spot('Straight up 20, pays 35 to 1').waitFor();

  await page.getByLabel('Kind').selectOption('Six line');
  await page.getByLabel('Numbers').selectOption('31, 32, 33, 34, 35 and 36');
  await page.getByRole('button', { name: 'Lay 10.00' }).click();
  await page
    .getByRole('status')
    .filter({ hasText: 'Six line 31 to 36, pays 5 to 1, 10.00 credits on it.' })
    .waitFor();
  await spot('Six line 31 to 36, pays 5 to 1, 10.00 credits on it').waitFor();
  expect(await violations(page)).toEqual([]);

  await page.getByTestId('place').click();
  await page.locator('[data-testid=result][data-phase=shown]').waitFor();
  const [bet] = await betsOf(server.gateway, who);
  const { selection } = await ask<{ selection: { chips: unknown[] } }>(
    server.gateway,
    who.token,
    `/api/v1/bets/${bet?.bet_id ?? ''}`,
  );
  expect(selection.chips).toEqual([
    { bet: 'corner', numbers: [26, 27, 29, 30], amount: 10 },
    { bet: 'split', numbers: [17, 20], amount: 20 },
    { bet: 'six_line', numbers: [31, 32, 33, 34, 35, 36], amount: 10 },
  ]);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});
