/**
 * When the next bet may begin. Kept in the browser, so that neither a reload nor another tab makes
 * a game faster than it is meant to be.
 */

import { recall, remember } from '~/shared/storage';
import { createStore, type Store } from '~/shared/store';
import { type GameName, PACE } from './pace';

export function keptCycle(game: GameName): Store<number> {
  const key = `croupier.free-at.${game}`;
  // Of a clock that was put back since, no more than one cycle is believed.
  const read = () => {
    const kept = recall(key);
    return typeof kept === 'number' && kept <= Date.now() + PACE[game].cycleMs ? kept : 0;
  };
  const store = createStore(read());
  addEventListener('storage', (event) => {
    if (event.key === key) store.set(read());
  });
  return {
    ...store,
    set(at) {
      remember(key, at);
      store.set(at);
    },
  };
}
