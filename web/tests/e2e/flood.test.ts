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
/** Twice what the browser calls a long task. */
const TASK_MAX_MS = 100;
/** Lists of the same length have rows of different lengths. */
const NODES_SLACK = 100;

test.each(['/', '/system'])('a thousand events a second do not hold up %s', async (path) => {
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
  await browser.startTracing(page, { categories: ['toplevel'] });
  await origin.flood({
    frame: (index) => frame(index + PER_SECOND),
    count: COUNT,
    perSecond: PER_SECOND,
  });
  const after = await nodes();
  const tasks = tasksIn((await browser.stopTracing()).toString());
  expect(tasks.length, 'the trace has the tasks of the page').toBeGreaterThan(COUNT / 100);

  // All of it was heard: the last is the first to be read.
  await page.locator('header').getByRole('link', { name: 'Croupier' }).click();
  await page.locator(`a[href="/players/flood-${COUNT + PER_SECOND - 1}"]`).waitFor();
  expect(tasks.filter((ms) => ms > TASK_MAX_MS)).toEqual([]);
  expect(Math.abs(after - before)).toBeLessThan(NODES_SLACK);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

interface TraceEvent {
  ph: string;
  name: string;
  pid: number;
  tid: number;
  args: { name?: string };
  /** Microseconds that the thread had a processor. */
  tdur?: number;
}

/**
 * How long each task kept the page's main thread busy, in milliseconds. Not how long it took: on a
 * machine that does something else as well, that would be the machine's.
 */
function tasksIn(trace: string): number[] {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: TraceEvent[] };
  const isMain = ({ name, args }: TraceEvent) =>
    name === 'thread_name' && args.name === 'CrRendererMain';
  const mains = new Set(traceEvents.filter(isMain).map(({ pid, tid }) => `${pid} ${tid}`));
  return traceEvents.flatMap(({ ph, name, pid, tid, tdur }) =>
    ph === 'X' && name.endsWith('RunTask') && mains.has(`${pid} ${tid}`) && tdur !== undefined
      ? [tdur / 1000]
      : [],
  );
}
