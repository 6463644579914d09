/** Choices of this browser: theme, motion, X-ray, calm. `public/theme.js` reads the same record. */

import { isRecord, recall, remember } from '../storage';
import { createStore, useStore } from '../store';

export interface Prefs {
  theme: 'system' | 'dark' | 'light';
  motion: 'system' | 'reduced';
  /** Shows where every value comes from, and how old it is. */
  xray: boolean;
  /** Live regions move at most every five seconds. */
  calm: boolean;
}

const KEY = 'croupier.prefs';
const DEFAULTS: Prefs = { theme: 'system', motion: 'system', xray: false, calm: false };

function read(): Prefs {
  const kept = typeof localStorage === 'undefined' ? null : recall(KEY);
  if (!isRecord(kept)) return DEFAULTS;
  return {
    theme: kept['theme'] === 'dark' || kept['theme'] === 'light' ? kept['theme'] : 'system',
    motion: kept['motion'] === 'reduced' ? 'reduced' : 'system',
    xray: kept['xray'] === true,
    calm: kept['calm'] === true,
  };
}

const store = createStore(read());

export const usePrefs = (): Prefs => useStore(store);

export function setPrefs(change: Partial<Prefs>): void {
  store.set({ ...store.get(), ...change });
  remember(KEY, store.get());
  applyPrefs();
}

/** Puts what was chosen, else what the system asks for, on the root element. */
export function applyPrefs(): void {
  const { theme, motion } = store.get();
  const root = document.documentElement.dataset;
  const light = matchMedia('(prefers-color-scheme: light)').matches;
  root['theme'] = theme === 'system' ? (light ? 'light' : 'dark') : theme;
  root['motion'] = motion === 'reduced' || stillPreferred() ? 'reduced' : 'full';
}

const stillPreferred = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Whether things must not move. */
export const isMotionReduced = (): boolean =>
  document.documentElement.dataset['motion'] === 'reduced';

/** Follows the system and the other tabs. */
export function watchPrefs(): void {
  matchMedia('(prefers-color-scheme: light)').addEventListener('change', applyPrefs);
  matchMedia('(prefers-reduced-motion: reduce)').addEventListener('change', applyPrefs);
  addEventListener('storage', (event) => {
    if (event.key !== KEY) return;
    store.set(read());
    applyPrefs();
  });
}
