/**
 * Takes the pictures of the README anew: one visitor, one spin, four pages.
 * `cargo xtask up -- --demo`, then `npm run pictures -- [--web http://127.0.0.1:3000]`.
 */

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const { values } = parseArgs({
  options: { web: { type: 'string', default: 'http://127.0.0.1:3000' } },
});
const WIDTH = 1440;
/** So high that nothing is scrolled to. */
const HEIGHT = 1180;
const SPOTS = ['split 17 20', 'street 4 5 6', 'corner 26 27 29 30', 'straight 8', 'red'];
/** Rates are taken over some pulses, one a second. */
const PULSES_MS = 7000;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage({
  baseURL: values.web,
  colorScheme: 'dark',
  viewport: { width: WIDTH, height: HEIGHT },
});

const take = async (name, height = 900) => {
  await page.mouse.move(0, 0);
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({
    path: fileURLToPath(new URL(`../../docs/images/${name}.png`, import.meta.url)),
    clip: { x: 0, y: 0, width: WIDTH, height },
  });
};

await page.goto('/play/roulette');
await page.getByRole('button', { name: 'Play as guest' }).first().click();
await page.getByTestId('balance').waitFor();
for (const spot of SPOTS) await page.locator(`[data-spot="${spot}"]`).click();
await page.getByTestId('place').click();
await page.locator('[data-testid=result][data-phase=shown]').waitFor();
await page.getByText('Next bet in').waitFor({ state: 'detached' });
await take('roulette', HEIGHT);

// Within the application: only the tab that placed the bet has measured the network.
await page.getByRole('link', { name: 'Open receipt' }).click();
await page.getByText('Where the time went').waitFor();
await take('receipt');
await page.getByRole('navigation').getByRole('link', { name: 'Architecture' }).click();
await page.getByRole('button', { name: /^Replay/ }).waitFor();
await page.waitForTimeout(PULSES_MS);
await take('architecture');
await page.getByRole('link', { name: 'Croupier' }).click();
await page.getByText('your latest bet').waitFor();
await take('home');
await browser.close();
