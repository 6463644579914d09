/** Which of the commits that are loaded are shown; it lives in the address. Pure. */

import type { CommitRow } from '~/shared/api/types';
import { handleOf } from '../players/handle';

export interface LogFilter {
  type: string | null;
  /** A part of an id, or of a name as it is shown. */
  player: string | null;
  correlation: string | null;
}

export const readLogFilter = (query: URLSearchParams): LogFilter => ({
  type: query.get('type') || null,
  player: query.get('player')?.trim() || null,
  correlation: query.get('correlation') || null,
});

export const isNarrowed = ({ type, player, correlation }: LogFilter): boolean =>
  type !== null || player !== null || correlation !== null;

/** What happened in a commit, in the log's own words. */
export const typesOf = ({ events }: CommitRow): string[] =>
  events.map((event) => String(event['type'] ?? 'event'));

/** Whose commit it is, as it is shown. */
export const ownerOf = ({ player_id: player }: CommitRow): string =>
  player ? handleOf(player) : 'the system';

export function passes(commit: CommitRow, { type, player, correlation }: LogFilter): boolean {
  if (type !== null && !typesOf(commit).includes(type)) return false;
  if (correlation !== null && commit.correlation_id !== correlation) return false;
  const names = `${commit.player_id ?? ''}\n${ownerOf(commit)}`.toLowerCase();
  return player === null || names.includes(player.toLowerCase());
}

/** The types there are to choose from: those that are loaded, and the one that is chosen. */
export function typeChoices(commits: readonly CommitRow[], chosen: string | null): string[] {
  const types = new Set(commits.flatMap(typesOf));
  if (chosen !== null) types.add(chosen);
  return [...types].sort();
}

/** How much of the log is looked at: never all of it, unless that is what is loaded. */
export function loadedWords(shownCount: number, loadedCount: number, from: string | null): string {
  if (shownCount < loadedCount) return `${shownCount} of ${loadedCount} loaded`;
  return from === null ? `Newest ${loadedCount} loaded` : `${loadedCount} loaded`;
}
