/** A visitor with a browser of their own, who notes whatever a page should not do. */

import { randomUUID } from 'node:crypto';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** How long something may take that has to come: much longer than it does, for busy machines. */
export const PATIENCE_MS = 120_000;

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
    timeout: PATIENCE_MS,
  });

export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** Console errors, exceptions, violations of the policy, requests to anywhere else. */
  faults: string[];
  /** The largest sum of layout shifts so far on this document. */
  shift: () => Promise<number>;
  /** What moved, for whoever mends it. */
  shifted: () => Promise<string[]>;
  close: () => Promise<void>;
}

export interface Look {
  theme?: 'dark' | 'light';
  width?: number;
  height?: number;
  /** Fingers, not a mouse. */
  touch?: boolean;
  /** A few colours of the reader's own, and none of the page's. */
  forcedColors?: boolean;
}

declare global {
  interface Window {
    seenShift?: number;
    shifted?: string[];
  }
}

export async function visit(browser: Browser, origin: string, look: Look = {}): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: origin,
    colorScheme: look.theme ?? 'dark',
    reducedMotion: 'no-preference',
    forcedColors: look.forcedColors ? 'active' : 'none',
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    hasTouch: look.touch ?? false,
    isMobile: look.touch ?? false,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const faults: string[] = [];
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error')
      faults.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    const isOwn = url.startsWith(origin) || url.startsWith('data:') || url.startsWith('blob:');
    if (!isOwn) faults.push(`elsewhere: ${url}`);
  });
  await page.addInitScript(() => {
    window.seenShift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
        sources: { node?: Element | null }[];
      })[]) {
        if (entry.hadRecentInput) continue;
        window.seenShift = (window.seenShift ?? 0) + entry.value;
        const what = entry.sources.map(
          ({ node }) => `${node?.tagName ?? '?'} ${node?.className ?? ''}`,
        );
        window.shifted = [
          ...(window.shifted ?? []),
          `${entry.value.toFixed(3)} ${what.join(' | ')}`,
        ];
      }
    }).observe({ type: 'layout-shift', buffered: true });
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return {
    page,
    context,
    faults,
    shift: () => page.evaluate(() => window.seenShift ?? 0),
    shifted: () => page.evaluate(() => window.shifted ?? []),
    close: () => context.close(),
  };
}

interface Violation {
  id: string;
  nodes: { target: unknown; failureSummary?: string }[];
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * What axe finds on the page as it stands, once what moves has come to rest: a colour on its way is
 * none that a reader is left with. What moves for ever is looked at as it is.
 */
export async function violations(page: Page): Promise<string[]> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState === 'finished' || effect?.getComputedTiming().endTime === Infinity,
      ),
  );
  await page.evaluate(axe.source);
  const found = await page.evaluate(async (tags) => {
    const { axe: run } = window as unknown as {
      axe: { run: (on: Document, how: object) => Promise<{ violations: Violation[] }> };
    };
    const runOnly = { type: 'tag', values: tags };
    return (await run.run(document, { runOnly })).violations;
  }, TAGS);
  return found.map(({ id, nodes }) => {
    const where = nodes.map((node) => `${String(node.target)} ${node.failureSummary ?? ''}`);
    return `${id}: ${where.join('; ')}`;
  });
}

/** One click to a player; gives the token that the page holds, for asking the API as they would. */
export async function playAsGuest(page: Page): Promise<{ player: string; token: string }> {
  await page.getByRole('button', { name: 'Play as guest' }).first().click();
  await page.getByTestId('balance').waitFor();
  return page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('croupier.session') ?? '{}') as {
      playerId: string;
      token: string;
    };
    return { player: kept.playerId, token: kept.token };
  });
}

/** Asks the API, as the player would. */
export async function ask<T>(gateway: string, token: string, path: string): Promise<T> {
  const answer = await fetch(gateway + path, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as T;
}

export interface Placed {
  bet_id: string;
  position: string;
  result: { outcome: string };
  round?: unknown;
}

/** Places a bet of ten credits as the player would, without a page. */
export async function placeByApi(
  gateway: string,
  { player, token }: { player: string; token: string },
  bet: { game_type: string; [more: string]: unknown },
): Promise<Placed> {
  const answer = await fetch(`${gateway}/api/v1/bets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ player_id: player, amount: 10, session_id: 'e2e', ...bet }),
  });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Placed;
}

/** A hand that waits for its player: one with a natural ends with the deal, so that is not one. */
export async function openHandByApi(
  gateway: string,
  who: { player: string; token: string },
): Promise<Placed> {
  for (;;) {
    const placed = await placeByApi(gateway, who, { game_type: 'blackjack', interactive: true });
    if (placed.result.outcome === 'open') return placed;
  }
}

/** Stands on a hand, so that its round ends, without a page. */
export async function standByApi(
  gateway: string,
  { player, token }: { player: string; token: string },
  { bet_id: bet, version }: { bet_id: string; version: number },
): Promise<void> {
  const answer = await fetch(`${gateway}/api/v1/players/${player}/rounds/${bet}/actions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ action: 'stand', version }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** Another guest, who has no page. */
export async function guestByApi(gateway: string): Promise<{ player: string; token: string }> {
  const answer = await fetch(`${gateway}/api/v1/guests`, { method: 'POST' });
  const guest = (await answer.json()) as { player_id: string; access_token: string };
  return { player: guest.player_id, token: guest.access_token };
}

export interface BetRow {
  bet_id: string;
  status: string;
  amount: number;
  profit: number | null;
  position: string;
}

export const betsOf = async (
  gateway: string,
  { player, token }: { player: string; token: string },
): Promise<BetRow[]> =>
  (await ask<{ bets: BetRow[] }>(gateway, token, `/api/v1/players/${player}/bets`)).bets;
