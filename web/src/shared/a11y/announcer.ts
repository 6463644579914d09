/**
 * The one polite live region. Messages are gathered for a second and said together, so that a
 * screen reader is never flooded by a stream.
 */

import { createStore } from '../store';

const BUFFER_MS = 1000;

export const announced = createStore('');

let waiting: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

export function announce(message: string): void {
  waiting.push(message);
  timer ??= setTimeout(() => {
    timer = undefined;
    const said = waiting.slice(-3).join(' ');
    waiting = [];
    // The same sentence twice is said twice only if the text changes.
    announced.set(said === announced.get() ? `${said}\u00a0` : said);
  }, BUFFER_MS);
}
