/** One bet in each game, and what the page may show of it: the event, the whole event. */

import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { ask, betsOf, playAsGuest, visit } from './visitor';

interface Receipt {
  drawn: Record<string, unknown>;
  payout: number;
  status: string;
}

export interface OneBet {
  game: string;
  /** What is chosen before the bet is placed. */
  choose: (page: Page) => Promise<void>;
  /** Compares what is drawn with what was. */
  check: (page: Page, receipt: Receipt) => Promise<void>;
}

export const settled = (page: Page) =>
  page.locator('[data-testid=result][data-phase=shown]').waitFor();

/** Places it, stands if it is a hand, and compares page, receipt and API. */
export async function play(
  browser: Browser,
  { web, gateway }: { web: string; gateway: string },
  { game, choose, check }: OneBet,
): Promise<void> {
  const visitor = await visit(browser, web);
  const { page } = visitor;
  await page.goto(`/play/${game}`);
  const who = await playAsGuest(page);
  await choose(page);
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
  // The balance is what the view says, and is said to be so.
  const pill = page.getByTestId('balance');
  await pill.locator('[data-freshness=confirmed]').waitFor();
  const { balance } = await ask<{ balance: number }>(
    gateway,
    who.token,
    `/api/v1/players/${who.player}/balance`,
  );
  expect((await pill.innerText()).replaceAll(',', '')).toContain(balance.toFixed(2));

  const [bet] = await betsOf(gateway, who);
  const receipt = await ask<Receipt>(gateway, who.token, `/api/v1/bets/${bet?.bet_id ?? ''}`);
  const shown = await page.getByTestId('result').innerText();
  expect(shown).toContain(`returned ${receipt.payout.toFixed(2)}`);
  await check(page, receipt);

  // The receipt draws the same, from the API alone.
  await page.getByRole('link', { name: 'Open receipt' }).click();
  await page.getByText('Where the time went').waitFor();
  await check(page, receipt);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
}

const nothing = async () => {};

/** Clockwise, as a European wheel has them. */
const WHEEL =
  '0 32 15 19 4 21 2 25 17 34 6 27 13 36 11 30 8 23 10 5 24 16 33 1 20 14 31 9 22 18 29 7 28 12 35 3 26';

export const ROULETTE: OneBet = {
  game: 'roulette',
  choose: async (page) => {
    await page.getByRole('button', { name: /^Red, pays/ }).click();
    await page.getByRole('button', { name: /^Straight up 17,/ }).click();
  },
  check: async (page, { drawn }) => {
    const deg = Number(await page.locator('[data-wheel-deg]').getAttribute('data-wheel-deg'));
    const under = WHEEL.split(' ')[Math.round(((360 - (deg % 360)) % 360) / (360 / 37)) % 37];
    expect(Number(under)).toBe(drawn['pocket']);
    await page
      .getByText(new RegExp(`(^|: )${String(under)} (red|black|green)`))
      .first()
      .waitFor();
  },
};

export const SLOTS: OneBet = {
  game: 'slots',
  choose: nothing,
  check: async (page, { drawn }) => {
    const stops = await page
      .locator('[data-reel]')
      .evaluateAll((reels) => reels.map((reel) => Number(reel.getAttribute('data-stop'))));
    expect(stops).toEqual(drawn['stops']);
  },
};

export const DICE: OneBet = {
  game: 'dice',
  choose: nothing,
  check: async (page, { drawn }) => {
    expect(Number(await page.locator('[data-roll]').getAttribute('data-roll'))).toBe(drawn['roll']);
  },
};

export const BLACKJACK: OneBet = {
  game: 'blackjack',
  choose: nothing,
  check: async (page, { drawn }) => {
    const cards = await page
      .locator('[data-card]')
      .evaluateAll((all) => all.map((card) => card.getAttribute('data-card')));
    const hands = drawn['hands'] as { cards: string[] }[];
    expect(cards).toEqual([
      ...(drawn['dealer'] as string[]),
      ...hands.flatMap((hand) => hand.cards),
    ]);
  },
};
