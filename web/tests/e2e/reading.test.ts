/** What stands still for somebody who reads, and goes on when they have read. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Server } from './server';
import {
  guestByApi,
  launch,
  PATIENCE_MS,
  placeByApi,
  playAsGuest,
  standByApi,
  violations,
  visit,
} from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

type Who = Awaited<ReturnType<typeof playAsGuest>>;

const DICE = { game_type: 'dice' };
const SOON = { timeout: PATIENCE_MS };

/** Places so many bets, and gives the addresses of their receipts, the newest first. */
async function bets(who: Who, count: number): Promise<string[]> {
  const links: string[] = [];
  for (let index = 0; index < count; index++)
    links.unshift(`/bets/${(await placeByApi(server.gateway, who, DICE)).bet_id}`);
  return links;
}

/** A hand that waits for its player; a natural does not. */
async function openHand(who: Who): Promise<{ bet_id: string; version: number }> {
  for (;;) {
    const hand = { game_type: 'blackjack', interactive: true };
    const { bet_id, round } = await placeByApi(server.gateway, who, hand);
    const { version, legal_actions } = round as { version: number; legal_actions: string[] };
    if (legal_actions.length > 0) return { bet_id, version };
  }
}

const list = (page: Page) => page.getByRole('region', { name: 'Bets', exact: true });
const receipts = (page: Page) =>
  list(page)
    .locator('tr a[href^="/bets/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
const isHeld = (page: Page, held: boolean) => list(page).and(page.locator(`[data-held=${held}]`));
const pill = (page: Page) => page.getByRole('button', { name: / new bets?$/ });

/** As many as the list has at first, and some more. */
const PAGE = 100;
const MANY = PAGE + 4;

test('new bets wait for whoever has scrolled down, and come in when asked for', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  const before = await bets(who, MANY);
  await page.goto('/bets');
  await expect.poll(() => receipts(page), SOON).toEqual(before.slice(0, PAGE));
  const live = await bets(who, 1);
  const known = [...live, ...before].slice(0, PAGE);
  await expect.poll(() => receipts(page), SOON).toEqual(known);

  // The very last: what comes in on top pushes nothing out below.
  const row = list(page).locator(`a[href="${known.at(-1) ?? ''}"]`);
  await row.evaluate((link) => link.scrollIntoView({ block: 'center' }));
  await isHeld(page, true).waitFor();
  const place = () => row.evaluate((link) => link.getBoundingClientRect().top + scrollY);
  const read = await place();
  const fresh = await bets(who, 3);
  await pill(page).getByText('▲ 3 new bets', { exact: true }).waitFor();
  expect(await receipts(page)).toEqual(known);
  expect(await place()).toBe(read);
  expect(await violations(page)).toEqual([]);

  await pill(page).click();
  const top = async (count: number) => (await receipts(page)).slice(0, count);
  await expect.poll(() => top(5), SOON).toEqual([...fresh, ...known].slice(0, 5));
  expect(await pill(page).count()).toBe(0);
  const header = await page.locator('header').first().boundingBox();
  const first = await list(page).boundingBox();
  expect(first?.y).toBeGreaterThanOrEqual((header?.y ?? 0) + (header?.height ?? 0));
  expect(first?.y).toBeLessThan(200);
  await isHeld(page, false).waitFor();
  const later = await bets(who, 1);
  await expect.poll(() => top(4), SOON).toEqual([...later, ...fresh]);

  // Once more, and back by oneself.
  await page.evaluate(() => scrollTo(0, 800));
  await isHeld(page, true).waitFor();
  const last = await bets(who, 1);
  await pill(page).getByText('▲ 1 new bet', { exact: true }).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await expect.poll(() => top(2), SOON).toEqual([...last, ...later]);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

test('a row that is read says what became of its bet, and stays in its place', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  const before = await bets(who, 3);
  const hand = await openHand(who);
  await page.goto('/bets');
  const link = `/bets/${hand.bet_id}`;
  const row = list(page).locator('tr', { has: page.locator(`a[href="${link}"]`) });
  await row.getByText('your move').waitFor();
  const known = await receipts(page);
  expect(known[0]).toBe(link);

  // Whoever reads by the keyboard has the focus in the list, at its very top.
  await row.locator(`a[href="${link}"]`).focus();
  await isHeld(page, true).waitFor();
  await standByApi(server.gateway, who, hand);
  await bets(who, 2);
  await pill(page).getByText('▲ 2 new bets', { exact: true }).waitFor();
  await row.getByText(/won|lost|push/).waitFor();
  await page.getByText('Rounds that were open when you began to read').waitFor();
  expect(await receipts(page)).toEqual(known);

  await pill(page).press('Enter');
  await expect.poll(async () => (await receipts(page)).length, SOON).toBe(known.length + 2);
  expect((await receipts(page)).slice(2, 3)).toEqual([link]);
  expect(await receipts(page)).toEqual(expect.arrayContaining(before));
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    'Bets',
  );
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

test('a board does not swap its rows under the pointer or the focus, and its numbers go on', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  const [one, other, late] = await Promise.all(
    Array.from({ length: 3 }, () => guestByApi(server.gateway)),
  );
  if (!one || !other || !late) throw new Error('no guests');
  const stake = (who: Who, amount: number) => placeByApi(server.gateway, who, { ...DICE, amount });
  await stake(one, 10);
  await stake(other, 20);
  await page.goto('/leaderboard?board=wagered&window=all');
  const board = page.getByRole('region', { name: 'Board', exact: true });
  const row = (who: Who) =>
    board.locator('tbody tr', { has: page.locator(`a[href="/players/${who.player}"]`) });
  const value = (who: Who, text: string) =>
    row(who).getByRole('cell', { name: text, exact: true }).waitFor();
  const rank = async (who: Who) => Number(await row(who).locator('td').first().innerText());
  /** Whether the first stands above the second. */
  const isAbove = async () =>
    ((await row(one).boundingBox())?.y ?? 0) < ((await row(other).boundingBox())?.y ?? 0);
  await value(one, '10.00');
  expect(await isAbove()).toBe(false);

  await row(other).hover();
  await board.getByText('order held while you point at it').waitFor();
  await stake(late, 10);
  await stake(one, 20);
  await value(one, '30.00');
  await board.getByText('not shown yet: 1 who came onto it').waitFor();
  expect(await isAbove()).toBe(false);
  expect(await rank(one)).toBeLessThan(await rank(other));
  expect(await row(late).count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  await page.mouse.move(0, 0);
  await expect.poll(isAbove, SOON).toBe(true);
  await row(late).waitFor();

  await row(one).getByRole('link').focus();
  await board.getByText('order held while the focus is in it').waitFor();
  await stake(other, 20);
  await value(other, '40.00');
  // From one row to the next is no way out, nor is a pointer that comes and goes.
  await page.keyboard.press('Tab');
  await row(other).locator('a:focus').waitFor();
  await row(one).hover();
  await page.mouse.move(0, 0);
  expect(await isAbove()).toBe(true);
  await row(other)
    .getByRole('link')
    .evaluate((link) => (link as HTMLElement).blur());
  await expect.poll(isAbove, SOON).toBe(false);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});
