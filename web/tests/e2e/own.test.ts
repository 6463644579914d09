import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settled } from './one-bet';
import { Server } from './server';
import { betsOf, launch, playAsGuest, visit } from './visitor';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function bet(page: Page, game: string): Promise<void> {
  await page.goto(`/play/${game}`);
  await page.getByTestId('place').click();
  await settled(page);
}

const centsOf = (text: string): number =>
  Math.round(Number(text.replaceAll(',', '').replace('\u2212', '-')) * 100);

test('what is shown of the bets is kept in the address, and the file has the same', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/dice');
  const who = await playAsGuest(page);
  for (const game of ['dice', 'slots', 'dice']) await bet(page, game);
  const bets = await betsOf(server.gateway, who);
  expect(bets).toHaveLength(3);

  await page.goto('/bets');
  const rows = page.locator('section[aria-label=Bets] tbody tr');
  await expect.poll(() => rows.count()).toBe(3);
  await page.getByLabel('Game').selectOption('dice');
  await expect.poll(() => rows.count()).toBe(2);
  expect(new URL(page.url()).searchParams.get('game')).toBe('dice');
  await page.reload();
  await expect.poll(() => rows.count()).toBe(2);

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV' }).click(),
  ]);
  const [head, ...lines] = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  expect(head).toContain('bet_id');
  expect(lines.map((line) => line.split(',')[0])).toEqual(
    bets.filter(({ bet_id }) => lines.join().includes(bet_id)).map(({ bet_id }) => bet_id),
  );
  expect(lines).toHaveLength(2);
  expect(lines.every((line) => line.includes(',dice,'))).toBe(true);
  // What the file adds up to is what the page says it does.
  const column = (name: string) => (head ?? '').split(',').indexOf(name);
  const sum = (name: string) =>
    lines.reduce((cents, line) => cents + centsOf(line.split(',')[column(name)] ?? ''), 0);
  const totals = (await page.getByTestId('totals').innerText()).match(/[\d,.\u2212]*\.\d\d/g);
  expect(totals?.map(centsOf)).toEqual(['staked', 'returned', 'net'].map(sum));
  await page.getByLabel('Least stake').fill('10.01');
  await page.getByText('No bets match').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect.poll(() => rows.count()).toBe(3);
  expect(await page.getByLabel('Least stake').inputValue()).toBe('');
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

test('a receipt has an address, for whoever it is sent to', async () => {
  const visitor = await visit(browser, server.web);
  const { page } = visitor;
  await page.goto('/play/slots');
  const who = await playAsGuest(page);
  await bet(page, 'slots');
  const [placed] = await betsOf(server.gateway, who);
  const fresh = await visitor.context.newPage();
  await fresh.goto(`/bets/${placed?.bet_id ?? ''}`);
  await fresh.getByText('Where the time went').waitFor();
  await fresh
    .getByText(placed?.position ?? 'no position')
    .first()
    .waitFor();
  await visitor.close();
});

test('a board shows its players in order, and who looks at it with their neighbours', async () => {
  const [first, second] = await Promise.all([
    visit(browser, server.web),
    visit(browser, server.web),
  ]);
  for (const { page } of [first, second]) {
    await page.goto('/play/dice');
    await playAsGuest(page);
    await bet(page, 'dice');
  }
  const { page } = second;
  await page.goto('/leaderboard?board=wagered&window=all');
  const own = page.getByRole('region', { name: 'Your place' });
  await own.getByText('you', { exact: true }).waitFor();
  const board = page.getByRole('region', { name: 'Board', exact: true });
  await board.getByText('you', { exact: true }).waitFor();
  const cells = async (column: number) =>
    board.locator(`tbody tr > :nth-child(${column})`).allInnerTexts();
  const values = (await cells(3)).map((text) => Number(text.replaceAll(',', '')));
  expect(values).toEqual([...values].sort((one, other) => other - one));
  expect(await cells(1)).toEqual(values.map((_, index) => String(index + 1)));
  await page.getByText('Biggest win').click();
  await expect.poll(() => new URL(page.url()).searchParams.get('board')).toBe('biggest_win');
  await Promise.all([first.close(), second.close()]);
});
