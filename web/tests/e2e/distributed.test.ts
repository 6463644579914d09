/** Every role a process of its own, on a real Kafka and a real Redis. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BLACKJACK, DICE, play, ROULETTE, settled, SLOTS } from './one-bet';
import { serve } from './origin';
import { noServers, Roles } from './server';
import { verdictAfter, VERDICT_MS, watchVerdicts } from './verdicts';
import { betsOf, launch, placeByApi, playAsGuest, visit } from './visitor';

if (noServers) console.warn(`skipped: ${noServers}`);

describe.skipIf(noServers)('on Kafka and Redis', () => {
  let roles: Roles;
  let browser: Browser;

  beforeAll(async () => {
    [roles, browser] = await Promise.all([Roles.start(), launch()]);
  });

  // Whatever a test came to, the next one finds all of them.
  afterEach(async () => {
    roles.processor.resume();
    await roles.revive();
  });

  afterAll(async () => {
    await browser.close();
    await roles.stop();
  });

  test.each([ROULETTE, SLOTS, BLACKJACK, DICE])('$game shows the event', (bet) =>
    play(browser, { web: roles.web, gateway: roles.gateway.url }, bet),
  );

  test('with the processor paused a bet is decided, and the views are said to be behind', async () => {
    const visitor = await visit(browser, roles.web);
    const { page, context } = visitor;
    await page.goto('/play/dice');
    await playAsGuest(page);
    const before = await bet(page);
    await balance(page, 'confirmed', before);

    await watchBalance(page);
    await page.getByText('Next bet in').waitFor({ state: 'detached' });
    roles.processor.pause();
    const after = await bet(page);
    await balance(page, 'behind', after);
    await page.getByText('The read side has not reached it yet.').waitFor();
    const receipt = await page.getByRole('link', { name: 'Open receipt' }).getAttribute('href');
    expect(receipt).toMatch(/^\/bets\/./);

    // Whoever comes now sees what the views have, and that it is not the latest.
    const at = async (path: string) => {
      const other = await context.newPage();
      await other.goto(path);
      await balance(other, 'behind', before);
      return other;
    };
    const [held, mine, bets, system] = await Promise.all([
      at(receipt ?? ''),
      at('/me'),
      at('/bets'),
      at('/system'),
    ]);
    await held.getByText('The view is behind').waitFor();
    await mine.locator('main [data-freshness=behind]').first().waitFor();
    await bets.locator('main').getByText('1 behind').waitFor();
    await system.locator('[data-level=late]').getByText('stand still, 1 commit behind').waitFor();

    roles.processor.resume();
    for (const one of [page, held, mine, bets]) await balance(one, 'confirmed', after);
    await page.getByText('The read side has not reached it yet.').waitFor({ state: 'detached' });
    await held.getByText('Where the time went').waitFor();
    await mine.locator('main [data-freshness=behind]').first().waitFor({ state: 'detached' });
    await bets.locator('main').getByText('1 behind').waitFor({ state: 'detached' });
    expect(await bets.locator('main tbody tr').count()).toBe(2);
    await system.locator('[data-level=ok]').waitFor();

    // Nothing was ever called a fact but what the views had: first the old, then the new.
    const facts = (await page.evaluate(() => window.balances ?? []))
      .filter(([freshness]) => freshness === 'confirmed')
      .map(([, text]) => text);
    expect(facts).toEqual([...new Set([before, after])]);
    await visitor.close();
  });

  test('with the command service killed after it decided, nobody denies the bet', async () => {
    const origin = await serve(() => roles.web);
    const visitor = await visit(browser, origin.url);
    const { page } = visitor;
    await page.goto('/play/dice');
    const who = await playAsGuest(page);
    origin.onBet = async (_, moment) => {
      if (moment === 'before') return 'pass';
      origin.onBet = null;
      await roles.command.kill();
      return 'drop';
    };
    // What the gateway says meanwhile: that this request was not applied. The first one was.
    const refused = page.waitForResponse((answer) => answer.status() === 503);
    await page.getByTestId('place').click();
    const { code } = (await (await refused).json()) as { code: string };
    expect(code).toBe('not_applied');
    const result = page.getByTestId('result');
    await result.getByText(/Asking again with the same key.*\(attempt [3-9]\)/).waitFor();
    expect(await result.getAttribute('data-phase')).toBe('unknown');

    await roles.command.run();
    await settled(page);
    const bets = await betsOf(roles.gateway.url, who);
    expect(bets).toHaveLength(1);
    const link = page.getByRole('link', { name: 'Open receipt' });
    expect(await link.getAttribute('href')).toBe(`/bets/${bets[0]?.bet_id ?? ''}`);
    await visitor.close();
    await origin.close();
  });

  test.each([
    ['command', 'down', 'No bets are taken'],
    ['query', 'late', 'what you read does not answer'],
    ['gateway', 'unknown', 'The server does not answer'],
  ] as const)('with the %s killed the verdict says so at once', async (name, level, words) => {
    const visitor = await visit(browser, roles.web);
    const { page } = visitor;
    await page.goto('/play/dice');
    await playAsGuest(page);
    await page.goto('/system');
    await page.locator('[data-level=ok]').waitFor();
    for (const used of ['Kafka', 'Redis'])
      await page.locator(`[data-component=${used}][data-state=up]`).waitFor();

    await watchVerdicts(page);
    const killedAt = Date.now();
    await roles[name].kill();
    expect(await verdictAfter(page, level, killedAt)).toBeLessThan(VERDICT_MS);
    await page.locator(`[data-level=${level}]`).getByText(words).first().waitFor();

    await roles[name].run();
    await page.locator('[data-level=ok]').waitFor();
    await visitor.close();
  });

  test('with the processor killed the verdict says so once the views lack something', async () => {
    const visitor = await visit(browser, roles.web);
    const { page } = visitor;
    await page.goto('/play/dice');
    const who = await playAsGuest(page);
    await page.goto('/system');
    await page.locator('[data-level=ok]').waitFor();
    await roles.processor.kill();
    await watchVerdicts(page);
    await placeByApi(roles.gateway.url, who, { game_type: 'dice' });
    // Nobody asks the processor: what the page can know of it begins with this sign.
    const signed = await page.waitForFunction(() =>
      document.querySelector('[data-live]')?.textContent?.includes('behind') ? Date.now() : null,
    );
    const signedAt = Number(await signed.jsonValue());
    expect(await verdictAfter(page, 'late', signedAt)).toBeLessThan(VERDICT_MS);
    await page.locator('[data-level=late]').getByText('stand still, 1 commit behind').waitFor();

    await roles.processor.run();
    await page.locator('[data-level=ok]').waitFor();
    await visitor.close();
  });

  test('with the query service killed the page says so, and it comes back', async () => {
    const visitor = await visit(browser, roles.web);
    const { page } = visitor;
    await page.goto('/play/dice');
    await playAsGuest(page);
    const before = await bet(page);
    await balance(page, 'confirmed', before);
    await page.getByText('Next bet in').waitFor({ state: 'detached' });

    await roles.query.kill();
    await page.locator('[data-live=reconnecting]').waitFor();
    await balance(page, 'disconnected', before);
    await page.getByRole('alert').waitFor();
    // The write side does not need it.
    const after = await bet(page);
    await balance(page, 'optimistic', after);
    await page.getByText('The read side does not answer').waitFor();

    await roles.query.run();
    await page.locator('[data-live=live]').waitFor();
    await balance(page, 'confirmed', after);
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await visitor.close();
  });
});

/** Places a bet, waits for its outcome, and gives the balance that the answer says. */
async function bet(page: Page): Promise<string> {
  const [answer] = await Promise.all([
    page.waitForResponse(
      (response) =>
        response.request().method() === 'POST' && response.url().endsWith('/api/v1/bets'),
    ),
    page.getByTestId('place').click(),
  ]);
  const { balance } = (await answer.json()) as { balance: number };
  await settled(page);
  return balance.toFixed(2);
}

/** Waits until the balance is `text`, and is said to be `freshness`. */
const balance = (page: Page, freshness: string, text: string) =>
  page
    .getByTestId('balance')
    .locator(`[data-freshness=${freshness}]`)
    .filter({ hasText: new RegExp(text.replace(/\B(?=(\d{3})+\b)/g, ',?')) })
    .waitFor();

declare global {
  interface Window {
    /** Every balance that was shown, and what it was said to be. */
    balances?: [string, string][];
  }
}

async function watchBalance(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: [string, string][] = (window.balances = []);
    const note = () => {
      const value = document.querySelector('[data-testid=balance] [data-freshness]');
      const freshness = value?.getAttribute('data-freshness') ?? '';
      const text = /[\d,]+\.\d\d/.exec(value?.textContent ?? '')?.[0].replaceAll(',', '') ?? '';
      const last = seen.at(-1);
      if (last?.[0] !== freshness || last[1] !== text) seen.push([freshness, text]);
    };
    note();
    const what = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(note).observe(document.body, what);
  });
}
