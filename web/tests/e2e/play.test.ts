import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BLACKJACK, DICE, play, ROULETTE, settled, SLOTS } from './one-bet';
import { Server } from './server';
import { betsOf, launch, PATIENCE_MS, playAsGuest, visit } from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

test('roulette shows the pocket of the event', () => play(browser, server, ROULETTE));

test('slots stop where the event says', () => play(browser, server, SLOTS));

test('dice roll what the event says', () => play(browser, server, DICE));

test('blackjack lays the cards of the event', () => play(browser, server, BLACKJACK));

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

test.each([
  [
    'the stake',
    { amount: 10.001 },
    'The amount must have at most two decimals.',
    'amount must have at most two decimals.',
  ],
  ['something else', { luck: 7 }, null, 'luck is unknown here.'],
  [
    'both',
    { amount: -5, luck: 7 },
    'The amount must be above zero.',
    'amount must be above zero; luck is unknown here.',
  ],
])('what the server finds wrong with %s is said where it is', async (_, wrong, beside, below) => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  // The page would not ask for it; somebody on the way changes the request.
  await page.route('**/api/v1/bets', (route) => {
    const body = route.request().postDataJSON() as Record<string, unknown>;
    return route.continue({ postData: JSON.stringify({ ...body, ...wrong }) });
  });
  const answered = page.waitForResponse('**/api/v1/bets');
  await page.getByTestId('place').click();
  expect((await (await answered).json()) as unknown).toMatchObject({ code: 'invalid_request' });
  const result = page.locator('[data-testid=result][data-phase=refused]');
  await result.getByText(below).waitFor();
  await result.getByText('Nothing was staked.').waitFor();
  const field = page.getByLabel('Stake, in credits');
  const said = async () => {
    const note = await field.getAttribute('aria-describedby');
    return page.locator(`[id="${note ?? ''}"]`).innerText();
  };
  expect(await field.getAttribute('aria-invalid')).toBe(beside && 'true');
  expect(await said()).toBe(beside ?? '10.00 to 1,000.00');
  // It was wrong with that stake, and says nothing of another.
  await field.fill('20');
  await expect.poll(said, { timeout: PATIENCE_MS }).toBe('10.00 to 1,000.00');
  expect(await field.getAttribute('aria-invalid')).toBeNull();
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

test('the bet panel and the result read the same without eyes', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  await playAsGuest(page);
  const panel = page.getByRole('region', { name: 'Bet', exact: true });
  await panel.getByText('10.00 to 1,000.00').waitFor();
  const figures = (text: string) => text.replace(/[+−]?\d[\d:.,]*/g, '#');
  expect(figures(await panel.ariaSnapshot())).toMatchInlineSnapshot(`
    "- region "Bet":
      - text: Stake, in credits
      - textbox "Stake, in credits": "#"
      - button "½ of the stake"
      - button "#× the stake"
      - paragraph: # to #
      - button "#"
      - button "#"
      - button "#"
      - button "#"
      - paragraph: Call
      - group "Call":
        - text: Call
        - radio "Under"
        - text: Under
        - radio "Over" [checked]
        - text: Over
      - text: Chance # %
      - slider "Chance # % # to # win": "#"
      - text: # to # win
      - term: Pays back up to
      - definition: # cr
      - term: House edge
      - definition: # %
      - button "Roll"
      - paragraph
      - term: Net in this tab, # bets
      - definition: "#"
      - term: Time as this guest
      - definition: #"
  `);
  await page.getByTestId('place').click();
  await settled(page);
  expect(figures(await page.getByTestId('result').ariaSnapshot())).toMatchInlineSnapshot(`
    "- paragraph:
      - strong: "#"
      - text: · staked # returned #
    - paragraph: net #"
  `);
  await visitor.close();
});
