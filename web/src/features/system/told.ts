/** What the servers were asked, and when they said it. */

/** How often they are asked for their health, and for their partitions. */
export const ASK_MS = 2000;

export interface Told<T> {
  value: T;
  at: number;
}

/** The latest answer, however long ago; null before the first. */
export const toldOf = <T>(query: {
  data: { data: T } | undefined;
  dataUpdatedAt: number;
}): Told<T> | null => (query.data ? { value: query.data.data, at: query.dataUpdatedAt } : null);
