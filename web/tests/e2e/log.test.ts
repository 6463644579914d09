/** The log explorer: what is shown of what is loaded, and what is in a commit. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Server } from './server';
import { ask, launch, PATIENCE_MS, placeByApi, playAsGuest, violations, visit } from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

const SOON = { timeout: PATIENCE_MS };
const DICE = { game_type: 'dice' };

interface Commit {
  position: string;
  player_id?: string | null;
  correlation_id?: string | null;
  events: { type: string }[];
}

const shown = (page: Page) => page.locator('main ol > li summary > :first-child').allInnerTexts();
const loaded = (page: Page, words: string) => page.getByTestId('loaded').getByText(words).waitFor();
const positions = (commits: readonly Commit[]) => commits.map(({ position }) => position);

test('the log is narrowed to a type, a player, a request, of what is loaded, by its address', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  const { position } = await placeByApi(server.gateway, who, DICE);
  await placeByApi(server.gateway, who, DICE);
  await placeByApi(server.gateway, who, { game_type: 'slots' });
  const partition = position.split(':')[0] ?? '';
  const { commits } = await ask<{ commits: Commit[] }>(
    server.gateway,
    who.token,
    `/api/v1/log/${partition}?limit=50`,
  );
  const count = commits.length;
  const of = (isWanted: (commit: Commit) => boolean) => positions(commits.filter(isWanted));
  const own = of(({ player_id: player }) => player === who.player);
  const bets = of(({ events }) => events.some(({ type }) => type === 'bet_placed'));
  expect(bets).toHaveLength(3);
  expect(count).toBeGreaterThan(own.length);

  await page.goto(`/system/log?partition=${partition}`);
  await loaded(page, `Newest ${count} loaded`);
  expect(await shown(page)).toEqual(positions(commits));
  await page.getByRole('textbox', { name: 'Player' }).fill(who.player.slice(-6).toUpperCase());
  await loaded(page, `${own.length} of ${count} loaded; what is not loaded is not looked through`);
  expect(await shown(page)).toEqual(own);
  await page.getByLabel('Event type').selectOption('bet_placed');
  await loaded(page, `3 of ${count} loaded`);
  expect(await shown(page)).toEqual(bets);
  await page.reload();
  await expect.poll(() => shown(page), SOON).toEqual(bets);
  expect(await violations(page)).toEqual([]);

  // One request of three, of a partition's whole log.
  const first = page.locator('main ol > li', { hasText: bets[0] ?? '' }).first();
  await first.locator('summary').click();
  await first.getByRole('link', { name: 'only this' }).click();
  await expect.poll(() => shown(page), SOON).toEqual(bets.slice(0, 1));
  await page.getByRole('textbox', { name: 'Player' }).fill('nobody at all');
  await page.getByText('None of these match').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect.poll(() => shown(page), SOON).toEqual(positions(commits));
  expect(await page.getByRole('textbox', { name: 'Player' }).inputValue()).toBe('');
  expect(new URL(page.url()).search).toBe(`?partition=${partition}`);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

test('a commit is shown as its events, and raw as the API gave it', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  const { position } = await placeByApi(server.gateway, who, DICE);
  const [partition = '', seq = ''] = position.split(':');
  const { commits } = await ask<{ commits: Commit[] }>(
    server.gateway,
    who.token,
    `/api/v1/log/${partition}?limit=1&from=${seq}`,
  );
  await page.goto(`/system/log?partition=${partition}&from=${seq}`);
  const commit = page.locator('details[open]');
  const json = async () => JSON.parse(await commit.locator('pre').innerText()) as unknown;
  await commit.waitFor();
  expect(await json()).toEqual(commits[0]?.events);
  await commit.getByText('Raw').click();
  await commit.getByText('"byte_count"').waitFor();
  expect(await json()).toEqual(commits[0]);
  expect(await violations(page)).toEqual([]);
  // From there to the tail, and to another partition, through the same filter.
  await page.getByLabel('Event type').selectOption('bet_placed');
  await page.getByRole('link', { name: 'To the tail' }).click();
  await page.getByText('Stands still while you read.').waitFor();
  const next = String((Number(partition) + 1) % 8);
  // Checked when the address says so, which is a moment later.
  await page.getByRole('radio', { name: next, exact: true }).click({ force: true });
  await expect
    .poll(() => new URL(page.url()).search, SOON)
    .toBe(`?partition=${next}&type=bet_placed`);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});
