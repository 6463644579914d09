import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Origin, serve } from './origin';
import { Server } from './server';
import { verdictAfter, VERDICT_MS, watchVerdicts } from './verdicts';
import { betsOf, launch, PATIENCE_MS, playAsGuest, violations, visit } from './visitor';

/** What the page promises: so long after the last sign of life its values are stale. */
const HEARTBEAT_LIMIT_MS = 12_000;

/** And so long after the tab that reads the stream is closed another one does. */
const TAKEOVER_MS = 2000;

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

test.each([
  ['before the server has the bet', 'before'],
  ['after it is decided, before the answer is there', 'after'],
] as const)('killed with -9 %s, the page ends at the truth', async (_, when) => {
  const visitor = await visit(browser, origin.url);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  const keys: string[] = [];
  origin.onBet = async (key, moment) => {
    if (moment === 'before') keys.push(key);
    if (moment !== when) return 'pass';
    origin.onBet = async (next) => {
      keys.push(next);
      return 'pass';
    };
    await server.kill();
    return 'drop';
  };
  await page.getByTestId('place').click();
  await page.locator('[data-testid=result][data-phase=unknown]').waitFor();
  expect(await page.getByTestId('result').innerText()).toContain('Outcome unknown');
  // The stake is off, and that this is no fact yet is said by a pattern.
  await page.getByTestId('balance').locator('[data-freshness=optimistic]').waitFor();
  await server.run();
  await page.locator('[data-testid=result][data-phase=shown]').waitFor();
  const bets = await betsOf(server.gateway, who);
  expect(bets).toHaveLength(1);
  const link = page.getByRole('link', { name: 'Open receipt' });
  expect(await link.getAttribute('href')).toBe(`/bets/${bets[0]?.bet_id ?? ''}`);
  expect(new Set(keys).size, 'every attempt has the same key').toBe(1);
  expect(keys.length).toBeGreaterThan(1);
  await visitor.close();
});

test('a page closed before its answer takes the bet up again', async () => {
  const visitor = await visit(browser, origin.url);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  origin.onBet = async (_, moment) => (moment === 'after' ? 'drop' : 'pass');
  await page.getByTestId('place').click();
  await page.locator('[data-phase=unknown]').waitFor();
  await page.reload();
  await page.locator('[data-phase=unknown]').waitFor();
  origin.onBet = null;
  await page.locator('[data-testid=result][data-phase=shown]').waitFor();
  expect(await betsOf(server.gateway, who)).toHaveLength(1);
  await visitor.close();
});

test('a cut stream is said, and comes back where it was', async () => {
  const visitor = await visit(browser, origin.url);
  const { page } = visitor;
  await page.goto('/system');
  await page.locator('[data-live=live]').waitFor();
  await page.locator('[data-level=ok]').waitFor();
  await watchVerdicts(page);
  const killedAt = Date.now();
  await server.kill();
  expect(await verdictAfter(page, 'unknown', killedAt)).toBeLessThan(VERDICT_MS);
  await page.locator('[data-live=reconnecting]').waitFor();
  await page.getByRole('alert').waitFor();
  await server.run();
  await page.locator('[data-live=live]').waitFor();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await page.locator('[data-level=ok]').waitFor();
  await visitor.close();
});

test('with the server gone nothing keeps the look of a fact, and everything has its age', async () => {
  const visitor = await visit(browser, origin.url);
  const { page: system, context } = visitor;
  await system.goto('/play/dice');
  await playAsGuest(system);
  await system.goto('/system');
  await system.locator('[data-level=ok]').waitFor();
  await system.getByRole('cell', { name: 'serving' }).first().waitFor();
  for (const name of ['Gateway', 'Command', 'Log', 'Processor', 'Query', 'Stream'])
    await system.locator(`[data-component=${name}][data-state=up]`).waitFor();
  const map = await context.newPage();
  await map.goto('/architecture');
  await map.getByText('up to date').first().waitFor();
  const said = (page: Page) => page.locator('main').innerText();
  const claims = async () => (await Promise.all([said(system), said(map)])).join('\n');
  expect(await claims()).toContain('✓');

  await server.kill();
  await system.locator('[data-level=unknown]').waitFor();
  const patient = { timeout: PATIENCE_MS };
  await expect.poll(claims, patient).not.toMatch(/✓|up to date| now, |^serving$/m);
  expect(await system.locator('[data-component]:not([data-state=unknown])').count()).toBe(0);
  for (const name of ['Gateway', 'Command', 'Log', 'Processor', 'Query'])
    await system.locator(`[data-component=${name}]`).getByText('as of').waitFor();
  await system.getByText('was serving').first().waitFor();
  await expect
    .poll(() => system.getByTestId('ages').locator('[data-freshness=stale]').count(), patient)
    .toBe(2);
  const figures = system.locator('main dl').first().locator('dd');
  expect(await figures.count()).toBe(5);
  for (const figure of await figures.all())
    await figure.locator('[data-freshness=disconnected]').getByText('as of').waitFor();
  await map.locator('[data-freshness=stale]').getByText('nothing heard since').waitFor();

  expect([...(await violations(system)), ...(await violations(map))]).toEqual([]);

  // The last verdict is kept, and grows older in front of whoever looks at it.
  const last = system.getByTestId('last-verdict');
  const first = await last.innerText();
  expect(first).toContain('the views keep up');
  await expect.poll(() => last.innerText(), patient).not.toBe(first);

  await server.run();
  await system.locator('[data-level=ok]').waitFor();
  await system.locator('[data-component=Processor][data-state=up]').waitFor();
  await system.locator('main [data-freshness=stale]').first().waitFor({ state: 'detached' });
  await map.getByText('up to date').first().waitFor();
  await visitor.close();
});

