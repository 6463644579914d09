/** When the system page said what, by its own clock, which is that of the test. */

import type { Page } from 'playwright-core';

declare global {
  interface Window {
    /** Every verdict since the page was watched, and when it was drawn. */
    verdicts?: [level: string, at: number][];
  }
}

/** How soon a verdict has to follow what happened. */
export const VERDICT_MS = 3000;

export async function watchVerdicts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: [string, number][] = (window.verdicts = []);
    const note = () => {
      const level = document.querySelector('[data-level]')?.getAttribute('data-level') ?? '';
      if (seen.at(-1)?.[0] !== level) seen.push([level, Date.now()]);
    };
    note();
    const what = { subtree: true, childList: true, attributeFilter: ['data-level'] };
    new MutationObserver(note).observe(document.body, what);
  });
}

/** Waits for a verdict of `level`, and gives how long after `since` it was drawn first. */
export async function verdictAfter(page: Page, level: string, since: number): Promise<number> {
  const handle = await page.waitForFunction(
    ([wanted, from]) =>
      window.verdicts?.find(([one, at]) => one === wanted && at >= from)?.[1] ?? null,
    [level, since] as const,
  );
  return Number(await handle.jsonValue()) - since;
}
