import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Server } from './server';
import { ask, betsOf, launch, playAsGuest, visit, type Visitor } from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

interface Receipt {
  drawn: Record<string, unknown>;
  payout: number;
  status: string;
}

const settled = (page: Page) => page.locator('[data-testid=result][data-phase=shown]').waitFor();

async function play(
  game: string,
  before: (page: Page) => Promise<void>,
  check: (page: Page, receipt: Receipt) => Promise<void>,
): Promise<void> {
  const visitor: Visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto(`/play/${game}`);
  const who = await playAsGuest(page);
  await before(page);
  await page.getByTestId('place').click();
  await settled(page);
  // A hand that is open says its version; that it is another one now, or none, is there to stay.
  const isOver = page.getByTestId('result').getByText('returned');
  while (!(await isOver.isVisible())) {
    const version = await page.getByText(/^Hand version \d+/).innerText();
    await page.locator('[data-action=stand]').click();
    await page.getByText(version).waitFor({ state: 'detached' });
    await settled(page);
  }
  const [bet] = await betsOf(server.gateway, who);
  const receipt = await ask<Receipt>(
    server.gateway,
    who.token,
    `/api/v1/bets/${bet?.bet_id ?? ''}`,
  );
  const shown = await page.getByTestId('result').innerText();
  expect(shown).toContain(`returned ${receipt.payout.toFixed(2)}`);
  await check(page, receipt);

  // The balance is what the view says, and is said to be so.
  const { balance } = await ask<{ balance: number }>(
    server.gateway,
    who.token,
    `/api/v1/players/${who.player}/balance`,
  );
  const pill = page.getByTestId('balance');
  await pill.locator('[data-freshness=confirmed]').waitFor();
  expect((await pill.innerText()).replaceAll(',', '')).toContain(balance.toFixed(2));

  // The receipt draws the same, from the API alone.
  await page.getByRole('link', { name: 'Open receipt' }).click();
  await page.getByText('Where the time went').waitFor();
  await check(page, receipt);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
}

const nothing = async () => {};

test('roulette shows the pocket of the event', () =>
  play(
    'roulette',
    async (page) => {
      await page.getByRole('button', { name: /^Red, pays/ }).click();
      await page.getByRole('button', { name: /^Straight up 17,/ }).click();
    },
    async (page, { drawn }) => {
      const deg = Number(await page.locator('[data-wheel-deg]').getAttribute('data-wheel-deg'));
      const wheel =
        '0 32 15 19 4 21 2 25 17 34 6 27 13 36 11 30 8 23 10 5 24 16 33 1 20 14 31 9 22 18 29 7 28 12 35 3 26'.split(
          ' ',
        );
      const under = wheel[Math.round(((360 - (deg % 360)) % 360) / (360 / 37)) % 37];
      expect(Number(under)).toBe(drawn['pocket']);
      await page
        .getByText(new RegExp(`(^|: )${String(under)} (red|black|green)`))
        .first()
        .waitFor();
    },
  ));

test('slots stop where the event says', () =>
  play('slots', nothing, async (page, { drawn }) => {
    const stops = await page
      .locator('[data-reel]')
      .evaluateAll((reels) => reels.map((reel) => Number(reel.getAttribute('data-stop'))));
    expect(stops).toEqual(drawn['stops']);
  }));

test('dice roll what the event says', () =>
  play('dice', nothing, async (page, { drawn }) => {
    expect(Number(await page.locator('[data-roll]').getAttribute('data-roll'))).toBe(drawn['roll']);
  }));

test('blackjack lays the cards of the event', () =>
  play('blackjack', nothing, async (page, { drawn }) => {
    const cards = await page
      .locator('[data-card]')
      .evaluateAll((all) => all.map((card) => card.getAttribute('data-card')));
    const hands = drawn['hands'] as { cards: string[] }[];
    expect(cards).toEqual([
      ...(drawn['dealer'] as string[]),
      ...hands.flatMap((hand) => hand.cards),
    ]);
  }));

test('a double click and a mashed Enter are one bet', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  await page.getByTestId('place').dblclick();
  for (let presses = 0; presses < 5; presses++) await page.keyboard.press('Enter');
  await settled(page);
  expect(await betsOf(server.gateway, who)).toHaveLength(1);
  await visitor.close();
});

test('a stake that cannot be is said beside the field, and nothing is sent', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  const field = page.getByLabel('Stake, in credits');
  await field.fill('10.001');
  await page.getByText('at most two decimals').waitFor();
  await field.fill('5');
  await page.getByText('At least 10.00.').waitFor();
  expect(await betsOf(server.gateway, who)).toEqual([]);
  await visitor.close();
});

test('a bet is placed and its outcome heard with the keyboard alone', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/roulette');
  const who = await playAsGuest(page);
  const zero = page.getByRole('button', { name: /^Straight up 0,/ });
  await zero.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Straight up 3, .*10.00 credits on it/ }).waitFor();
  await page.getByTestId('place').focus();
  await page.keyboard.press('Enter');
  await settled(page);
  await page.locator('[role=status]', { hasText: 'Roulette:' }).waitFor({ state: 'attached' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe(
    'place',
  );
  expect(await betsOf(server.gateway, who)).toHaveLength(1);
  await visitor.close();
});
