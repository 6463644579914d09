/** Each panel when what it asks for is refused: it says so, offers to ask again, and recovers. */

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Server } from './server';
import { launch, placeByApi, playAsGuest, violations, visit } from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

const CORRELATION = 'c-1842';

/** As the gateway says it when what is behind it does not answer. */
const PROBLEM = {
  type: 'https://croupier.dev/problems/backend_timeout',
  title: 'Backend timeout',
  status: 504,
  detail: 'The service that answers this did not do so in time.',
  code: 'backend_timeout',
  correlation_id: CORRELATION,
};

test.each([
  ['/', '**/api/v1/stats/summary'],
  ['/play', '**/api/v1/games'],
  ['/play/dice', '**/api/v1/games'],
  ['/me', '**/api/v1/players/*/stats?*'],
  ['/me', '**/api/v1/players/*/bets?*'],
  ['/bets', '**/api/v1/players/*/bets?*'],
  ['/bets/BET', '**/api/v1/bets/*'],
  ['/leaderboard', '**/api/v1/leaderboard?*'],
  ['/leaderboard', '**/api/v1/players/*/rank?*'],
  ['/players/OTHER', '**/api/v1/leaderboard?*'],
  ['/system', '**/health'],
  ['/system', '**/api/v1/system/partitions'],
  ['/system/log', '**/api/v1/log/*'],
  ['/architecture?bet=BET', '**/api/v1/bets/*'],
])('%s without an answer to %s', async (path, asked) => {
  const theme = asked.includes('players') ? 'light' : 'dark';
  const visitor = await visit(browser, server.web, { theme, width: 390 });
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  const { bet_id: bet } = await placeByApi(server.gateway, who, { game_type: 'slots' });
  await page.route(asked, (route) =>
    route.fulfill({
      status: PROBLEM.status,
      contentType: 'application/problem+json',
      body: JSON.stringify(PROBLEM),
    }),
  );
  await page.goto(path.replace('BET', bet).replace('OTHER', 'guest-somebody'));
  await page.locator('main h1').waitFor();
  const problem = page.getByRole('group', { name: 'Problem' });
  await problem.getByText(PROBLEM.title).waitFor();
  await problem.getByText(CORRELATION).waitFor();
  const said = await page.locator('main').innerText();
  expect(said).not.toMatch(/…$|Loading |No bets yet|Nothing has been played/m);
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);

  await page.unroute(asked);
  await problem.getByRole('button', { name: 'Try again' }).click();
  await problem.waitFor({ state: 'detached' });
  expect(visitor.faults.filter((fault) => !fault.includes('504'))).toEqual([]);
  await visitor.close();
});