test.each([
  ['dark', 390],
  ['light', 1440],
] as const)('with the server gone every page stays accessible: %s, %d px', async (theme, width) => {
  const visitor = await visit(browser, origin.url, { theme, width });
  const { page, context } = visitor;
  await page.goto('/play/dice');
  await playAsGuest(page);
  await page.getByTestId('place').click();
  await page.locator('[data-testid=result][data-phase=shown]').waitFor();
  const receipt = await page.getByRole('link', { name: 'Open receipt' }).getAttribute('href');
  const paths = ['/', '/me', '/bets', receipt ?? '', '/leaderboard', '/system', '/system/log'];
  const pages = await Promise.all(
    [...paths, '/architecture', '/players/guest-somebody'].map(async (path) => {
      const one = await context.newPage();
      await one.goto(path);
      await one.locator('[data-live=live]').waitFor();
      return { path, one };
    }),
  );
  await server.kill();
  const found: string[] = [];
  for (const { path, one } of [...pages, { path: '/play/dice', one: page }]) {
    await one.bringToFront();
    await one.getByRole('alert').waitFor();
    found.push(...(await violations(one)).map((violation) => `${path} ${violation}`));
    const wider = await one.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wider > 0) found.push(`${path} is ${wider} px too wide`);
  }
  expect(found).toEqual([]);
  await server.run();
  await visitor.close();
});

test('a stream that falls silent is taken for dead, whatever its socket says', async () => {
  const visitor = await visit(browser, origin.url);
  const { page } = visitor;
  await page.clock.install();
  await page.goto('/play/dice');
  await playAsGuest(page);
  await page.getByTestId('place').click();
  await page.getByTestId('balance').locator('[data-freshness=confirmed]').waitFor();
  await page.locator('[data-live=live]').waitFor();

  // From here on time stands still, but for what is let pass.
  origin.mute(true);
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
  await page.clock.runFor(HEARTBEAT_LIMIT_MS);
  await page.locator('[data-live=reconnecting]').waitFor();
  await page.getByTestId('balance').locator('[data-freshness=disconnected]').waitFor();
  await page.clock.resume();
  await page.getByRole('alert').waitFor();

  origin.mute(false);
  await page.locator('[data-live=live]').waitFor();
  await page.getByTestId('balance').locator('[data-freshness=confirmed]').waitFor();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await visitor.close();
});

test('tabs share one stream, and another takes over at once when its reader closes', async () => {
  const visitor = await visit(browser, origin.url);
  await visitor.page.goto('/');
  await visitor.page.locator('[data-live=live]').waitFor();
  const tabs = await Promise.all(
    Array.from({ length: 7 }, async () => {
      const page = await visitor.context.newPage();
      await page.goto('/');
      await page.locator('[data-live=live]').waitFor();
      return page;
    }),
  );
  expect(origin.streams()).toBe(1);
  const opened = origin.asked.length;
  // A tab that only listens takes nothing with it.
  await tabs.pop()?.close();
  const closedAt = Date.now();
  await visitor.page.close();
  await expect.poll(() => origin.asked.length, { timeout: PATIENCE_MS }).toBeGreaterThan(opened);
  expect(origin.openedAt - closedAt).toBeLessThan(TAKEOVER_MS);
  // Whoever takes over goes on where the last one was, and alone.
  expect(origin.asked.at(-1)).not.toBeNull();
  await expect.poll(() => origin.streams(), { timeout: PATIENCE_MS }).toBe(1);
  for (const page of tabs) await page.locator('[data-live=live]').waitFor();
  expect(origin.asked.length).toBe(opened + 1);
  await visitor.close();
});
