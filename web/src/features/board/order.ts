/** A board whose rows do not swap places under whoever is about to choose one. Pure. */

import type { LeaderboardEntry } from '~/shared/api/types';

export interface Place {
  player: string;
  /** Null for a player whom the latest answer does not have any more. */
  entry: LeaderboardEntry | null;
}

export interface Order {
  places: Place[];
  /** How many are on the board now who were not when its order was held. */
  waitingCount: number;
}

/** The latest `entries` in the order that is `held`, else in their own. */
export function orderOf(
  entries: readonly LeaderboardEntry[],
  held: readonly string[] | null,
): Order {
  const latest = new Map(entries.map((entry) => [entry.player_id, entry]));
  const places = (held ?? [...latest.keys()]).map((player) => ({
    player,
    entry: latest.get(player) ?? null,
  }));
  const staying = places.filter(({ entry }) => entry !== null).length;
  return { places, waitingCount: latest.size - staying };
}
