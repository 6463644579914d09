import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { record, retold } from './flood';
import { type Origin, serve } from './origin';
import { Server } from './server';
import { launch, visit } from './visitor';

let server: Server;
let origin: Origin;
let browser: Browser;
let recorded: string[];

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launch()]);
  origin = await serve(() => server.web);
  recorded = await record(server.gateway);
});

afterAll(async () => {
  await browser.close();
  await origin.close();
  await server.stop();
});

const PER_SECOND = 1000;
const COUNT = 10 * PER_SECOND;
const TASK_MAX_MS = 100;
/** Lists of the same length have rows of different lengths. */
const NODES_SLACK = 100;

declare global {
  interface Window {
    tasks?: number[];
  }
}

// A machine that does something else for a moment has one long task, a slow page has them again.
test.each(['/', '/system', '/architecture'])(
  'a thousand events a second do not hold up %s',
  { retry: 2 },
  async (path) => {
    const visitor = await visit(browser, origin.url);
    const { page } = visitor;
    await page.goto(path);
    await page.locator('[data-live=live]').waitFor();
    await page.waitForFunction(
      () => !document.querySelector('main')?.textContent?.includes('Loading '),
    );
    const frame = (index: number) => retold(recorded[index % recorded.length] ?? '', index);
    // Every list fills up first.
    await origin.flood({ frame, count: PER_SECOND, perSecond: PER_SECOND });
    const nodes = () => page.evaluate(() => document.querySelectorAll('*').length);
    const before = await nodes();
    await page.evaluate(() => {
      const tasks: number[] = (window.tasks = []);
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration);
      }).observe({ type: 'longtask' });
    });
    await origin.flood({
      frame: (index) => frame(index + PER_SECOND),
      count: COUNT,
      perSecond: PER_SECOND,
    });
    const after = await nodes();
    const tasks = await page.evaluate(() => window.tasks ?? []);
    console.info(path, { before, after, tasks: tasks.map(Math.round) });

    // All of it was heard: the last is the first to be read.
    await page.locator('header').getByRole('link', { name: 'Croupier' }).click();
    await page.locator(`a[href="/players/flood-${COUNT + PER_SECOND - 1}"]`).waitFor();
    expect(tasks.filter((ms) => ms > TASK_MAX_MS)).toEqual([]);
    expect(Math.abs(after - before)).toBeLessThan(NODES_SLACK);
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  },
);
