import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settled } from './one-bet';
import { Server } from './server';
import { ask, betsOf, launch, placeByApi, playAsGuest, standByApi, visit } from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

const move = (page: Page, action: string) => page.locator(`[data-action=${action}]`);

/** Deals until a hand waits for its player; a natural is over at once. */
async function deal(page: Page): Promise<void> {
  for (;;) {
    await page.getByTestId('place').click();
    await settled(page);
    if (await move(page, 'stand').isVisible()) return;
  }
}

interface Dealt {
  version: number;
  legal_actions: string[];
  table: { hands: { total: number }[] };
}

/** Deals without a page, which would take its time, until a hand is as it should be. */
async function dealByApi(
  gateway: string,
  who: { player: string; token: string },
  isWanted: (round: Dealt) => boolean,
): Promise<void> {
  for (;;) {
    const bet = { game_type: 'blackjack', interactive: true };
    const { bet_id, round } = await placeByApi(gateway, who, bet);
    const { version, legal_actions } = round as Dealt;
    // A natural is over at once.
    if (legal_actions.length === 0) continue;
    if (isWanted(round as Dealt)) return;
    await standByApi(gateway, who, { bet_id, version });
  }
}

/** Makes a move and waits until the hand is another one, or none. */
async function make(page: Page, action: string): Promise<void> {
  const version = await page.getByText(/^Hand version \d+/).innerText();
  await move(page, action).click();
  await page.getByText(version).waitFor({ state: 'detached' });
  await settled(page);
}

test('a hand is hit, and one is doubled on twice the stake', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/blackjack');
  const who = await playAsGuest(page);
  await deal(page);
  const before = await page.locator('[data-card]').count();
  await make(page, 'hit');
  expect(await page.locator('[data-card]').count()).toBeGreaterThan(before);
  while (await move(page, 'stand').isVisible()) await make(page, 'stand');

  await deal(page);
  const stake = await page.getByTestId('result').innerText();
  expect(stake).toContain('10.00 on the table');
  await make(page, 'double');
  const [doubled, hit] = await betsOf(server.gateway, who);
  expect([doubled?.amount, hit?.amount]).toEqual([20, 10]);
  expect(await page.getByTestId('result').innerText()).toContain('staked 20.00');
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

test('a pair is split into two hands on twice the stake', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/blackjack');
  const who = await playAsGuest(page);
  await dealByApi(server.gateway, who, ({ legal_actions }) => legal_actions.includes('split'));
  // A page opened on a hand goes on with it.
  await page.reload();
  await make(page, 'split');
  expect(await page.locator('[data-card]').count()).toBeGreaterThanOrEqual(5);
  while (await move(page, 'stand').isVisible()) await make(page, 'stand');
  const [split] = await betsOf(server.gateway, who);
  expect(split?.amount).toBe(20);
  const { drawn } = await ask<{ drawn: { hands: unknown[] } }>(
    server.gateway,
    who.token,
    `/api/v1/bets/${split?.bet_id ?? ''}`,
  );
  expect(drawn.hands).toHaveLength(2);
  expect(await page.getByTestId('result').innerText()).toContain('staked 20.00');
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

test('a move for a hand that another tab has moved is refused', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/blackjack');
  const who = await playAsGuest(page);
  await deal(page);
  const other = await visitor.context.newPage();
  await other.goto('/play/blackjack');
  await move(other, 'stand').click();
  await other.getByText(/^Hand version/).waitFor({ state: 'detached' });
  const [ended] = await betsOf(server.gateway, who);
  expect(ended?.status).not.toBe('placed');

  await move(page, 'stand').click();
  const result = page.getByTestId('result');
  await result.getByText(/Your move was for version \d+, and was not made\./).waitFor();
  const bets = await betsOf(server.gateway, who);
  expect(bets[0]).toEqual(ended);
  // The page has seen that the hand is over, and deals again.
  await move(page, 'stand').waitFor({ state: 'detached' });
  await result.getByRole('link', { name: 'Show the hand' }).click();
  await page.getByText('Where the time went').waitFor();
  await visitor.close();
});

test('a tab whose hand was moved by another shows where it is, and goes on from there', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/blackjack');
  const who = await playAsGuest(page);
  // Whatever comes, one more card leaves it alive.
  await dealByApi(server.gateway, who, ({ table }) => (table.hands[0]?.total ?? 21) <= 10);
  await page.reload();
  const other = await visitor.context.newPage();
  await other.goto('/play/blackjack');
  const version = await page.getByText(/^Hand version \d+/).innerText();
  await make(other, 'hit');
  const moved = await other.getByText(/^Hand version \d+/).innerText();
  expect(moved).not.toBe(version);
  const cards = await other.locator('[data-card]').count();

  await move(page, 'hit').click();
  await page.getByText(moved).waitFor();
  expect(await page.locator('[data-card]').count()).toBe(cards);
  while (await move(page, 'stand').isVisible()) await make(page, 'stand');
  const [bet] = await betsOf(server.gateway, who);
  expect(bet?.status).not.toBe('placed');
  await visitor.close();
});

test('more than there is is refused in words, and nothing is staked', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/roulette');
  const who = await playAsGuest(page);
  const balance = async () =>
    (
      await ask<{ balance: number }>(
        server.gateway,
        who.token,
        `/api/v1/players/${who.player}/balance`,
      )
    ).balance;
  await spend(server.gateway, who);
  const left = await balance();
  expect(left).toBeLessThan(1000);
  const count = (await betsOf(server.gateway, who)).length;
  await page.goto('/play/dice');
  await page.getByLabel('Stake, in credits').fill('1000');
  await page.getByTestId('place').click();
  await page.getByTestId('result').getByText('Nothing was staked.').waitFor();
  // Beside the field as well, until the stake is another one.
  const field = page.getByLabel('Stake, in credits');
  const beside = page.locator(`[id="${(await field.getAttribute('aria-describedby')) ?? ''}"]`);
  await beside.getByText(`balance of ${left.toFixed(2)} does not cover 1000.00`).waitFor();
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  await field.fill('20');
  await beside.getByText('does not cover').waitFor({ state: 'detached' });
  expect(await betsOf(server.gateway, who)).toHaveLength(count);
  expect(await balance()).toBe(left);
  await visitor.close();
});

/** Bets the most there may be on what hardly ever comes, until less than that is left. */
async function spend(
  gateway: string,
  { player, token }: { player: string; token: string },
): Promise<void> {
  for (;;) {
    const answer = await fetch(`${gateway}/api/v1/bets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        player_id: player,
        game_type: 'dice',
        amount: 1000,
        session_id: 'spend',
        selection: { direction: 'under', chance: 2 },
      }),
    });
    if (answer.status === 409) return;
    if (answer.status !== 202) throw new Error(`${answer.status}: ${await answer.text()}`);
  }
}

test('nothing moves for who wants less motion', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/play/roulette');
  await playAsGuest(page);
  await page.getByRole('button', { name: /^Red, pays/ }).click();
  await page.evaluate(() => {
    const seen = window as unknown as { moved: string[] };
    seen.moved = [];
    const look = () => {
      for (const animation of document.getAnimations()) {
        const { duration } = animation.effect?.getComputedTiming() ?? {};
        if (Number(duration) > 1) seen.moved.push(`${animation.id} ${String(duration)} ms`);
      }
      requestAnimationFrame(look);
    };
    look();
  });
  await page.getByTestId('place').click();
  await settled(page);
  expect(await page.evaluate(() => (window as unknown as { moved: string[] }).moved)).toEqual([]);
  await visitor.close();
});
